"""The words of a what-if: what is tried, on whom, and what is wrong with what was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal
from uuid import UUID

from moothall.kernel.facts import Event
from moothall.kernel.refusals import Conflict, NotFound, Refused
from moothall.kernel.words import Said, Words, say

MOST_ROWS = 250_000
MOST_BYTES = 32 * 1024 * 1024
FEWEST_SHOWN = 5
"""A group of fewer cases is shown together with others, so that it tells of nobody."""

Direction = Literal["get", "pay"]
"""Whether people get the amount, so that more of it is better, or pay it."""


def noon_of(day: date) -> datetime:
    """The moment at which everything of that day is worked out."""
    return datetime.combine(day, time(12), UTC)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How a population is worked through."""

    amount: str
    """The amount that is added up, such as ``award.total``; empty if there is none."""
    direction: Direction


@dataclass(frozen=True, slots=True)
class Row:
    """One case: what is known of it, which groups it belongs to, for how many it stands."""

    line: int
    answers: Mapping[str, Any]
    """By question, in normal form."""
    groups: Sequence[str]
    """One for each grouping column."""
    weight: Decimal | int = 1


@dataclass(frozen=True, slots=True)
class Came:
    """What a service comes to for one case."""

    stopped: bool
    """Whether the service ended before all was decided: it is not for this person."""
    amount: Decimal | None
    """None if it was not reached."""
    outcomes: Mapping[str, str]
    """By name, of the tables that were reached."""
    left_open: str = ""
    """Why a person has to decide; empty if nobody has to."""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A cell or line of a population that cannot be used."""

    line: int
    column: str
    said: Said


class RowRefused(Exception):
    """One line of a population cannot be used; the others can."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(unread)
        self.unread = unread


class PopulationRefused(Refused):
    """A population cannot be used at all; ``mistakes`` say why."""

    code = "journeys.population-refused"

    def __init__(self, *mistakes: Said) -> None:
        super().__init__(mistakes[0] if mistakes else say("This file cannot be used."))
        self.mistakes = mistakes


@dataclass(kw_only=True)
class Sums:
    """What a number of cases come to together, each counted as often as it stands for."""

    rows: int = 0
    cases: Decimal | int = 0
    better: Decimal | int = 0
    worse: Decimal | int = 0
    same: Decimal | int = 0
    gained: Decimal | int = 0
    """Who can have the service after the change, and could not before."""
    lost: Decimal | int = 0
    undecided: Decimal | int = 0
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)

    def add(self, other: "Sums") -> None:
        self.rows += other.rows
        self.cases += other.cases
        self.better += other.better
        self.worse += other.worse
        self.same += other.same
        self.gained += other.gained
        self.lost += other.lost
        self.undecided += other.undecided
        self.before += other.before
        self.after += other.after


@dataclass(kw_only=True)
class Tally:
    """What was counted of a part of a population; tallies of all parts add up to the whole."""

    all: Sums = field(default_factory=Sums)
    groups: dict[tuple[int, str], Sums] = field(default_factory=dict)
    """By the number of the grouping column, and the value in it."""
    changes: dict[Decimal, Decimal | int] = field(default_factory=dict)
    """Change of the amount -> how many have it."""
    moves: dict[tuple[str, str, str], Decimal | int] = field(default_factory=dict)
    """Name of an outcome, what it was before, what it is after -> how many."""
    open: list[tuple[int, str]] = field(default_factory=list)
    """The first lines that were left to a person, and why."""
    unread: list[Unread] = field(default_factory=list)
    """The first cells that could not be read."""
    refused: int = 0
    """How many lines could not be read."""


class WhatIfNotFound(NotFound):
    code = "journeys.what-if-not-found"


class AnotherRuns(Conflict):
    """The organisation has one what-if under way already."""

    code = "journeys.what-if-under-way"


class State(StrEnum):
    """Where a what-if stands; the last three are its ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in {State.DONE, State.FAILED, State.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """One change tried on one population."""

    id: UUID
    service: str
    version: UUID
    files: Mapping[str, str]
    """Name of an attached file -> its text after the change."""
    day: date
    """The day on which everything is worked out."""
    trial: Trial
    of_past: bool
    """Whether the population are the organisation's own past decisions."""
    groupings: Sequence[str]
    population_hash: str
    warnings: Sequence[str]
    state: State
    total_rows: int
    done_rows: int
    result: Mapping[str, Any] | None
    why: Words
    """Why it came to nothing, if it did."""
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WhatIfEnded(Event):
    """A change was tried on a population, or the trial came to nothing."""

    name: ClassVar[str] = "journeys.what-if-ended.v1"
    about: ClassVar[str | None] = "what_if_id"

    what_if_id: UUID
    service: str
    version_id: UUID
    state: str
    rows: int
