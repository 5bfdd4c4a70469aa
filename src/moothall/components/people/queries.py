"""What people can be asked: who works here now, and where somebody works."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from moothall.components.people import contracts, models
from moothall.components.people.contracts import Duty
from moothall.kernel.actors import Actor, current, own_org
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.words import say

_IN_FORCE = "since <= %s and (until is null or until > %s)"
_BY_EMAIL = (
    f"select person_id from people_membership where org_id = %s and email = %s and {_IN_FORCE}"  # noqa: S608
)
_EMAILS = (
    "select person_id, email from people_membership"  # noqa: S608
    f" where org_id = %s and person_id = any(%s) and {_IN_FORCE}"
)
_NOBODY = say("Nobody with this email address works for your organisation.")
_COLUMNS = ("id", "org_id", "person_id", "name", "email", "duties", "teams", "since", "until")


def memberships_of_me(*, at: datetime) -> list[contracts.Membership]:
    """Where the person who acts (``Actor(person=…)``) works now, in every organisation."""
    person = current().person
    if person is None:
        return []
    rows = models.Membership.readable.filter(_in_force(at), person_id=person)
    return [to_membership(row) for row in rows.order_by("since", "id").values_list(*_COLUMNS)]


def actor_for(*, person: PersonId, org: OrgId, at: datetime) -> Actor:
    """Who the person is when they work for the organisation, with the duties of this moment.

    Call it inside ``acting(Actor(person=person), …)`` for every request, so that whoever has
    left loses access at once. Raises ``NotAMember``.
    """
    rows = models.Membership.readable.filter(_in_force(at), org=org, person_id=person)
    found = rows.values_list("duties", flat=True).first()
    if found is None:
        raise contracts.NotAMember(say("You do not work for this organisation."))
    return Actor(org=org, officer=person, duties=frozenset(found))


def membership(*, person: PersonId, at: datetime) -> contracts.Membership:
    """Somebody's membership of the organisation that acts. Raises ``NotAMember``."""
    row = _own(at).filter(person_id=person).values_list(*_COLUMNS).first()
    if row is None:
        raise contracts.NotAMember(say("This person does not work for your organisation."))
    return to_membership(row)


def officers(
    *, at: datetime, team: str | None = None, at_most: int = 500
) -> list[contracts.Membership]:
    """Who works for the organisation that acts, or in one of its teams, by name."""
    rows = _own(at)
    if team is not None:
        rows = rows.filter(teams__contains=[team])
    listed = rows.order_by("name", "id").values_list(*_COLUMNS)[:at_most]
    return [to_membership(row) for row in listed]


def officer_by_email(*, email: str, at: datetime) -> contracts.Membership:
    """The officer of the organisation that acts who has this address.

    Raises ``OfficerNotFound``.
    """
    plain = plain_email(email)
    row = _own(at).filter(email=plain).values_list(*_COLUMNS).first()
    if row is None:
        raise contracts.OfficerNotFound(_NOBODY)
    return to_membership(row)


def officer_id(*, email: str, at: datetime) -> PersonId:
    """Whose address this is in the organisation that acts: one lean statement, for the API.

    Raises ``OfficerNotFound``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_EMAIL, [own_org(), plain_email(email), at, at])
        row = cursor.fetchone()
    if row is None:
        raise contracts.OfficerNotFound(_NOBODY)
    return PersonId(row[0])


def emails_of(*, persons: Collection[PersonId], at: datetime) -> dict[PersonId, str]:
    """The addresses of those who work for the organisation that acts; others are left out."""
    if not persons:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_EMAILS, [own_org(), list(persons), at, at])
        return {PersonId(person): email for person, email in cursor}


def plain_email(email: str) -> str:
    """An address in the one form in which it is kept."""
    return email.strip().lower()


def locked(*, person: PersonId, at: datetime) -> models.Membership:
    """The row of a membership, locked until the commit. For this component's services."""
    row: models.Membership | None = (
        _own(at).select_for_update().filter(person_id=person).first()
    )
    if row is None:
        raise contracts.NotAMember(say("This person does not work for your organisation."))
    return row


def to_membership(row: Sequence[Any]) -> contracts.Membership:
    id_, org, person, name, email, duties, teams, since, until = row
    return contracts.Membership(
        id=id_,
        org=OrgId(org),
        person=PersonId(person),
        name=name,
        email=email,
        duties=frozenset(Duty(duty) for duty in duties),
        teams=tuple(teams),
        since=since,
        until=until,
    )


def _own(at: datetime) -> Any:  # noqa: ANN401 - a query set of rows
    return models.Membership.objects.filter(_in_force(at))


def _in_force(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
