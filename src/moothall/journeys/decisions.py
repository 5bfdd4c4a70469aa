"""The tables by which live services decide: open to everybody, whoever's they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moothall.journeys import catalogue, queries
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Listed
from moothall.kernel import registry
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import NotFound
from moothall.kernel.words import say

_CAPABILITY = "decisions.v1"


class TableNotFound(NotFound):
    code = "journeys.table-not-found"


@dataclass(frozen=True, kw_only=True)
class Decides:
    """A table with the live service that decides by it."""

    published: Published
    step: str
    """The step of the service that decides by it."""
    table: Any
    """An open table of whoever offers ``decisions.v1``."""


def offered() -> Any:  # noqa: ANN401 - of whichever maker
    """Whoever knows of tables. Raises ``NotOffered``."""
    return registry.offer(_CAPABILITY)


def tables() -> list[Decides]:
    """Every table of every live service of the place. Inside ``acting``."""
    if not registry.offers(_CAPABILITY):
        return []
    return [found for line in catalogue.listed() for found in _live(line)]


def table(*, owner: OrgId, name: str) -> Decides:
    """A table of a live service of this owner. Raises ``TableNotFound``. Inside ``acting``."""
    if registry.offers(_CAPABILITY):
        for line in catalogue.listed():
            if line.owner == owner:
                for found in _live(line):
                    if found.table.name == name:
                        return found
    raise TableNotFound(say("There is no such table here."))


def earlier(*, live: Decides, number: int) -> Decides:
    """The table as it was in another version of its service. Raises ``TableNotFound``."""
    published = live.published
    for line in queries.versions(owner=published.owner, service=published.service.service):
        if line.number == number:
            for found in _of(catalogue.version(version_id=line.id)):
                if found.table.name == live.table.name:
                    return found
    raise TableNotFound(say("There is no such table here."))


def of_service(published: Published) -> list[Decides]:
    """The tables by which one service decides."""
    return list(_of(published)) if registry.offers(_CAPABILITY) else []


def _live(line: Listed) -> Iterator[Decides]:
    return _of(catalogue.version(version_id=line.version))


def _of(published: Published) -> Iterator[Decides]:
    for step in published.service.steps:
        for found in offered().tables(steps=[step]):
            yield Decides(published=published, step=step.id, table=found)
