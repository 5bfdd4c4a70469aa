"""Coding: somebody says what kind of demand it was, and what had caused it."""

import re
from datetime import datetime
from uuid import UUID

from moothall.components.demand.contracts import (
    CodingRefused,
    DemandCoded,
    Kind,
    Reason,
    RecordNotFound,
)
from moothall.components.demand.queries import rows
from moothall.kernel import events, organisations, parties
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.ids import OrgId
from moothall.kernel.words import say

ADVISER, RESIDENT = "adviser", "resident"
_SERVICE = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_HELD = """
select true from demand_record where id = %(id)s and (org_id = %(org)s or asked_org = %(org)s)
"""


def code(
    *,
    demand_id: UUID,
    view: str,
    kind: Kind | str,
    reason: Reason | str = "",
    cause_org: OrgId | None = None,
    cause_service: str = "",
    at: datetime,
) -> None:
    """Say on the log what kind of demand it was. A later word of the same view replaces it.

    An adviser codes what their organisation holds or was asked; a resident what they take part
    in. Raises ``RecordNotFound`` for what is neither, and ``CodingRefused``.
    """
    said_kind = _kind(kind)
    said_reason = _reason(reason, said_kind)
    if cause_service and not _SERVICE.fullmatch(cause_service):
        raise CodingRefused(say("This is no name of a service."))
    if cause_org is not None:
        organisations.known(org=cause_org)
    if view == ADVISER:
        require_duty("adviser", "caseworker", "manager")
        is_theirs = bool(rows.fetch(_HELD, {"id": demand_id, "org": own_org()}))
    elif view == RESIDENT:
        is_theirs = current().is_resident and demand_id in parties.my_subjects()
    else:
        raise CodingRefused(say("Only an adviser’s and a resident’s view are kept."))
    if not is_theirs:
        raise RecordNotFound(say("There is no such record of demand here."))
    events.record(
        DemandCoded(
            demand_id=demand_id,
            view=view,
            kind=said_kind.value,
            reason=said_reason,
            cause_org=cause_org,
            cause_service=cause_service,
        ),
        at=at,
    )


def _kind(kind: Kind | str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise CodingRefused(say("This is no kind of demand.")) from None


def _reason(reason: Reason | str, kind: Kind) -> str:
    if not reason:
        return ""
    try:
        found = Reason(reason)
    except ValueError:
        raise CodingRefused(say("This is no reason for a failure.")) from None
    if kind is not Kind.FAILURE:
        raise CodingRefused(say("Only a failure has a reason."))
    return found.value
