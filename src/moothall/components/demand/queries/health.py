"""What an operator watches of demand: how far it is behind, and whether its data is whole."""

from typing import Any

from moothall.components.demand.queries import rows
from moothall.kernel import readers

READER = "demand"
_LATEST = """
select made_at, body from demand_summary
 where is_public and name = 'quality' and period = '12m'
   and org_id = (select id from organisation where is_steward)
"""


def health() -> dict[str, Any]:
    """Lines of the log that wait and that are parked, the last refresh, partitions missing."""
    lag = next((one for one in readers.lags() if one.reader == READER), None)
    found = rows.fetch(_LATEST, [])
    made_at, body = found[0] if found else (None, {})
    quality = rows.parsed(body)
    partitions = quality.get("partitions", {})
    return {
        "waiting": lag.waiting if lag else 0,
        "parked": lag.parked if lag else 0,
        "refreshed_at": made_at.isoformat() if made_at else None,
        "read_until": quality.get("read_until"),
        "partitions_missing": len(partitions.get("missing", [])),
        "partitions_damaged": len(partitions.get("damaged", [])),
    }
