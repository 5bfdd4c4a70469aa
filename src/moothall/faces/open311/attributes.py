"""A category's questions as attributes of Open311, and what was sent as their answers."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from moothall.components.reports.contracts import Category
from moothall.kernel.encoding import from_json
from moothall.kernel.questions import Asking, Question, check_answers
from moothall.kernel.words import in_language

_YES, _NO = {"true", "yes", "1"}, {"false", "no", "0"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST_NUMBER = 40
_EMERGENCY = "emergency"


def has_any(category: Category) -> bool:
    """Whether a definition of the service has anything to say."""
    return bool(category.ask or category.emergency)


def described(category: Category, language: str) -> list[dict[str, Any]]:
    """The attributes of a service definition: first what only is to be read."""
    found: list[dict[str, Any]] = []
    if category.emergency:
        words = in_language(category.emergency.words, language)
        phone = category.emergency.phone
        text = f"{words} {phone}".strip()
        found.append(_attribute(_EMERGENCY, "string", text, variable=False))
    found += [_of(question, language) for question in category.ask]
    return [{**one, "order": place} for place, one in enumerate(found, start=1)]


def answered(
    category: Category, sent: Mapping[str, Sequence[str]], *, at: datetime
) -> dict[str, Any]:
    """The answers in normal form; attributes that nobody asked for are left aside.

    Raises ``AnswersRefused``.
    """
    given = {q.id: _value(q, sent[q.id]) for q in category.ask if q.id in sent}
    return check_answers(questions=category.ask, given=given, known={}, asking=Asking(at=at))


def _of(question: Question, language: str) -> dict[str, Any]:
    schema = question.json_schema()
    kind = _datatype(schema)
    found = _attribute(
        question.id,
        kind,
        in_language(question.label, language),
        required=not question.optional and question.required_when is None,
        hint=in_language(question.hint, language) or _form_of(kind, schema),
    )
    if values := _options(question, schema, language):
        found["values"] = values
    return found


def _attribute(
    code: str,
    datatype: str,
    description: str,
    *,
    variable: bool = True,
    required: bool = False,
    hint: str = "",
) -> dict[str, Any]:
    return {
        "variable": variable,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": hint,
        "order": 0,
        "description": description,
    }


def _datatype(schema: Mapping[str, Any]) -> str:
    match schema:
        case {"type": "boolean"} | {"enum": _}:
            return "singlevaluelist"
        case {"type": "array", "items": {"enum": _}}:
            return "multivaluelist"
        case {"type": "number" | "integer"}:
            return "number"
        case {"type": "string", "format": "date"}:
            return "datetime"
        case {"type": "string"}:
            return "string"
    return "text"


def _form_of(kind: str, schema: Mapping[str, Any]) -> str:
    if kind == "datetime":
        return "YYYY-MM-DD"
    return "JSON" if kind == "text" else ""


def _options(
    question: Question, schema: Mapping[str, Any], language: str
) -> list[dict[str, str]]:
    if schema.get("type") == "boolean":
        return [
            {"key": key, "name": question.text(answer=key == "true", language=language)}
            for key in ("true", "false")
        ]
    many = _datatype(schema) == "multivaluelist"
    offered = schema["items"]["enum"] if many else schema.get("enum", [])
    return [
        {
            "key": key,
            "name": question.text(answer=[key] if many else key, language=language),
        }
        for key in offered
    ]


def _value(question: Question, sent: Sequence[str]) -> Any:  # noqa: ANN401 - an answer as JSON
    """What was sent as the JSON that the question checks; nonsense as the text it is."""
    schema = question.json_schema()
    kind, text = _datatype(schema), sent[0]
    if kind == "multivaluelist":
        return [part for value in sent for part in _parts(value, schema["items"]["enum"])]
    if schema.get("type") == "boolean":
        return {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}.get(
            text.lower(), text
        )
    if kind == "number":
        return _number(text)
    if kind == "datetime":
        found = _DAY.match(text)
        return found[0] if found else text
    return _json(text) if kind == "text" else text


def _parts(value: str, offered: Sequence[str]) -> list[str]:
    return [value] if value in offered else [part.strip() for part in value.split(",")]


def _number(text: str) -> Decimal | str:
    try:
        number = Decimal(text) if len(text) <= _LONGEST_NUMBER else None
    except InvalidOperation:
        return text
    return text if number is None or not number.is_finite() else number


def _json(text: str) -> Any:  # noqa: ANN401 - whatever it says
    try:
        return from_json(text)
    except ValueError:
        return text
