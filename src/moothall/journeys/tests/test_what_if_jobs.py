"""What-ifs in the background: begun once committed, followed, ended once, whoever fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from moothall.components.cases import services as cases
from moothall.journeys import catalogue, models, timers, what_if_jobs
from moothall.journeys import services as journeys
from moothall.journeys.catalogue import Published
from moothall.journeys.services import what_ifs
from moothall.journeys.tests.what_ifs import (
    AMOUNT,
    HOUSEHOLD,
    a_line,
    a_population,
    asked,
    changed,
    the_scheme,
)
from moothall.journeys.whatif.contracts import (
    AnotherRuns,
    State,
    Trial,
    WhatIf,
    WhatIfNotFound,
)
from moothall.journeys.whatif.populations import scan
from moothall.kernel import jobs, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import NOON, an_org, slug_of

TRIAL = Trial(amount=AMOUNT, direction="get")
ADDRESS = {"line1": "1 Harbour Street", "town": "Seaborough", "postcode": "SB1 1DB"}


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation that offers the scheme."""

    org: OrgId
    published: Published

    @property
    def designer(self) -> Actor:
        return Actor(org=self.org, duties=frozenset({"service_designer"}))

    def ask(self, text: str | None, *, by: Actor | None = None, **more: Any) -> UUID:  # noqa: ANN401
        found = scan(text, asked=asked(), at=NOON) if text is not None else None
        given = {
            "published": self.published,
            "files": changed(taper_per_cent="25"),
            "day": NOON.date(),
            "trial": TRIAL,
            "population": text,
            "rows": found.rows if found else 0,
            "groupings": list(found.columns.groupings.values()) if found else [],
            "warnings": [],
            "by": "Devin",
            "at": NOON,
        }
        with acting(by or self.designer, purpose="test"):
            return what_ifs.ask(**{**given, **more})

    def run(self, what_if_id: UUID) -> WhatIf:
        what_if_jobs.run(org=str(self.org), what_if=str(what_if_id))
        return self.now(what_if_id)

    def now(self, what_if_id: UUID) -> WhatIf:
        with acting(self.designer, purpose="test"):
            return what_ifs.what_if(what_if_id=what_if_id)

    def holds_population(self, what_if_id: UUID) -> bool:
        with acting(self.designer, purpose="test"):
            return models.WhatIf.objects.get(id=what_if_id).population is not None

    def case(self, **answers: Any) -> None:  # noqa: ANN401
        service = self.published.service
        with acting(Actor(org=self.org), purpose="test"):
            cases.open_case(
                life=service.life,
                service=service.service,
                version=self.published.id,
                need=service.need,
                answers={**HOUSEHOLD, "home": ADDRESS, "your_name": {"full": "Zoë"}, **answers},
                contact={"name": "Zoë"},
                language="en",
                title=service.title,
                ward="W1",
                at=NOON,
            )


def an_office() -> Office:
    org = an_org("rates")
    with acting(Actor(org=org, duties=frozenset({"service_designer"})), purpose="test"):
        made = journeys.publish(
            definition={**the_scheme(), "owner": slug_of(org), "messages": []},
            templates={},
            by="Devin",
            note="First",
            at=NOON,
        )
        return Office(org=org, published=catalogue.version(version_id=made.id))


@pytest.fixture
def office() -> Office:
    return an_office()


def some(count: int = 8) -> str:
    lines = [a_line("Harbour", earnings=str(90 + 20 * (n % 40))) for n in range(count)]
    return a_population(*lines, more=["ward"])


def everybody(found: WhatIf) -> Mapping[str, Any]:
    assert found.result is not None
    every: Mapping[str, Any] = found.result["all"]
    return every


def test_a_run_keeps_what_it_came_to_and_forgets_the_population(office: Office) -> None:
    what_if = office.ask(some())
    found = office.run(what_if)
    assert (found.state, found.done_rows, found.total_rows) == (State.DONE, 8, 8)
    assert everybody(found)["worse"] > 0
    assert isinstance(everybody(found)["before"], Decimal | int)
    assert not office.holds_population(what_if)


def test_the_worker_finds_it_once_it_is_committed(office: Office) -> None:
    what_if = office.ask(some())
    jobs.run_waiting()
    assert office.now(what_if).state is State.DONE


def test_a_job_that_comes_twice_changes_nothing(office: Office) -> None:
    what_if = office.ask(some())
    first = office.run(what_if)
    assert office.run(what_if) == first


def test_a_run_that_a_lost_worker_began_begins_again(office: Office) -> None:
    what_if = office.ask(some())
    with acting(Actor(org=office.org), purpose="test"):
        what_ifs.start(what_if_id=what_if, at=NOON)
        what_ifs.note(what_if_id=what_if, done_rows=5)
    found = office.run(what_if)
    assert (found.state, everybody(found)["rows"]) == (State.DONE, 8)


