"""Answers that a question takes, made up: for worked examples and for trying conditions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from moothall.kernel.questions import Answer, AnswersRefused, Asking, Question

_MOST = 6
_BY_KIND: Mapping[str, Sequence[Answer]] = {
    "email": ["name@example.com"],
    "phone": ["01632 960123"],
    "address": [{"line1": "1 Harbour Street", "town": "Seaborough", "postcode": "SB1 1DB"}],
    "location": [{"words": "By the harbour wall"}],
    "vehicle_registration": ["AB12 CDE"],
    "national_insurance_number": ["AB 12 34 56 C"],
    "file": [["sample.png"]],
}
_DAYS_AWAY = (0, 1, -1, 30, -30, 366, -366, 7000, -7000)


def sample(question: Question, *, at: datetime) -> Answer:
    """One answer that the question takes, in normal form; none if none could be made up."""
    return next(iter(samples(question, at=at)), None)


def samples(question: Question, *, at: datetime) -> list[Answer]:
    """Every answer there can be, where they are few; else a few that differ, in normal form."""
    few = question.values()
    if few is not None:
        return list(few)
    found: list[Answer] = []
    for made in _made_up(question, at):
        taken = _taken(question, made, at)
        if taken is not None and taken not in found:
            found.append(taken)
    return found[:_MOST]


def _taken(question: Question, answer: Answer, at: datetime) -> Answer:
    """The normal form; none if the question does not take it."""
    files: dict[str, dict[str, Any]] = {f: {} for f in question.file_ids(answer=answer)}
    try:
        return question.check(answer=answer, asking=Asking(at=at, files=files))
    except AnswersRefused:
        return None


def _made_up(question: Question, at: datetime) -> Iterator[Answer]:
    yield from _BY_KIND.get(question.kind, ())
    yield from _fitting(question.json_schema(), at)


def _fitting(schema: Mapping[str, Any], at: datetime) -> Iterator[Answer]:
    """Values that a JSON Schema allows, as far as it is understood."""
    if "enum" in schema:
        yield from schema["enum"]
    elif schema.get("format") == "date":
        yield from ((at + timedelta(days=days)).date().isoformat() for days in _DAYS_AWAY)
    elif schema.get("type") in _BY_TYPE:
        yield from _BY_TYPE[schema["type"]](schema, at)


def _numbers(schema: Mapping[str, Any], _: datetime) -> Iterator[Answer]:
    least, most = schema.get("minimum"), schema.get("maximum")
    yield from (limit for limit in (least, most) if limit is not None)
    if least is not None and most is not None:
        yield int((Decimal(least) + Decimal(most)) / 2)
    yield from (0, 1, 100, -1)


def _texts(schema: Mapping[str, Any], _: datetime) -> Iterator[Answer]:
    most = schema.get("maxLength", 200)
    yield from (text[:most] for text in ("An answer", "x", "7"))


def _lists(schema: Mapping[str, Any], at: datetime) -> Iterator[Answer]:
    items = list(_fitting(schema.get("items", {}), at))
    least = max(1, schema.get("minItems", 1))
    if items:
        yield (items * least)[:least]
        yield from ([item] for item in items[:_MOST])
        yield items


def _objects(schema: Mapping[str, Any], at: datetime) -> Iterator[Answer]:
    parts = schema.get("properties", {})
    made = {name: next(_fitting(parts[name], at), None) for name in schema.get("required", ())}
    if made and None not in made.values():
        yield made


def _booleans(_: Mapping[str, Any], __: datetime) -> Iterator[Answer]:
    yield from (True, False)


_BY_TYPE = {
    "number": _numbers,
    "integer": _numbers,
    "string": _texts,
    "array": _lists,
    "object": _objects,
    "boolean": _booleans,
}
