"""Ready-made organisations, actors and moments for tests.

Every test acts for organisations of its own, so that nothing needs to be cleaned up.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

from django.db import connections

from moothall.kernel import organisations, parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, PersonId, uuid7
from moothall.kernel.models import Organisation

NOON = datetime(2030, 6, 3, 12, tzinfo=UTC)
"""A Monday in summer, in the middle of the day."""
BLUE = "#1d4f8c"

_Answer = TypeVar("_Answer")


def an_org(
    slug: str = "town", *, teams: tuple[str, ...] = ("front",), two_people: bool = False
) -> OrgId:
    """A new organisation of the place, with these teams."""
    with acting(Actor(), purpose="test"):
        row = Organisation.objects.create(
            slug=f"{slug}-{uuid4().hex[:8]}",
            name={"en": slug.title(), "cy": slug.title()},
            kind="council",
            colour=BLUE,
            two_people=two_people,
            teams=[{"id": team, "name": {"en": team, "cy": team}} for team in teams],
        )
    return OrgId(row.id)


def slug_of(org: OrgId) -> str:
    return organisations.known(org=org).slug


def the_steward() -> OrgId:
    """The steward of the place in which the tests run, made when first asked for."""
    with acting(Actor(), purpose="test"):
        row, _ = Organisation.objects.get_or_create(
            is_steward=True,
            defaults={
                "slug": "steward",
                "name": {"en": "Steward", "cy": "Stiward"},
                "kind": "council",
                "colour": BLUE,
            },
        )
    return OrgId(row.id)


def a_person() -> PersonId:
    return PersonId(uuid7())


def an_officer(org: OrgId | None = None, *duties: str) -> Actor:
    """An officer of ``org`` (of a new one, if none is given) with ``duties``."""
    return Actor(
        org=org or an_org(), officer=a_person(), duties=frozenset(duties or {"caseworker"})
    )


def a_resident(served_by: OrgId, *, signed_in: bool = False) -> Actor:
    """A resident with a browser of their own, and an account when ``signed_in``."""
    return Actor(
        served_by=served_by,
        person=a_person() if signed_in else None,
        visits=(parties.visit_of(parties.new_secret()),),
    )


def at_once(times: int, act: Callable[[], _Answer]) -> list[_Answer]:
    """Run ``act`` in as many threads at the same time."""

    def in_thread() -> _Answer:
        try:
            return act()
        finally:
            connections.close_all()  # those behind the other door as well

    with ThreadPoolExecutor(times) as pool:
        return [f.result() for f in [pool.submit(in_thread) for _ in range(times)]]
