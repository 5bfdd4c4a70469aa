"""Kinds of answer that people type."""

from decimal import Decimal

import pytest

from moothall.components.forms.testing import ASKING, a_question, read, said_of, said_to


def test_text_is_trimmed_and_blank_text_is_no_answer() -> None:
    assert read(a_question("text"), q="  a  hole ") == "a hole"
    assert read(a_question("text"), q=" \u200b ") is None


def test_text_beyond_its_limit_is_refused_with_the_limit() -> None:
    question = a_question("text", max_length=5)
    assert said_to(question, q="abcdef") == {"q": "Your answer must be 5 characters or less"}
    assert read(question, q="abcde") == "abcde"


def test_text_counts_characters_not_bytes() -> None:
    assert read(a_question("text", max_length=4), q="tŷ ŷd"[:4]) == "tŷ ŷ"


@pytest.mark.parametrize("kind", ["text", "long_text"])
def test_text_has_a_ceiling_that_no_definition_can_lift(kind: str) -> None:
    with pytest.raises(ValueError, match="max_length"):
        a_question(kind, max_length=10_001)


def test_text_must_be_text_in_json() -> None:
    assert said_of(a_question("text"), answer=12) == {"q": "This must be text."}


def test_long_text_keeps_its_lines() -> None:
    assert read(a_question("long_text"), q="one\r\ntwo ") == "one\ntwo"


def test_a_whole_number_is_an_int() -> None:
    assert read(a_question("number"), q="1,000") == 1000
    assert isinstance(a_question("number").check(answer=Decimal("3.0"), asking=ASKING), int)


def test_a_number_with_places_is_exact() -> None:
    question = a_question("number", decimals=2)
    assert read(question, q="12.50") == Decimal("12.5")
    assert str(read(question, q="12.50")) == "12.5"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("many", "Enter a number, like 12"),
        ("1.5", "Enter a whole number, like 12"),
        ("-1", "The number must be 0 kg or more"),
        ("1001", "The number must be 1,000 kg or less"),
    ],
)
def test_a_number_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    assert said_to(a_question("number", unit="kg"), q=typed) == {"q": said}


def test_a_number_with_too_many_places_is_refused() -> None:
    assert said_to(a_question("number", decimals=1), q="1.25") == {
        "q": "The number can have 1 decimal place"
    }


@pytest.mark.parametrize("answer", [1.5, True, "12", Decimal("NaN"), None, [1]])
def test_a_float_or_a_word_is_no_number_in_json(answer: object) -> None:
    assert said_of(a_question("number"), answer=answer) == {"q": "Enter a number, like 12"}


def test_an_enormous_number_is_refused_before_anything_is_done_with_it() -> None:
    question = a_question("number", min=None, max=None)
    for answer in (10**400, Decimal("1E+999999"), Decimal("-1E+999999")):
        assert said_of(question, answer=answer) == {"q": "The number is too large"}
    assert said_of(question, answer=Decimal("1E-999999")) == {
        "q": "Enter a whole number, like 12"
    }


def test_the_limits_of_a_number_must_leave_room() -> None:
    with pytest.raises(ValueError, match="greater than"):
        a_question("number", min=5, max=4)


def test_a_number_is_said_with_its_unit_and_kept_bare_in_a_cell() -> None:
    question = a_question("number", unit="g/km", max=5000, min=-5000)
    assert question.text(answer=1250, language="en") == "1,250 g/km"
    assert question.cells(answer=-5) == ["-5"]


def test_money_always_has_pence() -> None:
    for typed in ("£1,250", "1250.00", "1250"):
        assert str(read(a_question("money"), q=typed)) == "1250.00"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a lot", "Enter an amount of money, like 45 or 45.50"),
        ("1.505", "The amount must be in pounds and pence, like 45.50"),
        ("-1", "The amount must be £0 or more"),
        ("10000.01", "The amount must be £10,000 or less"),
    ],
)
def test_money_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    assert said_to(a_question("money"), q=typed) == {"q": said}


def test_money_from_a_float_is_refused() -> None:
    assert said_of(a_question("money"), answer=45.5)
    assert not said_of(a_question("money"), answer=Decimal("45.5"))


def test_money_is_said_as_people_write_it() -> None:
    question = a_question("money")
    assert question.text(answer=Decimal("1250.50"), language="en") == "£1,250.50"
    assert question.cells(answer=Decimal("45.00")) == ["45.00"]


