"""The organisations of the place: who they are and how they are found."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.kernel.actors import Actor, acting, is_acting
from moothall.kernel.ids import OrgId
from moothall.kernel.models import Organisation as Row
from moothall.kernel.refusals import NotFound
from moothall.kernel.words import Words, say

_KEEP_SECONDS = 5.0


class OrganisationNotFound(NotFound):
    code = "kernel.organisation-not-found"


@dataclass(frozen=True, kw_only=True)
class Organisation:
    id: OrgId
    slug: str
    name: Words
    summary: Words
    kind: str
    colour: str
    contact: Mapping[str, str]
    teams: Sequence[Mapping[str, Any]]
    is_steward: bool
    two_people: bool = False
    """Whether a change to a service is proposed by one officer and published by another."""


class _Kept:
    """All organisations of the place, read again every few seconds: they are few and public."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._by_slug: dict[str, Organisation] = {}
        self._by_id: dict[OrgId, Organisation] = {}

    def by_slug(self, *, fresh: bool = False) -> dict[str, Organisation]:
        with self._lock:
            self._refresh(fresh=fresh)
            return self._by_slug

    def by_id(self, *, fresh: bool = False) -> dict[OrgId, Organisation]:
        with self._lock:
            self._refresh(fresh=fresh)
            return self._by_id

    def _refresh(self, *, fresh: bool) -> None:
        if fresh or time.monotonic() - self._read_at > _KEEP_SECONDS:
            everyone = _read()
            self._by_slug = {o.slug: o for o in everyone}
            self._by_id = {o.id: o for o in everyone}
            self._read_at = time.monotonic()


_kept = _Kept()


def everyone() -> list[Organisation]:
    """Every organisation of the place, by slug."""
    return sorted(_kept.by_slug().values(), key=lambda o: o.slug)


def called(*, slug: str) -> Organisation:
    """The organisation with this short name."""
    found = _kept.by_slug().get(slug) or _kept.by_slug(fresh=True).get(slug)
    if found is None:
        raise OrganisationNotFound(say("There is no organisation of that name here."))
    return found


def known(*, org: OrgId) -> Organisation:
    """The organisation with this id."""
    found = _kept.by_id().get(org) or _kept.by_id(fresh=True).get(org)
    if found is None:
        raise OrganisationNotFound(say("There is no organisation of that name here."))
    return found


def steward() -> Organisation:
    """The elected council, which is steward of the place."""
    for kept in (_kept.by_slug(), _kept.by_slug(fresh=True)):
        for organisation in kept.values():
            if organisation.is_steward:
                return organisation
    raise OrganisationNotFound(say("This place has no steward yet."))


def _read() -> list[Organisation]:
    if is_acting():
        return [_organisation(row) for row in Row.objects.all()]
    with acting(Actor(), purpose="directory"):
        return [_organisation(row) for row in Row.objects.all()]


def _organisation(row: Row) -> Organisation:
    return Organisation(
        id=OrgId(row.id),
        slug=row.slug,
        name=row.name,
        summary=row.summary,
        kind=row.kind,
        colour=row.colour,
        contact=row.contact,
        teams=row.teams,
        is_steward=row.is_steward,
        two_people=row.two_people,
    )
