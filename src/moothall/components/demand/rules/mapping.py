"""How the columns of a file of history become records: read from YAML, fitted to a header.

A mapping says for each field of a record where it comes from: ``{column: …}``, with a table of
values or without, or ``{value: …}`` for every row alike.
"""

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from moothall.components.demand.contracts import Kind, MappingRefused, Outcome, Record
from moothall.kernel.ids import OrgId
from moothall.kernel.words import Said, say

_IDS = UUID("b5f3c9de-5b0f-5a55-8a5b-4f8f3ad5d8a2")
"""The namespace in which the name of an import and a line of it become the id of a record."""
_TEXTS = {
    "need": 100, "service": 60, "channel": 20, "language": 10, "team": 60, "step": 60,
    "reason": 30,
}  # fmt: skip
_MOMENTS = ("asked_at", "first_response_at", "ended_at", "changed_at")
_NUMBERS = ("contacts", "count")
_ORGS = ("org", "asked_org", "met_org")
_CHOICES: dict[str, type[Outcome] | type[Kind]] = {
    "outcome": Outcome, "adviser_says": Kind, "resident_says": Kind,
}  # fmt: skip
_FIELDS = {*_TEXTS, *_MOMENTS, *_NUMBERS, *_ORGS, *_CHOICES, "area"}
_NEEDED = ("need", "asked_at", "org")
_OF_A_SOURCE = {"column", "value", "table", "otherwise", "format", "zone"}
_OF_AN_AREA = {"column", "value", "table", "otherwise", "lat", "lon", "kind", "vintage"}
_HOURS = ("%H", "%I", "%c", "%X")
_DIRECTIVES = re.compile("%.")
_MOST = 10_000_000
NAME = re.compile("[a-z0-9][a-z0-9-]{0,59}")
"""How an import may be called: it becomes the name of a folder."""


class RowRefused(Exception):
    """A row cannot be taken in; ``said`` says why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.in_language("en"))
        self.said = said


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the values of one field come from."""

    field: str
    column: str = ""
    value: str = ""
    table: Mapping[str, str] | None = None
    otherwise: str | None = None
    """What values are that the table does not have; without it, such rows are refused."""
    format: str = ""
    zone: str = "UTC"

    def text(self, row: Mapping[str, str]) -> str:
        found = row[self.column].strip() if self.column else self.value
        if self.table is None:
            return found
        told = self.table.get(found, self.otherwise)
        if told is None:
            raise RowRefused(
                say("{column}: “{value}” is not in the table.", column=self.column, value=found)
            )
        return told


@dataclass(frozen=True, kw_only=True)
class Where:
    """The columns that hold a position, and the kind of area that is wanted."""

    lat: str
    lon: str
    kind: str = "ward"


@dataclass(frozen=True, kw_only=True)
class FileMapping:
    """A mapping that has been read."""

    sources: Mapping[str, Source]
    where: Where | None = None
    vintage: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    columns: frozenset[str] = field(default_factory=frozenset)
    """Every column that it needs."""

    def fit(self, header: Sequence[str]) -> None:
        """Refuse a header that lacks a column, or has one twice that is wanted."""
        lacking = sorted(self.columns - set(header))
        if lacking:
            raise MappingRefused(
                say("The file has no column “{columns}”.", columns="”, “".join(lacking))
            )
        twice = sorted(c for c in self.columns if list(header).count(c) > 1)
        if twice:
            raise MappingRefused(
                say("The file has the column “{columns}” twice.", columns="”, “".join(twice))
            )


Locate = Callable[[float, float, str], str]
"""Latitude, longitude and a kind of area -> the code of the area; empty outside the place."""
OrgOf = Callable[[str], OrgId | None]
"""The short name of an organisation -> its id."""


