"""Reading lists of postcodes and addresses: rows, or words about what is wrong with each."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from moothall.components.areas.contracts import (
    Address,
    FileRefused,
    NotAPostcode,
    Point,
    Postcode,
    Remark,
)
from moothall.components.areas.rules.atlas import Atlas
from moothall.components.areas.rules.postcodes import normal_postcode
from moothall.components.areas.rules.whereabouts import what_is_wrong
from moothall.kernel.words import Said, say

_LONGEST_LINE = 200
_Row = Mapping[str, str]
_Entry = TypeVar("_Entry", Postcode, Address)


@dataclass(frozen=True, kw_only=True)
class PostcodeColumns:
    """Which columns of a list of postcodes hold what."""

    postcode: str = "postcode"
    lat: str = "lat"
    lon: str = "lon"
    ward: str = "ward_code"


ADDRESS_COLUMNS = ("uprn", "line1", "line2", "town", "postcode", "lat", "lon", "ward")
"""The columns that a list of addresses must have."""

IN_NO_WARD, NO_SUCH_WARD, ELSEWHERE = "in-no-ward", "no-such-ward", "elsewhere"
"""What can be odd about the ward that a list names."""


@dataclass(kw_only=True)
class Rows(Generic[_Entry]):
    """What a list holds, each entry with the line on which it stands."""

    found: list[tuple[int, _Entry]] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)


class _Wrong(Exception):
    """One row will not do."""

    def __init__(self, code: str, said: Said) -> None:
        self.code, self.said = code, said
        super().__init__(code)


def read_postcodes(*, text: str, columns: PostcodeColumns) -> Rows[Postcode]:
    """The postcodes of a CSV file with these columns; raises ``FileRefused`` if it is none."""

    def entry(row: _Row) -> tuple[str, Postcode]:
        postcode = _postcode(row[columns.postcode])
        at = _position(row[columns.lat], row[columns.lon])
        return postcode, Postcode(postcode=postcode, at=at, ward=row[columns.ward] or None)

    needed = (columns.postcode, columns.lat, columns.lon, columns.ward)
    return _read(text, needed, columns.postcode, entry)


def read_addresses(*, text: str) -> Rows[Address]:
    """The addresses of a CSV file; raises ``FileRefused`` if it is none."""

    def entry(row: _Row) -> tuple[str, Address]:
        uprn = _uprn(row["uprn"])
        line1, line2, town = (row[name][:_LONGEST_LINE] for name in ("line1", "line2", "town"))
        if not line1:
            raise _Wrong("no-address", say("Its first line is empty."))
        return uprn, Address(
            uprn=uprn,
            line1=line1,
            line2=line2,
            town=town,
            postcode=_postcode(row["postcode"]),
            at=_position(row["lat"], row["lon"]),
            ward=row["ward"] or None,
        )

    return _read(text, ADDRESS_COLUMNS, "uprn", entry)


def is_uprn(*, text: str) -> bool:
    """Whether a text is a UPRN, perhaps with leading zeros: a number of up to twelve digits."""
    return re.fullmatch("0*[1-9][0-9]{0,11}", text[:40]) is not None


def settle_ward(*, named: str | None, at: Point, atlas: Atlas) -> tuple[str | None, str]:
    """The ward to keep for a position, and what is odd about it: a code, or nothing.

    What the list names is kept, where there is such a ward: lists are published, and a position
    beside a border may be a few metres wrong. What it leaves open is told from the position.
    """
    here = atlas.ward_at(at)
    if named is None:
        return (here.code, "") if here else (None, IN_NO_WARD)
    if not atlas.is_ward(named):
        return None, NO_SUCH_WARD
    return named, "" if atlas.contains(named, at) else ELSEWHERE


def odd_ward(*, oddity: str, named: str | None, at: Point, atlas: Atlas) -> Said:
    """The words for what ``settle_ward`` found odd."""
    if oddity == IN_NO_WARD:
        return say("It lies in no ward.")
    if oddity == NO_SUCH_WARD:
        return say("There is no ward with the code {ward}: import the wards first.", ward=named)
    here = atlas.ward_at(at)
    if here is None:
        return say("The list says ward {ward}, but it lies in no ward.", ward=named)
    return say("The list says ward {ward}, but it lies in {here}.", ward=named, here=here.code)


def _read(
    text: str,
    needed: Sequence[str],
    key: str,
    entry: Callable[[_Row], tuple[str, _Entry]],
) -> Rows[_Entry]:
    rows, seen = Rows[_Entry](), set[str]()
    for line, row in _lines(text, needed):
        try:
            identity, found = entry(row)
            if identity in seen:
                raise _Wrong("twice", say("It stands in the file twice."))
            seen.add(identity)
            rows.found.append((line, found))
        except _Wrong as wrong:
            remark = Remark(number=line, key=row[key][:40], code=wrong.code, said=wrong.said)
            rows.left_out.append(remark)
    return rows


def _lines(text: str, needed: Sequence[str]) -> Iterator[tuple[int, _Row]]:
    """Each row with its line; every needed column is there, trimmed, perhaps empty."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise FileRefused(
                say("The file has no column “{column}”.", column="”, “".join(missing))
            )
        for row in reader:
            yield reader.line_num, {name: _trimmed(row[name]) for name in needed}
    except csv.Error:
        raise FileRefused(
            say("The file cannot be read as CSV from line {line} on.", line=reader.line_num)
        ) from None


def _trimmed(cell: str | None) -> str:
    return " ".join((cell or "").replace("\x00", "").split())


def _postcode(text: str) -> str:
    try:
        return normal_postcode(text=text)
    except NotAPostcode:
        raise _Wrong("not-a-postcode", say("It has no full postcode.")) from None


def _position(lat: str, lon: str) -> Point:
    try:
        at = Point(lat=float(lat), lon=float(lon))
    except ValueError:
        raise _Wrong("no-position", say("It has no position.")) from None
    if wrong := what_is_wrong(at=at):
        raise _Wrong(*wrong)
    return at


def _uprn(text: str) -> str:
    if not is_uprn(text=text):
        raise _Wrong("no-uprn", say("Its UPRN is not a number of up to twelve digits."))
    return text.lstrip("0")
