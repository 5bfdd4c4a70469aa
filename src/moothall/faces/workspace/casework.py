"""One case: its answers, what happened, and everything an officer may do with it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from moothall.components.cases import queries as cases
from moothall.components.cases import services as case_services
from moothall.components.cases.contracts import (
    Action,
    Case,
    CaseNotFound,
    Change,
    ChangedMeanwhile,
    Kind,
    LinkKind,
    NotInThisState,
    TimelineEntry,
)
from moothall.components.people import queries as people
from moothall.components.people.contracts import NotAMember
from moothall.faces.workspace import asking
from moothall.faces.workspace.asking import Sent
from moothall.faces.workspace.case_pages import (
    NOTHING,
    Attempt,
    act_page,
    case_page,
    changes_shown,
)
from moothall.faces.workspace.filters import asked
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.showing import published
from moothall.faces.workspace.worklist import desk, listed
from moothall.journeys import services
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.ids import PersonId
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.references import read_reference
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.words import say

_AGAIN = timedelta(minutes=2)
_LONGEST_REVISION = 9
_NO_SUCH_OTHER = say("You have no case with this reference. Check it and type it again")
_GONE = say("This can no longer be done: the case has changed since you looked.")


@require_safe
@for_officers
def case(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """The case beside the worklist that it was opened from."""
    return _show(request, officer, reference)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def act(
    request: HttpRequest, officer: Officer, reference: str, action: str
) -> HttpResponseBase:
    """Take an action; one that asks something is a page of its own."""
    with acting(officer.actor, purpose=PURPOSE):
        found = _case(reference)
        declared = next((a for a in services.open_actions(case=found) if a.id == action), None)
    if declared is None:
        return _not_open(request, officer, found, action)
    if request.method != "POST":
        return _ask(request, officer, found, declared, Sent())
    sent = asking.received(request, officer, found, declared)
    if sent.stays or sent.refusal:
        return _ask(request, officer, found, declared, sent, refusal=sent.refusal)
    return _take(request, officer, found, declared, sent)


@require_POST
@for_officers
def assign(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Give the case to an officer, to a team, or to nobody."""
    chosen = request.POST.get("to", "")
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = _case(reference)
            to, team = _desk(chosen, officer)
            services.assign(
                case=found, to=to, team=team, revision=_revision(request), at=officer.at
            )
    except ChangedMeanwhile as conflict:
        if not _was_mine(conflict.changes, officer, to=to, team=team):
            attempt = Attempt(form="assign", typed={"to": chosen}, changes=conflict.changes)
            return _show(request, officer, reference, attempt, conflict.status)
    except NotFound:
        raise
    except Refused as refusal:
        return _failed(request, officer, reference, "assign", "to", refusal)
    return redirect(asked(request, officer).case_url(found.reference))


