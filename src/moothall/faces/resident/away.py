"""Pages for whoever comes to something of their own without what proves that it is theirs."""

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from moothall.faces.resident.mailboxes import can_mail
from moothall.journeys import catalogue
from moothall.journeys.contracts import ServiceNotFound, StepNotReached
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.organisations import Organisation
from moothall.kernel.pages import message, render
from moothall.kernel.references import read_reference
from moothall.kernel.template_words import Link
from moothall.kernel.words import Words, say

_NOT_TYPED = {"choice", "choices", "yes_no", "file", "date"}
_NOT_WORDS = ("-lat", "-lon", "-choice")
_LONGEST = 10_000


def gone(request: HttpRequest, *, owner: str, service: str, step: object) -> HttpResponse:
    """A journey that this browser cannot open, since it holds no visit: how to go on.

    The same for every journey, there or not. What was typed on a page that was sent is shown
    again, so that it can be copied.
    """
    organisation = organisations.called(slug=owner)
    content = {
        "start_url": reverse("resident:start", args=[owner, service]),
        "typed": list(_typed(request, organisation, service, str(step))),
        "can_mail": can_mail(),
    }
    return render(request, "resident/gone.html", content, status=404, organisation=organisation)


def no_case(request: HttpRequest, reference: str) -> HttpResponse:
    """A case that is not there, or not for this browser to see: the same for both."""
    known = read_reference(reference)
    query = f"?{urlencode({'reference': known})}" if known else ""
    return message(
        request,
        heading=say("We cannot show you this page"),
        text=[
            say("If it is about a case of yours, this browser cannot tell that it is you."),
            say("Open the link in a message from us, ask for a new link, or sign in."),
        ],
        next_steps=[
            Link(say("Ask for a new link"), reverse("resident:follow") + query),
            Link(say("Sign in to see all your cases"), reverse("resident:account")),
            Link(say("Go to the home page"), reverse("resident:home")),
        ],
        status=404,
    )


def _typed(
    request: HttpRequest, organisation: Organisation, service: str, step: str
) -> Iterator[dict[str, object]]:
    """Label and text of whatever was written into fields of a page of the service."""
    labels = _labels(organisation, service, step) if request.method == "POST" else {}
    for name, text in request.POST.items() if labels else ():
        label = labels.get(name) or labels.get(name.rpartition("-")[0])
        if label and str(text).strip() and not name.endswith(_NOT_WORDS):
            yield {"key": label, "value": str(text)[:_LONGEST]}


def _labels(organisation: Organisation, service: str, step: str) -> Mapping[str, Words]:
    try:
        with acting(Actor(served_by=organisation.id), purpose="own affairs"):
            published = catalogue.live(owner=organisation.id, service=service)
        asked = published.service.step(step_id=step).asks()
    except (ServiceNotFound, StepNotReached):
        return {}
    return {q.id: q.label for q in asked if q.kind not in _NOT_TYPED}
