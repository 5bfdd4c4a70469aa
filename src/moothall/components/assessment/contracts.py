"""The words of assessment: what the step ``assess`` remembers of a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, runtime_checkable
from uuid import UUID

from moothall.kernel.attached import Attached
from moothall.kernel.facts import Event
from moothall.kernel.refusals import Refused
from moothall.kernel.words import Words, in_language

OUTCOME = "outcome"
"""The column of a table that the step answers with."""
REASON = "reason_"
"""How the columns begin that hold the reason in each language: ``reason_en``."""
UNDECIDED = "cannot be decided"
"""What conditions see as the outcome where the table has none: a person has to decide."""


@dataclass(frozen=True, kw_only=True)
class TableDecided(Event):
    """A table came to an outcome for somebody, or left it to a person; never what they told."""

    name: ClassVar[str] = "assessment.table-decided.v1"
    about: ClassVar[str | None] = "journey_id"

    journey_id: UUID
    service: str
    step: str
    table: str
    hash: str
    outcome: str
    rows: Sequence[str]
    is_left_open: bool


class UnreadableInput(Refused):
    """Something was typed that an input of the table cannot be."""

    code = "assessment.unreadable-input"


@dataclass(frozen=True, kw_only=True)
class OpenTable:
    """A table that anyone may read and try."""

    name: str
    title: Words
    table: Attached
    outcomes: Mapping[str, Words]
    labels: Mapping[str, Words]

    def named(self, column: str, language: str) -> dict[str, str]:
        """What people read for the values of a column: the labels ``column = value``."""
        begins = f"{column} = "
        return {
            key.removeprefix(begins): in_language(words, language)
            for key, words in self.labels.items()
            if key.startswith(begins)
        }


@runtime_checkable
class DecidesByTable(Protocol):
    """A step that decides by a table which anyone may read."""

    def open_table(self) -> OpenTable: ...


@dataclass(frozen=True, kw_only=True)
class Nearly:
    """A row that would have applied but for one column, and what that column asks."""

    outcome: str
    column: str
    cell: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a table came to, and how. It is kept with the journey and the case as plain data."""

    outcome: str
    reason: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    """The other columns that the table answers."""
    rows: Sequence[str] = ()
    """The rows that decided it, by name."""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    nearly: Sequence[Nearly] = ()
    why_not: str = ""
    """Why it could not be decided: row, column, and the words of the engine."""
    table: str = ""
    hash: str = ""
    """SHA-256 of the table as it then was."""
