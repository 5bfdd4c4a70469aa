"""The services of the organisation: which version is live, and how it came to be."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import CaseFilters
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.rate_pages import rate_links
from moothall.journeys import catalogue, queries
from moothall.journeys.contracts import Listed
from moothall.kernel.actors import acting


@require_safe
@for_officers
def services(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Every live service of the organisation with its versions and its open work."""
    with acting(officer.actor, purpose=PURPOSE):
        tallies = cases.tallies(by="service", filters=CaseFilters(open=True), at=officer.at)
        at_work = {tally.value: tally.count for tally in tallies}
        amended = queries.amended_services()
        shown = [
            _service(one, at_work, officer, is_amended=one.service in amended)
            for one in catalogue.listed()
            if one.owner == officer.organisation.id
        ]
    content = {
        "services": shown,
        "designs": officer.has_duty(Duty.SERVICE_DESIGNER, Duty.MANAGER),
        "folder": officer.organisation.slug,
    }
    return page(request, officer, "workspace/services.html", content, here="services")


def _service(
    one: Listed, at_work: Mapping[str, int], officer: Officer, *, is_amended: bool
) -> dict[str, Any]:
    versions = queries.versions(owner=one.owner, service=one.service)
    worklist = reverse("workspace:worklist")
    return {
        "id": one.service,
        "title": one.title,
        "summary": one.summary,
        "live": next(v for v in versions if v.id == one.version),
        "earlier": [v for v in versions if v.id != one.version],
        "is_amended": is_amended,
        "open": at_work.get(one.service, 0),
        "worklist": f"{worklist}?{urlencode({'service': one.service})}",
        "rates": rate_links(one),
        "what_if": reverse("workspace:what-ifs", args=[one.service]),
        "page": reverse("resident:start", args=[officer.organisation.slug, one.service]),
    }
