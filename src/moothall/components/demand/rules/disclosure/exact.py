"""The table that partners read under an agreement: exact counts, true totals, more hidden."""

from dataclasses import dataclass
from math import ceil

from moothall.components.demand.rules.disclosure.cubes import Cube, Key
from moothall.components.demand.rules.disclosure.policy import Policy
from moothall.components.demand.rules.disclosure.protecting import (
    known_of,
    lines_all_same,
    why_hidden,
)
from moothall.components.demand.rules.disclosure.secondary import Choice, Place, choose
from moothall.components.demand.rules.disclosure.tables import Entry, Form, Table, Why

PARTNERS = Policy(threshold=5)
"""What is proposed for partners under an agreement."""


@dataclass(frozen=True, kw_only=True)
class Protected:
    """A table for partners, and how good the choice of what more to hide is."""

    table: Table
    choice: Choice


def protect_exactly(cube: Cube, policy: Policy = PARTNERS, *, rounds: int = 60) -> Protected:
    """The cube with exact counts and true totals, as partners may read it.

    Hides what is small or dominated, totals too, and beside it so much that every such count
    can still be anything below the threshold (or, if it is of more contacts than that, so
    far away as ``policy.spread`` says). What more is hidden adds up to as little as can be,
    unless ``choice.is_best`` is false. Audit the table before it goes: it is chosen for real
    numbers, and looks at no earlier release.
    """
    places = {key: _place(cube, key, policy) for key in (*cube.finest(), *cube.margins())}
    parts = {key: cube.parts(key) for key in cube.margins()}
    choice = choose(places, parts, rounds=rounds)
    entries = {key: _entry(cube, key, policy, choice=choice) for key in places}
    table = Table(
        name=cube.name,
        form=Form.PARTNERS,
        dimensions=cube.dimensions,
        policy=policy,
        entries=entries,
        all_same=tuple(total for total, _ in lines_all_same(cube)),
    )
    return Protected(table=table, choice=choice)


def _place(cube: Cube, key: Key, policy: Policy) -> Place:
    cell = cube.at(key)
    why = why_hidden(cell, policy)
    if not cell.contacts:
        return Place(count=0, low=0, high=0)
    low, high = known_of(cell, why or Why.BESIDE, policy)
    if why is None:
        return Place(count=cell.contacts, low=low, high=high)
    if cell.contacts < policy.threshold:
        needs = 1, policy.threshold - 1
    else:
        off = max(policy.candidates - 1, ceil(policy.spread * cell.contacts))
        needs = max(low, cell.contacts - off), cell.contacts + off
    return Place(count=cell.contacts, low=low, high=high, needs=needs)


def _entry(cube: Cube, key: Key, policy: Policy, *, choice: Choice) -> Entry:
    cell = cube.at(key)
    why = why_hidden(cell, policy) or (Why.BESIDE if key in choice.beside else None)
    if why is None:
        enough = cell.people >= policy.threshold
        return Entry(
            shown=cell.contacts, low=cell.contacts, high=cell.contacts, has_rate=enough
        )
    low, high = known_of(cell, why, policy)
    return Entry(shown=None, low=low, high=high, why=why)
