"""Contacts that would not have been needed."""

from datetime import UTC, datetime, timedelta

import pytest

from moothall.components.demand.contracts import Kind, Outcome
from moothall.components.demand.rules.measures.rates import share
from moothall.components.demand.rules.measures.repeats import (
    Contact,
    Demand,
    Repeat,
    contacts_per_met_demand,
    failures,
    repeat_contacts,
    repeats_of,
)

START = datetime(2030, 6, 3, 9, tzinfo=UTC)


def day(days: float) -> datetime:
    return START + timedelta(days=days)


def a_contact(
    at: float, *, need: str = "bins", demand: str = "d", who: str | None = "p"
) -> Contact:
    return Contact(at=day(at), need=need, demand=demand, person=who)


STILL_OPEN = [Demand("d")]
CLOSED = [Demand("d", closed_at=day(2), outcome=Outcome.MET)]


@pytest.mark.parametrize(("apart", "repeats"), [(6.9, True), (7, True), (7.1, False)])
def test_a_repeat_follows_within_the_days(apart: float, *, repeats: bool) -> None:
    found = repeats_of([a_contact(0), a_contact(apart)], STILL_OPEN, within_days=7)
    assert found[0] is None
    assert (found[1] is not None) == repeats


def test_a_repeat_while_open_chases_and_one_after_closing_was_closed_too_early() -> None:
    contacts = [a_contact(0), a_contact(1), a_contact(3)]
    found = repeats_of(contacts, CLOSED, within_days=7)
    assert found == (None, Repeat.CHASING, Repeat.PREMATURE)
    assert repeats_of(contacts, STILL_OPEN, within_days=7)[2] is Repeat.CHASING


def test_a_new_demand_about_the_same_need_is_a_repeat_of_the_old_one() -> None:
    contacts = [a_contact(0), a_contact(3, demand="later")]
    demands = [*CLOSED, Demand("later")]
    assert repeats_of(contacts, demands, within_days=7)[1] is Repeat.PREMATURE


def test_other_needs_other_people_and_people_unknown_are_no_repeats() -> None:
    others = [a_contact(1, need="rent"), a_contact(1, who="q"), a_contact(1, who=None)]
    found = repeats_of(
        [a_contact(0), a_contact(0, who=None), *others], STILL_OPEN, within_days=7
    )
    assert found == (None,) * 5


def test_contacts_need_not_be_in_order_and_one_moment_is_one_contact() -> None:
    contacts = [a_contact(3), a_contact(0), a_contact(0)]
    assert repeats_of(contacts, STILL_OPEN, within_days=7) == (Repeat.CHASING, None, None)


def test_shares_are_of_contacts_whose_person_is_known() -> None:
    contacts = [a_contact(0), a_contact(1), a_contact(3), a_contact(3, who=None)]
    found = repeat_contacts(contacts, CLOSED, within_days=14)
    assert found.repeats == share(2, 3)
    assert found.chasing == share(1, 3)
    assert found.premature == share(1, 3)
    assert found.unlinked == share(1, 4)
    assert (found.count, found.within_days, found.method) == (4, 14, "repeats.person-need.1")


def test_contacts_before_the_period_are_repeated_but_not_counted() -> None:
    found = repeat_contacts(
        [a_contact(0), a_contact(3)], STILL_OPEN, within_days=7, since=day(1)
    )
    assert found.repeats == share(1, 1)
    assert found.count == 1


def test_without_contacts_there_are_no_shares() -> None:
    found = repeat_contacts([], [], within_days=7)
    assert (found.repeats, found.unlinked, found.count) == (None, None, 0)


def test_failure_is_a_share_of_what_is_known_and_the_unknown_a_share_of_all() -> None:
    kinds = [Kind.FAILURE] * 3 + [Kind.VALUE] * 7 + [Kind.UNKNOWN] * 10
    found = failures(kinds)
    assert (found.failure, found.unknown, found.count) == (share(3, 10), share(10, 20), 20)
    assert failures([Kind.UNKNOWN]).failure is None
    assert failures([]).unknown is None


def test_contacts_are_counted_against_the_demands_that_were_met() -> None:
    met = [Demand(f"m{at}", closed_at=day(9), outcome=Outcome.MET) for at in range(20)]
    contacts = [a_contact(at, demand=demand.id) for at, demand in enumerate(met)] * 2
    unmet = Demand("u", closed_at=day(9), outcome=Outcome.UNMET_NO_SERVICE)
    more = [a_contact(1, demand="u")] * 10
    found = contacts_per_met_demand([*contacts, *more], [*met, unmet])
    assert found is not None
    assert (found.value, found.count, found.denominator) == (2.5, 50, 20)
    assert found.low < 2.5 < found.high
    even = contacts_per_met_demand(contacts, met)
    assert even is not None
    assert found.high / found.value > even.high / even.value


def test_fewer_than_ten_met_demands_say_nothing() -> None:
    met = [Demand(f"m{at}", closed_at=day(9), outcome=Outcome.MET) for at in range(9)]
    assert contacts_per_met_demand([a_contact(0, demand="m0")], met) is None


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        repeats_of([], [], within_days=0)
    with pytest.raises(ValueError, match="which is not given"):
        repeats_of([a_contact(0)], [], within_days=7)
    with pytest.raises(ValueError, match="open and closed at once"):
        repeats_of([], [Demand("d", closed_at=day(1))], within_days=7)
    naive = Contact(at=START.replace(tzinfo=None), need="bins", demand="d")
    with pytest.raises(ValueError, match="time zone"):
        repeats_of([naive], STILL_OPEN, within_days=7)
    with pytest.raises(ValueError, match="occur more than once"):
        contacts_per_met_demand([], [*STILL_OPEN, *STILL_OPEN])
