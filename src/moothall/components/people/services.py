"""What people can do: join an organisation, change duties there, and leave."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from moothall.components.people import contracts, queries
from moothall.components.people.contracts import Duty
from moothall.components.people.models import Membership
from moothall.kernel import events, organisations
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.ids import PersonId
from moothall.kernel.words import say


def join(
    *,
    person: PersonId,
    name: str,
    email: str,
    duties: Collection[str],
    teams: Collection[str] = (),
    at: datetime,
) -> contracts.Membership:
    """Have a person work for the organisation that acts, from now on.

    Managers may, and whoever sets the place up. Raises ``AlreadyAMember``, ``NoSuchDuty`` and
    ``NoSuchTeam``.
    """
    _may_manage()
    row = Membership(
        org_id=own_org(),
        person_id=person,
        name=name.strip(),
        email=queries.plain_email(email),
        duties=_duties(duties),
        teams=_teams(teams),
        since=at,
    )
    _saved(row)
    events.record(
        contracts.OfficerJoined(
            person_id=person, duties=tuple(row.duties), teams=tuple(row.teams)
        ),
        at=at,
    )
    return _told(row)


def change(
    *,
    person: PersonId,
    name: str | None = None,
    email: str | None = None,
    duties: Collection[str] | None = None,
    teams: Collection[str] | None = None,
    at: datetime,
) -> contracts.Membership:
    """Change what is given of a membership; new duties hold from the next request on.

    Managers may, and whoever sets the place up. Raises ``NotAMember``, ``AlreadyAMember``,
    ``NoSuchDuty`` and ``NoSuchTeam``.
    """
    _may_manage()
    row = queries.locked(person=person, at=at)
    row.name = row.name if name is None else name.strip()
    row.email = row.email if email is None else queries.plain_email(email)
    row.duties = row.duties if duties is None else _duties(duties)
    row.teams = row.teams if teams is None else _teams(teams)
    _saved(row)
    events.record(
        contracts.OfficerChanged(
            person_id=person, duties=tuple(row.duties), teams=tuple(row.teams)
        ),
        at=at,
    )
    return _told(row)


def leave(*, person: PersonId, at: datetime) -> None:
    """End a membership: whoever has left has no access from the next request on.

    Their sessions are identity's, and ended by whoever calls this, as a second step. Managers
    may, and whoever sets the place up. Raises ``NotAMember``.
    """
    _may_manage()
    row = queries.locked(person=person, at=at)
    row.until = at
    row.save(update_fields=["until"])
    events.record(contracts.OfficerLeft(person_id=person), at=at)


def _may_manage() -> None:
    """The system acts for an organisation while it is set up; everybody else needs the duty."""
    actor = current()
    if actor.officer is not None or actor.client is not None:
        require_duty(Duty.MANAGER)


def _duties(given: Collection[str]) -> list[str]:
    known = {duty.value for duty in Duty}
    if unknown := set(given) - known:
        raise contracts.NoSuchDuty(
            say("There is no such duty: {duties}", duties=", ".join(sorted(unknown)))
        )
    return sorted(set(map(str, given)))


def _teams(given: Collection[str]) -> list[str]:
    known = {team["id"] for team in organisations.known(org=own_org()).teams}
    if unknown := set(given) - known:
        raise contracts.NoSuchTeam(
            say("Your organisation has no such team: {teams}", teams=", ".join(sorted(unknown)))
        )
    return sorted(set(given))


def _saved(row: Membership) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise contracts.AlreadyAMember(
            say("This person, or somebody with this email address, works here already.")
        ) from taken


def _told(row: Membership) -> contracts.Membership:
    return contracts.Membership(
        id=row.id,
        org=own_org(),
        person=PersonId(row.person_id),
        name=row.name,
        email=row.email,
        duties=frozenset(Duty(duty) for duty in row.duties),
        teams=tuple(row.teams),
        since=row.since,
        until=row.until,
    )
