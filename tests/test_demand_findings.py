"""Findings of demand: found, moved on by whom they concern, and judged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.figures import events_of, failing, of

from moothall.components.demand.contracts import (
    FindingNotFound,
    MoveRefused,
    Record,
    State,
    Verdict,
)
from moothall.components.demand.services import offered
from moothall.components.demand.services.finding import find
from moothall.components.demand.testing import MemoryCubes
from moothall.components.demand.tests.inventing import AT, ORGS, invented
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import an_officer, an_org, the_steward

DAY = timedelta(days=1)


def a_finding(orgs: Sequence[OrgId], *, at: datetime = AT) -> UUID:
    find(at=at, cubes=MemoryCubes(failing(orgs)))
    with acting(an_officer(orgs[0], "manager"), purpose="test"):
        (found,) = offered.findings()
    return found.id


def move(actor: Actor, finding: UUID, to: State, *, at: datetime = AT) -> State:
    with acting(actor, purpose="test"):
        return offered.move(finding_id=finding, to=to, at=at).state


def test_what_is_found_is_read_by_whom_it_concerns_and_by_the_steward() -> None:
    orgs = [an_org() for _ in ORGS]
    found = a_finding(orgs)
    with acting(an_officer(orgs[1], "manager"), purpose="test"):
        assert offered.findings() == []
        with pytest.raises(FindingNotFound):
            offered.finding(finding_id=found)
    with acting(an_officer(the_steward(), "steward"), purpose="test"):
        assert offered.finding(finding_id=found).concerned == (orgs[0],)


def test_a_finding_is_said_once_and_never_doubles() -> None:
    orgs = [an_org() for _ in ORGS]
    first = a_finding(orgs)
    again = a_finding(orgs, at=AT + DAY)
    assert first == again
    with acting(an_officer(orgs[0], "manager"), purpose="test"):
        found = offered.finding(finding_id=first)
    assert (found.found_at, found.last_found_at) == (AT, AT + DAY)
    said = [
        e
        for e in events_of(the_steward(), "demand.finding-found.v1")
        if e["finding_id"] == str(first)
    ]
    assert len(said) == 1


def test_a_manager_of_an_organisation_concerned_takes_a_finding_on() -> None:
    orgs = [an_org() for _ in ORGS]
    found, manager = a_finding(orgs), an_officer(orgs[0], "manager")
    assert move(manager, found, State.ACCEPTED) is State.ACCEPTED
    a_finding(orgs, at=AT + DAY)
    with acting(manager, purpose="test"):
        assert offered.finding(finding_id=found).state is State.ACCEPTED
    (said,) = events_of(orgs[0], "demand.finding-moved.v1")
    assert (said["state_from"], said["state_to"]) == ("seen", "accepted")


def test_a_caseworker_does_not_move_a_finding() -> None:
    orgs = [an_org() for _ in ORGS]
    found = a_finding(orgs)
    with pytest.raises(Forbidden):
        move(an_officer(orgs[0], "caseworker"), found, State.ACCEPTED)


@pytest.mark.parametrize("to", [State.DONE, State.JUDGED, State.SEEN])
def test_a_finding_skips_no_state(to: State) -> None:
    orgs = [an_org() for _ in ORGS]
    found = a_finding(orgs)
    with pytest.raises(MoveRefused):
        move(an_officer(orgs[0], "manager"), found, to)


def test_two_officers_do_not_move_the_same_finding_past_one_another() -> None:
    orgs = [an_org() for _ in ORGS]
    found, manager = a_finding(orgs), an_officer(orgs[0], "manager")
    move(manager, found, State.ACCEPTED)
    with acting(manager, purpose="test"), pytest.raises(MoveRefused):
        offered.move(finding_id=found, to=State.ACTING, revision=1, at=AT)


def done(orgs: Sequence[OrgId]) -> UUID:
    """A finding on which somebody acted at the end of the year, and was done a week later."""
    found, manager = a_finding(orgs), an_officer(orgs[0], "manager")
    move(manager, found, State.ACCEPTED)
    move(manager, found, State.ACTING)
    move(manager, found, State.DONE, at=AT + 7 * DAY)
    return found


def later(records: Sequence[Record]) -> list[Record]:
    """The same needs a year on."""
    return [
        replace(
            r,
            id=uuid7(),
            asked_at=r.asked_at + 365 * DAY,
            ended_at=r.ended_at and r.ended_at + 365 * DAY,
        )
        for r in records
    ]


@pytest.mark.parametrize("mended", [True, False])
def test_what_was_done_is_judged_by_the_same_measure_before_and_after(mended: bool) -> None:  # noqa: FBT001
    orgs = [an_org() for _ in ORGS]
    found = done(orgs)
    records = failing(orgs)
    after = later(of(orgs, invented(2)) if mended else records)
    find(at=AT + 98 * DAY, cubes=MemoryCubes([*records, *after]))
    with acting(an_officer(orgs[0], "manager"), purpose="test"):
        judged = offered.finding(finding_id=found)
    assert judged.state is State.JUDGED
    said = Verdict.BETTER if mended else Verdict.NOT_TO_BE_TOLD
    assert judged.after["verdict"] == said.value
    assert judged.before["figure"]["low"] > 0.3


def test_nothing_is_judged_before_four_weeks_are_over() -> None:
    orgs = [an_org() for _ in ORGS]
    found = done(orgs)
    find(at=AT + 30 * DAY, cubes=MemoryCubes(failing(orgs)))
    with acting(an_officer(orgs[0], "manager"), purpose="test"):
        assert offered.finding(finding_id=found).state is State.DONE
