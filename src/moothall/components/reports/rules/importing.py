"""One row of a file as a report, or why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from zoneinfo import ZoneInfo

from moothall.components.reports.contracts import LONGEST_DESCRIPTION, Status
from moothall.components.reports.rules.mapping import Columns
from moothall.kernel.words import Said, say

_LONGEST_ID = 200
_NORTHMOST, _EASTMOST = 90, 180
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class RowRefused(Exception):
    """Why a row is not taken in, in words."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.in_language("en"))
        self.said = said


@dataclass(frozen=True, kw_only=True)
class Row:
    """A report as a file tells it."""

    source_id: str
    category: str
    description: str
    lat: float | None
    lon: float | None
    address: str
    street: str
    status: Status
    notes: str
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    organisation: str
    language: str
    channel: str


def read_row(*, row: Mapping[str, str], columns: Columns, at: datetime) -> Row:
    """A row of a file whose header fits the mapping. Raises ``RowRefused``."""
    text = {name: filled.of(row) for name, filled in columns.fields.items()}
    _check_text(text)
    status = _status(text.get("status", ""))
    opened = _moment(text["opened_at"], columns, "opened_at")
    if opened is None or not _has_been(opened, at):
        raise RowRefused(say("opened_at must be a moment in the past"))
    closed = _moment(text.get("closed_at", ""), columns, "closed_at")
    updated = _moment(text.get("updated_at", ""), columns, "updated_at") or closed or opened
    if status.is_open:
        closed = None
    elif closed is None:
        closed = updated
    if updated < opened or (closed is not None and closed < opened):
        raise RowRefused(say("it was changed or closed before it was opened"))
    if not (_has_been(updated, at) and (closed is None or _has_been(closed, at))):
        raise RowRefused(say("it was changed or closed in the future"))
    lat, lon = _spot(text.get("lat", ""), text.get("lon", ""))
    return Row(
        source_id=text["source_id"],
        category=text["category"],
        description=text.get("description") or text["category"],
        lat=lat,
        lon=lon,
        address=text.get("address", ""),
        street=text.get("street", ""),
        status=status,
        notes=text.get("status_notes", ""),
        opened_at=opened,
        updated_at=updated,
        closed_at=closed,
        organisation=text.get("organisation", ""),
        language=text.get("language") or "en",
        channel=text.get("channel") or "import",
    )


def _check_text(text: Mapping[str, str]) -> None:
    for name, value in text.items():
        if any("\ud800" <= c <= "\udfff" or c == "\0" for c in value):
            raise RowRefused(say("{field} is not text in UTF-8", field=name))
    if not text["source_id"] or len(text["source_id"]) > _LONGEST_ID:
        raise RowRefused(say("source_id must have 1 to {most} characters", most=_LONGEST_ID))
    for name in ("description", "status_notes"):
        if len(text.get(name, "")) > LONGEST_DESCRIPTION:
            said = say(
                "{field} is longer than {most} characters", field=name, most=LONGEST_DESCRIPTION
            )
            raise RowRefused(said)


def _has_been(moment: datetime, at: datetime) -> bool:
    """Whether it lies in the past, and not before anybody kept such files."""
    return _EARLIEST <= moment <= at


def _status(text: str) -> Status:
    try:
        return Status(text or "open")
    except ValueError:
        raise RowRefused(say("there is no status “{status}”", status=text)) from None


def _moment(text: str, columns: Columns, field: str) -> datetime | None:
    if not text:
        return None
    try:
        found = (
            datetime.strptime(text, columns.dates)  # noqa: DTZ007 - its zone comes next
            if columns.dates
            else datetime.fromisoformat(text)
        )
    except ValueError:
        said = say("{field} is no date as the mapping says: “{text}”", field=field, text=text)
        raise RowRefused(said) from None
    if found.tzinfo is not None:
        return found
    if columns.time_zone is None:
        raise RowRefused(
            say(
                "{field} names no time zone, and nor does the mapping: “{text}”",
                field=field,
                text=text,
            )
        )
    return found.replace(tzinfo=ZoneInfo(columns.time_zone))


def _spot(lat: str, lon: str) -> tuple[float | None, float | None]:
    if not lat and not lon:
        return None, None
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        raise RowRefused(
            say("lat and lon must be degrees: “{lat}”, “{lon}”", lat=lat, lon=lon)
        ) from None
    if not (isfinite(north) and isfinite(east)):
        raise RowRefused(say("lat and lon must be degrees: “{lat}”, “{lon}”", lat=lat, lon=lon))
    if abs(north) > _NORTHMOST or abs(east) > _EASTMOST:
        raise RowRefused(
            say("lat and lon lie nowhere on earth: {lat}, {lon}", lat=lat, lon=lon)
        )
    return north, east
