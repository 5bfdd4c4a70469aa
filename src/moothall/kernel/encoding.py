"""JSON of the house: exact decimals, ISO 8601 moments, ids as text; no float becomes money."""

import json
import re
import secrets
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

# Around a decimal on its way through the encoder: of the private use area, and new in every
# process, so that nobody can type it into a text and have the text taken for a number.
_MARK = f"\ue00d{secrets.token_hex(8)}\ue00d"
_MARKED = re.compile(f'"{_MARK}(-?[0-9.]+){_MARK}"')


def to_json(value: object) -> str:
    """Compact JSON; decimals are written as numbers with all their digits."""
    return _written(_COMPACT.encode(value))


def canonical(value: object) -> str:
    """The one JSON text for ``value``: sorted keys, no spaces, so that its hash is stable."""
    return _written(_CANONICAL.encode(value))


def from_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON may hold anything
    """Read JSON with numbers as ``int`` or ``Decimal``.

    ``ValueError`` for what is not JSON, NaN and Infinity included, and for what is nested
    deeper than anybody needs.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None


class _Encoder(json.JSONEncoder):
    def default(self, o: object) -> object:
        if isinstance(o, UUID):
            return str(o)
        if isinstance(o, datetime | date):
            return o.isoformat()
        if isinstance(o, Decimal):
            return f"{_MARK}{_finite(o):f}{_MARK}"
        if isinstance(o, Enum):
            return o.value
        return super().default(o)


_COMPACT = _Encoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_CANONICAL = _Encoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True
)


def _written(text: str) -> str:
    return _MARKED.sub(r"\1", text) if _MARK in text else text


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError(f"{number} is not JSON")
    return number


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
