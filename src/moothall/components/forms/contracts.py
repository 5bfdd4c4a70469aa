"""The words of forms: what a definition of questions may be told."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from moothall.kernel.steps import Problem


@runtime_checkable
class KnowsItsProblems(Protocol):
    """A question that finds what is wrong with how it was written."""

    def problems(self) -> Iterator[Problem]:
        """Mistakes in the question by itself; paths start at the question."""
        ...
