"""Following a street or a ward, and the pages that mailed links lead to.

A link opens a page with a button, for mail programs open links by themselves.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import (
    LinkUnknown,
    Report,
    ReportNotFound,
    Subscription,
    Target,
)
from moothall.components.reports.forms import showing
from moothall.components.reports.forms.asking import (
    asked,
    can_mail,
    count_answer,
    count_link,
    read_email,
)
from moothall.kernel import organisations, parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.language import current_language
from moothall.kernel.pages import message, render
from moothall.kernel.refusals import Refused
from moothall.kernel.template_words import Link, plain
from moothall.kernel.visitors import PURPOSE, remember, visitor, with_secret
from moothall.kernel.words import Said, say

_LONGEST_STREET = 200
_NO_PLACE = say("Choose a ward, or write the name of a street")
_BOTH = say("Choose either a ward or a street")


@require_http_methods(["GET", "HEAD", "POST"])
def follow_area(request: HttpRequest) -> HttpResponse:
    """Follow a street or a ward by email: everything there, or some categories."""
    with acting(visitor(request).actor(), purpose=PURPOSE):
        known = showing.names()
    wanted = asked(request)
    if request.method != "POST":
        given = [wanted.given["category"]] if wanted.given["category"] else []
        return _ask(request, known, ward=wanted.given["ward"], categories=given)
    at = now()
    ward = _typed(request, "ward")
    street = _typed(request, "street")[:_LONGEST_STREET]
    chosen = [c for c in request.POST.getlist("categories") if c in known.categories]
    email, wrong = read_email(request.POST.get("email", ""), at=at)
    mistakes = {"email": wrong} if wrong else {}
    if bool(ward) is bool(street) or (ward and ward not in known.wards):
        place = "ward" if known.wards else "street"
        mistakes = {place: _BOTH if ward and street else _NO_PLACE, **mistakes}
    if mistakes:
        typed = {"ward": ward, "street": street, "email": email}
        return _ask(request, known, categories=chosen, mistakes=mistakes, **typed)
    count_link(email=email, at=at)
    found = with_secret(visitor(request))
    with acting(found.actor(served_by=organisations.steward().id), purpose=PURPOSE):
        holds = services.subscribe(
            target=Target.WARD if ward else Target.STREET,
            of=ward or street,
            email=email,
            categories=chosen,
            language=current_language(),
            at=at,
        )
    content = {"email": email, "back": reverse("reports:list"), "holds": holds}
    return remember(render(request, "reports/follow_asked.html", content), found)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The link that makes following hold."""
    subscription, report = _behind(secret)
    if subscription is None or subscription.target is Target.ASKED:
        return _unknown(request)
    what = _what(subscription, report)
    if request.method != "POST" and not subscription.is_confirmed:
        return _button(request, say("Follow this"), say("Yes, send me news"), what)
    if not subscription.is_confirmed:
        served_by = report.org if report else organisations.steward().id
        try:
            with acting(_with_link(request, secret, served_by), purpose=PURPOSE):
                services.confirm(secret=secret, at=now())
        except LinkUnknown:
            return _unknown(request)
    return message(
        request,
        heading=say("You follow this now"),
        text=[say("We will write to you when there is news about: {what}", what=what)],
        next_steps=[
            *_to(report),
            Link(say("Stop following this"), reverse("reports:stop", args=[secret])),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, secret: str) -> HttpResponse:
    """The link that ends following; what has ended already stays so."""
    subscription, report = _behind(secret)
    if subscription is not None and subscription.target is not Target.ASKED:
        if request.method != "POST":
            what = _what(subscription, report)
            return _button(request, say("Stop following this?"), say("Stop"), what)
        served_by = report.org if report else organisations.steward().id
        with acting(_with_link(request, secret, served_by), purpose=PURPOSE):
            services.unsubscribe(secret=secret, at=now())
    return message(
        request,
        heading=say("You do not follow this any more"),
        text=[say("We send you no more news about it, and have deleted your address there.")],
        next_steps=_to(report) or _to_all(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def fixed(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the question whether it was fixed: yes, no, and in one's own words."""
    subscription, report = _behind(secret)
    if subscription is None or subscription.target is not Target.ASKED or report is None:
        return _unknown(request)
    answer = request.POST.get("fixed", "")
    written = request.POST.get("words", "").replace("\0", "")
    wrong: Said | None = None
    if request.method == "POST" and answer in {"yes", "no"}:
        count_answer(report_id=report.id, at=now())
        try:
            with acting(_with_link(request, secret, report.org), purpose=PURPOSE):
                services.say_fixed(
                    report_id=report.id,
                    fixed=answer == "yes",
                    words=written,
                    language=current_language(),
                    at=now(),
                )
            return _thanks(request, report, is_fixed=answer == "yes")
        except Refused as refusal:
            wrong = refusal.said
    elif request.method == "POST":
        wrong = say("Choose yes or no")
    with acting(_with_link(request, secret, report.org), purpose=PURPOSE):
        known = showing.names()
    content = {
        "card": showing.card(report, known),
        "answer": answer,
        "written": written,
        "wrong": wrong,
        "errors": [{"text": wrong, "href": "#fixed"}] if wrong else [],
    }
    owner = organisations.known(org=report.org)
    status = 422 if wrong else 200
    return render(request, "reports/fixed.html", content, status=status, organisation=owner)


def _behind(secret: str) -> tuple[Subscription | None, Report | None]:
    """What a mailed link is about: what is followed, and the report, if it is one."""
    visit = parties.visit_of(secret)
    with acting(_of_link(visit), purpose=PURPOSE):
        found = queries.following_by(token=visit)
        if found is None or found.target not in {Target.REPORT, Target.ASKED}:
            return found, None
        try:
            return found, queries.report(report_id=UUID(found.of))
        except ReportNotFound:
            return found, None


def _of_link(visit: str) -> Actor:
    return Actor(visits=(visit,))


def _with_link(request: HttpRequest, secret: str, served_by: OrgId) -> Actor:
    """Whoever holds the browser and the link, served by the organisation of the page."""
    return visitor(request).actor(served_by=served_by, also=(parties.visit_of(secret),))


def _what(subscription: Subscription, report: Report | None) -> str:
    """What is followed, in words."""
    with acting(Actor(), purpose="reports"):
        known = showing.names()
    if report is not None:
        return f"{plain(known.category(report.category))} ({report.reference})"
    name = known.ward(subscription.of) if subscription.target is Target.WARD else ""
    some = [plain(known.category(c)) for c in subscription.categories]
    what = plain(name) or subscription.of
    return f"{what} ({', '.join(some)})" if some else what


def _ask(
    request: HttpRequest,
    known: showing.Names,
    *,
    categories: Sequence[str],
    ward: str = "",
    street: str = "",
    email: str = "",
    mistakes: Mapping[str, Said] | None = None,
) -> HttpResponse:
    wrong = mistakes or {}
    content: dict[str, Any] = {
        "wards": showing.ward_choices(known, chosen=ward),
        "categories": [
            {**c, "checked": c["value"] in categories} for c in showing.category_choices(known)
        ],
        "street": street,
        "email": email,
        "can_mail": can_mail(),
        "wrong": wrong,
        "errors": [{"text": said, "href": f"#{name}"} for name, said in wrong.items()],
        "back": reverse("reports:list"),
    }
    return render(request, "reports/follow_area.html", content, status=422 if wrong else 200)


def _button(request: HttpRequest, heading: Said, button: Said, what: str) -> HttpResponse:
    content = {"heading": heading, "button": button, "what": what}
    return render(request, "reports/link.html", content)


def _thanks(request: HttpRequest, report: Report, *, is_fixed: bool) -> HttpResponse:
    told = (
        say("We have noted that it is fixed.")
        if is_fixed
        else say("We have told the organisation that it is not fixed.")
    )
    return message(
        request,
        heading=say("Thank you"),
        text=[told],
        next_steps=_to(report),
        organisation=organisations.known(org=report.org),
    )


def _unknown(request: HttpRequest) -> HttpResponse:
    return message(
        request,
        heading=say("This link does not work any more"),
        text=[say("It may have been used to stop following, or part of it may be missing.")],
        next_steps=_to_all(),
        status=404,
    )


def _to(report: Report | None) -> list[Link]:
    if report is None:
        return []
    address = reverse("reports:report", args=[report.reference])
    return [Link(say("Read the report {reference}", reference=report.reference), address)]


def _to_all() -> list[Link]:
    return [
        Link(say("See all problems on the map"), reverse("reports:list")),
        Link(say("Go to the home page"), get_script_prefix()),
    ]


def _typed(request: HttpRequest, name: str) -> str:
    return " ".join(request.POST.get(name, "").replace("\0", "").split())
