"""Summaries: exact for those whose they are, protected for all, and the same JSON for both."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from moothall.components.demand.contracts import Outcome, Record
from moothall.components.demand.queries.books import OwnBooks, place_book
from moothall.components.demand.rules.disclosure import (
    ALL,
    Cell,
    Claim,
    Cube,
    Dimension,
    Policy,
    View,
    audit,
)
from moothall.components.demand.rules.periods import (
    TWELVE_MONTHS,
    Period,
    quarter,
    quarters,
    twelve_months,
)
from moothall.components.demand.rules.summaries import NAMES, bodies_of
from moothall.components.demand.rules.summaries.books import Book
from moothall.components.demand.rules.summaries.sheets import Measure
from moothall.components.demand.rules.summaries.shielding import shield
from moothall.components.demand.testing import MemoryCubes
from moothall.components.demand.tests.inventing import (
    AT,
    CENTRES,
    NEEDS,
    ORGS,
    POPULATION,
    WARDS,
    invented,
)

POLICY = Policy()
QUARTER = quarter("2030-Q2")
FIG = {"value", "low", "high", "count", "denominator", "method", "hidden"}


def public(records: list[Record], period: Period = QUARTER) -> Book:
    cubes = MemoryCubes(records)
    return place_book(cubes, period, at=AT, policy=POLICY, population=POPULATION)


def public_bodies(records: list[Record], period: Period = QUARTER) -> dict[str, Any]:
    before = public(records, period.a_year_before)
    return bodies_of(public(records, period), before, centres=CENTRES)


def own_bodies(records: list[Record], org: str, period: Period = QUARTER) -> dict[str, Any]:
    cubes = MemoryCubes(records)
    both = [OwnBooks(cubes, p, at=AT) for p in (period, period.a_year_before)]
    now, before = (books.book(org, population=POPULATION) for books in both)
    return bodies_of(now, before, centres=CENTRES)


def figures_in(found: object, at: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every figure in a body, and where it stands."""
    if isinstance(found, Mapping):
        if set(found) >= FIG:
            yield at, found
        for name, inner in found.items():
            yield from figures_in(inner, f"{at}/{name}")
    elif isinstance(found, list):
        for place, inner in enumerate(found):
            yield from figures_in(inner, f"{at}/{place}")


def in_quarter(records: list[Record]) -> list[Record]:
    return [r for r in records if QUARTER.since <= r.asked_at.date() < QUARTER.until]


def test_twelve_months_end_with_the_last_whole_month() -> None:
    found = twelve_months(at=AT)
    assert (found.name, f"{found.since}", f"{found.until}") == (
        TWELVE_MONTHS,
        "2029-07-01",
        "2030-07-01",
    )
    assert len(found.months) == 12


def test_the_last_quarter_is_the_last_whole_one() -> None:
    assert [q.name for q in quarters(at=AT, many=3)] == ["2029-Q4", "2030-Q1", "2030-Q2"]


@pytest.mark.parametrize("name", ["2030-Q5", "2030", "Q1", "2030-Q1 "])
def test_what_is_no_quarter_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no quarter"):
        quarter(name)


def test_an_organisation_reads_its_own_figures_exactly() -> None:
    records = invented(1)
    org = ORGS[0]
    mine = [r for r in in_quarter(records) if org in (r.org, r.asked_org)]
    told = own_bodies(records, str(org))["overview"]
    assert told["asked"]["value"] == len(mine)
    assert told["unmet"]["value"] == sum(r.outcome.is_unmet for r in mine)
    assert told["by_outcome"]["gave_up"]["value"] == sum(
        r.outcome is Outcome.GAVE_UP for r in mine
    )


def test_an_organisation_reads_what_it_was_asked_and_handed_on() -> None:
    records = [replace(invented(1)[0], org=ORGS[1], asked_org=ORGS[0])]
    records = [replace(records[0], asked_at=AT - timedelta(days=30))]
    for org in ORGS[:2]:
        assert own_bodies(records, str(org))["overview"]["asked"]["value"] == 1
    assert own_bodies(records, str(ORGS[2]))["overview"]["asked"]["value"] == 0


