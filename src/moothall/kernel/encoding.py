"""JSON of the house: exact decimals, ISO 8601 moments, ids as text; floats never become money.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

_MARK = "\ue00d"  # of the private use area: around a decimal on its way through the encoder
_MARKED = re.compile(f'"{_MARK}(-?[0-9.]+){_MARK}"')


def to_json(value: object) -> str:
    """Compact JSON; decimals are written as numbers with all their digits."""
    return _written(_COMPACT.encode(value))


def canonical(value: object) -> str:
    """The one JSON text for ``value``: sorted keys, no spaces, so that its hash is stable."""
    return _written(_CANONICAL.encode(value))


def from_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON may hold anything
    """Read JSON with numbers as ``int`` or ``Decimal``; NaN and Infinity are refused."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


class _Encoder(json.JSONEncoder):
    def default(self, o: object) -> object:
        if isinstance(o, UUID):
            return str(o)
        if isinstance(o, datetime | date):
            return o.isoformat()
        if isinstance(o, Decimal):
            return f"{_MARK}{o:f}{_MARK}"
        if isinstance(o, Enum):
            return o.value
        return super().default(o)


_COMPACT = _Encoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_CANONICAL = _Encoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True
)


def _written(text: str) -> str:
    return _MARKED.sub(r"\1", text) if _MARK in text else text


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
