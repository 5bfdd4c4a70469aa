"""Lines that are shared out over a period: worked out, explained and checked."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from moothall.components.calculation.contracts import Line
from moothall.components.calculation.steps import Calculate
from moothall.components.calculation.testing import a_calculation, a_line, a_run, a_table
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.testing import NOON

TABLE = "valid from,what,price\n2025-04-01,electric,40\n2026-04-01,electric,42\n"
YEAR = {"from": "first", "to": "last", "per": "year", "year_from": "04-01"}
BILL = a_calculation(
    a_line("charge", "1460", over=YEAR),
    between=[0, 9000],
)
DAYS: dict[str, Any] = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}


def taken(step: Calculate, **known: Any) -> dict[str, Any]:  # noqa: ANN401
    """What is remembered, as it comes back from where it is stored."""
    kept = step.example(given=known, at=NOON)
    stored: dict[str, Any] = from_json(to_json(kept))["fee"]
    return stored


def told(step: Calculate, language: str = "en", **known: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401
    rows = step.tells(remembered={"fee": taken(step, **known)}, language=language)
    return [(row.label, row.value, row.because) for row in rows]


def with_rates(**over: Any) -> Calculate:  # noqa: ANN401
    line = a_line("permit", "rates.electric.price", over={**YEAR, **over})
    return a_calculation(line, rates=a_table(TABLE), between=[0, 9000])


def test_an_amount_for_a_year_is_due_for_the_days_of_a_period() -> None:
    assert taken(BILL, **DAYS)["total"] == 124


def test_people_read_the_days_and_the_amount_that_holds_for_them() -> None:
    because = "1 March to 31 March 2026, 31 days at £1,460 a year"
    assert told(BILL, **DAYS)[0] == ("The charge", "£124", because)
    welsh = "1 Mawrth i 31 Mawrth 2026, 31 diwrnod ar £1,460 y flwyddyn"
    assert told(BILL, "cy", **DAYS)[0][2] == welsh


def test_one_day_is_told_as_a_day() -> None:
    day = date(2026, 3, 1)
    because = "1 March 2026, 1 day at £1,460 a year"
    assert told(BILL, first=day, last=day)[0] == ("The charge", "£4", because)


def test_a_bill_over_1_april_is_right_to_the_penny() -> None:
    """31 days at £40 and 335 days at £42: 1240/365 + 14070/365 is £41.945…"""
    found = taken(with_rates(), first=date(2026, 3, 1), last=date(2027, 3, 1))
    assert found["total"] == Decimal("41.95")
    assert [part["days"] for part in found["lines"][0]["over"]["parts"]] == [31, 335]


def test_each_part_is_told_with_the_rate_of_its_days() -> None:
    (row, _) = told(with_rates(), first=date(2026, 3, 1), last=date(2027, 3, 1))
    assert row[2].split("\n") == [
        "1 March to 31 March 2026, 31 days at £40 a year",
        "1 April 2026 to 1 March 2027, 335 days at £42 a year",
    ]


def test_who_deals_with_the_case_sees_every_number() -> None:
    step = with_rates()
    kept = {"fee": taken(step, first=date(2026, 3, 1), last=date(2027, 3, 1))}
    rows = step.explains(remembered=kept, language="en", asked={})
    assert [(row.label, row.value, row.because) for row in rows[1:3]] == [
        ("1 March to 31 March 2026", "£3.39726", "31 × £40 ÷ 365"),
        ("1 April 2026 to 1 March 2027", "£38.547945", "335 × £42 ÷ 365"),
    ]


def test_the_rates_of_each_part_are_kept() -> None:
    found = taken(with_rates(), first=date(2026, 3, 1), last=date(2027, 3, 1))
    assert found["rates_on"] == {
        "2026-03-01": {"electric": {"price": 40}},
        "2026-04-01": {"electric": {"price": 42}},
    }


def test_whole_months_are_told_as_so_many_times_the_amount() -> None:
    line = a_line(
        "rent", "-0.125", over={"from": "2026-01-01", "to": "2026-03-31", "per": "month"}
    )
    step = a_calculation(line, a_line("base", "1"))
    kept = {"fee": taken(step)}
    rows = step.explains(remembered=kept, language="en", asked={})
    assert (rows[1].value, rows[1].because) == ("less £0.375", "3 × less £0.125")


def test_a_later_line_uses_what_the_period_came_to() -> None:
    step = a_calculation(
        a_line("charge", "365", over=YEAR, sum=False), a_line("half", "charge / 2")
    )
    assert taken(step, **DAYS)["total"] == Decimal("15.50")


def test_a_period_may_be_written_as_days() -> None:
    over = {**YEAR, "from": "2026-03-01", "to": "2026-03-31"}
    assert taken(a_calculation(a_line("charge", "365", over=over)))["total"] == 31


def test_what_is_written_is_read_again_as_it_was() -> None:
    (line,) = BILL.lines
    assert Line.model_validate(line.model_dump(mode="json")) == line


NOT_WORKED_OUT: dict[str, dict[str, Any]] = {
    "calculation.period-reversed": {"first": date(2026, 3, 2), "last": date(2026, 3, 1)},
    "calculation.period-no-date": {"first": None, "last": date(2026, 3, 1)},
    "calculation.period-too-long": {"first": date(1826, 3, 2), "last": date(2026, 3, 1)},
    "calculation.no-rate-in-force": {"first": date(2025, 3, 2), "last": date(2026, 3, 1)},
    "missing": {"first": date(2026, 3, 2)},
}


@pytest.mark.parametrize("code", NOT_WORKED_OUT)
def test_a_period_that_is_none_is_left_to_a_person(code: str) -> None:
    found = taken(with_rates(), **NOT_WORKED_OUT[code])["undecided"]
    assert (found["code"], found["line"]) == (code, "permit")
    assert found["words"]


def test_who_decides_is_told_that_the_period_is_back_to_front() -> None:
    kept = {"fee": taken(BILL, first=date(2026, 3, 2), last=date(2026, 3, 1))}
    assert BILL.left_open(remembered=kept) == (
        "“The charge”: The last day, 2026-03-01, comes before the first, 2026-03-02."
    )


def test_what_the_period_uses_is_needed() -> None:
    assert BILL.needs() == {"first", "last"}


def faults(**over: Any) -> list[tuple[tuple[str | int, ...], str]]:  # noqa: ANN401
    step = a_calculation(a_line("charge", "1", over={**YEAR, **over}))
    assert all(p.words and p.mend for p in step.problems())
    return [(p.path, p.code.removeprefix("calculation.period-")) for p in step.problems()]


def test_a_sound_period_has_no_problems() -> None:
    assert faults() == []
    assert faults(**{"from": "today", "to": "date(today.year + 1, 3, 31)"}) == []


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "unreadable": ({"from": "first +"}, "from", "unreadable"),
    "a number": ({"to": "2026 - 4"}, "to", "no-date"),
    "a text": ({"to": '"2026-04-01"'}, "to", "no-date"),
    "back to front": ({"from": "2026-04-02", "to": "2026-04-01"}, "to", "reversed"),
    "a month with years": ({"per": "month"}, "year_from", "years"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_in_a_period_has_its_place(what: str) -> None:
    over, key, code = WRONG[what]
    assert faults(**over) == [(("lines", 0, "over", key), code)]


@pytest.mark.parametrize("begins", [None, "02-29", "13-01", "4-1", "2026-04-01", "april"])
def test_years_begin_on_a_day_that_every_year_has(begins: str | None) -> None:
    assert faults(year_from=begins) == [(("lines", 0, "over"), "years")]


def test_an_unfinished_period_is_not_worked_out() -> None:
    step = a_calculation(a_line("charge", "1", over={**YEAR, "year_from": None}))
    assert taken(step, **DAYS)["undecided"]["code"] == "unfinished"


def test_a_line_that_uses_a_later_one_in_its_period_is_named() -> None:
    step = a_calculation(a_line("a", "1", over={**YEAR, "to": "b"}), a_line("b", "1"))
    (problem,) = step.problems()
    assert problem.path == ("lines", 0, "over", "to")


@pytest.mark.parametrize("over", [{"per": "decade"}, {"from": 2.5}, {"other": 1}])
def test_what_no_period_can_be_is_refused(over: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_calculation(a_line("a", "1", over={**YEAR, **over}))


def test_a_journey_and_an_example_come_to_the_same() -> None:
    run = a_run(at=NOON, **DAYS)
    assert BILL.take(run=run, given={}, fetched={}) == BILL.example(given=DAYS, at=NOON)