def test_a_public_count_is_rounded_or_hidden() -> None:
    bodies = public_bodies(invented(1))
    counts = [f for _, f in figures_in(bodies) if f["method"] == "count.1"]
    assert any(f["hidden"] for f in counts)
    assert all(f["hidden"] or f["value"] % POLICY.base == 0 for f in counts)


def test_a_hidden_figure_tells_nothing_at_all() -> None:
    for where, figure in figures_in(public_bodies(invented(2))):
        if figure["hidden"]:
            values = [figure[name] for name in ("value", "low", "high", "count", "denominator")]
            assert values == [None] * 5, where


def test_every_figure_names_its_method_with_a_version() -> None:
    for bodies in (public_bodies(invented(1)), own_bodies(invented(1), str(ORGS[0]))):
        for where, figure in figures_in(bodies):
            assert figure["method"].rsplit(".", 1)[-1].isdigit(), where


def test_a_value_lies_between_its_limits() -> None:
    for where, figure in figures_in(public_bodies(invented(3))):
        if None not in (figure["value"], figure["low"], figure["high"]):
            assert figure["low"] <= figure["value"] <= figure["high"], where


def test_bodies_are_json_without_endless_numbers() -> None:
    bodies = public_bodies(invented(1))
    assert set(bodies) | {"quality"} == set(NAMES)
    json.dumps(bodies, allow_nan=False)


def test_nothing_at_all_is_summarised_as_nothing() -> None:
    for bodies in (public_bodies([]), own_bodies([], str(ORGS[0]))):
        assert bodies["overview"]["asked"]["value"] == 0
        assert bodies["overview"]["share_unmet"]["value"] is None
        assert bodies["needs"]["rows"] == bodies["areas"]["rows"] == []
        assert [row["asked"]["value"] for row in bodies["months"]["rows"]] == [0, 0, 0]


def test_a_rate_needs_a_population_and_says_so() -> None:
    cubes = MemoryCubes(invented(1))
    less = {ward: people for ward, people in POPULATION.items() if ward != WARDS[0]}
    book = place_book(cubes, QUARTER, at=AT, policy=POLICY, population=less)
    rows = {row["area"]: row for row in bodies_of(book, book, centres=CENTRES)["areas"]["rows"]}
    assert rows[WARDS[0]]["rate"]["value"] is None
    assert rows[WARDS[0]]["rate"]["why"] == "no_population"
    assert rows[WARDS[1]]["rate"]["value"] > 0


def test_a_median_of_too_few_is_hidden_from_all_but_their_own() -> None:
    few = [r for r in in_quarter(invented(1)) if r.need == NEEDS[0] and r.met_org][:7]
    shown = {row["need"]: row for row in public_bodies(few)["needs"]["rows"]}
    own = {row["need"]: row for row in own_bodies(few, str(few[0].org))["needs"]["rows"]}
    assert shown[NEEDS[0]]["median_days"]["hidden"]
    assert not own[NEEDS[0]]["median_days"]["hidden"]


def test_one_person_who_asks_often_is_not_shown_as_many() -> None:
    one = in_quarter(invented(1))[0]
    often = [replace(one, person_key="same") for _ in range(40)]
    assert public_bodies(often)["overview"]["asked"]["hidden"]


def test_what_became_of_one_person_who_asks_often_is_not_told() -> None:
    one = in_quarter(invented(1))[0]
    ended = one.asked_at + timedelta(days=3)
    for outcome in (Outcome.MET, Outcome.GAVE_UP):
        some = replace(one, outcome=outcome, ended_at=ended, met_org=one.org, person_key="same")
        others = [replace(some, outcome=Outcome.OPEN, ended_at=None, person_key="")] * 9
        bodies = public_bodies([*[some] * 40, *others])
        assert bodies["waits"]["rows"] == []
        assert bodies["overview"]["median_days"]["hidden"]
        assert bodies["needs"]["rows"][0]["top_unmet"] == ""


def test_an_area_is_not_flagged_where_all_are_alike() -> None:
    rows = public_bodies(invented(4), twelve_months(at=AT))["areas"]["rows"]
    assert {row["flag"] for row in rows} <= {"as expected", "high", "low"}
    assert sum(row["flag"] == "as expected" for row in rows) >= 10


