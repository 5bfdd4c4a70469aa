"""Following a case: by a one-time link, or by asking for one with reference and address."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import CaseNotFound
from moothall.faces.resident.mailboxes import can_mail, count_link, read_mailbox
from moothall.faces.resident.visitors import (
    PURPOSE,
    Visitor,
    remember,
    visitor,
    with_secret,
)
from moothall.journeys import queries, services
from moothall.journeys.contracts import LinkSpent
from moothall.kernel import organisations, parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.pages import message, render
from moothall.kernel.references import read_reference
from moothall.kernel.template_words import Link
from moothall.kernel.words import say

_LONGEST_REFERENCE = 40


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A link from a message: a button first, for mail programs open links by themselves."""
    found, visit, at = visitor(request), parties.visit_of(secret), now()
    try:
        with acting(Actor(visits=(visit,)), purpose=PURPOSE):
            owner = services.owner_of_link(secret=secret, at=at)
        if request.method != "POST":
            organisation = organisations.known(org=owner)
            return render(request, "resident/link.html", {}, organisation=organisation)
        found = with_secret(found)
        with acting(found.actor(served_by=owner, also=(visit,)), purpose=PURPOSE):
            subject = services.redeem(secret=secret, at=at)
    except LinkSpent:
        return _spent(request, found, secret)
    with acting(found.actor(served_by=owner), purpose=PURPOSE):
        address = _address_of(subject)
    return remember(redirect(address), found)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for a link by reference and address. The answer never tells whether they fit."""
    asked = request.POST if request.method == "POST" else request.GET
    at = now()
    content: dict[str, Any] = {
        "reference": asked.get("reference", "")[:_LONGEST_REFERENCE].replace("\0", ""),
        "email": request.POST.get("email", "")[:254].replace("\0", ""),
        "back": reverse("resident:home"),
        "organisations": organisations.everyone(),
    }
    if not can_mail():
        return render(request, "resident/follow_not.html", content, status=503)
    if request.method == "POST":
        reference = read_reference(str(content["reference"]))
        missing = say("Enter the email address that you gave us")
        email, wrong = read_mailbox(str(content["email"]), missing=missing, at=at)
        content["wrong"] = {"email": wrong} if wrong else {}
        if reference is None:
            said = say("Enter the reference as it stands in your message, like SP-7K3-M9W-XC4")
            content["wrong"] = {"reference": said, **content["wrong"]}
        elif wrong is None:
            _mail(reference, email, at)
            content["email"] = email
            return render(request, "resident/follow_asked.html", content)
        content["errors"] = [
            {"text": said, "href": f"#{name}"} for name, said in content["wrong"].items()
        ]
    status = 422 if content.get("errors") else 200
    return render(request, "resident/follow.html", content, status=status)


def _spent(request: HttpRequest, found: Visitor, secret: str) -> HttpResponse:
    """A link that works no more leads whoever used it here before to where it led; others to a
    new one.
    """
    visit = parties.visit_of(secret)
    with acting(found.actor(also=(visit,)), purpose=PURPOSE):
        subject = services.subject_of_spent(secret=secret)
        if subject is not None:
            return redirect(_address_of(subject))
    return message(
        request,
        heading=say("This link does not work any more"),
        text=[
            say("Each link works once, and for 30 days."),
            say("If it was opened on another device, go on there."),
        ],
        next_steps=[
            Link(say("Ask for a new link to a case"), reverse("resident:follow")),
            Link(say("Sign in to see all your cases"), reverse("resident:account")),
            Link(say("Go to the home page"), reverse("resident:home")),
        ],
        status=404,
    )


def _address_of(subject: UUID) -> str:
    """Where a journey goes on, or the page of a case."""
    try:
        found = cases.case_by_id(case_id=subject)
        return reverse("resident:case", args=[found.reference])
    except CaseNotFound:
        journey, published, position = queries.whereabouts(journey_id=subject)
    owner = organisations.known(org=published.owner).slug
    if journey.ended_at:
        return reverse("resident:sent", args=[owner, journey.service, journey.id])
    step = position.step.id if position.step else position.path[-1]
    return reverse("resident:step", args=[owner, journey.service, journey.id, step])


def _mail(reference: str, email: str, at: datetime) -> None:
    """Mail a link wherever reference and address fit. Counted whether they do or not."""
    with acting(Actor(), purpose=PURPOSE):
        holders = cases.organisations_of_reference(reference=reference)
    count_link(what="follow-link", email=email, about=f"reference/{reference}", at=at)
    for org in holders:
        with acting(Actor(org=org), purpose="follow a case"):
            services.mail_follow_link(reference=reference, email=email, at=at)
