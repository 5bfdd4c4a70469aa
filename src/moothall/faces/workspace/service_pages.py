"""The services of the organisation: which version is live, and how it came to be."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.journeys import catalogue, queries
from moothall.kernel.actors import acting


@require_safe
@for_officers
def services(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Every live service of the organisation with its versions."""
    with acting(officer.actor, purpose=PURPOSE):
        mine = [s for s in catalogue.listed() if s.owner == officer.organisation.id]
        shown = [
            {"service": s, "versions": queries.versions(owner=s.owner, service=s.service)}
            for s in mine
        ]
    return page(
        request, officer, "workspace/services.html", {"services": shown}, here="services"
    )
