"""The rules that find where to step in: what is planted is found, and nothing else is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from moothall.components.demand.contracts import Found, Kind, Outcome, PolicyRefused, Record
from moothall.components.demand.queries.material import material_of
from moothall.components.demand.rules import rulebook
from moothall.components.demand.rules.findings import find
from moothall.components.demand.rules.findings.queueing import log_rank, more_hands
from moothall.components.demand.rules.findings.thresholds import (
    Thresholds,
    discoveries,
    thresholds_of,
)
from moothall.components.demand.rules.measures.survival import Wait
from moothall.components.demand.testing import MemoryCubes
from moothall.components.demand.tests.inventing import (
    AT,
    CENTRES,
    NEEDS,
    ORGS,
    POPULATION,
    WARDS,
    holder,
    invented,
)

OTHERS = UUID("7c8ee4aa-51a2-4f0c-9b5e-0f8f5a1c9d33")
NEED = NEEDS[0]
SERVICE = "service-0"


def found_in(records: Sequence[Record], limits: Thresholds | None = None) -> list[Found]:
    material = material_of(MemoryCubes(records), at=AT, population=POPULATION, centres=CENTRES)
    return find(material, limits or Thresholds())


def again(records: Sequence[Record], **changed: object) -> list[Record]:
    """The same needs once more, with other ids and something changed."""
    return [replace(r, id=uuid5(OTHERS, str(r.id)), **changed) for r in records]  # type: ignore[arg-type]


def test_where_nothing_was_planted_no_more_is_found_than_chance_was_allowed() -> None:
    """The rate of false discoveries is 1 in 100 for each of five rules that are tests. Over 20
    places without anything to find that is one finding to be expected, and more than four come
    about less than once in a hundred.
    """
    found = [one for seed in range(20) for one in found_in(invented(seed))]
    assert len(found) <= 4, found
    assert {one.rule for one in found} <= {rulebook.HOTSPOT}


def test_a_need_that_nobody_meets_in_a_far_ward_is_found() -> None:
    far = {**CENTRES, WARDS[5]: replace(CENTRES[WARDS[5]], latitude=51.6)}
    records = [
        replace(r, outcome=Outcome.UNMET_NO_CAPACITY, met_org=None)
        if (r.need, r.area) == (NEED, WARDS[5])
        else r
        for r in invented(1)
    ]
    material = material_of(MemoryCubes(records), at=AT, population=POPULATION, centres=far)
    (found,) = find(material, Thresholds())
    assert (found.rule, found.key) == (rulebook.UNMET, f"{NEED}/{WARDS[5]}")
    assert found.concerned == (holder(NEED),)
    assert found.facts["share_unmet"]["value"] > 0.9
    assert found.facts["nearest_km"] > 5
    assert found.effect["needs_a_year"] > 10


def test_a_need_that_is_met_next_door_is_not_a_gap() -> None:
    records = [
        replace(r, outcome=Outcome.UNMET_NO_CAPACITY, met_org=None)
        if (r.need, r.area) == (NEED, WARDS[5])
        else r
        for r in invented(1)
    ]
    limits = Thresholds(far_km=20)
    assert found_in(records, limits) == []


def failing(share: int) -> list[Record]:
    """Every so-manieth need of a service is a failure that it caused."""
    return [
        replace(
            r,
            adviser_says=Kind.FAILURE,
            cause_org=r.org,
            cause_service=SERVICE,
            reason="clarification",
        )
        if r.service == SERVICE and at % share == 0
        else r
        for at, r in enumerate(invented(2))
    ]


def test_failure_that_a_service_causes_is_found_by_its_name() -> None:
    (found,) = found_in(failing(2))
    assert (found.rule, found.facts["service"]) == (rulebook.FAILURE, SERVICE)
    assert found.concerned == (ORGS[0],)
    assert found.facts["failure_share"]["low"] > Thresholds().failure_bar


def test_two_who_do_the_same_in_the_same_areas_are_found() -> None:
    mine = [r for r in invented(3) if r.need == NEED]
    records = [*invented(3), *again(mine, org=ORGS[1], asked_org=ORGS[1], met_org=ORGS[1])]
    records = [
        replace(r, met_org=None) if r.outcome not in {Outcome.MET, Outcome.PARTLY} else r
        for r in records
    ]
    found = [f for f in found_in(records) if f.rule == rulebook.OVERLAP]
    assert [set(f.concerned) for f in found] == [set(ORGS[:2])]
    assert found[0].facts["overlap"] == 1.0


def test_a_waiting_time_that_grows_is_found_with_what_more_hands_would_change() -> None:
    slow = [
        replace(r, ended_at=r.asked_at + 4 * (r.ended_at - r.asked_at))
        if r.need == NEED and r.ended_at and r.asked_at > AT - timedelta(days=92)
        else r
        for r in invented(4, many=16_000, days=450)
    ]
    slow = [
        replace(r, ended_at=None, outcome=Outcome.OPEN, met_org=None)
        if r.ended_at and r.ended_at > AT
        else r
        for r in slow
    ]
    (found,) = [f for f in found_in(slow) if f.rule == rulebook.WAITING]
    assert found.key == NEED
    assert found.facts["after"]["low"] > found.facts["before"]["high"]
    assert found.effect["saved"]["value"] > 0
    assert found.effect["servers"] == 4


def test_a_hot_spot_is_found() -> None:
    more = again([r for r in invented(5) if r.need == NEED], area=WARDS[2])
    (found,) = [f for f in found_in([*invented(5), *more]) if f.rule == rulebook.HOTSPOT]
    assert found.facts["need"] == NEED
    assert WARDS[2] in found.facts["areas"]
    assert found.facts["p"] <= 0.01


def test_a_step_at_which_many_give_up_is_found() -> None:
    records = [
        replace(r, outcome=Outcome.GAVE_UP, step="income", met_org=None)
        if r.service == SERVICE and at % 2
        else r
        for at, r in enumerate(invented(6))
    ]
    found = [f for f in found_in(records) if f.rule == rulebook.GIVING_UP]
    assert [(f.facts["service"], f.facts["step"]) for f in found] == [(SERVICE, "income")]


def test_searches_for_what_nobody_offers_are_found() -> None:
    searches = again(
        invented(7)[:40],
        need="home.hoarding",
        service="",
        outcome=Outcome.UNMET_NO_SERVICE,
        met_org=None,
        step="",
    )
    (found,) = found_in([*invented(7), *searches])
    assert (found.rule, found.key) == (rulebook.SEARCHES, "home.hoarding")


def test_searches_of_one_person_are_no_finding() -> None:
    searches = again(
        invented(7)[:40],
        need="home.hoarding",
        service="",
        outcome=Outcome.UNMET_NO_SERVICE,
        met_org=None,
        step="",
        person_key="same",
    )
    assert found_in([*invented(7), *searches]) == []


def test_no_finding_is_about_fewer_people_than_the_threshold() -> None:
    for found in found_in(failing(2)):
        assert found.facts["people"] >= Thresholds().least_people


def test_nothing_is_found_in_nothing() -> None:
    assert found_in([]) == []


@pytest.mark.parametrize(
    "given", [{"failure_bar": 0.01}, {"least_people": 4}, {"false_discoveries": 0.2}]
)
def test_a_threshold_cannot_be_set_below_its_floor(given: dict[str, float]) -> None:
    with pytest.raises(PolicyRefused):
        thresholds_of(given)


def test_a_threshold_of_another_name_is_refused() -> None:
    with pytest.raises(PolicyRefused):
        thresholds_of({"least_persons": 8})


def test_false_discoveries_are_held_by_the_step_up_procedure() -> None:
    # The example of Benjamini and Hochberg (1995), section 4.1.
    chances = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
        0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert discoveries(chances, rate=0.05) == (True,) * 4 + (False,) * 11


def test_waits_that_are_the_same_are_told_apart_by_nobody() -> None:
    waits = [Wait(float(day), met=True, many=2) for day in range(1, 30)]
    assert log_rank(waits, waits) == pytest.approx(0.5)
    longer = [Wait(3 * w.days, met=True, many=2) for w in waits]
    assert log_rank(waits, longer) < 1e-6


def test_more_hands_shorten_a_queue_that_is_calibrated_to_what_people_wait() -> None:
    waits = [Wait(float(day), met=True, many=10) for day in range(5, 35)]
    told = more_hands(waits, arrivals=300, servers=2, added=1)
    assert told["wait_after"]["value"] < told["wait_before"]["value"]
    assert told["wait_before"]["value"] + told["service_days"] == pytest.approx(19.5, abs=2)


def test_every_rule_has_words_in_both_languages() -> None:
    for rule in rulebook.rules().values():
        for words in (rule.name, rule.words):
            assert words["en"] != words["cy"]
