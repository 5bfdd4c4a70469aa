"""One-time links: whoever opens one proves the mailbox, and takes part from then on."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from moothall.journeys.contracts import LinkSpent
from moothall.kernel import parties
from moothall.kernel.actors import current
from moothall.kernel.ids import OrgId
from moothall.kernel.models import Party
from moothall.kernel.parties import Role
from moothall.kernel.words import say

LASTS = timedelta(days=30)


def mail(*, subject: UUID, language: str, at: datetime, role: Role = Role.APPLICANT) -> str:
    """A fresh address that lets whoever opens it take part in ``subject``, once."""
    secret = parties.new_secret()
    parties.add(subject=subject, role=role, visit=parties.visit_of(secret), until=at + LASTS)
    prefix = "/cy" if language == "cy" else ""
    return f"{settings.ORIGIN}{prefix}/l/{secret}"


def owner(*, secret: str, at: datetime) -> OrgId:
    """The organisation whose journey or case a link opens. Act with the link's visit alone."""
    return OrgId(_found(parties.visit_of(secret), at).org_id)


def redeem(*, secret: str, at: datetime) -> UUID:
    """Make the resident who acts a party to what the link opens; the link is spent.

    Act served by the link's owner, with one's own visit first and the link's last.
    """
    visit = parties.visit_of(secret)
    seen = _found(visit, at)
    unspent = Party.objects.select_for_update().filter(id=seen.id, until=seen.until)
    party = unspent.first()
    if party is None or party.until is None:
        raise LinkSpent(say("This link has been used already."))
    actor = current()
    if actor.person:
        parties.add(subject=party.subject, role=Role(party.role), person=actor.person)
    parties.add(subject=party.subject, role=Role(party.role), visit=actor.visits[0])
    # It ends when it began: then it has ended by anybody's clock.
    Party.objects.filter(id=party.id).update(until=party.until - LASTS)
    return party.subject


def subject_of_spent(*, secret: str) -> UUID | None:
    """What a link that was used leads to, if whoever acts takes part in it already.

    Act with one's own visits and the link's.
    """
    spent = Party.objects.filter(visit=parties.visit_of(secret)).first()
    return spent.subject if spent and spent.subject in parties.my_subjects() else None


def _found(visit: str, at: datetime) -> Party:
    running = Q(until__isnull=True) | Q(until__gt=at)
    party = Party.objects.filter(running, visit=visit).first()
    if party is None:
        raise LinkSpent(say("This link has been used already, or it has lapsed."))
    return party
