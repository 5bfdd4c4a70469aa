"""What anybody can do about one report: follow it; and who is concerned: open it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import Report, ReportNotFound, Target
from moothall.components.reports.forms import showing
from moothall.components.reports.forms.asking import can_mail, count_link, read_email
from moothall.components.reports.pages.one import not_there
from moothall.kernel import organisations
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.pages import render
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.visitors import PURPOSE, Visitor, remember, visitor, with_secret
from moothall.kernel.words import Said, say


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Follow a report by email, perhaps ``instead`` of making another one of the same."""
    found, at = visitor(request), now()
    report = _readable(found, reference)
    if report is None:
        return not_there(request)
    instead = request.GET.get("instead") == "1"
    account = found.account.email if found.account else ""
    if request.method != "POST":
        return _ask_email(request, report, email=account, instead=instead)
    email, wrong = read_email(request.POST.get("email", ""), at=at)
    if wrong:
        return _ask_email(request, report, email=email, wrong=wrong, instead=instead)
    if email.casefold() != account.casefold():
        count_link(email=email, at=at)
    found = with_secret(found)
    with acting(found.actor(served_by=report.org), purpose=PURPOSE):
        holds = services.subscribe(
            target=Target.REPORT,
            of=str(report.id),
            email=email,
            language=current_language(),
            at=at,
        )
    if holds:
        answer: HttpResponse = redirect(_address(report) + "?done=follow")
    else:
        content = {"email": email, "back": _address(report), "instead": instead}
        answer = render(request, "reports/follow_asked.html", content)
    return remember(answer, found)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a closed report again and say why."""
    found = visitor(request)
    report = _readable(found, reference)
    if report is None:
        return not_there(request)
    reason = request.POST.get("reason", "").replace("\0", "")
    if request.method != "POST":
        return _ask_reason(request, found, report)
    try:
        with acting(found.actor(served_by=report.org), purpose=PURPOSE):
            services.reopen(
                report_id=report.id, reason=reason, language=current_language(), at=now()
            )
    except NotFound:
        return not_there(request)
    except Refused as refusal:
        said = refusal.said if reason.strip() else say("Say why it should be open again")
        return _ask_reason(request, found, report, reason=reason, wrong=said)
    return redirect(_address(report) + "?done=reopened")


def _readable(found: Visitor, reference: str) -> Report | None:
    try:
        with acting(found.actor(), purpose=PURPOSE):
            return queries.report(reference=reference)
    except ReportNotFound:
        return None


def _address(report: Report) -> str:
    return reverse("reports:report", args=[report.reference])


def _ask_email(
    request: HttpRequest,
    report: Report,
    *,
    email: str,
    instead: bool,
    wrong: Said | None = None,
) -> HttpResponse:
    with acting(visitor(request).actor(), purpose=PURPOSE):
        known = showing.names()
        followers = queries.followers(report_ids=[report.id])[report.id]
    content = {
        "card": showing.card(report, known, followers=followers),
        "email": email,
        "instead": instead,
        "can_mail": can_mail(),
        "wrong": wrong,
        "errors": [{"text": wrong, "href": "#email"}] if wrong else [],
        "back": _address(report),
    }
    owner = organisations.known(org=report.org)
    return render(
        request,
        "reports/follow.html",
        content,
        status=422 if wrong else 200,
        organisation=owner,
    )


def _ask_reason(
    request: HttpRequest,
    found: Visitor,
    report: Report,
    *,
    reason: str = "",
    wrong: Said | None = None,
) -> HttpResponse:
    with acting(found.actor(), purpose=PURPOSE):
        known = showing.names()
        concerned = queries.is_concerned(report_id=report.id)
    content = {
        "title": known.category(report.category),
        "report": report,
        "may": concerned and not report.is_open,
        "concerned": concerned,
        "reason": reason,
        "wrong": wrong,
        "errors": [{"text": wrong, "href": "#reason"}] if wrong else [],
        "follow_url": reverse("reports:follow", args=[report.reference]),
        "back": _address(report),
    }
    owner = organisations.known(org=report.org)
    return render(
        request,
        "reports/reopen.html",
        content,
        status=422 if wrong else 200,
        organisation=owner,
    )