def read_mapping(told: object, *, orgs: OrgOf) -> FileMapping:
    """The mapping in a document. Raises ``MappingRefused`` naming what is wrong with it."""
    if not isinstance(told, dict):
        raise MappingRefused(say("The mapping is no table of fields."))
    given = dict(told)
    encoding = str(given.pop("encoding", "utf-8-sig"))
    delimiter = str(given.pop("delimiter", ","))
    _check_format(encoding, delimiter)
    unknown = sorted(str(name) for name in given if name not in _FIELDS)
    if unknown:
        raise MappingRefused(say("No field is called “{name}”.", name=unknown[0]))
    lacking = [name for name in _NEEDED if name not in given]
    if lacking:
        raise MappingRefused(say("The mapping does not say “{name}”.", name=lacking[0]))
    area = given.pop("area", None)
    sources = {name: _source(name, value) for name, value in given.items()}
    where, vintage, of_area = _area(area)
    if of_area:
        sources["area"] = of_area
    for source in sources.values():
        _check(source, orgs)
    columns = {s.column for s in sources.values() if s.column}
    columns |= {where.lat, where.lon} if where else set()
    return FileMapping(
        sources=sources,
        where=where,
        vintage=vintage,
        encoding=encoding,
        delimiter=delimiter,
        columns=frozenset(columns),
    )


def record_of(
    row: Mapping[str, str],
    mapping: FileMapping,
    *,
    name: str,
    line: int,
    orgs: OrgOf,
    locate: Locate,
) -> Record:
    """The record of a row, with an id that the same line gets again. Raises ``RowRefused``."""
    values: dict[str, Any] = {
        field: _value(source, row, orgs) for field, source in mapping.sources.items()
    }
    if mapping.where:
        values["area"] = _located(row, mapping.where, locate)
    told = {field: value for field, value in values.items() if value is not None}
    for field_ in _NEEDED:
        if not told.get(field_):
            raise RowRefused(say("{field} is empty.", field=field_))
    _check_times(told)
    told.setdefault("asked_org", told["org"])
    told.setdefault("channel", "")
    told.setdefault("changed_at", told.get("ended_at") or told["asked_at"])
    return Record(id=uuid5(_IDS, f"{name}/{line}"), source=name, **told)


def _check_format(encoding: str, delimiter: str) -> None:
    if len(delimiter) != 1:
        raise MappingRefused(say("A delimiter is one character."))
    try:
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise MappingRefused(
            say("There is no encoding “{encoding}”.", encoding=encoding)
        ) from None


def _source(name: str, told: object) -> Source:
    if isinstance(told, str | int):
        told = {"value": told}
    if not isinstance(told, dict) or not set(told) <= _OF_A_SOURCE:
        raise MappingRefused(say("“{field}” is neither a column nor a value.", field=name))
    if ("column" in told) == ("value" in told):
        raise MappingRefused(say("“{field}” is either a column or a value.", field=name))
    otherwise = told.get("otherwise")
    return Source(
        field=name,
        column=str(told.get("column", "")),
        value=str(told.get("value", "")),
        table=_table(name, told.get("table")),
        otherwise=None if otherwise is None else str(otherwise),
        format=str(told.get("format", "")),
        zone=str(told.get("zone", "UTC")),
    )


def _table(name: str, told: object) -> dict[str, str] | None:
    if told is None:
        return None
    if not isinstance(told, dict) or any(isinstance(v, dict | list) for v in told.values()):
        raise MappingRefused(say("The table of “{field}” is none.", field=name))
    return {str(key): str(value) for key, value in told.items()}


def _area(told: object) -> tuple[Where | None, str, Source | None]:
    if told is None:
        return None, "", None
    if not isinstance(told, dict) or not set(told) <= _OF_AN_AREA:
        raise MappingRefused(say("“{field}” is neither a column nor a value.", field="area"))
    vintage = str(told.get("vintage", ""))
    if "lat" in told and "lon" in told:
        kind = str(told.get("kind", "ward"))
        where = Where(lat=str(told["lat"]), lon=str(told["lon"]), kind=kind)
        return where, vintage or kind, None
    if not vintage:
        raise MappingRefused(say("Say which areas the codes mean, as in: vintage: LSOA 2011."))
    rest = {key: value for key, value in told.items() if key != "vintage"}
    return None, vintage, _source("area", rest)


