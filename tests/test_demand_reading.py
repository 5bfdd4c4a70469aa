"""Demand read from the log: as it comes, again from the beginning, and to the same result."""

from datetime import timedelta

from django.db import connection
from tests.telling import caught_up, closed, opened, records_of, told

from moothall.components.cases.contracts import CaseReopened
from moothall.components.demand import services
from moothall.components.demand.queries import rows
from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.testing import NOON, an_org, the_steward


def test_what_happens_is_read_from_the_log_into_a_record() -> None:
    org, case = an_org(), uuid7()
    told(org, opened(case))
    told(org, closed(case), at=NOON + timedelta(hours=3))
    caught_up()
    (record,) = records_of(org).values()
    assert (record.id, record.outcome.value) == (case, "met")
    assert record.ended_at == NOON + timedelta(hours=3)


def test_another_organisation_sees_none_of_it() -> None:
    org, other = an_org(), an_org()
    told(org, opened(uuid7()))
    caught_up()
    with acting(Actor(org=other), purpose="test"):
        assert rows.fetch("select 1 from demand_record where org_id = %s", [org]) == []


def test_one_person_has_one_key_within_a_quarter_and_another_in_the_next() -> None:
    the_steward()
    org, person = an_org(), parties.pseudonym(visit="somebody")
    first, second, later = uuid7(), uuid7(), uuid7()
    told(org, opened(first, person=person))
    told(org, opened(second, person=person), at=NOON + timedelta(days=5))
    told(org, opened(later, person=person), at=NOON + timedelta(days=95))
    caught_up()
    found = records_of(org)
    assert found[first].person_key == found[second].person_key != ""
    assert found[later].person_key not in {found[first].person_key, ""}


def test_a_key_tells_nothing_of_the_pseudonym_that_the_log_has() -> None:
    the_steward()
    org, person, case = an_org(), uuid7(), uuid7()
    told(org, opened(case, person=person))
    caught_up()
    assert person.hex[:8] not in records_of(org)[case].person_key


def test_a_rebuild_comes_to_the_same_as_reading_along() -> None:
    the_steward()
    org = an_org()
    cases = [uuid7() for _ in range(5)]
    for n, case in enumerate(cases):
        told(org, opened(case, person=uuid7()), at=NOON + timedelta(days=n))
    told(org, *(closed(case) for case in cases[:3]), at=NOON + timedelta(days=9))
    caught_up()
    told(org, CaseReopened(case_id=cases[0], service="s", from_state="a", to_state="b"))
    caught_up()
    before = records_of(org)
    services.rebuild(at=NOON + timedelta(days=9))
    assert records_of(org) == before
    assert before[cases[0]].reopened == 1


def test_after_a_rebuild_the_reader_goes_on_from_where_it_ended() -> None:
    org, case = an_org(), uuid7()
    told(org, opened(case))
    services.rebuild(at=NOON)
    told(org, closed(case))
    caught_up()
    assert records_of(org)[case].outcome.value == "met"


def test_an_event_about_what_was_trimmed_makes_it_again_from_its_own_lines() -> None:
    org, case = an_org(), uuid7()
    told(org, opened(case))
    told(org, closed(case))
    caught_up()
    whole = records_of(org)[case]
    with acting(Actor(org=org), purpose="test"), connection.cursor() as cursor:
        cursor.execute("delete from demand_record where id = %s", [case])
    told(org, CaseReopened(case_id=case, service="s", from_state="a", to_state="b"))
    caught_up()
    again = records_of(org)[case]
    assert (again.asked_at, again.need, again.reopened) == (whole.asked_at, whole.need, 1)