def test_a_day_is_read_from_three_fields() -> None:
    assert read(a_question("date"), q_day="7", q_month="Mawrth", q_year="2029") == "2029-03-07"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (("", "3", "2026"), "q-day", "The date must include a day"),
        (("27", "", ""), "q-month", "The date must include a month and year"),
        (("27", "3", "26"), "q-year", "Year must include 4 numbers"),
        (("31", "2", "2026"), "q-day", "Enter a real date, like 27 3 2026"),
        (("27", "Marching", "2026"), "q-month", "Enter a real date, like 27 3 2026"),
        (("27", "3", "1899"), "q-day", "The date must be 1 January 1900 or after"),
    ],
)
def test_a_day_is_refused_at_the_part_that_is_wrong(
    typed: tuple[str, str, str], field: str, said: str
) -> None:
    day, month, year = typed
    assert said_to(a_question("date"), q_day=day, q_month=month, q_year=year) == {field: said}


def test_no_day_at_all_is_no_answer() -> None:
    assert read(a_question("date"), q_day=" ", q_month="", q_year="") is None


@pytest.mark.parametrize(
    ("limits", "answer", "said"),
    [
        ({"latest": "today"}, "2030-06-04", "The date must be today or in the past"),
        ({"earliest": "today"}, "2030-06-02", "The date must be today or in the future"),
        ({"latest": "-18 years"}, "2012-06-04", "The date must be 3 June 2012 or before"),
        ({"earliest": "+2 weeks"}, "2030-06-16", "The date must be 17 June 2030 or after"),
    ],
)
def test_limits_are_counted_from_today(limits: dict[str, str], answer: str, said: str) -> None:
    assert said_of(a_question("date", **limits), answer=answer) == {"q": said}


@pytest.mark.parametrize(
    "answer", ["20260327", "2026-W12-5", "2026-02-30", 20260327, "27 3 26"]
)
def test_a_day_in_json_is_an_iso_date(answer: object) -> None:
    assert said_of(a_question("date"), answer=answer) == {
        "q": "Enter a real date, like 2026-03-27"
    }


def test_a_limit_that_is_none_is_refused_in_the_definition() -> None:
    with pytest.raises(ValueError, match="is no limit"):
        a_question("date", latest="some day")


def test_a_day_is_said_in_both_languages() -> None:
    question = a_question("date")
    assert question.text(answer="2026-03-27", language="en") == "27 March 2026"
    assert question.text(answer="2026-03-27", language="cy") == "27 Mawrth 2026"


def test_an_email_address_is_taken_without_its_spaces() -> None:
    assert read(a_question("email"), q=" ann @Example.com ") == "ann@example.com"


def test_what_is_no_email_address_is_refused() -> None:
    assert said_to(a_question("email"), q="ann") == {
        "q": "Enter an email address in the correct format, like name@example.com"
    }


@pytest.mark.parametrize("typed", ["01632 960123", "+44 (0)1632 960123", "0044 1632960123"])
def test_a_phone_number_is_kept_in_the_international_form(typed: str) -> None:
    assert read(a_question("phone"), q=typed) == "+441632960123"


@pytest.mark.parametrize("typed", ["123", "call me", "+999 123", "1" * 41, "07700 900123 x12"])
def test_what_is_no_phone_number_is_refused(typed: str) -> None:
    assert list(said_to(a_question("phone"), q=typed)) == ["q"]


def test_a_phone_number_is_shown_as_people_at_home_write_it() -> None:
    question = a_question("phone")
    assert question.text(answer="+447700900123", language="en") == "07700 900123"
    assert question.text(answer="+35315550123", language="en") == "+353 1 555 0123"
    assert question.cells(answer="+35315550123") == ["'+353 1 555 0123"]


def test_a_number_plate_is_kept_in_capitals() -> None:
    assert read(a_question("vehicle_registration"), q="ab12cde") == "AB12 CDE"
    assert list(said_to(a_question("vehicle_registration"), q="my car")) == ["q"]


def test_an_insurance_number_is_kept_in_pairs() -> None:
    assert read(a_question("national_insurance_number"), q="ab123456c") == "AB 12 34 56 C"
    assert list(said_to(a_question("national_insurance_number"), q="QQ123456C")) == ["q"]


def test_a_cell_of_text_is_never_a_formula() -> None:
    assert a_question("text").cells(answer="=cmd()") == ["'=cmd()"]
