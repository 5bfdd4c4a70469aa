"""Reading findings, as the steward and the organisations concerned may."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from moothall.components.demand.contracts import Finding, FindingNotFound, State, Step
from moothall.components.demand.queries import rows
from moothall.kernel.ids import OrgId
from moothall.kernel.words import say

MOST = 200
_COLUMNS = (
    "id, rule, key, concerned, facts, evidence, effect, state, found_at, last_found_at,"
    " state_at, before, after, revision"
)
_LISTED = f"""
select {_COLUMNS} from demand_finding
 where (%(states)s::text[] is null or state = any(%(states)s))
   and (%(rule)s::text is null or rule = %(rule)s)
 order by last_found_at desc, rule, key, id
 limit %(limit)s
"""  # noqa: S608 - our own columns
_ONE = f"select {_COLUMNS} from demand_finding where id = %s"  # noqa: S608 - our own columns


def findings(
    *, states: Collection[State] = (), rule: str | None = None, limit: int = MOST
) -> list[Finding]:
    """Those found last first, at most 200: all to the steward, to others what concerns them."""
    values = {
        "states": [state.value for state in states] or None,
        "rule": rule,
        "limit": max(0, min(limit, MOST)),
    }
    return [_finding(row) for row in rows.fetch(_LISTED, values)]


def finding(*, finding_id: UUID, lock: bool = False) -> Finding:
    """One of them; with ``lock`` nobody else moves it meanwhile. Raises ``FindingNotFound``."""
    found = rows.fetch(_ONE + (" for update" if lock else ""), [finding_id])
    if not found:
        raise FindingNotFound(say("There is no such finding."))
    return _finding(found[0])


def _finding(row: Sequence[Any]) -> Finding:
    made = dict(zip(_COLUMNS.split(", "), row, strict=True))
    for name in ("concerned", "facts", "evidence", "effect", "before", "after"):
        made[name] = rows.parsed(made[name])
    made["concerned"] = tuple(OrgId(UUID(str(org))) for org in made["concerned"])
    made["state"] = State(made["state"])
    return Finding(step=Step(made["evidence"].get("step", Step.LOOK_TOGETHER)), **made)
