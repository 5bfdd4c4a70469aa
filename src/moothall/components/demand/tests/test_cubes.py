"""What is counted, on records made by hand: every figure is known beforehand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from moothall.components.demand.contracts import Kind, Outcome, Record
from moothall.components.demand.contracts.cubes import Cell, Flow, Repeats, Wait
from moothall.components.demand.queries import cubes
from moothall.components.demand.queries.engine import Engine, engine
from moothall.components.demand.testing import COUNCIL, a_record
from moothall.components.demand.tests.stored import over, stored
from moothall.kernel.actors import Actor, AlreadyActing, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON

COUNTY = OrgId(uuid7())
DAY = timedelta(days=1)
SINCE, UNTIL = date(2020, 1, 1), date(2040, 1, 1)
YEAR: dict[str, Any] = {"since": SINCE, "until": UNTIL}
JANUARY = datetime(2030, 1, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def by(cells: list[Cell]) -> dict[tuple[str, ...], int]:
    return {cell.keys: cell.needs for cell in cells}


def test_every_outcome_is_counted_where_it_belongs(tmp_path: Path) -> None:
    records = [a_record(outcome=outcome) for outcome in Outcome]
    with over(tmp_path, *records) as at_hand:
        (cell,) = cubes.counts(at_hand, by=(), **YEAR)
    assert cell == Cell(
        keys=(), needs=9, contacts=9, people=9, top_two_share=2 / 9, met=1, partly=1, unmet=4,
        no_service=1, ineligible=1, no_capacity=1, gave_up=1, referred=1, withdrawn=1, open=1,
        decided=7, failure=0, value=0, reopened=0, handoffs=0,
    )  # fmt: skip


def test_contacts_handoffs_and_reopenings_are_added_up(tmp_path: Path) -> None:
    records = [a_record(contacts=3, handoffs=2), a_record(contacts=2, reopened=1)]
    with over(tmp_path, *records) as at_hand:
        (cell,) = cubes.counts(at_hand, by=(), **YEAR)
    assert (cell.needs, cell.contacts, cell.handoffs, cell.reopened) == (2, 5, 2, 1)


def test_a_record_that_stands_for_many_counts_as_many(tmp_path: Path) -> None:
    many = a_record(count=12, outcome=Outcome.MET, source="old", contacts=2)
    with over(tmp_path, many, a_record()) as at_hand:
        (cell,) = cubes.counts(at_hand, by=(), **YEAR)
    assert (cell.needs, cell.contacts, cell.met, cell.people) == (13, 25, 12, 13)
    assert cell.top_two_share == 4 / 25


def test_a_person_is_counted_once_and_whoever_has_no_key_each_time(tmp_path: Path) -> None:
    keys = ["a", "a", "a", "b", "", ""]
    with over(tmp_path, *(a_record(person_key=key) for key in keys)) as at_hand:
        (cell,) = cubes.counts(at_hand, by=(), **YEAR)
    assert (cell.needs, cell.people) == (6, 4)
    assert cell.top_two_share == 4 / 6


def test_one_person_with_forty_contacts_is_told_by_the_share_of_the_top_two(
    tmp_path: Path,
) -> None:
    records = [a_record(person_key="a", contacts=40)]
    records += [a_record(person_key=f"p{n}") for n in range(10)]
    with over(tmp_path, *records) as at_hand:
        (cell,) = cubes.counts(at_hand, by=(), **YEAR)
    assert cell.top_two_share == 41 / 50


def test_the_adviser_decides_the_kind_and_else_the_resident(tmp_path: Path) -> None:
    records = [
        a_record(adviser_says=Kind.VALUE, resident_says=Kind.FAILURE),
        a_record(resident_says=Kind.FAILURE),
        a_record(resident_says=Kind.VALUE),
        a_record(adviser_says=Kind.FAILURE),
        a_record(),
    ]
    with over(tmp_path, *records) as at_hand:
        (cell,) = cubes.counts(at_hand, by=(), **YEAR)
        told = by(cubes.counts(at_hand, by=("kind",), **YEAR))
    assert (cell.failure, cell.value) == (2, 2)
    assert told == {("failure",): 2, ("unknown",): 1, ("value",): 2}


@pytest.mark.parametrize(
    ("dimension", "changed", "one", "other"),
    [
        ("need", {"need": "food"}, "street.hole", "food"),
        ("area", {"area": ""}, "SB01", ""),
        ("month", {"asked_at": JANUARY}, f"{NOON:%Y-%m}", "2030-01"),
        ("quarter", {"asked_at": JANUARY}, f"{NOON.year}-Q{(NOON.month + 2) // 3}", "2030-Q1"),
        ("org", {"org": COUNTY}, str(COUNCIL), str(COUNTY)),
        ("asked_org", {"asked_org": COUNTY}, str(COUNCIL), str(COUNTY)),
        ("met_org", {"met_org": COUNTY}, "", str(COUNTY)),
        ("channel", {"channel": "phone"}, "web", "phone"),
        ("language", {"language": "cy"}, "en", "cy"),
        ("outcome", {"outcome": Outcome.GAVE_UP}, "open", "gave_up"),
        ("service", {"service": "tell-us"}, "", "tell-us"),
        ("step", {"step": "income"}, "", "income"),
        ("team", {"team": "roads"}, "", "roads"),
        ("kind", {"resident_says": Kind.FAILURE}, "unknown", "failure"),
        ("reason", {"reason": "progress_chasing"}, "", "progress_chasing"),
        ("cause_org", {"cause_org": COUNTY}, "", str(COUNTY)),
        ("cause_service", {"cause_service": "bins"}, "", "bins"),
        ("missed", {"missed": "payments.v1"}, "", "payments.v1"),
        ("source", {"source": "crm-2019"}, "log", "crm-2019"),
    ],
)
def test_every_dimension_tells_records_apart_and_filters_them(
    tmp_path: Path, dimension: str, changed: dict[str, Any], one: str, other: str
) -> None:
    with over(tmp_path, a_record(), a_record(), a_record(**changed)) as at_hand:
        told = by(cubes.counts(at_hand, by=(dimension,), **YEAR))
        kept = cubes.counts(at_hand, by=(), where={dimension: [other]}, **YEAR)
    assert told == {(one,): 2, (other,): 1}
    assert [cell.needs for cell in kept] == [1]


def test_every_dimension_there_is_has_been_tried() -> None:
    cases = test_every_dimension_tells_records_apart_and_filters_them.pytestmark[0].args[1]
    assert {case[0] for case in cases} == cubes.DIMENSIONS


def test_combinations_of_dimensions_come_in_their_order(tmp_path: Path) -> None:
    records = [a_record(need="b", area="1"), a_record(need="a", area="2"), a_record(need="a")]
    with over(tmp_path, *records) as at_hand:
        cells = cubes.counts(at_hand, by=("need", "area"), **YEAR)
    assert [cell.keys for cell in cells] == [("a", "2"), ("a", "SB01"), ("b", "1")]


def test_days_are_half_open_whatever_the_month(tmp_path: Path) -> None:
    at = [datetime(2030, 3, day, hour, tzinfo=UTC) for day, hour in [(1, 0), (9, 23), (10, 0)]]
    with over(tmp_path, *(a_record(asked_at=moment) for moment in at)) as at_hand:

        def needs(since: date, until: date) -> int:
            return sum(c.needs for c in cubes.counts(at_hand, by=(), since=since, until=until))

        assert needs(date(2030, 3, 1), date(2030, 3, 10)) == 2
        assert needs(date(2030, 3, 1), date(2030, 4, 1)) == 3
        assert needs(date(2030, 3, 10), date(2030, 3, 11)) == 1
        assert needs(date(2030, 2, 1), date(2030, 3, 1)) == 0


def test_the_last_moment_of_a_month_is_in_it(tmp_path: Path) -> None:
    with over(tmp_path, a_record(asked_at=JANUARY)) as at_hand:
        days: dict[str, Any] = {"since": date(2030, 1, 1), "until": date(2030, 2, 1)}
        assert by(cubes.counts(at_hand, by=("month",), **days)) == {("2030-01",): 1}


NASTY = "Sarah's \"pot\\hole\\\\\n'; drop table demand_records; -- %s {} Ŵ £ \U0001f573"


@pytest.mark.parametrize("dimension", ["need", "area", "channel", "team", "step"])
def test_hostile_names_are_names(tmp_path: Path, dimension: str) -> None:
    with over(tmp_path, a_record(**{dimension: NASTY}), a_record()) as at_hand:
        assert by(cubes.counts(at_hand, by=(dimension,), **YEAR))[(NASTY,)] == 1
        kept = cubes.counts(at_hand, by=(dimension,), where={dimension: {NASTY}}, **YEAR)
        assert by(kept) == {(NASTY,): 1}
        assert by(cubes.counts(at_hand, by=(), **YEAR)) == {(): 2}


def test_a_folder_with_a_hostile_name_is_read(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s a "folder" ; --'
    with over(folder, a_record()) as at_hand:
        assert by(cubes.counts(at_hand, by=(), **YEAR)) == {(): 1}


def test_a_filter_that_no_value_passes_leaves_nothing(tmp_path: Path) -> None:
    with over(tmp_path, a_record()) as at_hand:
        assert cubes.counts(at_hand, by=(), where={"need": []}, **YEAR) == []


def test_what_is_no_dimension_is_refused(tmp_path: Path) -> None:
    with over(tmp_path, a_record()) as at_hand, pytest.raises(KeyError):
        cubes.counts(at_hand, by=("person_key",), **YEAR)


EVERYTHING: list[Callable[[Engine], list[Any]]] = [
    lambda e: cubes.counts(e, by=(), **YEAR),
    lambda e: cubes.counts(e, by=("need", "quarter"), **YEAR),
    lambda e: cubes.waits(e, by=(), at=NOON, **YEAR),
    lambda e: cubes.repeats(e, by=(), within=28, **YEAR),
    lambda e: cubes.flows(e, **YEAR),
    lambda e: cubes.organisations(e, **YEAR),
    cubes.months,
]


@pytest.mark.parametrize("count", EVERYTHING)
def test_where_nothing_is_stored_there_is_nothing(
    tmp_path: Path, count: Callable[[Engine], list[Any]]
) -> None:
    with engine(kind="duckdb", root=str(tmp_path / "none")) as at_hand:
        assert count(at_hand) == []


def test_an_address_is_read_as_a_folder_is(tmp_path: Path) -> None:
    stored(tmp_path, [a_record(), a_record(need="food"), a_record(asked_at=JANUARY)])
    with engine(kind="duckdb", root=tmp_path.as_uri()) as at_hand:
        assert by(cubes.counts(at_hand, by=("need",), **YEAR)) == {
            ("food",): 1,
            ("street.hole",): 2,
        }
        assert cubes.months(at_hand) == sorted({"2030-01", f"{NOON:%Y-%m}"})
    with engine(kind="duckdb", root=(tmp_path / "none").as_uri()) as at_hand:
        assert cubes.counts(at_hand, by=(), **YEAR) == []


def test_nothing_is_read_inside_acting(tmp_path: Path) -> None:
    with over(tmp_path, a_record()) as at_hand, acting(Actor(), purpose="test"):
        with pytest.raises(AlreadyActing):
            cubes.months(at_hand)
        with pytest.raises(AlreadyActing):
            engine(kind="duckdb", root=tmp_path.as_uri())


def test_waits_are_whole_days_until_met_and_the_rest_is_censored(tmp_path: Path) -> None:
    short = timedelta(microseconds=1)
    records = [
        a_record(outcome=Outcome.MET, ended_at=NOON + 3 * DAY - short),
        a_record(outcome=Outcome.PARTLY, ended_at=NOON + 3 * DAY),
        a_record(outcome=Outcome.GAVE_UP, ended_at=NOON + 3 * DAY),
        a_record(),
    ]
    with over(tmp_path, *records) as at_hand:
        told = cubes.waits(at_hand, by=(), at=NOON + 10 * DAY, **YEAR)
    assert told == [
        Wait(keys=(), day=2, met=1, censored=0),
        Wait(keys=(), day=3, met=1, censored=1),
        Wait(keys=(), day=10, met=0, censored=1),
    ]


def test_what_was_met_later_was_open_then_and_what_came_later_was_not_there(
    tmp_path: Path,
) -> None:
    records = [
        a_record(outcome=Outcome.MET, ended_at=NOON + 9 * DAY),
        a_record(asked_at=NOON + 6 * DAY),
    ]
    with over(tmp_path, *records) as at_hand:
        told = cubes.waits(at_hand, by=("need",), at=NOON + 5 * DAY, **YEAR)
    assert told == [Wait(keys=("street.hole",), day=5, met=0, censored=1)]


def test_what_an_import_left_open_is_seen_until_the_import_last_heard_of_it(
    tmp_path: Path,
) -> None:
    old = a_record(source="old", count=4, changed_at=NOON + 2 * DAY)
    unknown = a_record(source="old", outcome=Outcome.MET)
    with over(tmp_path, old, unknown) as at_hand:
        told = cubes.waits(at_hand, by=(), at=NOON + 900 * DAY, **YEAR)
    assert told == [Wait(keys=(), day=2, met=0, censored=4)]


def asked(day: int, **given: object) -> Record:
    return a_record(**{"asked_at": NOON + day * DAY, "person_key": "a", **given})


def test_a_repeat_is_a_chase_while_the_earlier_is_open_and_premature_after(
    tmp_path: Path,
) -> None:
    records = [
        asked(0),
        asked(5, ended_at=NOON + 6 * DAY),
        asked(12),
        asked(50),
        asked(51, need="food"),
        asked(52, person_key="b"),
        asked(53, person_key=""),
    ]
    with over(tmp_path, *records) as at_hand:
        told = cubes.repeats(at_hand, by=("need",), within=28, **YEAR)
        shorter = cubes.repeats(at_hand, by=(), within=5, **YEAR)
    assert told == [
        Repeats(keys=("food",), contacts=1, repeats=0, chases=0, premature=0),
        Repeats(keys=("street.hole",), contacts=5, repeats=2, chases=1, premature=1),
    ]
    assert shorter == [Repeats(keys=(), contacts=6, repeats=1, chases=1, premature=0)]


def test_a_repeat_counts_though_the_first_was_before_the_days_asked_for(tmp_path: Path) -> None:
    with over(tmp_path, asked(0), asked(4)) as at_hand:
        day = (NOON + 4 * DAY).date()
        (told,) = cubes.repeats(at_hand, by=(), since=day, until=day + DAY, within=4)
    assert (told.contacts, told.repeats) == (1, 1)


def test_flows_say_from_whom_over_whom_to_whom(tmp_path: Path) -> None:
    met = {"outcome": Outcome.MET, "asked_org": COUNTY, "met_org": COUNCIL, "handoffs": 2}
    with over(tmp_path, a_record(**met), a_record(**met), a_record()) as at_hand:
        told = cubes.flows(at_hand, **YEAR)
        assert cubes.organisations(at_hand, **YEAR) == sorted({str(COUNCIL), str(COUNTY)})
    council, county = str(COUNCIL), str(COUNTY)
    one = Flow(asked_org=council, org=council, met_org="", outcome="open", needs=1, handoffs=0)
    two = Flow(
        asked_org=county, org=council, met_org=council, outcome="met", needs=2, handoffs=4
    )
    assert told == sorted([one, two], key=lambda flow: flow.asked_org)
