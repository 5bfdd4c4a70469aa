"""Hands that try every deed on the row of a lock, as whoever PostgreSQL was told is acting."""

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from django.db import Error, connection
from tests.locked import LOCKS, PURPOSE, Cursor, World, insertion, table_of

from moothall.kernel import actors
from moothall.kernel.actors import Actor, acting

_NOT_ALLOWED = "42501"
"""SQLSTATE: no grant, or a row that a policy refuses."""
_LET_THROUGH = frozenset({"23502", "23503", "23505"})
"""SQLSTATE: every policy has let the row through, and only then was it one too many."""


def deeds(name: str, w: World) -> Iterator[tuple[str, str, list[Any]]]:
    """Each deed on the row of a lock, as SQL.

    Changes and deletions are tried blindly too: without reading a column they meet no policy
    for reading.
    """
    lock, table, key = LOCKS[name], table_of(name), w.keys[name]
    this, org = f"where {lock.key} = %s", w.steward if lock.of_steward else w.org
    value = org if lock.changes == "org_id" else None
    yield "r", f"select 1 from {table} {this}", [key]  # noqa: S608
    yield "u", f"update {table} set {lock.changes} = {lock.changes} {this}", [key]  # noqa: S608
    yield "u", f"update {table} set {lock.changes} = %s", [value]  # noqa: S608
    yield "d", f"delete from {table} {this}", [key]  # noqa: S608
    yield "d", f"delete from {table}", []  # noqa: S608
    yield "i", *insertion(name, lock.row(w))


def is_let(cursor: Cursor, statement: str, values: list[Any]) -> bool:
    """Whether a statement reaches a row; what it did is undone."""
    cursor.execute("savepoint deed")
    try:
        cursor.execute(statement, values)
        return bool(cursor.rowcount > 0)
    except (Error, psycopg.Error) as failure:
        state = getattr(failure.__cause__ or failure, "sqlstate", None)
        if state in _LET_THROUGH | {_NOT_ALLOWED}:
            return state in _LET_THROUGH
        raise
    finally:
        cursor.execute("rollback to savepoint deed")


def done(cursor: Cursor, name: str, w: World) -> frozenset[str]:
    """The deeds that whoever acts can do to the row of a lock."""
    return frozenset(d for d, sql, values in deeds(name, w) if is_let(cursor, sql, values))


def everybody(name: str, w: World) -> Mapping[str, tuple[Actor, str]]:
    """Who tries a lock; the steward stands for its own organisation where it is the owner."""
    if not LOCKS[name].of_steward:
        return w.actors()
    return {**w.actors(), "own organisation": (Actor(org=w.steward), PURPOSE)}


def tell(cursor: Cursor, actor: Actor, purpose: str) -> None:
    """What ``acting`` tells PostgreSQL, on a connection that it does not know."""
    cursor.execute(actors._TELL, actors._told(actor, purpose))


def one_answer(actor: Actor, purpose: str, together: str, *values: int) -> int:
    """What the last of some statements answers; all is undone.

    Statements that are sent together share their timestamp, so an instant can be met.
    """
    with acting(actor, purpose=purpose), connection.cursor() as cursor:
        cursor.execute("savepoint deed")
        cursor.execute(together % values)
        while cursor.nextset():
            pass
        (found,) = cursor.fetchone() or (0,)
        cursor.execute("rollback to savepoint deed")
    return int(found)
