"""The rows of a quarterly release, and the words of its columns and methods."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from moothall.components.demand.rules.disclosure import Table
from moothall.components.demand.rules.releases.model import (
    Column,
    Datatype,
    Method,
    Period,
    Publication,
    ReleaseTable,
    Value,
)
from moothall.kernel.words import Said, say

METHOD_VERSION = "release.quarterly.1"
_TITLES: Mapping[str, tuple[Said, Said]] = {
    "needs-by-area": (
        say("Needs by area"),
        say("How often each need was asked for in each area in the quarter."),
    ),
    "outcomes-by-area": (
        say("Outcomes by area"),
        say("What became of the needs of each area that were asked for in the quarter."),
    ),
    "needs-by-outcome": (
        say("Needs by outcome"),
        say("What became of each need that was asked for in the quarter."),
    ),
}
_COLUMNS: Mapping[str, tuple[Said, Said]] = {
    "quarter": (say("Quarter"), say("When the need was asked for, in UTC.")),
    "need": (say("Need"), say("The code of the need; “all” is all of them together.")),
    "area": (
        say("Area"),
        say("The code of the ward, or of a larger area; “unknown” where nobody said."),
    ),
    "outcome": (say("Outcome"), say("What had become of it when this was published.")),
    "asked": (say("Asked"), say("How many needs were asked for, protected as the notes say.")),
}
UNKNOWN_AREA = "unknown"


@dataclass(frozen=True, kw_only=True)
class Addressed(Publication):
    """A publication whose releases have the addresses ``demand/<quarter>/<number>``."""

    places: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    """By the number over all quarters, the quarter and the number within it."""

    def address(self, *parts: str | int) -> str:
        if parts[:1] == ("releases",) and isinstance(parts[1], int):
            quarter, number = self.places[parts[1]]
            return super().address("demand", quarter, number, *parts[2:])
        if parts == ("catalogue",):
            return super().address("catalog.jsonld")
        return super().address("demand", *parts)


def release_table(table: Table, *, quarter: str, period: Period) -> ReleaseTable:
    """A protected table as rows: every key that it has, totals and larger areas with them."""
    title, description = _TITLES[table.name]
    names = [dimension.name for dimension in table.dimensions]
    rows: list[tuple[Value, ...]] = [
        (quarter, *(_named(n, k) for n, k in zip(names, key, strict=True)), table.shown(key))
        for key in product(*(dimension.every for dimension in table.dimensions))
    ]
    return ReleaseTable(
        name=table.name,
        title=title.in_all_languages(),
        description=description.in_all_languages(),
        period=period,
        columns=tuple(_column(name) for name in ("quarter", *names, "asked")),
        key=("quarter", *names),
        rows=tuple(rows),
    )


def methods() -> tuple[Method, ...]:
    """How the figures were made, by name and version."""
    return (
        Method(
            name=say("Counting needs").in_all_languages(),
            version=METHOD_VERSION,
            description=say(
                "A need is counted once, in the quarter in which it was first asked for."
            ).in_all_languages(),
        ),
        Method(
            name=say("Audit").in_all_languages(),
            version="audit.milp.1",
            description=say(
                "All tables of the release are audited together, and beside earlier releases."
            ).in_all_languages(),
        ),
    )


def _column(name: str) -> Column:
    title, description = _COLUMNS[name]
    is_count = name == "asked"
    return Column(
        name=name,
        title=title.in_all_languages(),
        description=description.in_all_languages(),
        datatype=Datatype.INTEGER if is_count else Datatype.STRING,
        may_be_hidden=is_count,
    )


def _named(dimension: str, category: str) -> str:
    return UNKNOWN_AREA if dimension == "area" and not category else category
