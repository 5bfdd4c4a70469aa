"""One case beside the worklist, its files, and the actions that its life declares."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import (
    Action,
    Case,
    CaseNotFound,
    Change,
    ChangedMeanwhile,
    GuardHolds,
    Kind,
    NotInThisState,
    TimelineEntry,
)
from moothall.faces.workspace import asking
from moothall.faces.workspace.asking import Sent
from moothall.faces.workspace.case_pages import (
    Attempt,
    act_page,
    changes_shown,
)
from moothall.faces.workspace.filters import asked
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.one_case import find, revision_in, show, was_mine
from moothall.faces.workspace.showing import published
from moothall.faces.workspace.worklist import desk
from moothall.journeys import services
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.refusals import Forbidden, NotFound, Refused
from moothall.kernel.registry import NotOffered
from moothall.kernel.words import say

_GONE = say("This can no longer be done: the case has changed since you looked.")


class NoSuchFile(NotFound):
    """There is no such file, or it belongs to no case of the organisation."""

    code = "workspace.no-such-file"


@require_safe
@for_officers
def case(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """The case beside the worklist that it was opened from."""
    return show(request, officer, reference)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def act(
    request: HttpRequest, officer: Officer, reference: str, action: str
) -> HttpResponseBase:
    """Take an action; one that asks something is a page of its own."""
    with acting(officer.actor, purpose=PURPOSE):
        found = find(reference)
        declared = next((a for a in services.open_actions(case=found) if a.id == action), None)
    if declared is None:
        return _not_open(request, officer, found, action)
    if request.method != "POST":
        return _ask(request, officer, found, declared, Sent())
    sent = asking.received(request, officer, found, declared)
    if sent.stays or sent.refusal:
        return _ask(request, officer, found, declared, sent, refusal=sent.refusal)
    return _take(request, officer, found, declared, sent)


@require_safe
@for_officers
def file(request: HttpRequest, officer: Officer, document_id: UUID) -> HttpResponseBase:
    """A file of a case of the organisation: nothing that somebody has not sent yet."""
    try:
        documents = registry.offer("documents.v1")
        with acting(officer.actor, purpose=PURPOSE):
            document = documents.document(document_id=document_id)
            cases.case_by_id(case_id=document.subject)
    except (NotFound, NotOffered):
        raise NoSuchFile(say("There is no such file.")) from None
    served = documents.served(document=document)
    response = StreamingHttpResponse(served.content, content_type=served.type)
    for name, value in served.headers.items():
        response.headers[name] = value
    return response


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
                revision=revision_in(request),
                at=officer.at,
            )
    except AnswersRefused as refusal:
        return _ask(request, officer, found, declared, sent, refusal=refusal)
    except ChangedMeanwhile as conflict:
        if not was_mine(conflict.changes, officer, is_same=_took(declared.id)):
            return _ask(request, officer, found, declared, sent, changes=conflict.changes)
    except NotFound:
        raise
    except Refused as refusal:
        kept = asking.as_typed(declared, sent)
        attempt = Attempt(said=refusal.said, kept=kept)
        return show(request, officer, found.reference, attempt, refusal.status)
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
        content["revision"] = now.revision if changes else revision_in(request) or now.revision
    if changes and not is_open:
        attempt = Attempt(changes=changes, said=_GONE, kept=asking.as_typed(declared, sent))
        return show(request, officer, now.reference, attempt, ChangedMeanwhile.status)
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
    seen = revision_in(request)
    changes = [e for e in entries if seen is not None and e.revision > seen]
    if was_mine(changes, officer, is_same=_took(action)):
        return redirect(asked(request, officer).case_url(found.reference))
    sent = Sent(fields={name: request.POST.getlist(name) for name in request.POST})
    why = _why_not(found, declared, officer)
    attempt = Attempt(said=why.said, changes=changes, kept=asking.as_typed(declared, sent))
    return show(request, officer, found.reference, attempt, why.status)


def _took(action: str) -> Callable[[Change | TimelineEntry], bool]:
    return lambda change: change.kind is Kind.ACTED and change.action == action


def _why_not(found: Case, declared: Action, officer: Officer) -> Refused:
    """Why an action is not open to the officer."""
    if found.state not in declared.starts:
        return NotInThisState(_GONE, state=found.state, action=declared.id)
    if not officer.has_duty(*declared.duty):
        return Forbidden(say("Your organisation has not given you the duty that this needs."))
    return GuardHolds(action=declared.id)
