"""Two people at one case: the second one is told what the first one did."""

from collections.abc import Sequence

from moothall.components.cases.contracts import Case, Change, ChangedMeanwhile, Kind
from moothall.components.cases.queries.rows import Row, fetch
from moothall.kernel.encoding import from_json

_SINCE = """
select distinct on (revision, entry)
       revision, kind, at, by_kind, by_id, action, to_state, details
  from cases_timeline
 where org_id = %(org)s and case_id = %(id)s and revision > %(revision)s
 order by revision, entry, audience desc limit 50
"""


def check_revision(case: Case, revision: int | None) -> None:
    """Refuse an act that was meant for another revision of the case than it has by now."""
    if revision is not None and revision != case.revision:
        raise changed_meanwhile(case, revision)


def changed_meanwhile(case: Case, revision: int) -> ChangedMeanwhile:
    """The refusal with everything that was done to the case after ``revision``."""
    rows = fetch(_SINCE, {"org": case.org, "id": case.id, "revision": revision})
    return ChangedMeanwhile(revision=case.revision, changes=_changes(rows))


def _changes(rows: Sequence[Row]) -> list[Change]:
    return [
        Change(
            revision=revision,
            kind=Kind(kind),
            at=at,
            by_kind=by_kind,
            by_id=by_id,
            action=action or None,
            to_state=to_state or None,
            details=from_json(details),
        )
        for revision, kind, at, by_kind, by_id, action, to_state, details in rows
    ]
