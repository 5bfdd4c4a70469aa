"""One report beside the list, its photos, and everything that staff do with it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from moothall.components.people import queries as people
from moothall.components.people.contracts import NotAMember
from moothall.components.reports.contracts import (
    Report,
    ReportChanged,
    ReportNotFound,
    Status,
    Update,
)
from moothall.faces.workspace.casework import NoSuchFile
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.one_case import revision_in
from moothall.faces.workspace.report_filters import asked, reports
from moothall.faces.workspace.report_lists import desk, listed
from moothall.faces.workspace.report_page import NOTHING, Attempt, filled, report_page
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import PersonId
from moothall.kernel.language import current_language
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.registry import NotOffered
from moothall.kernel.words import LANGUAGES, Words, say

_LONGEST = 4001
_MOST_SEEN = 9999
_NO_SUCH_OTHER = say("There is no report with this reference. Check it and type it again")


@require_safe
@for_officers
def report(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """The report beside the list that it was opened from."""
    return _show(request, officer, reference)


@require_safe
@for_officers
def photo(
    request: HttpRequest, officer: Officer, reference: str, document_id: UUID
) -> HttpResponseBase:
    """A photo of a report of the organisation, whether everybody may see it or not."""
    with acting(officer.actor, purpose=PURPOSE):
        found = _find(officer, reference)
    kept = next((p for p in found.photos if p.document == document_id), None)
    if kept is None:
        raise NoSuchFile(say("There is no such file."))
    try:
        documents = registry.offer("documents.v1")
        with acting(Actor(org=kept.org), purpose=PURPOSE):
            document = documents.document(document_id=document_id)
    except (NotFound, NotOffered):
        raise NoSuchFile(say("There is no such file.")) from None
    served = documents.served(document=document)
    response = StreamingHttpResponse(served.content, content_type=served.type)
    for name, value in served.headers.items():
        response.headers[name] = value
    return response


@require_POST
@for_officers
def update(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Say something, move the report on, or both; or fill in a prepared text and do neither."""
    if "fill" in request.POST:
        return _fill(request, officer, reference)
    given = request.POST.get("status", "")
    words = _words(request, "words")

    def do(found: Report) -> None:
        reports().update(
            report_id=found.id,
            words=words,
            status=Status(given) if given in set(Status) else None,
            public="private" not in request.POST,
            revision=revision_in(request),
            at=officer.at,
        )

    return _done(request, officer, reference, form="update", field="words-en", do=do)


