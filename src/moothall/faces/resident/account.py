"""A resident's own page: all their cases, with every organisation of the place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from moothall.components.cases import queries as cases
from moothall.faces.resident.visitors import PURPOSE, visitor
from moothall.journeys import catalogue
from moothall.kernel import organisations
from moothall.kernel.actors import acting
from moothall.kernel.pages import render


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Every case that the signed-in resident takes part in, the latest first."""
    found = visitor(request)
    if found.account is None:
        return redirect(f"{reverse('identity:sign-in')}?next={reverse('resident:account')}")
    with acting(found.actor(), purpose=PURPOSE):
        rows = []
        for case in cases.my_cases():
            published = catalogue.version(version_id=case.version)
            rows.append(
                {
                    "reference": case.reference,
                    "href": reverse("resident:case", args=[case.reference]),
                    "title": published.service.title,
                    "organisation": organisations.known(org=published.owner).name,
                    "state": published.service.life.states[case.state].words,
                    "is_open": case.closed_at is None,
                    "opened_at": case.opened_at,
                }
            )
    content = {"rows": rows, "email": found.account.email}
    return render(request, "resident/account.html", content)
