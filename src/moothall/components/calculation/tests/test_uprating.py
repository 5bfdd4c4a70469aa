"""Rates that are added to a service: rows, and no new version."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.calculation import services
from moothall.components.calculation.contracts import (
    ChangeNotFound,
    NeedsASecondPerson,
    OpenRates,
    RatesChange,
    RatesRefused,
    RatesTooLate,
    RatesTwice,
)
from moothall.components.calculation.models import RateRow
from moothall.components.calculation.rules.rates import (
    Rate,
    as_text,
    in_force,
    merged,
    read_rates,
)
from moothall.components.calculation.testing import a_calculation, a_line, a_run, a_table
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.models import EventRecord
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org, at_once

TABLE = "valid from,what,price\n2025-04-01,electric,40\n2025-04-01,low,80\n2032-04-01,low,90\n"
STEP = a_calculation(a_line("permit", "rates.electric.price"), rates=a_table(TABLE))
SPRING, NEXT_SPRING = "2031-04-01", "2032-04-01"


def the_rates() -> OpenRates:
    (found,) = services.tables(steps=[STEP])
    return found


def a_designer(org: OrgId | None = None) -> Actor:
    return an_officer(org or an_org(), "service_designer")


def add(by: Actor, *, at: datetime = NOON, **more: Any) -> RatesChange:  # noqa: ANN401
    """Electric cars pay £44 from 1 April 2031, unless it is said otherwise."""
    given: dict[str, Any] = {
        "change": uuid4(),
        "service": "permit",
        "rates": the_rates(),
        "valid_from": SPRING,
        "numbers": {"electric": {"price": "44"}},
    }
    with acting(by, purpose="test"):
        return services.add_rates(**{**given, **more}, at=at)


def price(org: OrgId, on: date, *, by: Actor | None = None, service: str = "permit") -> Any:  # noqa: ANN401
    """What a journey that somebody is on comes to on a day."""
    run = replace(a_run(at=NOON, today=on), service=service)
    with acting(by or a_resident(org), purpose="test"):
        return STEP.take(run=run, given={}, fetched={})["fee"]["total"]


def rule(by: Actor, change: UUID, at: datetime = NOON) -> RatesChange:
    with acting(by, purpose="test"):
        return services.rule(change=change, at=at)


def withdraw(by: Actor, change: UUID, at: datetime = NOON) -> RatesChange:
    with acting(by, purpose="test"):
        return services.withdraw(change=change, at=at)


def said(org: OrgId, change: UUID) -> list[str]:
    with acting(Actor(org=org), purpose="test"):
        lines = EventRecord.objects.filter(subject=change).order_by("position")
        return [line.name.removeprefix("calculation.") for line in lines]


def test_a_resident_pays_what_was_added_from_its_first_day() -> None:
    org = an_org()
    add(a_designer(org))
    assert price(org, date(2031, 3, 31)) == 40
    assert price(org, date(2031, 4, 1)) == 44


def test_other_organisations_and_services_keep_their_rates() -> None:
    org = an_org()
    add(a_designer(org))
    assert price(an_org(), date(2031, 4, 1)) == 40
    assert price(org, date(2031, 4, 1), service="another") == 40


def test_a_worked_example_sees_the_rates_of_its_version_alone() -> None:
    add(a_designer())
    example = STEP.example(given={"today": date(2031, 4, 1)}, at=NOON)
    assert example["fee"]["total"] == 40


def test_the_number_that_was_used_is_kept_with_the_outcome() -> None:
    org = an_org()
    add(a_designer(org))
    run = a_run(at=NOON, today=date(2031, 4, 1))
    with acting(a_resident(org), purpose="test"):
        kept = STEP.take(run=run, given={}, fetched={})["fee"]
    assert kept["inputs"]["rates"]["electric"] == {"price": 44}


def test_an_amount_over_a_period_changes_with_what_was_added() -> None:
    org, over = an_org(), {"from": "2031-03-31", "to": "2031-04-01", "per": "day"}
    add(a_designer(org))
    step = a_calculation(
        a_line("permit", "rates.electric.price", over=over), rates=a_table(TABLE)
    )
    with acting(a_resident(org), purpose="test"):
        found = step.take(run=a_run(at=NOON), given={}, fetched={})["fee"]
    assert found["total"] == 84


def test_only_rows_that_change_are_added() -> None:
    numbers = {"electric": {"price": "44"}, "low": {"price": "80.00"}}
    change = add(a_designer(), numbers=numbers)
    assert change.numbers == {"electric": {"price": 44}}


def test_the_log_tells_that_rates_were_added_and_not_by_whom() -> None:
    designer = a_designer()
    change = add(designer)
    with acting(designer, purpose="test"):
        line = EventRecord.objects.get(subject=change.id)
    assert line.name == "calculation.rates-added.v1"
    assert line.body == {
        "change_id": str(change.id),
        "service": "permit",
        "file": "rates/parking.csv",
        "valid_from": SPRING,
        "rows": 1,
    }


def test_what_will_change_is_told_before_it_is_done() -> None:
    designer = a_designer()
    with acting(designer, purpose="test"):
        (changed,) = services.preview(
            service="permit",
            rates=the_rates(),
            valid_from=SPRING,
            numbers={"electric": {"price": "£1,044.50"}, "low": {"price": "80"}},
            at=NOON,
        )
        assert not RateRow.objects.exists()
    assert (changed.key, changed.before) == ("electric", Decimal(40))
    assert changed.after == Decimal("1044.50")


@pytest.mark.parametrize(
    "day",
    ["2030-06-03", "2030-06-02", "2041-01-01", "", "2031-02-30", "1/4/2031", "20310401", "x"],
)  # fmt: skip
def test_a_day_that_has_begun_or_is_none_is_refused(day: str) -> None:
    with pytest.raises(RatesRefused) as refused:
        add(a_designer(), valid_from=day)
    assert [(m.key, m.column) for m in refused.value.mistakes] == [(None, "valid_from")]


@pytest.mark.parametrize(
    "text",
    ["", "NaN", "Infinity", "1e99999", "0x10", "٤", "four", "4,4,4", "1" * 13, "--1",
     "9" * 999, "1_000", "£"],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(RatesRefused) as refused:
        add(a_designer(), numbers={"low": {"price": "81"}, "electric": {"price": text}})
    assert [(m.key, m.column) for m in refused.value.mistakes] == [("electric", "price")]


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(RatesRefused) as refused:
        add(a_designer(), valid_from="", numbers={"low": {"price": "x"}, "gas": {"price": "1"}})
    assert len(refused.value.mistakes) == 3


def test_a_change_that_changes_nothing_is_refused() -> None:
    with pytest.raises(RatesRefused, match="will not do"):
        add(a_designer(), numbers={"electric": {"price": "40.00"}})


def test_a_day_that_has_rates_in_the_version_takes_no_others() -> None:
    with pytest.raises(RatesTwice, match="“low”"):
        add(a_designer(), valid_from=NEXT_SPRING, numbers={"low": {"price": "91"}})


def test_a_day_that_has_added_rates_takes_no_others_for_the_same_key() -> None:
    designer = a_designer()
    add(designer)
    with pytest.raises(RatesTwice, match="“electric”"):
        add(designer, numbers={"electric": {"price": "45"}})
    assert add(designer, numbers={"low": {"price": "81"}}).numbers == {"low": {"price": 81}}


def test_the_same_change_sent_twice_is_one() -> None:
    designer, change = a_designer(), uuid4()
    assert add(designer, change=change) == add(designer, change=change)
    assert said(designer.org or an_org(), change) == ["rates-added.v1"]


def test_of_many_changes_at_once_for_one_day_one_is_made() -> None:
    org, prices = an_org(), iter(range(45, 99))

    def one() -> bool:
        try:
            add(a_designer(org), numbers={"electric": {"price": str(next(prices))}})
        except RatesTwice:
            return False
        return True

    assert sorted(at_once(4, one)) == [False, False, False, True]


@pytest.mark.parametrize("duty", ["caseworker", "adviser", "steward"])
def test_rates_are_changed_by_designers_and_managers_only(duty: str) -> None:
    with pytest.raises(Forbidden):
        add(an_officer(None, duty))


def test_rates_are_changed_in_the_name_of_an_officer() -> None:
    with pytest.raises(Forbidden):
        add(Actor(org=an_org(), client=uuid4(), duties=frozenset({"manager"})))


def test_where_two_people_rule_nothing_holds_before_the_second_has_agreed() -> None:
    org = an_org()
    change = add(a_designer(org), two_people=True).id
    assert price(org, date(2031, 4, 1)) == 40
    rule(an_officer(org, "manager"), change)
    assert price(org, date(2031, 4, 1)) == 44
    assert said(org, change) == ["rates-proposed.v1", "rates-added.v1"]


def test_nobody_agrees_to_rates_of_their_own() -> None:
    designer = a_designer()
    change = add(designer, two_people=True).id
    with pytest.raises(NeedsASecondPerson):
        rule(designer, change)


def test_agreeing_twice_is_agreeing_once() -> None:
    org = an_org()
    change, manager = add(a_designer(org), two_people=True).id, an_officer(org, "manager")
    assert rule(manager, change) == rule(manager, change)
    assert said(org, change) == ["rates-proposed.v1", "rates-added.v1"]


def test_rates_whose_day_has_come_are_not_agreed_to_any_more() -> None:
    org = an_org()
    change = add(a_designer(org), two_people=True).id
    with pytest.raises(RatesTooLate):
        rule(an_officer(org, "manager"), change, datetime.fromisoformat("2031-04-01T12:00Z"))


def test_another_organisation_rules_and_withdraws_nothing() -> None:
    change = add(a_designer(), two_people=True).id
    for act in (rule, withdraw):
        with pytest.raises(ChangeNotFound):
            act(a_designer(), change)


def test_rates_are_withdrawn_before_their_day_and_can_be_added_again() -> None:
    org = an_org()
    designer = a_designer(org)
    change = add(designer).id
    assert withdraw(designer, change).state == withdraw(designer, change).state == "withdrawn"
    assert price(org, date(2031, 4, 1)) == 40
    assert said(org, change) == ["rates-added.v1", "rates-cancelled.v1"]
    add(designer, numbers={"electric": {"price": "45"}})
    assert price(org, date(2031, 4, 1)) == 45


def test_rates_in_force_are_not_withdrawn() -> None:
    designer = a_designer()
    change = add(designer).id
    with pytest.raises(RatesTooLate):
        withdraw(designer, change, datetime.fromisoformat("2031-03-31T23:30Z"))


def test_a_proposal_whose_day_has_passed_can_still_be_taken_away() -> None:
    designer = a_designer()
    change = add(designer, two_people=True).id
    later = datetime.fromisoformat("2031-05-01T12:00Z")
    assert withdraw(designer, change, later).state == "withdrawn"


def test_withdrawn_rates_are_not_agreed_to() -> None:
    org = an_org()
    designer = a_designer(org)
    change = add(designer, two_people=True).id
    withdraw(designer, change)
    with pytest.raises(RatesTwice):
        rule(an_officer(org, "manager"), change)


def test_what_was_added_cannot_be_changed_or_deleted_by_the_running_process() -> None:
    designer = a_designer()
    change = add(designer).id
    for spoiled in ({"numbers": {"price": 1}}, {"valid_from": date(2020, 1, 1)}):
        with pytest.raises(DatabaseError), acting(designer, purpose="test"):
            RateRow.objects.filter(change=change).update(**spoiled)
    with pytest.raises(DatabaseError), acting(designer, purpose="test"):
        RateRow.objects.filter(change=change).delete()


def test_another_organisation_reads_rates_and_writes_none() -> None:
    org, stranger = an_org(), a_designer()
    change = add(a_designer(org)).id
    with acting(stranger, purpose="test"):
        rows = RateRow.readable.filter(change=change)
        assert rows.count() == 1
        assert rows.update(state="withdrawn") == 0
    row = RateRow(
        org_id=org, change=uuid4(), service="permit", file="rates/parking.csv",
        valid_from=date(2031, 5, 1), key="low", numbers={"price": 1}, state="in order",
        by=uuid4(), at=NOON,
    )  # fmt: skip
    with pytest.raises(DatabaseError), acting(stranger, purpose="test"):
        row.save(force_insert=True)


def test_a_table_is_shown_with_what_was_added_and_what_is_in_force() -> None:
    org = an_org()
    change = add(a_designer(org))
    with acting(Actor(org=org), purpose="test"):
        shown = services.sheet(
            org=org, service="permit", rates=the_rates(), on=date(2031, 4, 1)
        )
    assert (shown.columns, shown.keys) == (("price",), ["electric", "low"])
    assert [(r.key, r.valid_from.isoformat(), r.is_in_force, r.change) for r in shown.rows] == [
        ("electric", "2025-04-01", False, None),
        ("electric", SPRING, True, change.id),
        ("low", "2025-04-01", True, None),
        ("low", NEXT_SPRING, False, None),
    ]
    assert shown.now == {"electric": {"price": 44}, "low": {"price": 80}}
    assert shown.changes == [change]


def test_an_added_row_holds_against_one_that_a_later_version_has_for_its_day() -> None:
    """All versions count alike, whichever of them somebody is on."""
    org = an_org()
    add(a_designer(org))
    later = a_calculation(
        a_line("permit", "rates.electric.price"),
        rates=a_table(TABLE.replace("2025-04-01,low", f"{SPRING},electric,46\n2025-04-01,low")),
    )
    (rates,) = services.tables(steps=[later])
    with acting(a_resident(org), purpose="test"):
        run = a_run(at=NOON, today=date(2031, 4, 1))
        assert later.take(run=run, given={}, fetched={})["fee"]["total"] == 44
    with acting(Actor(org=org), purpose="test"):
        shown = services.sheet(org=org, service="permit", rates=rates, on=date(2031, 4, 1))
    assert [r.numbers["price"] for r in shown.rows if r.is_replaced] == [46]
    assert [r.numbers["price"] for r in shown.rows if r.is_in_force] == [44, 80]


def test_a_table_without_keys_has_one_row_for_each_day() -> None:
    step = a_calculation(
        a_line("permit", "rates.price"), rates=a_table("valid from,price\n2025-04-01,40\n")
    )
    org, (rates,) = an_org(), services.tables(steps=[step, step])
    add(a_designer(org), rates=rates, numbers={"": {"price": "44"}})
    with acting(a_resident(org), purpose="test"):
        run = a_run(at=NOON + timedelta(days=1), today=date(2031, 4, 1))
        assert step.take(run=run, given={}, fetched={})["fee"]["total"] == 44


def test_a_version_whose_table_has_keys_passes_over_rows_without() -> None:
    org = an_org()
    step = a_calculation(a_line("a", "1"), rates=a_table("valid from,price\n2025-04-01,40\n"))
    (plain,) = services.tables(steps=[step])
    add(a_designer(org), rates=plain, numbers={"": {"price": "44"}})
    assert price(org, date(2031, 4, 1)) == 40


def test_a_step_without_rates_has_no_table() -> None:
    assert services.tables(steps=[a_calculation(a_line("a", "1"))]) == []


DAYS = [date(2025, 1, 1) + timedelta(days=50 * n) for n in range(20)]
_NUMBERS = st.dictionaries(
    st.sampled_from(["price", "more"]), st.decimals(0, 999, places=2), min_size=1
)


@given(
    st.lists(
        st.builds(
            Rate,
            line=st.just(0),
            valid_from=st.sampled_from(DAYS[1:]),
            key=st.sampled_from(["a", "b"]),
            numbers=_NUMBERS,
        ),
        max_size=6,
    )
)
def test_rates_with_what_was_added_are_the_same_when_written_and_read(
    rows: list[Rate],
) -> None:
    text = f"valid from,what,price,more\n{DAYS[0]},a,1,2\n{DAYS[0]},b,3.50,4\n"
    both = merged(rates=read_rates(text=text), added=rows)
    again = read_rates(text=as_text(rates=both, headings=text))
    assert not again.mistakes
    for day in DAYS:
        assert in_force(rates=again, on=day) == in_force(rates=both, on=day)
