"""What a change does to a population: the same sums as case by case, and nothing dropped."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.journeys.changed_files import FileRefused, files_of, with_files
from moothall.journeys.definition import Example, Expectation, Service
from moothall.journeys.examples import run_example
from moothall.journeys.tests.what_ifs import (
    AMOUNT,
    HOUSEHOLD,
    RATES,
    TABLE,
    changed,
    courses,
    read,
    the_scheme,
)
from moothall.journeys.whatif.contracts import Direction, Row, Tally, Trial
from moothall.journeys.whatif.courses import asked, parts_of
from moothall.journeys.whatif.results import as_rows, result_of
from moothall.journeys.whatif.tallies import counted, merge
from moothall.kernel.testing import NOON

BEFORE = read(the_scheme())
AFTER = read(with_files(the_scheme(), changed(taper_per_cent="25", adult_in_work="10")))
STRICTER = read(
    with_files(the_scheme(), {TABLE: files_of(the_scheme())[TABLE].replace("16000", "6000")})
)
MONEY = st.decimals(0, 600, places=2)
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "pays_council_tax": st.sampled_from([True, True, True, False]),
        "age": st.sampled_from(["working_age", "working_age", "pension_age", "under_18"]),
        "savings": st.decimals(0, 20_000, places=2),
        "yearly_bill": st.decimals(1, 3_000, places=2),
        "partner": st.booleans(),
        "children": st.integers(0, 5),
        "adults_in_work": st.integers(0, 2),
        "adults_not_in_work": st.integers(0, 2),
        "full_benefit": st.booleans(),
        "earnings": MONEY | st.none(),
        "other_income": MONEY,
    }
)


def tally(
    rows: Iterable[Row],
    after: Service = AFTER,
    direction: Direction = "get",
    amount: str = AMOUNT,
) -> Tally:
    return counted(
        rows,
        courses=courses(BEFORE, after, amount),
        trial=Trial(amount=amount, direction=direction),
        groupings=1,
    )


def a_row(number: int = 2, ward: str = "Harbour", weight: int = 1, **more: Any) -> Row:  # noqa: ANN401
    return Row(number, {**HOUSEHOLD, **more}, [ward], weight)


def one_by_one(service: Service, household: dict[str, Any]) -> Any:  # noqa: ANN401
    """What the worked examples' way comes to: the outcome, the total, whether it stopped."""
    given = {**household, "home": {"line1": "1 Quay", "town": "Bay", "postcode": "SB1 1DB"},
             "your_name": {"full": "Sam"}}  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    if household["full_benefit"]:
        given = {n: v for n, v in given.items() if n not in {"earnings", "other_income"}}
    example = Example(name="x", given=given, expect=Expectation())
    outcome = run_example(service=service, templates={}, example=example, at=NOON)
    award = outcome.known.get("award") or {}
    stopped = outcome.stops_at is not None
    return stopped, award.get("total"), outcome.known["eligibility"]["outcome"]


class TestCourses:
    @given(household=HOUSEHOLDS)
    @settings(max_examples=150)
    def test_a_case_comes_to_what_its_journey_would(self, household: dict[str, Any]) -> None:
        found = courses(BEFORE, AFTER).both(line=2, answers=household)
        for came, service in zip(found, (BEFORE, AFTER), strict=True):
            stopped, total, outcome = one_by_one(service, household)
            assert (came.stopped, came.amount) == (stopped, total)
            assert came.outcomes["eligibility.outcome"] == outcome
            assert bool(came.left_open) is (total is None and not stopped)

    def test_only_what_decides_is_asked_for(self) -> None:
        assert list(asked(parts_of(BEFORE))) == list(HOUSEHOLD)

    def test_what_is_not_asked_of_somebody_does_not_count(self) -> None:
        rich = {**HOUSEHOLD, "full_benefit": True, "earnings": Decimal(5_000)}
        came, _ = courses(BEFORE, AFTER).both(line=2, answers=rich)
        assert came.amount == Decimal("23.80")


