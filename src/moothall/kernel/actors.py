"""Who acts, for which organisation and purpose: the one door to the database."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper

from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.refusals import Forbidden
from moothall.kernel.words import say


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Whoever acts.

    An officer or an API client acts for ``org``. A resident acts as themself (``person``,
    ``visits``: hashes of secrets they hold) and is ``served_by`` an organisation: never for it.
    """

    org: OrgId | None = None
    officer: PersonId | None = None
    client: UUID | None = None
    duties: frozenset[str] = frozenset()
    person: PersonId | None = None
    visits: tuple[str, ...] = ()
    served_by: OrgId | None = None

    @property
    def is_resident(self) -> bool:
        return self.org is None and (self.person is not None or bool(self.visits))

    @property
    def by(self) -> str:
        """Who it was, for the log: a kind and an id, never a name."""
        if self.officer:
            return f"officer:{self.officer}"
        if self.client:
            return f"client:{self.client}"
        return "resident" if self.is_resident else "system"


class NotActing(RuntimeError):
    """A query was made outside ``acting``, so nobody could say whose rows it may see."""


class AlreadyActing(RuntimeError):
    """``acting`` was entered, or the process was left, inside another ``acting``."""


_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)

_TELL = (
    "select set_config('moothall.org', %s, true),"
    " set_config('moothall.served_by', %s, true),"
    " set_config('moothall.person', %s, true),"
    " set_config('moothall.visits', %s, true),"
    " set_config('moothall.purpose', %s, true)"
)


@contextmanager
def acting(actor: Actor, *, purpose: str) -> Iterator[Actor]:
    """Open one transaction in which ``actor`` may read and write; commit it at the end.

    PostgreSQL is told who acts, so row-level security holds for every statement inside.
    Raises ``AlreadyActing`` when entered twice.
    """
    if _actor.get() is not None:
        raise AlreadyActing("acting does not nest: one act, one transaction, one commit")
    with _told_postgresql(actor, purpose):
        token = _actor.set(actor)
        try:
            yield actor
        finally:
            _actor.reset(token)


@contextmanager
def _told_postgresql(actor: Actor, purpose: str) -> Iterator[None]:
    """One transaction, in which the first statement says who acts.

    A connection may have died since it was last used: this one is then given up, the others are
    looked at, and the first statement is tried once more, before anything can have been done.
    """
    transactions = transaction.atomic(durable=True)
    transactions.__enter__()
    try:
        _tell(actor, purpose)
    except (OperationalError, InterfaceError):
        with suppress(OperationalError, InterfaceError):
            transactions.__exit__(*sys.exc_info())
        _refresh()
        transactions = transaction.atomic(durable=True)
        transactions.__enter__()
        try:
            _tell(actor, purpose)
        except BaseException:
            transactions.__exit__(*sys.exc_info())
            raise
    try:
        yield
    except BaseException:
        transactions.__exit__(*sys.exc_info())
        raise
    transactions.__exit__(None, None, None)


def _tell(actor: Actor, purpose: str) -> None:
    token = _actor.set(actor)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TELL, _told(actor, purpose))
    finally:
        _actor.reset(token)


def _refresh() -> None:
    """Give up this thread's connection, and those of the pool that have died."""
    connection.close()
    pool = getattr(connection, "pool", None)
    if pool is not None:
        pool.check()


def _told(actor: Actor, purpose: str) -> list[str]:
    return [
        str(actor.org or ""),
        str(actor.served_by or ""),
        str(actor.person or ""),
        ",".join(actor.visits),
        purpose,
    ]


def is_acting() -> bool:
    return _actor.get() is not None


def current() -> Actor:
    """The actor at hand; ``NotActing`` outside ``acting``."""
    actor = _actor.get()
    if actor is None:
        raise NotActing("nobody is acting: wrap the call in `with acting(actor, purpose=...)`")
    return actor


def own_org() -> OrgId:
    """The organisation that is acting; a resident has none."""
    org = current().org
    if org is None:
        raise Forbidden(say("This is for people who act for an organisation."))
    return org


def serving_org() -> OrgId:
    """The organisation to which what is made here belongs: one's own, or the one serving."""
    actor = current()
    org = actor.org or actor.served_by
    if org is None:
        raise Forbidden(say("No organisation is serving you here."))
    return org


def require_duty(*duties: str) -> None:
    """Refuse whoever holds none of ``duties``."""
    if not current().duties & set(duties):
        raise Forbidden(say("Your organisation has not given you the duty that this needs."))


def guard_connection(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Refuse, on a new connection of the running process, every query outside ``acting``."""
    wrappers = connection.execute_wrappers
    if connection.alias == DEFAULT_DB_ALIAS and _refuse_unless_acting not in wrappers:
        wrappers.append(_refuse_unless_acting)


def _refuse_unless_acting(
    execute: Callable[..., Any], sql: str, params: object, many: object, context: object
) -> object:
    if _actor.get() is None:
        raise NotActing("nobody is acting: wrap the call in `with acting(actor, purpose=...)`")
    return execute(sql, params, many, context)
