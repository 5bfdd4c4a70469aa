"""Worked examples of a service as it is to be: what each comes to, and new ones from old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from moothall.journeys import amendments
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Amendment
from moothall.journeys.definition import Example, Service
from moothall.journeys.examples import Outcome, differences, run_example, value_at
from moothall.journeys.lint import SOME_DAY
from moothall.kernel.questions import Question

_YES_NO = {"yes": True, "ie": True, "no": False, "na": False}
_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """One worked example: as it is written, and what it comes to."""

    example: Mapping[str, Any]
    outcome: Outcome
    wrong: Sequence[str]


def service_of(*, published: Published, amendment: Amendment) -> Service | None:
    """The service as it is to be; none where a condition or a step of it cannot be read."""
    try:
        return Service.model_validate(
            amendments.amended(published=published, amendment=amendment)
        )
    except ValidationError:
        return None


def rehearsed(
    *, service: Service, published: Published, data: Sequence[Any]
) -> list[Rehearsed]:
    """What each of these examples comes to with the service as it is to be."""
    return [_one(service, published, raw) for raw in data]


def with_what_it_comes_to(found: Rehearsed) -> dict[str, Any]:
    """The example with what it comes to now as what it must come to."""
    outcome, expect = found.outcome, dict(found.example.get("expect") or {})
    for name in ("state", "stops_at", "reason", "refuses", "messages", "path"):
        was_there = expect.pop(name, None) is not None
        if was_there and name in ("messages", "path"):
            expect[name] = list(getattr(outcome, name))
    if outcome.refuses:
        expect["refuses"] = sorted(outcome.refuses)
    elif outcome.stops_at:
        expect = {name: value for name, value in expect.items() if name != "after"}
        expect["stops_at"] = outcome.stops_at
    else:
        expect["state"] = outcome.state
    values = {name: value_at(outcome.known, name) for name in expect if "." in name}
    rest = {name: value for name, value in expect.items() if name not in values}
    known = {name: value for name, value in values.items() if value is not None}
    return {**found.example, "expect": {**rest, **known}}


def like(
    example: Mapping[str, Any],
    *,
    name: str,
    answers: Mapping[str, str],
    questions: Mapping[str, Question],
) -> dict[str, Any]:
    """Another example with some answers given otherwise, as they are typed; an empty one is not
    given. Raises ``ValueError`` with the id of an answer that cannot be read."""
    given = dict(example["given"])
    for question, text in answers.items():
        if question not in questions:
            raise ValueError(question)
        given.pop(question, None)
        if text:
            given[question] = _typed(questions[question], text)
    kept = {key: value for key, value in example.items() if key not in ("expect", "name")}
    return {**kept, "name": name, "given": given, "expect": {}}


def examples_of(*, published: Published, amendment: Amendment) -> list[Mapping[str, Any]]:
    """The examples as they are to be, as plain data."""
    if amendment.examples is not None:
        return list(amendment.examples)
    return list(amendments.definition(published)["examples"])


def is_full(data: Sequence[object]) -> bool:
    """Whether there are as many as anybody can look through."""
    return len(data) >= _MOST


def _one(service: Service, published: Published, raw: Mapping[str, Any]) -> Rehearsed:
    example = Example.model_validate(raw)
    outcome = run_example(
        service=service, templates=published.templates, example=example, at=SOME_DAY
    )
    return Rehearsed(
        example=raw, outcome=outcome, wrong=differences(example=example, outcome=outcome)
    )


def _typed(question: Question, text: str) -> Any:  # noqa: ANN401 - an answer of any kind
    match question.feel_type:
        case "number":
            return _number(question, text)
        case "boolean" if text.lower() in _YES_NO:
            return _YES_NO[text.lower()]
        case "date":
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise ValueError(question.id) from None
        case "string":
            values = question.values()
            if values is None or text in values:
                return text
    raise ValueError(question.id)


def _number(question: Question, text: str) -> int | Decimal:
    try:
        number = Decimal(text.replace(",", "").removeprefix("£"))
    except InvalidOperation:
        raise ValueError(question.id) from None
    if not number.is_finite() or abs(number.adjusted()) > 12:
        raise ValueError(question.id)
    return int(number) if number == number.to_integral_value() else number
