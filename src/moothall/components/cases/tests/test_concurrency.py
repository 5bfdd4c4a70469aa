"""Many at once: nothing is lost or done twice, and nobody is refused for being quick."""

from collections import Counter
from itertools import count

from moothall.components.cases import queries, services
from moothall.components.cases.contracts import (
    AlreadyOpened,
    ChangedMeanwhile,
    NotInThisState,
)
from moothall.components.cases.testing import VERSION, a_case, a_life
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.models import EventRecord
from moothall.kernel.testing import NOON, a_person, a_resident, an_officer, an_org, at_once

LIFE = a_life()


def test_of_two_officers_at_once_the_second_is_told_what_changed() -> None:
    officer = an_officer()
    case = a_case(officer)

    def resolve() -> str:
        try:
            with acting(officer, purpose="casework"):
                services.act(
                    case_id=case.id,
                    life=LIFE,
                    action="resolve",
                    revision=case.revision,
                    at=NOON,
                )
        except ChangedMeanwhile as refusal:
            return refusal.changes[0].action or ""
        return "done"

    assert sorted(at_once(2, resolve)) == ["done", "resolve"]


def test_of_many_at_once_one_resolves_and_the_others_find_it_done() -> None:
    officer = an_officer()
    case = a_case(officer)

    def resolve() -> bool:
        try:
            with acting(officer, purpose="casework"):
                services.act(case_id=case.id, life=LIFE, action="resolve", at=NOON)
        except NotInThisState:
            return False
        return True

    assert sorted(at_once(8, resolve)) == [False] * 7 + [True]
    with acting(officer, purpose="casework"):
        assert EventRecord.objects.filter(name="cases.case-closed.v1").count() == 1


def test_no_change_is_lost_among_many() -> None:
    officer = an_officer()
    case = a_case(officer)
    turn = count()

    def work() -> None:
        for _ in range(5):
            with acting(officer, purpose="casework"):
                if next(turn) % 2:
                    services.assign(case_id=case.id, to=a_person(), at=NOON)
                else:
                    services.act(case_id=case.id, life=LIFE, action="update", at=NOON)

    at_once(8, work)
    with acting(officer, purpose="casework"):
        assert queries.case_by_id(case_id=case.id).revision == 41
        entries = queries.timeline(case_id=case.id)
        assert [e.revision for e in entries] == list(range(1, 42))
        assert EventRecord.objects.filter(subject=case.id).count() == 41


def test_assign_then_resolve_without_a_gap_is_never_refused() -> None:
    officer = an_officer()

    def lifecycles() -> int:
        for _ in range(6):
            case = a_case(Actor(org=officer.org, client=uuid7()))
            with acting(officer, purpose="casework"):
                services.assign(case_id=case.id, to=officer.officer, at=NOON)
            with acting(officer, purpose="casework"):
                services.act(case_id=case.id, life=LIFE, action="resolve", at=NOON)
            with acting(officer, purpose="casework"):
                assert queries.case(reference=case.reference).state == "resolved"
        return 6

    assert sum(at_once(12, lifecycles)) == 72
    with acting(officer, purpose="casework"):
        told = Counter(EventRecord.objects.values_list("name", flat=True))
    assert told == {
        f"cases.case-{what}.v1": 72 for what in ("opened", "assigned", "moved", "closed")
    }


def test_the_same_case_sent_many_times_at_once_is_opened_once() -> None:
    org, case_id = an_org(), uuid7()
    resident = a_resident(org)

    def send() -> bool:
        try:
            with acting(resident, purpose="own"):
                services.open_case(
                    life=LIFE,
                    service="s",
                    version=VERSION,
                    need="n",
                    answers={},
                    contact={},
                    case_id=case_id,
                    at=NOON,
                )
        except AlreadyOpened:
            return False
        return True

    assert sorted(at_once(6, send)) == [False] * 5 + [True]
    with acting(Actor(org=org), purpose="casework"):
        assert queries.count(at=NOON) == 1


def test_a_case_lapses_once_with_many_workers() -> None:
    org = an_org()
    officer = an_officer(org)
    case = a_case(officer)
    with acting(officer, purpose="casework"):
        services.act(case_id=case.id, life=LIFE, action="ask", at=NOON)
    late = NOON.replace(year=2031)

    def lapse() -> bool:
        with acting(Actor(org=org), purpose="clocks"):
            return services.lapse(case_id=case.id, life=LIFE, at=late) is not None

    assert sorted(at_once(6, lapse)) == [False] * 5 + [True]
