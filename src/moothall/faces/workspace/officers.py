"""Who an officer is: signed in with a second factor, and a member of the organisation right
now.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now

from moothall.components.identity import queries as identity
from moothall.components.people import queries as people
from moothall.components.people.contracts import Membership
from moothall.kernel import organisations, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import PersonId
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.refusals import Forbidden, Refused, TooMany
from moothall.kernel.troubles import BY_STATUS
from moothall.kernel.words import say

PURPOSE = "casework"
_CHOSEN = "workspace.organisation"
_LONGEST_KEPT = 20_000
_NOT_TYPED = ("csrfmiddlewaretoken", "revision", "to")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_Rest = ParamSpec("_Rest")


class NoMembership(Forbidden):
    """The account works for no organisation of the place, or no longer does."""

    code = "workspace.no-membership"


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An officer at work for one organisation, with what the pages show of them."""

    actor: Actor
    membership: Membership
    organisation: Organisation
    others: tuple[Organisation, ...]
    at: datetime

    def has_duty(self, *duties: str) -> bool:
        return bool(self.actor.duties & set(duties))


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """Where an officer can work: one of these organisations, perhaps chosen already."""

    person: PersonId
    memberships: dict[str, Membership]
    """By the organisation's slug."""
    chosen: str | None
    at: datetime


def for_officers(
    view: Callable[Concatenate[HttpRequest, Officer, _Rest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Let a view be reached by officers only, and tell it who they are.

    The membership is read for every request, so that a leaver loses access at once.
    """

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: _Rest.args, **kwargs: _Rest.kwargs
    ) -> HttpResponseBase:
        found = workplace(request)
        if found is None:
            return ask_to_sign_in(request)
        if found.chosen is None:
            return _ask_to_choose(request)
        officer = _at_work(found, found.chosen)
        try:
            return view(request, officer, *args, **kwargs)
        except Refused as refusal:
            return refused(request, officer, refusal)

    return guarded


def workplace(request: HttpRequest) -> Workplace | None:
    """Where whoever sends the request can work; none if they are not signed in as an officer.

    Raises ``NoMembership``.
    """
    signed_in = identity.signed_in(request)
    if signed_in is None or not (signed_in.is_officer and signed_in.second_factor_done):
        return None
    at = now()
    with acting(Actor(person=signed_in.user), purpose="sign-in"):
        found = people.memberships_of_me(at=at)
        memberships = {organisations.known(org=m.org).slug: m for m in found}
    if not memberships:
        raise NoMembership(say("Your account does not work for any organisation here."))
    wanted = request.session.get(_CHOSEN)
    only = next(iter(memberships)) if len(memberships) == 1 else None
    chosen = wanted if wanted in memberships else only
    return Workplace(person=signed_in.user, memberships=memberships, chosen=chosen, at=at)


def choose(request: HttpRequest, slug: str) -> None:
    """Work for another of one's organisations from now on."""
    request.session[_CHOSEN] = slug


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way to the officers' door and back; what was typed is shown, so that it is kept."""
    door = reverse("identity:officer-sign-in")
    if request.method != "POST":
        return redirect(f"{door}?{urlencode({'next': request.get_full_path()})}")
    back = request.META.get("HTTP_REFERER", "")
    host = f"{request.scheme}://{request.get_host()}"
    address = back.removeprefix(host) if back.startswith(f"{host}/") else ""
    onward = urlencode({"next": address or reverse("workspace:worklist")})
    typed = [
        text[:_LONGEST_KEPT]
        for name, texts in request.POST.lists()
        for text in texts
        if name not in _NOT_TYPED and text.strip() and not _ID.fullmatch(text)
    ]
    content = {"again": f"{door}?{onward}", "typed": typed}
    return render(request, "workspace/signed_out.html", content, status=403)


def refused(request: HttpRequest, officer: Officer, refusal: Refused) -> HttpResponse:
    """The page for a refusal that no page has answered, in the workspace's frame."""
    trouble = BY_STATUS.get(refusal.status, BY_STATUS[400])
    said = refusal.said if refusal.said.message else None
    content = {"heading": trouble.heading, "text": (said,) if said else trouble.text}
    response = page(request, officer, "workspace/refused.html", content, status=refusal.status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def page(
    request: HttpRequest,
    officer: Officer,
    template: str,
    content: dict[str, Any],
    *,
    here: str = "worklist",
    status: int = 200,
) -> HttpResponse:
    """A page of the workspace, in the organisation's frame."""
    return render(
        request,
        template,
        {**_frame(officer, here=here), **content},
        status=status,
        organisation=officer.organisation,
    )


def _frame(officer: Officer, *, here: str) -> dict[str, Any]:
    places = [("worklist", say("Worklist")), ("services", say("Services"))]
    if registry.offers("reports.v1"):
        places.insert(1, ("reports", say("Reports")))
    if registry.offers("demand.v1"):
        places.append(("demand", say("Demand")))
    tools = [{"text": say("Your account"), "href": reverse("identity:sessions")}]
    if officer.others:
        change = {"text": say("Change organisation"), "href": reverse("workspace:organisation")}
        tools = [change, *tools]
    return {
        "officer_name": officer.membership.name,
        "sign_out_url": reverse("identity:sign-out"),
        "workspace_url": reverse("workspace:worklist"),
        "navigation": [
            {"text": text, "href": reverse(f"workspace:{name}"), "current": here == name}
            for name, text in places
        ],
        "tools": tools,
    }


def _at_work(found: Workplace, slug: str) -> Officer:
    membership = found.memberships[slug]
    return Officer(
        actor=Actor(
            org=membership.org,
            officer=found.person,
            duties=frozenset(duty.value for duty in membership.duties),
        ),
        membership=membership,
        organisation=organisations.called(slug=slug),
        others=tuple(organisations.called(slug=s) for s in found.memberships if s != slug),
        at=found.at,
    )


def _ask_to_choose(request: HttpRequest) -> HttpResponseBase:
    onward = request.get_full_path() if request.method != "POST" else ""
    address = reverse("workspace:organisation")
    return redirect(f"{address}?{urlencode({'next': onward})}" if onward else address)
