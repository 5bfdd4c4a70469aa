"""What kind of contact a case was: asked for its own sake, or because something went wrong."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from moothall.faces.workspace.contact_kinds import DEMAND, KINDS, REASONS
from moothall.faces.workspace.filters import asked
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers
from moothall.faces.workspace.one_case import failed, find
from moothall.kernel import organisations, registry
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.organisations import OrganisationNotFound
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.words import say


class Codes(Protocol):
    """The part of ``demand.v1`` by which somebody says what kind of contact it was."""

    def code(
        self,
        *,
        demand_id: UUID,
        view: str,
        kind: str,
        reason: str = "",
        cause_org: OrgId | None = None,
        cause_service: str = "",
        at: datetime,
    ) -> Any: ...  # noqa: ANN401 - nothing is read of it


@require_POST
@for_officers
def code(request: HttpRequest, officer: Officer, reference: str) -> HttpResponseBase:
    """Say what kind of contact a case was. A later answer replaces an earlier one."""
    if not registry.offers(DEMAND):
        raise Http404
    offered: Codes = registry.offer(DEMAND)
    given = {name: request.POST.get(name, "") for name in ("contact_kind", "reason", "cause")}
    is_failure = given["contact_kind"] == "failure"
    try:
        with acting(officer.actor, purpose=PURPOSE):
            found = find(reference)
            if given["contact_kind"] not in KINDS:
                raise Refused(say("Choose what kind of contact this was"))
            if is_failure and given["reason"] not in set(REASONS) - {""}:
                raise Refused(say("Choose why it could have been avoided"))
            offered.code(
                demand_id=found.id,
                view="adviser",
                kind=given["contact_kind"],
                reason=given["reason"] if is_failure else "",
                cause_org=_cause(given["cause"]) if is_failure else None,
                at=officer.at,
            )
    except NotFound:
        raise
    except Refused as refusal:
        name = "reason" if is_failure else "contact_kind"
        return failed(request, officer, reference, "code", name, refusal)
    return redirect(asked(request, officer).case_url(found.reference))


def _cause(slug: str) -> OrgId | None:
    if not slug:
        return None
    try:
        return organisations.called(slug=slug).id
    except OrganisationNotFound:
        raise Refused(say("Choose the organisation from the list")) from None
