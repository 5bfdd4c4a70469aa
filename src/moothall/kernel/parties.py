"""Parties: who, besides the organisation, takes part in a journey or a case.

A visit is the hash of a random secret that somebody holds: in the signed cookie of their
browser, in a link mailed to them, or, derived from the place's key, in the mailbox they have
proved is theirs.
"""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Q

from moothall.kernel.actors import current, serving_org
from moothall.kernel.ids import PersonId, uuid7
from moothall.kernel.limits import keyed_hash
from moothall.kernel.models import Party

_ADD = """
insert into party (id, org_id, subject, person_id, visit, role, until)
values (%s, %s, %s, %s, %s, %s, %s)
"""


class Role(StrEnum):
    APPLICANT = "applicant"
    HELPER = "helper"
    CARER = "carer"
    SUBJECT = "subject"


def new_secret() -> str:
    """A fresh secret for a cookie or a link: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def visit_of(secret: str) -> str:
    """The visit that whoever holds ``secret`` makes."""
    return hashlib.sha256(secret.encode()).hexdigest()


def visit_of_mailbox(email: str) -> str:
    """The visit of whoever has proved that this mailbox is theirs."""
    return keyed_hash(f"mailbox/{email.strip().lower()}")


def pseudonym(*, visit: str = "", person: PersonId | None = None) -> UUID | None:
    """By what the log tells one person from another: no id of an account, no hash of a visit.

    The same person has the same one each time they come with the same account or mailbox.
    """
    known = str(person) if person else visit
    return UUID(hex=keyed_hash(f"pseudonym/{known}")[:32], version=5) if known else None


def add(
    *,
    subject: UUID,
    role: Role = Role.APPLICANT,
    person: PersonId | None = None,
    visit: str | None = None,
    until: datetime | None = None,
) -> None:
    """Let a person, or whoever makes a visit, take part in ``subject`` from now ``until`` then.

    A resident may do so for a subject nobody takes part in yet, and for their own; an officer
    for any but those of other organisations.
    """
    row = [uuid7(), serving_org(), subject, person, visit, role.value, until]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, row)


def add_self(*, subject: UUID, role: Role = Role.APPLICANT) -> None:
    """Let the resident who acts take part in ``subject``, as person and by their visit."""
    actor = current()
    if actor.person:
        add(subject=subject, role=role, person=actor.person)
    if actor.visits:
        add(subject=subject, role=role, visit=actor.visits[0])


def end(*, subject: UUID, visit: str, at: datetime) -> int:
    """Let a visit take part in ``subject`` no longer; answer how many places it held."""
    running = Q(until__isnull=True) | Q(until__gt=at)
    return Party.objects.filter(running, subject=subject, visit=visit).update(until=at)


def my_subjects() -> list[UUID]:
    """What the resident who acts takes part in, as PostgreSQL sees it."""
    with connection.cursor() as cursor:
        cursor.execute("select unnest(my_subjects())")
        return [subject for (subject,) in cursor]
