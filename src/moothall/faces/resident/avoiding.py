"""What a resident says of their own contact: whether it could have been avoided."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case, CaseNotFound
from moothall.faces.resident.away import no_case
from moothall.faces.resident.visitors import PURPOSE, not_too_often, visitor
from moothall.journeys import catalogue
from moothall.kernel import registry
from moothall.kernel.actors import acting, current
from moothall.kernel.references import read_reference
from moothall.kernel.template_words import Sayable
from moothall.kernel.words import say

DEMAND = "demand.v1"
THANKS = "thanks"
"""What the address of the case says once somebody has answered."""
KEPT = say("Thank you. We have kept what you said.")
ANSWERS: dict[str, tuple[str, Sayable]] = {
    "no": ("value", say("No, I needed something")),
    "yes": ("failure", say("Yes, something had gone wrong before")),
    "unsure": ("unknown", say("I am not sure")),
}
"""Answer -> the kind of demand that it means, and its words."""


def question() -> list[dict[str, Any]]:
    """The answers that the page of a case offers; none where nobody takes them."""
    if not registry.offers(DEMAND):
        return []
    return [{"value": value, "text": text} for value, (_, text) in ANSWERS.items()]


@require_POST
def say_kind(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Keep what the resident says; a later answer replaces an earlier one."""
    not_too_often(request, "contact-kind")
    answered = ANSWERS.get(request.POST.get("avoidable", ""))
    found = visitor(request)
    try:
        with acting(found.actor(), purpose=PURPOSE):
            owner = catalogue.version(version_id=_case(reference).version).owner
        if not registry.offers(DEMAND):
            raise Http404
        if answered is None:
            return redirect("resident:case", reference)
        with acting(found.actor(served_by=owner), purpose=PURPOSE):
            registry.offer(DEMAND).code(
                demand_id=_case(reference).id, view="resident", kind=answered[0], at=now()
            )
    except CaseNotFound:
        return no_case(request, reference)
    return redirect(f"{reverse('resident:case', args=[reference])}?{THANKS}=1")


def _case(reference: str) -> Case:
    """The resident's case of that reference. Raises ``CaseNotFound``. Inside ``acting``."""
    known = read_reference(reference)
    if known is None or not current().is_resident:
        raise CaseNotFound
    return cases.case(reference=known)
