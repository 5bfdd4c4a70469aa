"""What demand offers to faces: the capability ``demand.v1``. Nothing heavy is loaded by it.

Everything is called inside ``acting``.
"""

from moothall.components.demand.contracts import (
    Finding,
    FindingRule,
    Kind,
    Outcome,
    PublishedFile,
    PublishedRelease,
    Reason,
    State,
    Step,
    Summary,
    Verdict,
)
from moothall.components.demand.queries.findings import finding, findings
from moothall.components.demand.queries.releases import catalogue, release_file, releases
from moothall.components.demand.queries.summaries import periods, summary
from moothall.components.demand.rules.moving import NEXT
from moothall.components.demand.rules.rulebook import rules
from moothall.components.demand.services.coding import code
from moothall.components.demand.services.moving import move

__all__ = [
    "NEXT", "Finding", "FindingRule", "Kind", "Outcome", "PublishedFile", "PublishedRelease",
    "Reason", "State", "Step", "Summary", "Verdict", "catalogue", "code", "finding",
    "findings", "move", "periods", "release_file", "releases", "rules", "summary",
]  # fmt: skip
