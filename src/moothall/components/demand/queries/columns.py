"""The columns of the demand data set in Parquet: those of a record, and where it stands."""

import pyarrow as pa

from moothall.components.demand.queries import rows

_MOMENT = pa.timestamp("us", tz="UTC")
_OF_TYPE = {"uuid": pa.string(), "text": pa.string(), "timestamptz": _MOMENT}
NAMES = (*("org" if c == "org_id" else c for c in rows.COLUMNS), "count")
"""The columns of a file, in their order: ids are text, and ``count`` is 1 but for imports."""
SCHEMA = pa.schema(
    [
        *(
            pa.field(name, _OF_TYPE.get(type_, pa.int32()))
            for name, type_ in zip(NAMES, rows.TYPES, strict=False)
        ),
        pa.field("count", pa.int32()),
    ]
)
"""What a file holds; moments are in UTC, in microseconds."""
PARTS = pa.schema([pa.field("source", pa.string()), pa.field("month", pa.string())])
"""What its folders say: ``source=log/month=2026-11``, the month asked in, in UTC."""
