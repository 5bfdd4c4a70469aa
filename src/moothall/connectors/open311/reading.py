"""Reads what Open311 servers answer: XML, or JSON as the standard or as others write it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from moothall.components.reports.contracts import Incoming, Status
from moothall.kernel.encoding import from_json

LONGEST_ANSWER = 20 * 1024 * 1024
Record = Mapping[str, str]

_OTHER_NAMES = {
    "not_councils_responsibility": Status.NOT_RESPONSIBLE,
    "not_responsible": Status.NOT_RESPONSIBLE,
    "unable_to_fix": Status.NO_FURTHER_ACTION,
    "confirmed": Status.OPEN,
    "reopen": Status.OPEN,
    "reopened": Status.OPEN,
    "fixed_council": Status.FIXED,
    "fixed_user": Status.FIXED_BY_OTHERS,
}


class NotOpen311(Exception):
    """The answer is none that an Open311 server gives."""


def records(content: bytes, *, root: str) -> list[Record]:
    """The items of an answer, each as text by name; what they hold deeper down is left out.

    ``root`` is the name of the list: the root in XML, and in JSON that of some servers. Raises
    ``NotOpen311``.
    """
    if len(content) > LONGEST_ANSWER:
        raise NotOpen311
    start = content.lstrip()[:1]
    return _of_json(content, root) if start in (b"[", b"{") else _of_xml(content, root)


def update(record: Record) -> Incoming | None:
    """An update; none without an id, a report and a moment, for it could not be told apart."""
    at = moment(record.get("updated_datetime", ""))
    update_id, report = record.get("update_id", ""), record.get("service_request_id", "")
    if not update_id or not report or at is None or len(update_id) > 200:
        return None
    return Incoming(
        id=update_id,
        external_id=report,
        text=record.get("description", "").replace("\x00", ""),
        status=status(record.get("status", "")),
        at=at,
    )


def status(text: str) -> Status | None:
    """What a status there is here; none for what nobody here knows."""
    name = "_".join(text.lower().replace("-", " ").replace("_", " ").split())
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    try:
        return Status(name)
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """A moment in ISO 8601; one without a time zone is taken for UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _of_xml(content: bytes, root: str) -> list[Record]:
    try:
        found: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotOpen311 from None
    if found.tag != root:
        raise NotOpen311
    return [{part.tag: (part.text or "").strip() for part in item} for item in found]


def _of_json(content: bytes, root: str) -> list[Record]:
    try:
        found = from_json(content)
    except (ValueError, RecursionError):
        raise NotOpen311 from None
    if isinstance(found, dict):
        found = found.get(root)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise NotOpen311
    return [{key: _text(value) for key, value in item.items()} for item in found]


def _text(value: Any) -> str:  # noqa: ANN401 - JSON may hold anything
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).strip()
