"""Builders of memberships for tests anywhere."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from moothall.components.people import services
from moothall.components.people.contracts import Duty, Membership
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.testing import NOON, a_person


def a_member(
    org: OrgId,
    *duties: Duty,
    person: PersonId | None = None,
    name: str = "Robin Marsh",
    email: str | None = None,
    teams: Collection[str] = (),
    at: datetime = NOON,
) -> Membership:
    """Somebody who works for ``org``: a caseworker, if no duties are given."""
    with acting(Actor(org=org), purpose="test"):
        return services.join(
            person=person or a_person(),
            name=name,
            email=email or f"robin.{uuid4().hex[:8]}@example.com",
            duties=duties or (Duty.CASEWORKER,),
            teams=teams,
            at=at,
        )
