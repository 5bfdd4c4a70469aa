"""How the columns of somebody's file become reports: what a mapping may say."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from moothall.components.reports.contracts import Status

REQUIRED = ("source_id", "category", "opened_at")
FIELDS = (
    *REQUIRED,
    "description",
    "lat",
    "lon",
    "address",
    "street",
    "status",
    "status_notes",
    "updated_at",
    "closed_at",
    "organisation",
    "language",
    "channel",
)
"""What a mapping can fill."""


class Filled(BaseModel):
    """Where the value of one field comes from: a column, or always the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str | None = None
    constant: str | None = None
    values: Mapping[str, str] = Field(default_factory=dict)
    """What a value of the file stands for; others stay as they are."""
    otherwise: str | None = None
    """What every value stands for that ``values`` does not name."""

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if (self.column is None) is (self.constant is None):
            raise ValueError("name either a `column` or a `constant`")
        return self

    def of(self, row: Mapping[str, str]) -> str:
        """The value in a row."""
        text = self.constant if self.column is None else row[self.column].strip()
        if not self.values or not text:
            return text or ""
        return self.values.get(text, text if self.otherwise is None else self.otherwise)


def _column(raw: object) -> object:
    return {"column": raw} if isinstance(raw, str) else raw


class Columns(BaseModel):
    """A mapping as its YAML says it. The default is Open311's proposed bulk format."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")] = "import"
    time_zone: str | None = None
    """The zone of dates that name none; without it such dates are refused."""
    dates: str | None = None
    """How dates are written, as in ``%d/%m/%Y %H:%M``; else ISO 8601."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    fields: Mapping[str, Annotated[Filled, BeforeValidator(_column)]]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        unknown = sorted(set(self.fields) - set(FIELDS))
        if unknown:
            raise ValueError(f"there are no such fields: {', '.join(unknown)}")
        missing = [name for name in REQUIRED if name not in self.fields]
        if missing:
            raise ValueError(f"these fields are needed: {', '.join(missing)}")
        if self.time_zone is not None:
            _known_zone(self.time_zone)
        return self

    def lacks(self, header: Sequence[str]) -> list[str]:
        """The columns that it names and a file does not have."""
        named = {f.column for f in self.fields.values() if f.column is not None}
        return sorted(named - set(header))


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name}") from None


_STATUSES: Mapping[str, str] = {
    "Open": Status.OPEN,
    "open": Status.OPEN,
    "Closed": Status.CLOSED,
    "closed": Status.CLOSED,
}
OPEN311_BULK: Mapping[str, Any] = {
    "source": "open311",
    "fields": {
        "source_id": "service_request_id",
        "category": "service_name",
        "opened_at": "requested_datetime",
        "updated_at": "updated_datetime",
        "closed_at": "closed_date",
        "status": {"column": "status_description", "values": _STATUSES},
        "status_notes": "status_notes",
        "description": "description",
        "address": "address",
        "lat": "lat",
        "lon": "long",
    },
}
"""The columns of Open311's proposed bulk format, as a mapping."""