class TestTallies:
    @given(households=st.lists(HOUSEHOLDS, max_size=6))
    @settings(max_examples=40)
    def test_a_change_of_nothing_makes_nobody_better_or_worse_off(
        self, households: list[dict[str, Any]]
    ) -> None:
        rows = [Row(n, each, ["x"]) for n, each in enumerate(households)]
        found = tally(rows, after=BEFORE).all
        assert (found.better, found.worse, found.gained, found.lost) == (0, 0, 0, 0)
        assert found.before == found.after

    @given(households=st.lists(HOUSEHOLDS, max_size=8), weights=st.lists(st.integers(1, 9)))
    @settings(max_examples=40)
    def test_the_sums_are_those_of_the_cases_one_by_one(
        self, households: list[dict[str, Any]], weights: list[int]
    ) -> None:
        pairs = list(zip(households, weights, strict=False))
        rows = [Row(n, each, ["x"], weight) for n, (each, weight) in enumerate(pairs)]
        found = tally(rows).all
        wanted = dict.fromkeys(("better", "worse", "undecided", "cases"), 0)
        before = after = Decimal(0)
        for each, weight in pairs:
            (stop, one, _), (_, two, _) = (
                one_by_one(service, each) for service in (BEFORE, AFTER)
            )
            wanted["cases"] += weight
            if one is None and not stop:
                wanted["undecided"] += weight
                continue
            one, two = one or Decimal(0), two or Decimal(0)
            wanted["better"] += weight * (two > one)
            wanted["worse"] += weight * (two < one)
            before, after = before + one * weight, after + two * weight
        assert {name: getattr(found, name) for name in wanted} == wanted
        assert (found.before, found.after) == (before, after)

    @given(households=st.lists(HOUSEHOLDS, min_size=2, max_size=8), at=st.integers(1, 7))
    @settings(max_examples=30)
    def test_parts_add_up_to_the_whole(self, households: list[dict[str, Any]], at: int) -> None:
        rows = [Row(n, each, [str(n % 2)]) for n, each in enumerate(households)]
        whole = Tally()
        for part in (rows[:at], rows[at:]):
            merge(whole, tally(part))
        assert whole == tally(rows)

    def test_what_cannot_be_decided_is_counted_apart_with_its_line_and_why(self) -> None:
        found = tally([a_row(2), a_row(3, earnings=None)])
        assert (found.all.cases, found.all.undecided, found.all.same) == (2, 1, 0)
        ((line, why),) = found.open
        assert line == 3
        assert "award" in why
        assert "earnings" in why

    def test_what_is_missing_is_refused_with_its_line_and_column(self) -> None:
        found = tally([a_row(2, yearly_bill=None), a_row(3)])
        assert (found.refused, found.all.rows) == (1, 1)
        assert (found.unread[0].line, found.unread[0].column) == (2, "yearly_bill")

    def test_a_stricter_table_shows_who_can_no_longer_have_it(self) -> None:
        found = tally([a_row(savings=Decimal(9_000), earnings=Decimal(0))], after=STRICTER)
        assert (found.all.lost, found.all.worse, found.all.gained) == (1, 1, 0)
        move = ("eligibility.outcome", "eligible", "not eligible")
        assert found.moves == {move: 1}

    def test_where_people_pay_more_of_it_is_worse(self) -> None:
        dearer = read(with_files(the_scheme(), changed(cap_per_cent="90")))
        rows = [a_row(earnings=Decimal(0))]
        assert tally(rows, after=dearer).all.better == 1
        assert tally(rows, after=dearer, direction="pay").all.worse == 1

    def test_without_an_amount_who_can_have_it_counts(self) -> None:
        row = a_row(savings=Decimal(9_000))
        found = tally([row, a_row()], after=STRICTER, amount="")
        assert (found.all.worse, found.all.same, found.changes) == (1, 1, {})


class TestResults:
    def test_groups_of_few_are_joined_so_that_none_can_be_worked_out(self) -> None:
        wards = ["A"] * 9 + ["B"] * 6 + ["C"]
        rows = [a_row(n, ward) for n, ward in enumerate(wards)]
        found = result_of(tally(rows), groupings=["ward"], total_rows=16)
        (ward,) = found["groups"]
        assert [(g["value"], g["rows"]) for g in ward["values"]] == [("A", 9), (None, 7)]

    def test_bands_cover_every_change_and_no_other(self) -> None:
        rows = [a_row(earnings=Decimal(90 + n)) for n in range(60)]
        found = result_of(tally(rows), groupings=["ward"], total_rows=60)
        assert sum(band["cases"] for band in found["bands"]) == found["all"]["worse"]
        edges = [(band["from"], band["to"]) for band in found["bands"]]
        assert all(one[1] < two[0] for one, two in pairwise(edges))
        assert found["falls"]["cases"] == found["all"]["worse"]

    @pytest.mark.parametrize(
        ("changes", "mean", "median"),
        [
            ({Decimal("1.00"): 1, Decimal("2.00"): 1}, "1.50", "1.00"),
            ({Decimal("0.01"): 1, Decimal("0.02"): 1}, "0.02", "0.01"),
            ({Decimal("1.00"): Decimal("0.5"), Decimal("4.00"): 3}, "3.57", "4.00"),
        ],
    )
    def test_mean_and_middle_are_exact(
        self, changes: dict[Decimal, Decimal | int], mean: str, median: str
    ) -> None:
        found = result_of(Tally(changes=changes), groupings=[], total_rows=0)["rises"]
        assert (found["mean"], found["median"]) == (Decimal(mean), Decimal(median))

    def test_it_can_be_taken_away_as_lines(self) -> None:
        found = result_of(tally([a_row()]), groupings=["ward"], total_rows=1)
        lines = list(as_rows(found))
        assert lines[1][:3] == ["all", "", "1"]
        assert ["ward", "other"] in [line[:2] for line in lines]


class TestChangedFiles:
    def test_the_text_of_a_file_takes_the_place_of_its_own(self) -> None:
        definition = with_files(the_scheme(), {RATES: "new"})
        assert files_of(definition)[RATES] == "new"
        assert files_of(definition)[TABLE] == files_of(the_scheme())[TABLE]

    def test_the_definition_itself_stays_as_it_was(self) -> None:
        with_files(the_scheme(), {RATES: "new"})
        assert files_of(the_scheme())[RATES] != "new"

    @pytest.mark.parametrize("files", [{"rates/none.csv": ""}, {RATES: "x" * 600_000}])
    def test_a_file_that_is_not_there_or_too_large_is_refused(
        self, files: dict[str, str]
    ) -> None:
        with pytest.raises(FileRefused):
            with_files(the_scheme(), files)
