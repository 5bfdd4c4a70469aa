"""The step that works out an amount."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from moothall.components.calculation.steps import Calculate
from moothall.components.calculation.testing import a_calculation, a_line, a_run, a_table
from moothall.kernel.actors import Actor, acting
from moothall.kernel.conditions import holds, read_condition
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, an_org

TABLE = "valid from,band,price\n2025-04-01,a,40\n2025-04-01,b,80.50\n2031-04-01,a,45\n"
PERMIT = a_calculation(
    a_line("base", "if electric then 40 else if co2 <= 100 then 80 else 120"),
    a_line("second", "if permits_at_home >= 1 then 60 else 0"),
    a_line(
        "discount",
        "-0.5 * base",
        because={"en": "You receive Universal Credit", "cy": "Rydych yn cael Credyd Cynhwysol"},
        show_when="universal_credit = true",
    ),
    total={"en": "To pay", "cy": "I’w dalu"},
)
ANSWERS = {"electric": False, "co2": 99, "permits_at_home": 1, "universal_credit": True}


@cache
def _org() -> OrgId:
    return an_org()


def taken(step: Calculate, **known: Any) -> dict[str, Any]:  # noqa: ANN401
    """What is remembered, as it comes back from where it is stored."""
    with acting(Actor(org=_org()), purpose="test"):
        kept = step.take(run=a_run(at=NOON, **known), given={}, fetched={})
    stored: dict[str, Any] = from_json(to_json(kept))["fee"]
    return stored


def undecided(step: Calculate, **known: Any) -> dict[str, Any]:  # noqa: ANN401
    found: dict[str, Any] = taken(step, **known)["undecided"]
    return found


def seen(step: Calculate, **known: Any) -> Any:  # noqa: ANN401
    return step.seen(remembered={"fee": taken(step, **known)})["fee"]


def told(step: Calculate, language: str = "en", **known: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401
    remembered = {"fee": taken(step, **known)}
    rows = step.tells(remembered=remembered, language=language)
    return [(row.label, row.value, row.because) for row in rows]


def test_lines_add_up_to_the_total() -> None:
    kept = taken(PERMIT, **ANSWERS)
    assert kept["total"] == Decimal("100.00")
    assert [row["amount"] for row in kept["lines"]] == [80, 60, -40]


def test_a_line_whose_condition_is_not_true_is_left_out() -> None:
    kept = taken(PERMIT, **{**ANSWERS, "universal_credit": False})
    assert [row["id"] for row in kept["lines"]] == ["base", "second"]


def test_a_condition_of_a_line_sees_what_nobody_answered_as_null() -> None:
    rest = {name: answer for name, answer in ANSWERS.items() if name != "universal_credit"}
    assert taken(PERMIT, **rest)["total"] == 140


def test_a_line_that_was_left_out_counts_as_nought_in_later_ones() -> None:
    step = a_calculation(a_line("a", "5", show_when="false"), a_line("b", "a + 1"))
    assert seen(step) == {"a": 0, "b": 1, "total": 1, "undecided": False}


def test_what_was_used_is_kept_and_nothing_else() -> None:
    kept = taken(PERMIT, **ANSWERS, home={"postcode": "SB1 1DB"})
    assert kept["inputs"] == ANSWERS


def test_a_day_that_was_used_is_kept_as_text() -> None:
    step = a_calculation(a_line("a", "if born < today then 1 else 2"))
    kept = taken(step, born=date(2000, 2, 29), today=date(2026, 4, 6))
    assert (kept["inputs"], kept["today"]) == ({"born": "2000-02-29"}, "2026-04-06")


def test_today_is_the_day_that_conditions_see() -> None:
    step = a_calculation(a_line("a", "today.year - 2000"))
    assert taken(step, today=date(2026, 4, 6))["total"] == 26


def test_without_such_a_day_today_is_the_day_at_the_place() -> None:
    late = datetime(2030, 6, 3, 23, 30, tzinfo=UTC)
    kept = a_calculation(a_line("a", "1")).take(run=a_run(at=late), given={}, fetched={})
    assert kept["fee"]["today"] == "2030-06-04"


def test_figures_that_are_not_summed_stand_first_and_it_is_said_once() -> None:
    step = a_calculation(
        a_line("whole", "120", sum=False),
        a_line("half", "whole / 2"),
        a_line("rest", "whole - half", sum=False),
    )
    note = "We used these figures to work it out. They are not part of the total."
    assert told(step) == [
        ("How we got there", note, ""),
        ("The whole", "£120", ""),
        ("The rest", "£60", ""),
        ("The half", "£60", ""),
        ("Total", "£60", ""),
    ]


def test_the_sum_is_rounded_once_and_the_difference_is_shown() -> None:
    step = a_calculation(*(a_line(name, "10 / 3") for name in ("a", "b", "c")))
    assert told(step)[2:] == [
        ("The c", "£3.33", ""),
        ("Rounding", "£0.01", ""),
        ("Total", "£10", ""),
    ]


def test_the_total_is_never_more_than_the_cap() -> None:
    step = a_calculation(a_line("a", "250.50"))
    assert told(step)[1:] == [
        ("Never more than £200", "less £50.50", ""),
        ("Total", "£200", ""),
    ]


def test_the_total_is_never_less_than_the_floor() -> None:
    step = a_calculation(a_line("a", "-5"))
    assert told(step)[1:] == [("Never less than £0", "£5", ""), ("Total", "£0", "")]


def test_people_read_amounts_with_their_reason_in_their_language() -> None:
    assert told(PERMIT, "cy", **ANSWERS) == [
        ("Y base", "£80", ""),
        ("Y second", "£60", ""),
        ("Y discount", "llai £40", "Rydych yn cael Credyd Cynhwysol"),
        ("I’w dalu", "£100", ""),
    ]


def test_only_the_last_row_is_the_total() -> None:
    rows = PERMIT.tells(remembered={"fee": taken(PERMIT, **ANSWERS)}, language="en")
    assert [row.is_total for row in rows] == [False, False, False, True]


def test_nothing_is_told_before_the_step_is_taken() -> None:
    assert PERMIT.tells(remembered={}, language="en") == ()
    assert PERMIT.left_open(remembered={}) == ""


def test_later_conditions_see_the_total_and_each_line_exactly() -> None:
    step = a_calculation(a_line("third", "10 / 3"))
    found = seen(step)
    assert (str(found["third"]), str(found["total"])) == (f"3.{'3' * 33}", "3.33")


def test_a_condition_can_ask_for_the_total() -> None:
    known = PERMIT.seen(remembered={"fee": taken(PERMIT, **ANSWERS)})
    condition = read_condition("fee.total > 99.99 and fee.second = 60 and not(fee.undecided)")
    assert holds(condition, known, where="x")


def test_a_condition_can_ask_first_whether_there_is_a_total() -> None:
    known = PERMIT.seen(remembered={"fee": taken(PERMIT)})
    condition = read_condition("fee.undecided = false and fee.total > 99")
    assert not holds(condition, known, where="x")


def test_later_steps_may_use_the_result_as_a_context() -> None:
    assert PERMIT.gives() == {"fee": "context"}


def test_what_it_needs_is_what_its_lines_use_besides_one_another() -> None:
    step = a_calculation(
        a_line("a", "rates.a.price + co2"),
        a_line("b", "a", show_when="x"),
        rates=a_table(TABLE),
    )
    assert step.needs() == {"co2", "x"}


def test_rates_are_those_in_force_on_the_day() -> None:
    step = a_calculation(a_line("a", "rates.a.price"), rates=a_table(TABLE))
    assert taken(step, today=date(2031, 3, 31))["total"] == 40
    assert taken(step, today=date(2031, 4, 1))["total"] == 45


def test_rates_can_be_found_by_an_answer() -> None:
    step = a_calculation(a_line("a", "get value(rates, band).price"), rates=a_table(TABLE))
    assert taken(step, band="b")["total"] == Decimal("80.50")


def test_the_rates_that_were_used_are_kept() -> None:
    step = a_calculation(a_line("a", "rates.b.price"), rates=a_table(TABLE))
    kept = taken(step)["inputs"]["rates"]
    assert kept == {"a": {"price": 40}, "b": {"price": Decimal("80.50")}}


NOT_WORKED_OUT: dict[str, tuple[str, dict[str, Any]]] = {
    "missing": ("co2 + 1", {}),
    "null": ("co2 + 1", {"co2": None}),
    "type": ("co2 + 1", {"co2": "low"}),
    "division_by_zero": ("1 / co2", {"co2": 0}),
    "not_a_number": ("co2 > 3", {"co2": 1}),
    "not_money": ("10 ** co2", {"co2": 20}),
    "float": ("co2 * 2", {"co2": 1.5}),
    "no_part": ("rates.z.price", {}),
    "calculation.no-rate-in-force": ("rates.a.price", {"today": date(2025, 3, 31)}),
}


@pytest.mark.parametrize("code", NOT_WORKED_OUT)
def test_what_cannot_be_worked_out_is_left_to_a_person(code: str) -> None:
    amount, known = NOT_WORKED_OUT[code]
    step = a_calculation(a_line("a", "1"), a_line("b", amount), rates=a_table(TABLE))
    found = undecided(step, **known)
    assert (found["code"], found["line"]) == (code, "b")
    assert found["words"]
    assert seen(step, **known) == {"total": None, "undecided": True}


def test_a_condition_without_an_answer_leaves_the_amount_open() -> None:
    step = a_calculation(a_line("a", "1", show_when="co2 > 3"))
    assert undecided(step)["code"] == "null"


def test_what_was_used_is_kept_with_what_could_not_be_worked_out() -> None:
    assert undecided(a_calculation(a_line("a", "co2 + 1")), co2="low")["inputs"] == {
        "co2": "low"
    }


def test_who_applies_is_told_that_somebody_will_look_at_it() -> None:
    words = "We could not work this out automatically. A person will look at it."
    assert told(PERMIT) == [(words, "", "")]


def test_who_decides_is_told_why_it_is_left_open() -> None:
    remembered = {"fee": taken(PERMIT)}
    assert (
        PERMIT.left_open(remembered=remembered) == '“The base”: "electric" has not been given.'
    )
    assert PERMIT.explains(remembered=remembered, language="en", asked={}) == ()


def test_who_deals_with_the_case_reads_what_people_read() -> None:
    remembered = {"fee": taken(PERMIT, **ANSWERS)}
    rows = PERMIT.explains(remembered=remembered, language="en", asked={})
    assert rows == PERMIT.tells(remembered=remembered, language="en")


def test_who_decides_is_told_that_no_rate_is_in_force() -> None:
    step = a_calculation(a_line("a", "rates.a.price"), rates=a_table(TABLE))
    remembered = {"fee": taken(step, today=date(2025, 3, 31))}
    assert step.left_open(remembered=remembered) == (
        "“The a”: In the table of rates, line 2, column 1: no row is in force on 2025-03-31."
    )


def test_an_unfinished_step_works_nothing_out() -> None:
    assert undecided(a_calculation(a_line("a", "1"), round=None))["code"] == "unfinished"


def test_an_example_comes_to_the_same() -> None:
    given = {**ANSWERS, "today": date(2030, 6, 3)}
    assert PERMIT.example(given=given, at=NOON)["fee"] == taken(PERMIT, **given)


@pytest.mark.parametrize("bounds", [[0.0, 200.0], ["0", "200"], [True, 2], ["0.001", 2]])
def test_bounds_are_exact(bounds: list[object]) -> None:
    with pytest.raises(ValidationError):
        a_calculation(a_line("a", "1"), between=bounds)


@pytest.mark.parametrize("amount", [0.5, True, None])
def test_an_amount_is_never_a_float(amount: object) -> None:
    with pytest.raises(ValidationError):
        a_calculation(a_line("a", amount))


@pytest.mark.parametrize(("amount", "total"), [(40, "40"), (Decimal("40.50"), "40.50")])
def test_an_amount_may_be_a_plain_number(amount: object, total: str) -> None:
    assert taken(a_calculation(a_line("a", amount)))["total"] == Decimal(total)


def test_a_table_that_is_not_there_is_refused_with_its_name() -> None:
    with pytest.raises(ValidationError, match=r"rates/none\.csv"):
        a_calculation(a_line("a", "1"), rates="rates/none.csv")


def codes_of(step: Calculate) -> set[str]:
    return {problem.code for problem in step.problems()}


def test_a_sound_step_has_no_problems() -> None:
    assert list(PERMIT.problems()) == []


FAULTY: dict[str, Calculate] = {
    "calculation.step-without-a-name": a_calculation(a_line("a", "1"), id="the-fee"),
    "calculation.no-lines": a_calculation(),
    "calculation.too-many-lines": a_calculation(*(a_line(f"l{n}", "1") for n in range(61))),
    "calculation.line-named-as-step": a_calculation(a_line("fee", "1")),
    "calculation.line-reserved": a_calculation(a_line("total", "1"), a_line("if", "1")),
    "calculation.line-twice": a_calculation(a_line("a", "1"), a_line("a", "1")),
    "calculation.amount-unreadable": a_calculation(a_line("a", "1 +")),
    "calculation.uses-later-line": a_calculation(
        a_line("a", "b + a"), a_line("b", "1", show_when="b > 1")
    ),
    "calculation.money-without-rounding": a_calculation(a_line("a", "1"), round=None),
    "calculation.money-without-bounds": a_calculation(a_line("a", "1"), between=None),
    "calculation.bounds-reversed": a_calculation(a_line("a", "1"), between=[5, 4]),
    "calculation.money-below-nought": a_calculation(a_line("a", "1"), between=[-1, 4]),
    "calculation.bound-not-rounded": a_calculation(
        a_line("a", "1"), between=[0, Decimal("9.50")], round=[0, "up"]
    ),
    "calculation.rates-value": a_calculation(
        a_line("a", "1"), rates=a_table("valid from,price\n2025-04-01,4O\n")
    ),
}


@pytest.mark.parametrize("code", FAULTY)
def test_what_is_wrong_with_a_step_is_found_and_nothing_else(code: str) -> None:
    assert codes_of(FAULTY[code]) == {code}


def test_a_mistake_in_an_amount_has_its_place() -> None:
    (problem,) = FAULTY["calculation.amount-unreadable"].problems()
    assert problem.path == ("lines", 0, "amount")
    assert "line 1, column" in problem.words


def test_a_line_that_uses_itself_or_a_later_one_is_named() -> None:
    found = [(p.path, p.words) for p in FAULTY["calculation.uses-later-line"].problems()]
    assert found == [
        (("lines", 0, "amount"), "`a` uses itself"),
        (("lines", 0, "amount"), "`a` uses `b`, a line further down"),
        (("lines", 1, "show_when"), "`b` uses itself"),
    ]


def test_a_mistake_in_the_rates_stands_in_their_file() -> None:
    (problem,) = FAULTY["calculation.rates-value"].problems()
    assert (problem.path, problem.file) == (("rates",), "rates/parking.csv")
    assert (problem.line, problem.column) == (2, 2)
    assert problem.words == "line 2, column 2: “4O” is no number"
