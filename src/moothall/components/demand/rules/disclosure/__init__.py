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
from moothall.components.demand.rules.disclosure.policy import AllSame, Policy
from moothall.components.demand.rules.disclosure.protecting import protect
from moothall.components.demand.rules.disclosure.tables import HIDDEN, Form, Rate, Table, Why
from moothall.components.demand.rules.disclosure.views import Claim, View, view_of

__all__ = [
    "ALL", "HIDDEN", "AllSame", "AuditReport", "Cell", "Claim", "Contradictory", "Cube",
    "Dimension", "Finding", "Form", "Key", "Policy", "Rate", "Table", "View", "Why", "audit",
    "can_be", "protect", "said_of_lines", "view_of",
]  # fmt: skip
