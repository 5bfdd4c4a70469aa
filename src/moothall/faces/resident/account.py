"""A resident's own page: all their cases, with every organisation of the place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from moothall.components.cases import queries as cases
from moothall.components.identity.services import sessions
from moothall.faces.resident.visitors import PURPOSE, forget, is_officer, visitor
from moothall.journeys import catalogue
from moothall.kernel import organisations
from moothall.kernel.actors import acting
from moothall.kernel.pages import message, render
from moothall.kernel.template_words import Link
from moothall.kernel.words import say

_MOST = 100


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Every case that the signed-in resident takes part in, the latest first."""
    found = visitor(request)
    if found.account is None:
        return _for_staff(request) if is_officer(request) else _sign_in_first()
    with acting(found.actor(), purpose=PURPOSE):
        rows = []
        for case in cases.my_cases(limit=_MOST):
            published = catalogue.version(version_id=case.version)
            owner = organisations.known(org=published.owner)
            rows.append(
                {
                    "reference": case.reference,
                    "href": reverse("resident:case", args=[case.reference]),
                    "title": published.service.title,
                    "organisation": owner.name,
                    "owner_slug": owner.slug,
                    "state": published.service.life.states[case.state].words,
                    "tone": _tone(is_open=case.is_open, is_paused=case.is_paused),
                    "opened_at": case.opened_at,
                }
            )
    content = {"rows": rows, "email": found.account.email}
    return render(request, "resident/account.html", content)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and take the visit away too: the next person here is somebody else."""
    sessions.sign_out(request)
    return forget(redirect("resident:home"))


def _tone(*, is_open: bool, is_paused: bool) -> str:
    """The colour of a case's state: what waits for the resident stands out."""
    if not is_open:
        return "grey"
    return "yellow" if is_paused else "blue"


def _sign_in_first() -> HttpResponse:
    query = urlencode({"next": reverse("resident:account")})
    return redirect(f"{reverse('identity:sign-in')}?{query}")


def _for_staff(request: HttpRequest) -> HttpResponse:
    return message(
        request,
        heading=say("You are signed in as staff"),
        text=[say("To see cases of your own, sign out first. Then sign in as a resident.")],
        next_steps=[
            Link(say("Sign out"), reverse("identity:sign-out")),
            Link(say("Go to the home page"), reverse("resident:home")),
        ],
        status=403,
    )