def test_a_run_that_costs_a_worker_each_time_is_given_up_in_words(office: Office) -> None:
    what_if = office.ask(some())
    for _ in range(what_ifs.MOST_STARTS):
        with acting(Actor(org=office.org), purpose="test"):
            what_ifs.start(what_if_id=what_if, at=NOON)
    found = office.run(what_if)
    assert found.state is State.FAILED
    assert found.why["en"]
    assert found.why["cy"] != found.why["en"]
    assert not office.holds_population(what_if)


def test_a_cancelled_run_stops_and_keeps_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    what_if = office.ask(some())

    def stopped(
        work: object, lines: object, *, goes_on: Callable[[int], bool], **_: object
    ) -> None:
        with acting(office.designer, purpose="test"):
            assert what_ifs.cancel(what_if_id=what_if, at=NOON)
        monkeypatch.setattr(what_if_jobs, "_EVERY", 0.0)
        assert goes_on(2) is False

    monkeypatch.setattr(what_if_jobs, "work_through", stopped)
    found = office.run(what_if)
    assert (found.state, found.result) == (State.CANCELLED, None)
    assert not office.holds_population(what_if)


def test_a_second_run_waits_for_the_first(office: Office) -> None:
    what_if = office.ask(some())
    with what_if_jobs._one_at_a_time:
        assert office.run(what_if).state is State.WAITING
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where queueing_lock = %s",
            [f"journeys.what-if/{what_if}"],
        )
        assert cursor.fetchone() == (1,)


def test_an_organisation_tries_one_change_at_a_time(office: Office) -> None:
    office.ask(some())
    with pytest.raises(AnotherRuns):
        office.ask(some())


def test_only_who_designs_or_manages_asks(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.ask(some(), by=Actor(org=office.org, duties=frozenset({"caseworker"})))


def test_another_organisation_sees_none_of_it(office: Office) -> None:
    what_if, other = office.ask(some()), an_office()
    with pytest.raises(WhatIfNotFound):
        other.now(what_if)
    with acting(other.designer, purpose="test"):
        assert what_ifs.what_ifs(service=office.published.service.service) == []
        assert not models.WhatIf.readable.filter(id=what_if).exists()


class TestPastDecisions:
    def test_they_are_tried_with_their_ward_and_without_identities(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for n in range(6):
            office.case(earnings=Decimal(100 + n * 30))
        seen = list[str]()
        keep = what_ifs.gathered

        def watched(**given: Any) -> None:  # noqa: ANN401
            seen.append(given["text"])
            keep(**given)

        monkeypatch.setattr(what_ifs, "gathered", watched)
        found = office.run(office.ask(None))
        assert (found.state, found.total_rows, everybody(found)["rows"]) == (State.DONE, 6, 6)
        assert found.groupings[0] == "ward"
        assert not {"Zoë", "SB1 1DB", "home", "your_name"} & set(
            seen[0].replace("\n", ",").split(",")
        )

    def test_fewer_than_can_be_shown_are_refused_in_words(self, office: Office) -> None:
        office.case()
        found = office.run(office.ask(None))
        assert found.state is State.FAILED
        assert "5" in found.why["en"]


def test_a_service_that_lacks_a_step_here_is_not_tried(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    what_if = office.ask(some())
    kinds = {k: v for k, v in registry.step_kinds().items() if k != "assess"}
    monkeypatch.setattr(registry, "step_kinds", lambda: kinds)
    found = office.run(what_if)
    assert (found.state, found.result) == (State.FAILED, None)
    assert "missing" in found.why["en"]


class TestForgetting:
    def test_what_was_left_for_a_day_ends_and_its_population_goes(self, office: Office) -> None:
        what_if = office.ask(some())
        with acting(Actor(org=office.org), purpose="test"):
            timers.forget_what_ifs(at=NOON + timedelta(days=2))
        assert office.now(what_if).state is State.FAILED
        assert not office.holds_population(what_if)

    def test_old_results_go(self, office: Office) -> None:
        what_if = office.ask(some())
        office.run(what_if)
        with acting(Actor(org=office.org), purpose="test"):
            assert timers.forget_what_ifs(at=NOON + timedelta(days=1100)) == 1


@pytest.mark.slow
def test_processes_come_to_what_one_process_does(office: Office) -> None:
    text = some(2_500)
    found = office.run(office.ask(text))
    assert (found.state, everybody(found)["rows"]) == (State.DONE, 2_500)
    alone = [office.run(office.ask(some(part))) for part in (2_000, 500)]
    assert everybody(found)["cases"] == sum(everybody(each)["cases"] for each in alone)


def test_what_never_was_is_not_tried() -> None:
    office = an_office()
    what_if_jobs.run(org=str(office.org), what_if=str(uuid4()))