@require_POST
@for_officers
def note(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Write something down for colleagues. The same note sent twice is one note."""
    text = request.POST.get("text", "").strip()
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = _case(reference)
            if not _is_there(found, text, officer):
                case_services.add_note(case_id=found.id, text=text, at=officer.at)
    except NotFound:
        raise
    except Refused as refusal:
        return _failed(request, officer, reference, "note", "text", refusal)
    return redirect(asked(request, officer).case_url(found.reference) + "#happened")


@require_POST
@for_officers
def link(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Link the case with another one of the organisation."""
    given = request.POST.get("kind", "")
    kind = LinkKind(given) if given in set(LinkKind) else LinkKind.RELATED
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = _case(reference)
            other = _other(request.POST.get("other", ""))
            case_services.link(case_id=found.id, other=other.id, kind=kind, at=officer.at)
    except NotFound:
        raise
    except Refused as refusal:
        return _failed(request, officer, reference, "link", "other", refusal)
    return redirect(asked(request, officer).case_url(found.reference) + "#linked")


@require_POST
@for_officers
def reopen(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Open a closed case again, from its start."""
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = _case(reference)
            services.reopen(case=found, revision=_revision(request), at=officer.at)
    except ChangedMeanwhile as conflict:
        if not _was_mine(conflict.changes, officer):
            attempt = Attempt(form="reopen", changes=conflict.changes)
            return _show(request, officer, reference, attempt, conflict.status)
    except NotFound:
        raise
    except Refused as refusal:
        return _show(request, officer, reference, Attempt(said=refusal.said), refusal.status)
    return redirect(asked(request, officer).case_url(found.reference))


@require_safe
@for_officers
def file(request: HttpRequest, officer: Officer, document_id: UUID) -> HttpResponseBase:
    """A file of a case of the organisation."""
    if not registry.offers("documents.v1"):
        raise CaseNotFound
    documents = registry.offer("documents.v1")
    with acting(officer.actor, purpose=PURPOSE):
        document = documents.document(document_id=document_id)
    served = documents.served(document=document)
    response = StreamingHttpResponse(served.content, content_type=served.type)
    for name, value in served.headers.items():
        response.headers[name] = value
    return response


def _show(
    request: HttpRequest,
    officer: Officer,
    reference: str,
    attempt: Attempt = NOTHING,
    status: int = 200,
) -> HttpResponse:
    """The case as it is now, with whatever was tried and not done."""
    wanted = asked(request, officer)
    with acting(officer.actor, purpose=PURPOSE):
        found = _case(reference)
        here = desk(officer)
        content = {
            **listed(here, wanted, current=found.reference),
            **case_page(found, here, wanted, attempt=attempt),
        }
    content["errors"] = [
        {"text": said, "href": f"#{name}"} for name, said in attempt.mistakes.items()
    ]
    return page(request, officer, "workspace/case.html", content, status=status)


def _failed(
    request: HttpRequest,
    officer: Officer,
    reference: str,
    form: str,
    name: str,
    refusal: Refused,
) -> HttpResponse:
    """The case again, with what was typed into one of its forms and what is wrong with it."""
    typed = {key: request.POST[key] for key in request.POST}
    attempt = Attempt(form=form, typed=typed, mistakes={name: refusal.said})
    return _show(request, officer, reference, attempt, refusal.status)


def _take(
    request: HttpRequest, officer: Officer, found: Case, declared: Action, sent: Sent
) -> HttpResponseBase:
    """Take the action; whatever is against it stands on the page, with what was typed."""
    try:
        with acting(officer.actor, purpose=PURPOSE):
            services.act(
                case=found,
                action=declared.id,
                fields=sent.fields,
                revision=_revision(request),
                at=officer.at,
            )
    except AnswersRefused as refusal:
        return _ask(request, officer, found, declared, sent, refusal=refusal)
    except ChangedMeanwhile as conflict:
        if not _was_mine(conflict.changes, officer, action=declared.id):
            return _ask(request, officer, found, declared, sent, changes=conflict.changes)
    except NotFound:
        raise
    except Refused as refusal:
        kept = asking.as_typed(declared, sent)
        attempt = Attempt(said=refusal.said, kept=kept)
        return _show(request, officer, found.reference, attempt, refusal.status)
    return redirect(asked(request, officer).case_url(found.reference))


def _ask(
    request: HttpRequest,
    officer: Officer,
    found: Case,
    declared: Action,
    sent: Sent,
    *,
    refusal: AnswersRefused | None = None,
    changes: Sequence[Change | TimelineEntry] = (),
) -> HttpResponse:
    """The page of an action; after a conflict with what others did and what was typed."""
    wanted = asked(request, officer)
    with acting(officer.actor, purpose=PURPOSE):
        now = cases.case_by_id(case_id=found.id)
        is_open = any(a.id == declared.id for a in services.open_actions(case=now))
        here = desk(officer)
        content: dict[str, Any] = {
            **act_page(now, declared, here, wanted),
            **asking.questions_shown(declared, sent, case=now, refusal=refusal),
            "changes": changes_shown(changes, now, here),
        }
        # Who is told what changed has read it; who is told of a mistake has not.
        content["revision"] = now.revision if changes else _revision(request) or now.revision
    if changes and not is_open:
        attempt = Attempt(changes=changes, said=_GONE, kept=asking.as_typed(declared, sent))
        return _show(request, officer, now.reference, attempt, ChangedMeanwhile.status)
    status = ChangedMeanwhile.status if changes else refusal.status if refusal else 200
    return page(request, officer, "workspace/act.html", content, status=status)


def _not_open(
    request: HttpRequest, officer: Officer, found: Case, action: str
) -> HttpResponseBase:
    """An action that cannot be taken now: what happened meanwhile, and what was typed."""
    with acting(officer.actor, purpose=PURPOSE):
        declared = published(found).service.life.action(action)
        entries = cases.timeline(case_id=found.id)
    if declared is None:
        raise CaseNotFound
    seen = _revision(request)
    changes = [e for e in entries if seen is not None and e.revision > seen]
    if _was_mine(changes, officer, action=action):
        return redirect(asked(request, officer).case_url(found.reference))
    sent = Sent(fields={name: request.POST.getlist(name) for name in request.POST})
    attempt = Attempt(said=_GONE, changes=changes, kept=asking.as_typed(declared, sent))
    return _show(request, officer, found.reference, attempt, NotInThisState.status)


def _case(reference: str) -> Case:
    known = read_reference(reference)
    if known is None:
        raise CaseNotFound
    return cases.case(reference=known)


def _other(text: str) -> Case:
    """The case of a reference that was typed into a form."""
    try:
        return _case(text)
    except NotFound:
        raise Refused(_NO_SUCH_OTHER) from None


def _is_there(found: Case, text: str, officer: Officer) -> bool:
    """Whether this officer has written this very note just now."""
    return any(
        n.text == text and n.by_id == officer.actor.officer and officer.at - n.at < _AGAIN
        for n in cases.notes(case_id=found.id)
    )


def _was_mine(
    changes: Sequence[Change | TimelineEntry],
    officer: Officer,
    *,
    action: str | None = None,
    to: PersonId | None = None,
    team: str | None = None,
) -> bool:
    """Whether the only change is this one: the officer has sent the same form twice."""
    if len(changes) != 1:
        return False
    change = changes[0]
    if change.by_id != officer.actor.officer or change.action != action:
        return False
    if change.kind is not Kind.ASSIGNED:
        return True
    return change.details.get("to") == (str(to) if to else None) and (
        change.details.get("team") == team
    )


def _revision(request: HttpRequest) -> int | None:
    given = request.POST.get("revision", "")
    is_number = given.isascii() and given.isdigit() and len(given) <= _LONGEST_REVISION
    return int(given) if is_number else None


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
