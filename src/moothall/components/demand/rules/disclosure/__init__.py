"""Disclosure control: what a release has to hide, and proof that it stays hidden."""

from moothall.components.demand.rules.disclosure.attack import Contradictory
from moothall.components.demand.rules.disclosure.auditing import (
    AuditReport,
    Finding,
    audit,
    can_be,
    said_of_lines,
)
from moothall.components.demand.rules.disclosure.cubes import ALL, Cell, Cube, Dimension, Key
from moothall.components.demand.rules.disclosure.exact import (
    PARTNERS,
    Protected,
    protect_exactly,
)
from moothall.components.demand.rules.disclosure.policy import AllSame, Policy
from moothall.components.demand.rules.disclosure.protecting import protect
from moothall.components.demand.rules.disclosure.secondary import Choice
from moothall.components.demand.rules.disclosure.tables import HIDDEN, Form, Rate, Table, Why
from moothall.components.demand.rules.disclosure.views import Claim, View, view_of

__all__ = [
    "ALL", "HIDDEN", "PARTNERS", "AllSame", "AuditReport", "Cell", "Choice", "Claim",
    "Contradictory", "Cube", "Dimension", "Finding", "Form", "Key", "Policy", "Protected",
    "Rate", "Table", "View", "Why", "audit", "can_be", "protect", "protect_exactly",
    "said_of_lines", "view_of",
]  # fmt: skip