def _check(source: Source, orgs: OrgOf) -> None:
    """Try what can be tried before the first row: fixed values, tables, zones and formats."""
    try:
        ZoneInfo(source.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise MappingRefused(say("There is no time zone “{zone}”.", zone=source.zone)) from None
    if source.column and source.table is None:
        return
    every = list((source.table or {}).values()) if source.column else [source.value]
    every += [source.otherwise] if source.otherwise is not None else []
    for text in every:
        try:
            _read(source, text, orgs)
        except RowRefused as refused:
            raise MappingRefused(refused.said) from None


def _value(source: Source, row: Mapping[str, str], orgs: OrgOf) -> object:
    return _read(source, source.text(row), orgs)


def _read(source: Source, text: str, orgs: OrgOf) -> object:
    """The value of a field in its own type; none where there is none."""
    name = source.field
    if not text:
        return None
    if name in _MOMENTS:
        return _moment(source, text)
    if name in _NUMBERS:
        return _number(name, text)
    if name in _ORGS:
        return _org(text, orgs)
    if name in _CHOICES:
        return _choice(name, text)
    if len(text) > _TEXTS.get(name, 40) or not text.isprintable():
        raise RowRefused(say("{field}: “{value}” is no code.", field=name, value=text[:40]))
    return text


def _moment(source: Source, text: str) -> datetime:
    try:
        read = (
            datetime.strptime(text, source.format)  # noqa: DTZ007 - its zone follows
            if source.format
            else datetime.fromisoformat(text)
        )
        if _is_of_a_day(source, text):
            read = read.replace(hour=12)  # far from midnight, whatever the zone
        if read.tzinfo is None:
            read = read.replace(tzinfo=ZoneInfo(source.zone))
        return read.astimezone(ZoneInfo("UTC"))
    except (ValueError, OverflowError):
        raise RowRefused(
            say("{field}: “{value}” is no date of this format.", field=source.field, value=text)
        ) from None


def _is_of_a_day(source: Source, text: str) -> bool:
    """Whether a date says no hour: a day, or a month that was counted."""
    if source.format:
        return not set(_HOURS) & set(_DIRECTIVES.findall(source.format))
    return len(text) <= len("2026-11-22")


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text[:12]) <= _MOST:
        raise RowRefused(say("{field}: “{value}” is no count.", field=name, value=text[:40]))
    return int(text)


def _org(text: str, orgs: OrgOf) -> OrgId:
    found = orgs(text)
    if found is None:
        raise RowRefused(
            say("No organisation here has the short name “{value}”.", value=text[:60])
        )
    return found


def _choice(name: str, text: str) -> Outcome | Kind:
    try:
        return _CHOICES[name](text)
    except ValueError:
        raise RowRefused(
            say("{field}: “{value}” is not known here.", field=name, value=text[:40])
        ) from None


def _located(row: Mapping[str, str], where: Where, locate: Locate) -> str:
    lat, lon = row[where.lat].strip(), row[where.lon].strip()
    if not lat and not lon:
        return ""
    try:
        found = (float(lat), float(lon))
    except ValueError:
        found = (91.0, 0.0)
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180):
        raise RowRefused(say("“{lat}, {lon}” is no position.", lat=lat[:20], lon=lon[:20]))
    return locate(*found, where.kind)


def _check_times(told: dict[str, Any]) -> None:
    """What ended on the day it was asked, nobody knows at which hour, ended when asked."""
    asked = told["asked_at"]
    for name in ("first_response_at", "ended_at"):
        then = told.get(name)
        if not then or then >= asked:
            continue
        if then.date() != asked.date():
            raise RowRefused(say("{field} is before asked_at.", field=name))
        told[name] = asked
