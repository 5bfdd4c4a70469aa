"""What can be done with cases. Each says what happened, in the transaction of whoever acts."""

from moothall.components.cases.queries import open_actions
from moothall.components.cases.services.acting import act, lapse, reopen
from moothall.components.cases.services.desk import add_note, assign, link
from moothall.components.cases.services.opening import open_case

__all__ = [
    "act",
    "add_note",
    "assign",
    "lapse",
    "link",
    "open_actions",
    "open_case",
    "reopen",
]
