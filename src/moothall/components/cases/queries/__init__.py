"""What cases can be asked. Reads only; the answers are contracts, bounded and ordered."""

from moothall.components.cases.queries.cases import (
    actions_open,
    case,
    case_by_id,
    case_of_mailbox,
    due_passed,
    holders,
    links,
    my_cases,
    notes,
    timeline,
)
from moothall.components.cases.queries.worklist import (
    count,
    find,
    officer_load,
    rows_for_csv,
    tallies,
)

__all__ = [
    "actions_open",
    "case",
    "case_by_id",
    "case_of_mailbox",
    "count",
    "due_passed",
    "find",
    "holders",
    "links",
    "my_cases",
    "notes",
    "officer_load",
    "rows_for_csv",
    "tallies",
    "timeline",
]