def test_a_planted_cluster_is_a_hot_spot() -> None:
    records = invented(5)
    more = [replace(r, area=WARDS[0]) for r in invented(6) if r.need == NEEDS[0]]
    rows = public_bodies([*records, *more], twelve_months(at=AT))["hotspots"]["rows"]
    assert rows[0]["need"] == NEEDS[0]
    assert WARDS[0] in rows[0]["areas"]
    assert rows[0]["p"] == 0.001


def test_what_nobody_met_in_an_area_is_a_gap_in_coverage() -> None:
    records = [
        replace(r, outcome=Outcome.UNMET_NO_SERVICE, met_org=None)
        if (r.need, r.area) == (NEEDS[0], WARDS[3])
        else r
        for r in invented(1)
    ]
    rows = public_bodies(records, twelve_months(at=AT))["coverage"]["rows"]
    assert [(row["need"], row["area"]) for row in rows] == [(NEEDS[0], WARDS[3])]


def told(book: Book, table: str, measure: Measure) -> View:
    """What the sheet of a table tells a reader: every count that is shown, and its totals."""
    sheet = book.sheet(table, measure)
    claims = []
    for key in product(*((*c, ALL) for c in sheet.categories)):
        shown = sheet.at(*key)
        parts = [
            part
            for part in product(*sheet.categories)
            if all(k in (ALL, p) for k, p in zip(key, part, strict=True))
        ]
        if ALL in key and shown is None:
            continue
        low, high = (0, 0) if shown == 0 else (1, None)
        if shown:
            low, high = POLICY.may_stand_for(shown)
        claims.append(
            Claim(
                source=table,
                cell=key,
                atoms=frozenset(tuple(zip("ab", part, strict=False)) for part in parts),
                low=low,
                high=POLICY.threshold - 1 if shown is None else high,
                is_secret=shown is None,
            )
        )
    return View(source=table, claims=tuple(claims))


def counts_of(numbers: list[list[int]]) -> Cube:
    rows, columns = (
        [f"r{n}" for n in range(len(numbers))],
        [f"c{n}" for n in range(len(numbers[0]))],
    )
    return Cube(
        name="t",
        dimensions=(
            Dimension(name="a", categories=tuple(rows)),
            Dimension(name="b", categories=tuple(columns)),
        ),
        cells={
            (row, column): Cell(people=n, contacts=n)
            for row, line in zip(rows, numbers, strict=True)
            for column, n in zip(columns, line, strict=True)
            if n
        },
    )


def margins_of(cube: Cube) -> dict[tuple[str, ...], Cell]:
    sums = {
        key: sum(cube.at(part).contacts for part in cube.parts(key)) for key in cube.margins()
    }
    return {key: Cell(people=n, contacts=n) for key, n in sums.items()}


def test_totals_are_near_the_truth_where_they_tell_nothing() -> None:
    cube = counts_of([[40, 3, 52], [61, 22, 5], [33, 47, 28]])
    sheet = shield([cube], POLICY, margins={"t": margins_of(cube)}).sheets["t"]
    assert sheet.at("r0", "c1") is None
    assert (sheet.at("r0", ALL), sheet.total) == (95, 290)


def test_a_total_that_would_tell_gives_way() -> None:
    cube = counts_of([[1, 1, 1, 1, 1, 1, 1, 13]])
    sheet = shield([cube], POLICY, margins={"t": margins_of(cube)}).sheets["t"]
    assert sheet.at("r0", "c0") is None
    assert sheet.at("r0", ALL) is None


@pytest.mark.parametrize("seed", range(6))
def test_what_is_hidden_in_a_summary_cannot_be_worked_out(seed: int) -> None:
    book = public(invented(seed, many=300 + 400 * seed))
    for measure in (Measure.ASKED, Measure.UNMET, Measure.DECIDED):
        report = audit(told(book, "month", measure), policy=POLICY)
        assert report.passed, report.findings
    report = audit(told(book, "outcome", Measure.ASKED), policy=POLICY)
    assert report.passed, report.findings
