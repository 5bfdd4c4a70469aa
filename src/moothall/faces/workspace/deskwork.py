"""What an officer does with a case besides its actions: who has it, notes, links, messages."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from moothall.components.cases import queries as cases
from moothall.components.cases import services as case_services
from moothall.components.cases.contracts import (
    Case,
    Change,
    ChangedMeanwhile,
    Kind,
    LinkKind,
    TimelineEntry,
)
from moothall.components.people import queries as people
from moothall.components.people.contracts import NotAMember
from moothall.faces.workspace.case_pages import Attempt
from moothall.faces.workspace.filters import asked
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers
from moothall.faces.workspace.one_case import failed, find, revision_in, show, was_mine
from moothall.journeys import services
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.ids import PersonId
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.words import say

_AGAIN = timedelta(minutes=2)
_NO_SUCH_OTHER = say("You have no case with this reference. Check it and type it again")


@require_POST
@for_officers
def assign(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Give the case to an officer, to a team, or to nobody."""
    chosen = request.POST.get("to", "")
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = find(reference)
            to, team = _desk(chosen, officer)
            services.assign(
                case=found, to=to, team=team, revision=revision_in(request), at=officer.at
            )
    except ChangedMeanwhile as conflict:
        if not was_mine(conflict.changes, officer, is_same=_assigned(to, team)):
            attempt = Attempt(form="assign", typed={"to": chosen}, changes=conflict.changes)
            return show(request, officer, reference, attempt, conflict.status)
    except NotFound:
        raise
    except Refused as refusal:
        return failed(request, officer, reference, "assign", "to", refusal)
    return redirect(asked(request, officer).case_url(found.reference))


@require_POST
@for_officers
def note(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Write something down for colleagues. The same note sent twice is one note."""
    text = request.POST.get("text", "").strip()
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = find(reference)
            if not _is_there(found, text, officer):
                case_services.add_note(case_id=found.id, text=text, at=officer.at)
    except NotFound:
        raise
    except Refused as refusal:
        return failed(request, officer, reference, "note", "text", refusal)
    return redirect(asked(request, officer).case_url(found.reference) + "#happened")


@require_POST
@for_officers
def link(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Link the case with another one of the organisation."""
    given = request.POST.get("kind", "")
    kind = LinkKind(given) if given in set(LinkKind) else LinkKind.RELATED
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = find(reference)
            other = _other(request.POST.get("other", ""))
            case_services.link(case_id=found.id, other=other.id, kind=kind, at=officer.at)
    except NotFound:
        raise
    except Refused as refusal:
        return failed(request, officer, reference, "link", "other", refusal)
    return redirect(asked(request, officer).case_url(found.reference) + "#linked")


@require_POST
@for_officers
def reopen(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Open a closed case again, from its start."""
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = find(reference)
            services.reopen(case=found, revision=revision_in(request), at=officer.at)
    except ChangedMeanwhile as conflict:
        if not was_mine(conflict.changes, officer, is_same=_reopened):
            attempt = Attempt(form="reopen", changes=conflict.changes)
            return show(request, officer, reference, attempt, conflict.status)
    except NotFound:
        raise
    except Refused as refusal:
        return show(request, officer, reference, Attempt(said=refusal.said), refusal.status)
    return redirect(asked(request, officer).case_url(found.reference))


@require_POST
@for_officers
def resend(
    request: HttpRequest, officer: Officer, reference: str, message_id: UUID
) -> HttpResponseBase:
    """Send a message about the case again that failed, or of which nobody knows."""
    messages = registry.offer("notifications.v1")
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = find(reference)
            if messages.message(message_id=message_id).about != found.id:
                raise NotFound(say("There is no such message."))
            messages.resend(message_id=message_id, at=officer.at)
    except NotFound:
        raise
    except Refused as refusal:
        return show(request, officer, reference, Attempt(said=refusal.said), refusal.status)
    return redirect(asked(request, officer).case_url(found.reference) + "#messages")


def _other(text: str) -> Case:
    """The case of a reference that was typed into a form."""
    try:
        return find(text)
    except NotFound:
        raise Refused(_NO_SUCH_OTHER) from None


def _is_there(found: Case, text: str, officer: Officer) -> bool:
    """Whether this officer has written this very note just now."""
    return any(
        n.text == text and n.by_id == officer.actor.officer and officer.at - n.at < _AGAIN
        for n in cases.notes(case_id=found.id)
    )


def _assigned(
    to: PersonId | None, team: str | None
) -> Callable[[Change | TimelineEntry], bool]:
    wanted = {"to": str(to) if to else None, "team": team}

    def is_same(change: Change | TimelineEntry) -> bool:
        return change.kind is Kind.ASSIGNED and dict(change.details) == wanted

    return is_same


def _reopened(change: Change | TimelineEntry) -> bool:
    return change.kind is Kind.REOPENED


def _desk(text: str, officer: Officer) -> tuple[PersonId | None, str | None]:
    """``officer:<id>``, ``team:<id>`` or nothing, as the page's list of desks writes it."""
    kind, _, value = text.partition(":")
    if kind == "team" and any(team["id"] == value for team in officer.organisation.teams):
        return None, value
    if kind == "officer":
        with suppress(ValueError, NotAMember):
            return people.membership(person=PersonId(UUID(value)), at=officer.at).person, None
    if text:
        raise Refused(say("Choose who should have the case"))
    return None, None
