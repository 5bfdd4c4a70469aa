"""The audit of a release: whether anything hidden in it can be worked out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moothall.components.demand.rules.disclosure.attack import Contradictory, Reach, reach
from moothall.components.demand.rules.disclosure.cubes import Key
from moothall.components.demand.rules.disclosure.policy import Policy
from moothall.components.demand.rules.disclosure.systems import System, systems
from moothall.components.demand.rules.disclosure.tables import Table
from moothall.components.demand.rules.disclosure.views import Claim, View
from moothall.kernel.words import Said, say


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A hidden count that does not stay hidden. Itself confidential, for whoever releases."""

    source: str
    """The release in which it is hidden."""
    cell: Key
    low: int | None
    high: int | None
    why: Said


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """Whether a release may go out, and every hidden count that it would reveal."""

    passed: bool
    findings: tuple[Finding, ...]
    hidden: int
    """How many secret counts were looked at, those of earlier releases among them."""
    beside: tuple[str, ...]
    """The earlier releases that it was laid beside."""
    candidates: int
    """How many whole numbers each had to be able to be."""


def audit(view: View, *, policy: Policy, earlier: Sequence[View] = ()) -> AuditReport:
    """Try to work out what a release hides, or by it an earlier one, from all that is told.

    The reader is taken to know the rules, the earlier releases, and why each count is
    hidden. A release passes if each secret count can still be ``policy.candidates`` whole
    numbers; where that could not be shown in time, or what was told contradicts itself, it
    does not.
    """
    claims = [claim for one in (view, *earlier) for claim in one.claims]
    parts = list(systems(claims))
    findings = tuple(f for part in parts for f in _findings(part, view, policy))
    return AuditReport(
        passed=not findings,
        findings=findings,
        hidden=sum(len(part.claims) for part in parts),
        beside=tuple(one.source for one in earlier),
        candidates=policy.candidates,
    )


def can_be(view: View, cell: Key, *, earlier: Sequence[View] = ()) -> tuple[int, int | None]:
    """The least and the greatest that a hidden count can be, given all that is told.

    ``KeyError`` where it is no secret; ``Contradictory`` where what is told cannot be so.
    """
    claims = [claim for one in (view, *earlier) for claim in one.claims]
    wanted = {c.atoms for c in view.claims if c.cell == cell and c.is_secret}
    for part in systems(claims):
        for at, claim in enumerate(part.claims):
            if claim.atoms in wanted:
                found = reach(part.only(at), needed=1, in_full=True)[0]
                return found.low, found.high
    raise KeyError(cell)


def said_of_lines(table: Table) -> tuple[Said, ...]:
    """What is to be weighed before release: lines that tell the category of all in them."""
    return tuple(
        say("Everything in {cell} falls into one category", cell=words_of(line))
        for line in table.all_same
    )


def _findings(part: System, view: View, policy: Policy) -> Iterator[Finding]:
    try:
        found = reach(part, needed=policy.candidates)
    except Contradictory:
        yield from _contradicted(part, view)
        return
    for claim, can in zip(part.claims, found, strict=True):
        if can.values < policy.candidates:
            yield _finding(claim, can if can.is_certain else None)


def _finding(claim: Claim, can: Reach | None) -> Finding:
    low, high = (can.low, can.high) if can else (None, None)
    return Finding(
        source=claim.source, cell=claim.cell, low=low, high=high, why=_why(claim, can)
    )


def _why(claim: Claim, can: Reach | None) -> Said:
    cell, source = words_of(claim.cell), claim.source
    if can is None:
        return say(
            "It could not be shown in time that {cell} in {source} stays hidden",
            cell=cell,
            source=source,
        )
    if can.low == can.high:
        return say(
            "{cell} in {source} can be worked out: it is {value}",
            cell=cell,
            source=source,
            value=can.low,
        )
    return say(
        "{cell} in {source} can only be {count} of the numbers from {low} to {high}",
        cell=cell,
        source=source,
        count=can.values,
        low=can.low,
        high=can.high,
    )


def _contradicted(part: System, view: View) -> Iterator[Finding]:
    """A finding for each hidden count of a part, or one for the release if it has none."""
    places = [(claim.source, claim.cell) for claim in part.claims] or [(view.source, ())]
    for source, cell in places:
        yield Finding(
            source=source,
            cell=cell,
            low=None,
            high=None,
            why=say(
                "What was told of {cell} in {source} and beside it cannot all be true",
                cell=words_of(cell),
                source=source,
            ),
        )


def words_of(cell: Key) -> str:
    """A key as people read it."""
    return " · ".join(cell) or "…"
