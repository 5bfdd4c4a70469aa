"""What others may ask of demand and tell it: the capability ``demand.v1``.

Everything here is called inside ``acting``, answers in contracts, and loads nothing heavy.
"""

from moothall.components.demand.queries.findings import finding, findings
from moothall.components.demand.queries.releases import catalogue, release_file, releases
from moothall.components.demand.queries.summaries import periods, summary
from moothall.components.demand.services.coding import code
from moothall.components.demand.services.moving import move

__all__ = [
    "catalogue", "code", "finding", "findings", "move", "periods", "release_file", "releases",
    "summary",
]  # fmt: skip