@require_POST
@for_officers
def assign(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Give the report to an officer, to a team, or to nobody."""

    def do(found: Report) -> None:
        to, team = _desk(request.POST.get("to", ""), officer)
        reports().assign(
            report_id=found.id, to=to, team=team, revision=revision_in(request), at=officer.at
        )

    return _done(request, officer, reference, form="assign", field="to", do=do)


@require_POST
@for_officers
def forward(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Pass the report to another organisation, with a reason that everybody reads."""

    def do(found: Report) -> None:
        slug, reason = request.POST.get("organisation", ""), _words(request, "reason")
        if not slug:
            raise Refused(say("Choose an organisation"))
        if not reason:
            raise _Mistake("reason-en", Refused(say("Say why it is theirs")))
        _unchanged(request, found)
        reports().forward(report_id=found.id, to=slug, reason=reason, at=officer.at)

    return _done(
        request, officer, reference, form="forward", field="organisation", do=do, leaves=True
    )


@require_POST
@for_officers
def merge(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Close the report as the same as another one of the organisation."""

    def do(found: Report) -> None:
        typed = request.POST.get("into_typed", "").strip() or request.POST.get("into", "")
        other = _other(typed)
        _unchanged(request, found)
        reports().merge(report_id=found.id, into=other.id, at=officer.at)

    return _done(request, officer, reference, form="merge", field="into_typed", do=do)


@require_POST
@for_officers
def link(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Note that the report has to do with another one."""

    def do(found: Report) -> None:
        other = _other(request.POST.get("other", ""))
        reports().link(report_id=found.id, other=other.id, at=officer.at)

    return _done(request, officer, reference, form="link", field="other", do=do)


@require_POST
@for_officers
def reopen(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Open a closed report again, with a reason that everybody reads."""
    reason = request.POST.get("reason", "").replace("\0", "").strip()

    def do(found: Report) -> None:
        if not reason:
            raise Refused(say("Say why it should be open again"))
        _unchanged(request, found)
        reports().reopen(
            report_id=found.id, reason=reason, language=current_language(), at=officer.at
        )

    return _done(request, officer, reference, form="reopen", field="reason", do=do)


@require_POST
@for_officers
def release(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Let everybody see what was held back, and keep back what they should not."""
    chosen = set(request.POST.getlist("photos"))

    def do(found: Report) -> None:
        _unchanged(request, found)
        shown = tuple(p.document for p in found.photos if str(p.document) in chosen)
        kept = tuple(p.document for p in found.photos if str(p.document) not in chosen)
        reports().release_held(
            report_id=found.id, report="report" in request.POST, photos=shown, at=officer.at
        )
        reports().keep_back(report_id=found.id, photos=kept, at=officer.at)

    return _done(request, officer, reference, form="release", field="report", do=do)


@require_POST
@for_officers
def release_update(
    request: HttpRequest, officer: Officer, reference: str, update_id: UUID
) -> HttpResponseBase:
    """Let everybody see what a resident has said."""

    def do(found: Report) -> None:
        said: list[Update] = reports().updates(report_id=found.id)
        if not any(u.id == update_id for u in said):
            raise ReportNotFound
        reports().release_update(update_id=update_id, at=officer.at)

    return _done(request, officer, reference, form="", field="", do=do)


class _Mistake(Exception):
    """A refusal that belongs to another field than the first of its form."""

    def __init__(self, field: str, refusal: Refused) -> None:
        super().__init__(field)
        self.field, self.refusal = field, refusal


def _done(
    request: HttpRequest,
    officer: Officer,
    reference: str,
    *,
    form: str,
    field: str,
    do: Callable[[Report], None],
    leaves: bool = False,
) -> HttpResponseBase:
    """Do it; whatever is against it stands on the page, with what was typed.

    ``leaves``: the report is another organisation's afterwards, so that the list is shown.
    """
    wanted = asked(request, officer)
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = _find(officer, reference)
            do(found)
    except ReportChanged as conflict:
        if _was_mine(request, officer, reference, form):
            return redirect(wanted.report_url(reference))
        return _failed(request, officer, reference, form, {}, conflict)
    except ReportNotFound:
        raise
    except _Mistake as mistake:
        there = {mistake.field: mistake.refusal.said}
        return _failed(request, officer, reference, form, there, mistake.refusal)
    except Refused as refusal:
        is_mistake = refusal.status == Refused.status and bool(field)
        there = {field: refusal.said} if is_mistake else {}
        return _failed(request, officer, reference, form, there, refusal)
    if leaves:
        return redirect(wanted.url(after=wanted.after))
    return redirect(wanted.report_url(found.reference))


def _failed(
    request: HttpRequest,
    officer: Officer,
    reference: str,
    form: str,
    mistakes: dict[str, Any],
    refusal: Refused,
) -> HttpResponse:
    attempt = Attempt(
        form=form,
        typed={name: request.POST[name][:_LONGEST] for name in request.POST},
        said=None if mistakes else refusal.said,
        mistakes=mistakes,
        is_conflict=isinstance(refusal, ReportChanged),
        seen=_seen(request),
    )
    return _show(request, officer, reference, attempt, refusal.status)


def _show(
    request: HttpRequest,
    officer: Officer,
    reference: str,
    attempt: Attempt = NOTHING,
    status: int = 200,
) -> HttpResponse:
    """The report as it is now, with whatever was tried and not done."""
    wanted = asked(request, officer)
    with acting(officer.actor, purpose=PURPOSE):
        found = _find(officer, reference)
        here = desk(officer)
        content = {
            **listed(here, wanted, current=found.reference),
            **report_page(found, here, wanted, attempt=attempt),
        }
    content["errors"] = [
        {"text": said, "href": f"#{name}"} for name, said in attempt.mistakes.items()
    ]
    return page(
        request, officer, "workspace/report.html", content, here="reports", status=status
    )


def _fill(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """The page again, a prepared text in the form, to be sent as it is or changed."""
    text = request.POST.get("text", "")
    with acting(officer.actor, purpose=PURPOSE):
        found = _find(officer, reference)
        fields = filled(found, text, at=officer.at)
    typed = {name: request.POST[name][:_LONGEST] for name in request.POST}
    attempt = Attempt(form="update", typed={**typed, **fields})
    return _show(request, officer, reference, attempt)


def _find(officer: Officer, reference: str) -> Report:
    """The organisation's own report of that reference. Raises ``ReportNotFound``."""
    found: Report = reports().report(reference=reference)
    if found.org != officer.organisation.id:
        raise ReportNotFound
    return found


def _other(typed: str) -> Report:
    """The report of a reference that was typed into a form."""
    try:
        found: Report = reports().report(reference=typed)
    except ReportNotFound:
        raise Refused(_NO_SUCH_OTHER) from None
    return found


def _unchanged(request: HttpRequest, found: Report) -> None:
    """Refuse to act on an older picture of the report."""
    revision = revision_in(request)
    if revision is not None and revision != found.revision:
        raise ReportChanged


def _was_mine(request: HttpRequest, officer: Officer, reference: str, form: str) -> bool:
    """Whether the only change is the one at hand: the officer has sent the same form twice."""
    with acting(officer.actor, purpose=PURPOSE):
        found = _find(officer, reference)
        said: list[Update] = reports().updates(report_id=found.id)
    new = said[_seen(request) :]
    if form == "assign":
        to, team = _desk_of(found)
        return not new and request.POST.get("to", "") in {to, team}
    if len(new) != 1 or new[0].by_id != officer.actor.officer:
        return False
    status = request.POST.get("status", "")
    return form == "update" and (
        dict(new[0].words) == _words(request, "words")
        and status in {"", new[0].to_status.value}
    )


def _seen(request: HttpRequest) -> int:
    given = request.POST.get("seen", "")
    return min(int(given), _MOST_SEEN) if given.isascii() and given.isdigit() else 0


def _words(request: HttpRequest, name: str) -> Words:
    """What was written in each language, as far as it was."""
    typed = {lang: request.POST.get(f"{name}-{lang}", "") for lang in LANGUAGES}
    plain = {
        lang: t.replace("\0", "").replace("\r\n", "\n").strip() for lang, t in typed.items()
    }
    return {lang: text for lang, text in plain.items() if text}


def _desk_of(found: Report) -> tuple[str, str]:
    holder = f"officer:{found.assignee}" if found.assignee else ""
    return holder, f"team:{found.team}" if found.team else ""


def _desk(text: str, officer: Officer) -> tuple[PersonId | None, str]:
    """``officer:<id>``, ``team:<id>`` or nothing, as the page's list of desks writes it."""
    kind, _, value = text.partition(":")
    if kind == "team" and any(team["id"] == value for team in officer.organisation.teams):
        return None, value
    if kind == "officer":
        with suppress(ValueError, NotAMember):
            return people.membership(person=PersonId(UUID(value)), at=officer.at).person, ""
    if text:
        raise Refused(say("Choose who should have the report"))
    return None, ""
