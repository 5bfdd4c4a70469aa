"""Who looks at the place's figures: officers of its organisations, as they are right now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
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
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import render
from moothall.kernel.place import place
from moothall.kernel.refusals import Forbidden, Refused, TooMany
from moothall.kernel.troubles import BY_STATUS
from moothall.kernel.words import say

PURPOSE = "stewardship"
MAY_MOVE = frozenset({"steward", "manager"})
"""Duties with which somebody says what becomes of a finding."""
_CHOSEN = "workspace.organisation"
"""Where a session keeps for whom somebody works: chosen in the workspace, true here as well."""
_Rest = ParamSpec("_Rest")


class NoMembership(Forbidden):
    """The account works for no organisation of the place, or no longer does."""

    code = "stewardship.no-membership"


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An officer who looks at figures, for one organisation."""

    actor: Actor
    membership: Membership
    organisation: Organisation
    at: datetime

    @property
    def may_move(self) -> bool:
        return bool(self.actor.duties & MAY_MOVE)

    @property
    def today(self) -> date:
        """The day it is in the place."""
        return self.at.astimezone(place().working_days().zone).date()


def for_officers(
    view: Callable[Concatenate[HttpRequest, Officer, _Rest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Let a view be reached by officers with a second factor only, and tell it who they are.

    The membership is read for every request, so that a leaver loses access at once.
    """

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: _Rest.args, **kwargs: _Rest.kwargs
    ) -> HttpResponseBase:
        signed_in = identity.signed_in(request)
        if signed_in is None or not (signed_in.is_officer and signed_in.second_factor_done):
            return _elsewhere("identity:officer-sign-in", request)
        at = now()
        with acting(Actor(person=signed_in.user), purpose="sign-in"):
            found = people.memberships_of_me(at=at)
        if not found:
            raise NoMembership(say("Your account does not work for any organisation here."))
        membership = _at_work(request, found)
        if membership is None:
            return _elsewhere("workspace:organisation", request)
        officer = _officer(membership, at)
        try:
            return view(request, officer, *args, **kwargs)
        except Refused as refusal:
            return refused(request, officer, refusal)

    return guarded


def _at_work(request: HttpRequest, found: list[Membership]) -> Membership | None:
    """The membership in force: the only one, or that of the organisation chosen before."""
    if len(found) == 1:
        return found[0]
    by_slug = {organisations.known(org=one.org).slug: one for one in found}
    return by_slug.get(request.session.get(_CHOSEN, ""))


def _officer(membership: Membership, at: datetime) -> Officer:
    duties = frozenset(duty.value for duty in membership.duties)
    return Officer(
        actor=Actor(org=membership.org, officer=membership.person, duties=duties),
        membership=membership,
        organisation=organisations.known(org=membership.org),
        at=at,
    )


def _elsewhere(door: str, request: HttpRequest) -> HttpResponseBase:
    """A door and the way back; the way back of what was sent is the page that sent it to."""
    is_read = request.method in {"GET", "HEAD"}
    onward = request.get_full_path() if is_read else reverse("stewardship:overview")
    return redirect(f"{reverse(door)}?{urlencode({'next': onward})}")


def refused(request: HttpRequest, officer: Officer, refusal: Refused) -> HttpResponse:
    """The page for a refusal that no page has answered, in this face's frame."""
    trouble = BY_STATUS.get(refusal.status, BY_STATUS[400])
    said = refusal.said if refusal.said.message else None
    content = {"heading": trouble.heading, "text": (said,) if said else trouble.text}
    response = page(
        request, officer, "stewardship/refused.html", content, status=refusal.status
    )
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def page(
    request: HttpRequest,
    officer: Officer,
    template: str,
    content: dict[str, Any],
    *,
    here: str = "overview",
    status: int = 200,
) -> HttpResponse:
    """A page of stewardship, in the frame of the organisation that looks."""
    frame = {**_frame(officer, here=here), **content}
    return render(request, template, frame, status=status, organisation=officer.organisation)


def _frame(officer: Officer, *, here: str) -> dict[str, Any]:
    places = [
        ("overview", say("Figures"), reverse("stewardship:overview")),
        ("findings", say("Findings"), reverse("stewardship:findings")),
        ("releases", say("Open data"), reverse("stewardship:releases")),
        ("worklist", say("Worklist"), reverse("workspace:worklist")),
    ]
    return {
        "officer_name": officer.membership.name,
        "sign_out_url": reverse("identity:sign-out"),
        "workspace_url": reverse("workspace:worklist"),
        "navigation": [
            {"text": text, "href": href, "current": here == name} for name, text, href in places
        ],
        "tools": [{"text": say("Your account"), "href": reverse("identity:sessions")}],
    }
