"""What conditions say, in both modes."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

import pytest

from moothall.feel import EMPTY, FeelError, compile_expression
from moothall.feel.making import Mode


def value(text: str, inputs: Mapping[str, object] = EMPTY, mode: Mode = "strict") -> object:
    return compile_expression(text, mode=mode).evaluate(inputs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pays_council_tax = false and co2 <= 100", True),
        ("pays_council_tax or co2 > 100", False),
        ("not(pays_council_tax)", True),
        ('zone = "A" or zone = "B"', True),
        ('zone in ("A", "B")', True),
        ('zone in ["C", "D"]', False),
        ("co2 in [0..100]", True),
        ("co2 in [0..99)", False),
        ("co2 in (99..200]", False),
        ("co2 in ]98..100[", True),
        ("co2 in (< 50, > 98)", True),
        ("co2 between 99 and 120", True),
        ("home.zone = zone", True),
        ("notes = null", True),
        ("notes != null", False),
        ("if electric then 40 else if co2 <= 100 then 80 else 120", Decimal(80)),
        ('vans[axles > 2].name = ["Big"]', True),
        ("some van in vans satisfies van.axles > 2", True),
        ("every van in vans satisfies van.axles > 2", False),
        ('born <= date("2008-04-06")', True),
        ('today - born >= duration("P6574D")', True),
        ("born.year", Decimal(2008)),
        ("years and months duration(born, today).years", Decimal(18)),
        ("is defined(notes)", False),
        ("is defined(nowhere)", False),
        ("is defined(zone)", True),
    ],
)
def test_a_condition_says_what_it_reads_as(text: str, expected: object) -> None:
    inputs: dict[str, object] = {
        "pays_council_tax": False,
        "co2": 99,
        "zone": "A",
        "home": {"zone": "A"},
        "notes": None,
        "electric": False,
        "vans": [{"name": "Big", "axles": 3}, {"name": "Small", "axles": 2}],
        "born": datetime.date(2008, 4, 6),
        "today": datetime.date(2026, 4, 6),
    }
    assert value(text, inputs) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("co2 > 100", "missing"),
        ("zone > 1", "type"),
        ("zone = 1", "type"),
        ("zone and true", "not_boolean"),
        ("notes and true", "null"),
        ("notes > 1", "null"),
        ("notes + 1", "null"),
        ("1 / 0", "division_by_zero"),
        ("if zone then 1 else 2", "not_boolean"),
        ("home.street", "no_part"),
        ("[1, 2][3]", "index"),
        ('date("2026-02-30")', "date"),
        ("zone in [1..5]", "type"),
        ("every x in [1, 2] satisfies x", "not_boolean"),
        ("upper case(1)", "type"),
        ("min([])", "empty_list"),
    ],
)
def test_strictly_an_error_has_a_code_and_never_becomes_null(text: str, code: str) -> None:
    inputs = {"zone": "A", "notes": None, "home": {"zone": "A"}}
    with pytest.raises(FeelError) as refused:
        value(text, inputs)
    assert refused.value.code == code
    assert value(text, inputs, "lenient") in (None, False, Decimal(2))


def test_only_exactly_true_counts_as_true() -> None:
    with pytest.raises(FeelError, match="true or false"):
        compile_expression("answer").is_true({"answer": "true"})
    assert compile_expression("answer").is_true({"answer": True})
    assert not compile_expression("answer", mode="lenient").is_true({"answer": "true"})


def test_and_ends_at_the_first_false_so_that_what_was_not_asked_is_not_needed() -> None:
    assert not compile_expression("drives and co2 > 100").is_true({"drives": False})


def test_an_error_says_line_and_column() -> None:
    expression = compile_expression("electric or\n  co2 > 100")
    with pytest.raises(FeelError) as refused:
        expression.is_true({"electric": False})
    assert (refused.value.line, refused.value.column) == (2, 3)


def test_a_float_is_refused_wherever_it_hides() -> None:
    for hidden in (0.1, [0.1], {"x": 0.1}):
        with pytest.raises(FeelError) as refused:
            compile_expression("a = 1", mode="lenient").evaluate({"a": hidden})
        assert refused.value.code == "float"


def test_numbers_that_are_none_are_refused() -> None:
    for bad in (Decimal("NaN"), Decimal("Infinity"), Decimal("1e999999")):
        with pytest.raises(FeelError) as refused:
            compile_expression("a = 1").evaluate({"a": bad})
        assert refused.value.code == "number"


def test_names_and_paths_are_those_that_come_from_outside() -> None:
    expression = compile_expression(
        "eligibility.outcome = zone and (some x in vans satisfies x.axles > most)"
    )
    assert expression.names == {"eligibility", "zone", "vans", "most"}
    assert ("eligibility", "outcome") in expression.paths
    assert ("eligibility",) not in expression.paths
    assert not any(path[0] == "x" for path in expression.paths)


def test_true_is_not_one() -> None:
    assert value("a = 1", {"a": True}, "lenient") is None
    assert value("1 in [true]") is False


def test_python_values_come_back_as_python_values() -> None:
    moment = datetime.datetime(2026, 4, 6, 9, 30, tzinfo=datetime.UTC)
    inputs = {"d": datetime.date(2026, 4, 6), "m": moment, "t": datetime.timedelta(hours=2)}
    assert value("d", inputs) == inputs["d"]
    assert value("m", inputs) == moment
    assert value("t + t", inputs) == datetime.timedelta(hours=4)
    assert value("[d, {when: m}]", inputs) == [inputs["d"], {"when": moment}]


def test_an_input_may_have_the_name_of_a_function() -> None:
    expression = compile_expression('date >= date("2026-04-06")', names=["date"])
    assert expression.is_true({"date": datetime.date(2026, 4, 7)})
    assert compile_expression("count + count([1, 2]) = 3", names=["count"]).is_true(
        {"count": 1}
    )


def test_a_range_that_came_out_goes_in_again() -> None:
    span = value('[date("2026-01-01")..date("2026-12-31")]')
    assert value('date("2026-04-06") in span', {"span": span}) is True
