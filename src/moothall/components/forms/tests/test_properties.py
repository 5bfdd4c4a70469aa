"""What holds for every kind of answer and for whatever anybody sends."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from moothall.components.forms.testing import ASKING, KINDS, PHOTO, PLAN, a_question
from moothall.kernel import registry
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.questions import AnswersRefused

_ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
_DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.decimals()
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _DECIMALS | _ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)
_WORDS = st.text(min_size=1, max_size=90)
_DEGREES = st.decimals(min_value=-90, max_value=90, places=7)
_LINES = {"line1": _WORDS, "town": _WORDS, "postcode": st.sampled_from(["sb1 1db", "SW1A1AA"])}
_SPOT = {"lat": _DEGREES, "lon": _DEGREES}
_DAYS = st.dates().map(lambda day: day.isoformat())
_NAMES = st.fixed_dictionaries({"full": _WORDS})
_PLAUSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "text": _WORDS,
    "long_text": st.text(max_size=400),
    "number": st.integers(0, 1000) | st.decimals(0, 1000, places=0),
    "money": st.decimals(0, 10_000, places=2) | st.integers(0, 10_000),
    "date": _DAYS,
    "yes_no": st.booleans(),
    "choice": st.sampled_from(["road", "path", "none_of_these"]),
    "choices": st.lists(st.sampled_from(["road", "path"]), max_size=4),
    "email": st.emails(),
    "phone": st.integers(10**9, 10**10 - 1).map(lambda n: f"0{n}")
    | st.integers(10**8, 10**12).map(lambda n: f"+{n}"),
    "name": _NAMES,
    "address": st.fixed_dictionaries(
        _LINES, optional={"line2": _WORDS, "uprn": st.from_regex(r"\A[0-9]{1,12}\Z")}
    )
    | st.fixed_dictionaries({**_LINES, **_SPOT}),
    "location": st.fixed_dictionaries(_SPOT, optional={"words": st.text(max_size=300)})
    | st.fixed_dictionaries({"address": _WORDS}),
    "file": st.lists(st.sampled_from([PHOTO, PLAN]), max_size=3),
    "vehicle_registration": st.from_regex(r"\A[a-z]{2}[0-9]{2} ?[a-z]{3}\Z"),
    "national_insurance_number": st.from_regex(r"\A[ABE][ABE][0-9]{6}[A-D]\Z"),
    "repeated": st.lists(
        st.fixed_dictionaries({"name": _NAMES, "born": _DAYS}, optional={"note": _WORDS}),
        max_size=4,
    ),
}


def _taken(kind: str, answer: object) -> object:
    """The normal form of ``answer``; none where it is refused."""
    with suppress(AnswersRefused):
        return a_question(kind).check(answer=answer, asking=ASKING)
    return None


def test_every_kind_of_the_house_is_tried_here() -> None:
    assert set(KINDS) == set(_PLAUSIBLE)
    assert set(KINDS) <= set(registry.answer_kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_a_refusal_comes_of_any_json(kind: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(_ANYTHING | _PLAUSIBLE[kind].flatmap(lambda good: st.just([good])))
    def try_it(answer: object) -> None:
        _taken(kind, answer)

    try_it()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_a_refusal_comes_of_any_text_in_any_field(kind: str) -> None:
    question = a_question(kind)
    parts = ["day", "month", "year", "first", "last", "line1", "postcode", "choice", "find"]
    parts += ["lat", "lon", "words", "address", "item", "0-name", "0-born-day", "0-note", "00"]
    names = st.sampled_from(["q", "add-q", "remove-q", *(f"q-{part}" for part in parts)])
    numbers = st.sampled_from(["0", "00", "1", "-1", "9" * 30, "²", "2030", "1e9", "NaN"])

    @settings(max_examples=80, deadline=None)
    @given(st.dictionaries(names, st.lists(_ANY_TEXT | numbers, max_size=3), max_size=6))
    def try_it(fields: dict[str, list[str]]) -> None:
        with suppress(AnswersRefused):
            question.read(fields=fields, asking=ASKING)

    try_it()


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_page_shows_for_an_answer_is_read_as_that_answer(kind: str) -> None:
    question = a_question(kind)
    seen = list[object]()

    @settings(max_examples=80, deadline=None)
    @given(_PLAUSIBLE[kind])
    def try_it(answer: object) -> None:
        normal = _taken(kind, answer)
        shown = question.fields(answer=normal)
        assert question.read(fields=shown, asking=ASKING) == normal
        if normal is not None:
            assert question.check(answer=normal, asking=ASKING) == normal
            seen.append(normal)

    try_it()
    assert seen


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_takes_whatever_the_check_lets_through(kind: str) -> None:
    question = a_question(kind)
    schema = question.json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    @settings(max_examples=80, deadline=None)
    @given(_PLAUSIBLE[kind])
    def try_it(answer: object) -> None:
        normal = _taken(kind, answer)
        if normal is not None:
            validator.validate(normal)

    try_it()


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_survives_being_stored(kind: str) -> None:
    question = a_question(kind)

    @settings(max_examples=40, deadline=None)
    @given(_PLAUSIBLE[kind])
    def try_it(answer: object) -> None:
        normal = _taken(kind, answer)
        stored = to_json(normal)
        stored.encode()
        assert from_json(stored) == normal
        assert "\x00" not in stored
        assert to_json(from_json(stored)) == stored
        if normal is not None:
            assert question.text(answer=from_json(stored), language="cy")
            assert len(question.cells(answer=normal)) == len(question.columns())

    try_it()


def test_limits_that_are_no_whole_numbers_hold_in_the_schema_too() -> None:
    question = a_question("number", decimals=1, min=Decimal("0.1"), max=Decimal("0.3"))
    validator = Draft202012Validator(question.json_schema())
    for tenths in (1, 2, 3):
        validator.validate(question.check(answer=Decimal(tenths) / 10, asking=ASKING))
    assert not validator.is_valid(Decimal("0.4"))
