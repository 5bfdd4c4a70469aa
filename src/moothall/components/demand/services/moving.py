"""Moving a finding on: what an officer of the steward, or of one concerned, decides."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from moothall.components.demand.contracts import (
    Finding,
    FindingMoved,
    MoveRefused,
    NotConcerned,
    State,
)
from moothall.components.demand.queries.findings import finding
from moothall.components.demand.rules.moving import may_become
from moothall.kernel import events, organisations
from moothall.kernel.actors import own_org, require_duty
from moothall.kernel.encoding import to_json
from moothall.kernel.words import say

_MOVE = """
update demand_finding
   set state = %s, state_at = %s, before = %s::jsonb, after = %s::jsonb, revision = revision + 1
 where id = %s
"""


def move(*, finding_id: UUID, to: State, revision: int | None = None, at: datetime) -> Finding:
    """Take a finding to another state; only measuring judges.

    For managers and stewards of the place's steward and of the organisations concerned.
    Raises ``FindingNotFound``, ``NotConcerned`` and ``MoveRefused``.
    """
    require_duty("manager", "steward")
    found = finding(finding_id=finding_id, lock=True)
    org = own_org()
    if org not in found.concerned and org != organisations.steward().id:
        raise NotConcerned(say("This finding does not concern your organisation."))
    if revision is not None and revision != found.revision:
        raise MoveRefused(say("Somebody else has moved this finding meanwhile."))
    if to is State.JUDGED or not may_become(found.state, to):
        raise MoveRefused(
            say("This finding cannot be taken to that state from the one it is in."),
            details={"from": found.state.value, "to": to.value},
        )
    before, after = dict(found.before), dict(found.after)
    if to is State.ACTING and found.state is State.ACCEPTED:
        before["acting_at"] = at.isoformat()
    if to is State.DONE:
        after["done_at"] = at.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [to.value, at, to_json(before), to_json(after), finding_id])
    events.record(
        FindingMoved(
            finding_id=finding_id,
            rule=found.rule,
            state_from=found.state.value,
            state_to=to.value,
        ),
        at=at,
    )
    return finding(finding_id=finding_id)
