"""The tables of a quarterly release: protected, and audited beside what went before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from moothall.components.demand.contracts import Cell, Outcome
from moothall.components.demand.rules.disclosure import (
    AuditReport,
    Claim,
    Cube,
    Dimension,
    Key,
    Policy,
    Table,
    View,
    Why,
    audit,
    protect,
    view_of,
)
from moothall.components.demand.rules.summaries.sheets import counted
from moothall.components.demand.rules.summaries.shielding import hide_more

TABLES: Mapping[str, tuple[str, str]] = {
    "needs-by-area": ("need", "area"),
    "outcomes-by-area": ("outcome", "area"),
    "needs-by-outcome": ("need", "outcome"),
}
_ROUNDS = 12
_OUTCOMES = tuple(outcome.value for outcome in Outcome)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Of what a release speaks: every category, whether it was counted or not."""

    quarter: str
    needs: tuple[str, ...]
    areas: tuple[str, ...]
    parents: Mapping[str, tuple[str, ...]]
    """Larger areas, and the areas of which each is made."""

    def dimension(self, name: str) -> Dimension:
        categories = {"need": self.needs, "area": self.areas, "outcome": _OUTCOMES}[name]
        return Dimension(
            name=name, categories=categories, groups=self.parents if name == "area" else {}
        )

    def across(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The dimensions that a table does not have, so that all speak of the same needs."""
        every = {"need": self.needs, "area": self.areas, "outcome": _OUTCOMES}
        return {n: c for n, c in every.items() if n not in names} | {"quarter": (self.quarter,)}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The tables of a release, and the audit that they passed, or did not."""

    tables: Mapping[str, Table]
    report: AuditReport
    hidden_beside: int
    """How many counts had to be hidden beside those that had to be."""
    was_changed: bool
    """Whether the data of the quarter is no longer what an earlier release had."""


def drawn(
    scope: Scope,
    cells: Mapping[str, Sequence[Cell]],
    policy: Policy,
    *,
    earlier: Sequence[View] = (),
    same_quarter: Sequence[View] = (),
) -> Drawn:
    """Protect every table, audit all of them together, and hide more until nothing is told.

    ``same_quarter`` are earlier releases of the same needs, which may have been corrected
    since: of those only what can still be true is laid beside.
    """
    cubes = {name: _cube(scope, name, cells[name]) for name in TABLES}
    tables = {name: protect(cube, policy) for name, cube in cubes.items()}
    beside = 0
    for _ in range(_ROUNDS):
        view = _view(scope, tables)
        kept = [_still_true(one, view) for one in same_quarter]
        report = audit(view, policy=policy, earlier=[*kept, *earlier])
        changed = bool(same_quarter) and any(f.low is None for f in report.findings)
        if changed:
            report = audit(view, policy=policy, earlier=earlier)
        if report.passed:
            break
        more = {name: _beside(tables[name], report, name) for name in tables}
        if not any(more.values()):
            break
        beside += sum(map(len, more.values()))
        for name, keys in more.items():
            tables[name] = hide_more(tables[name], cubes[name], keys)
    return Drawn(tables=tables, report=report, hidden_beside=beside, was_changed=changed)


def told_of(scope: Scope, tables: Mapping[str, Table]) -> dict[str, Any]:
    """What the next release has to know of this one, as plain data; never for publication."""
    return {
        "quarter": scope.quarter,
        "needs": list(scope.needs),
        "areas": list(scope.areas),
        "tables": {
            name: [
                [list(key), e.low, e.high, e.shown is None and e.why is not Why.BESIDE]
                for key in product(*(d.categories for d in table.dimensions))
                for e in [table.entries[key]]
            ]
            for name, table in tables.items()
        },
    }


def view_of_told(told: Mapping[str, Any], *, source: str) -> View:
    """What an earlier release tells, from what was kept of it."""
    scope = Scope(
        quarter=told["quarter"],
        needs=tuple(told["needs"]),
        areas=tuple(told["areas"]),
        parents={},
    )
    claims = []
    for name, entries in told["tables"].items():
        across = scope.across(TABLES[name])
        for key, low, high, is_secret in entries:
            choices = {d: (c,) for d, c in zip(TABLES[name], key, strict=True)} | across
            claims.append(
                Claim(
                    source=source,
                    cell=tuple(key),
                    atoms=frozenset(_atoms(choices)),
                    low=low,
                    high=high,
                    is_secret=is_secret,
                )
            )
    return View(source=source, claims=tuple(claims))


def scope_of(
    quarter: str,
    cells: Iterable[Cell],
    *,
    areas: Iterable[str],
    parents: Mapping[str, Sequence[str]],
) -> Scope:
    """The scope of cells by need and area: all areas of the place, and what else was said."""
    found = list(cells)
    known = {*areas, *(cell.keys[1] for cell in found)}
    groups = {p: tuple(sorted(set(c) & known)) for p, c in sorted(parents.items())}
    several = {p: c for p, c in groups.items() if c and p not in known}
    return Scope(
        quarter=quarter,
        needs=tuple(sorted({cell.keys[0] for cell in found})),
        areas=tuple(sorted(known)),
        parents=several if len(several) > 1 else {},
    )


def _cube(scope: Scope, name: str, cells: Sequence[Cell]) -> Cube:
    dimensions: tuple[Dimension, ...] = tuple(scope.dimension(d) for d in TABLES[name])
    return Cube(
        name=name,
        dimensions=dimensions,
        cells={cell.keys: counted(cell) for cell in cells if cell.needs},
    )


def _view(scope: Scope, tables: Mapping[str, Table]) -> View:
    claims = [
        claim
        for name, table in tables.items()
        for claim in view_of(table, source=name, across=scope.across(TABLES[name])).claims
    ]
    return View(source=scope.quarter, claims=tuple(claims))


def _still_true(earlier: View, view: View) -> View:
    """What can be true of the same needs now: the rest was corrected."""
    now = {claim.atoms: claim for claim in view.claims}
    kept = tuple(
        claim
        for claim in earlier.claims
        if (other := now.get(claim.atoms)) is None or _touch(claim, other)
    )
    return View(source=earlier.source, claims=kept)


def _touch(one: Claim, other: Claim) -> bool:
    return (one.high is None or other.low <= one.high) and (
        other.high is None or one.low <= other.high
    )


def _beside(table: Table, report: AuditReport, name: str) -> list[Key]:
    """For each count that is told, the smallest that is shown in one of its lines."""
    chosen: list[Key] = []
    for finding in report.findings:
        if finding.source != name:
            continue
        line = [
            key
            for key in product(*(d.categories for d in table.dimensions))
            if table.entries[key].shown
            and key not in chosen
            and any(k == c for k, c in zip(key, finding.cell, strict=True))
        ]
        if line:
            chosen.append(min(line, key=lambda key: (table.entries[key].shown or 0, key)))
    return chosen


def _atoms(choices: Mapping[str, Sequence[str]]) -> Iterable[tuple[tuple[str, str], ...]]:
    ordered = sorted(choices)
    for chosen in product(*(choices[name] for name in ordered)):
        yield tuple(zip(ordered, chosen, strict=True))
