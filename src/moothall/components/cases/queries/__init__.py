"""What cases can be asked. Reads only; the answers are contracts, bounded and ordered."""

from moothall.components.cases.queries.cases import (
    case,
    case_by_id,
    case_of_mailbox,
    due_to_lapse,
    links,
    my_cases,
    notes,
    open_actions,
    organisations_of_reference,
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
    "case",
    "case_by_id",
    "case_of_mailbox",
    "count",
    "due_to_lapse",
    "find",
    "links",
    "my_cases",
    "notes",
    "officer_load",
    "open_actions",
    "organisations_of_reference",
    "rows_for_csv",
    "tallies",
    "timeline",
]
