"""Readers follow the log: nothing is lost or done twice, and one bad event stops nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event as Flag
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from moothall.kernel import events, readers
from moothall.kernel.actors import Actor, acting, current
from moothall.kernel.facts import Event
from moothall.kernel.ids import OrgId
from moothall.kernel.models import EventRecord, ParkedEvent, ReaderCursor
from moothall.kernel.readers import Lag, Line
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org, at_once


@dataclass(frozen=True, kw_only=True)
class BinEmptied(Event):
    name: ClassVar[str] = "streets.bin-emptied.v1"
    about: ClassVar[str | None] = "bin_id"

    bin_id: UUID
    street: str


@dataclass(frozen=True, kw_only=True)
class GateClosed(Event):
    name: ClassVar[str] = "parks.gate-closed.v1"

    gate: str


def tell(actor: Actor, *streets: str, before_commit: Callable[[], object] = bool) -> None:
    """Record events in one transaction."""
    with acting(actor, purpose="test"):
        for street in streets:
            events.record(BinEmptied(bin_id=uuid4(), street=street), at=NOON)
        before_commit()


def follow_to_the_end(reader: str, handle: Callable[[Line], None], *, batch: int = 100) -> None:
    while readers.follow(reader=reader, handlers={BinEmptied.name: handle}, batch=batch):
        pass


def fail(line: Line) -> None:
    raise ValueError("no lorry")


class Ears:
    """Hears streets, except those that it cannot bear."""

    def __init__(self, *unbearable: str) -> None:
        self.unbearable = unbearable
        self.heard = list[str]()

    def __call__(self, line: Line) -> None:
        if line.body["street"] in self.unbearable:
            raise ValueError("no lorry")
        self.heard.append(line.body["street"])


@pytest.fixture
def reader() -> str:
    """A reader of its own that has passed all that other tests have told."""
    name = f"reader-{uuid4()}"
    follow_to_the_end(name, lambda line: None)
    return name


class TestFollowing:
    def test_events_come_in_their_order_and_once(self, reader: str) -> None:
        actor, ears = an_officer(), Ears()
        tell(actor, "a", "b")
        tell(actor, "c")
        follow_to_the_end(reader, ears, batch=2)
        follow_to_the_end(reader, ears)
        assert ears.heard == ["a", "b", "c"]

    def test_an_event_that_commits_late_is_not_lost(self, reader: str) -> None:
        actor, ears = an_officer(), Ears()
        written, may_commit = Flag(), Flag()

        def linger() -> None:
            written.set()
            may_commit.wait(10)

        def tell_slowly() -> None:
            tell(actor, "slow", before_commit=linger)
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(tell_slowly)
            written.wait(10)
            tell(actor, "quick")
            follow_to_the_end(reader, ears)
            assert ears.heard == []
            may_commit.set()
            slow.result()
        follow_to_the_end(reader, ears)
        assert ears.heard == ["slow", "quick"]

    def test_an_event_that_was_undone_is_never_heard(self, reader: str) -> None:
        ears = Ears()
        with pytest.raises(ZeroDivisionError):
            tell(an_officer(), "never", before_commit=lambda: 1 // 0)
        follow_to_the_end(reader, ears)
        assert ears.heard == []

    def test_a_line_says_what_was_told_by_whom_and_about_what(self, reader: str) -> None:
        org, bin_id, lines = an_org(), uuid4(), list[Line]()
        officer = an_officer(org)
        with acting(officer, purpose="test"):
            events.record(BinEmptied(bin_id=bin_id, street="a"), at=NOON)
        follow_to_the_end(reader, lines.append)
        (line,) = lines
        assert (line.org, line.name, line.subject, line.at, line.by, line.body) == (
            org,
            "streets.bin-emptied.v1",
            bin_id,
            NOON,
            f"officer:{officer.officer}",
            {"bin_id": str(bin_id), "street": "a"},
        )

    def test_it_is_handled_for_the_organisation_whose_it_is(self, reader: str) -> None:
        org, seen = an_org(), list[OrgId | None]()
        tell(a_resident(org), "a")
        follow_to_the_end(reader, lambda line: seen.append(current().org))
        assert seen == [org]

    def test_what_nobody_listens_for_is_passed_by(self, reader: str) -> None:
        ears = Ears()
        with acting(an_officer(), purpose="test"):
            events.record(GateClosed(gate="west"), at=NOON)
        tell(an_officer(), "a")
        follow_to_the_end(reader, ears)
        assert ears.heard == ["a"]

    def test_a_new_reader_begins_at_the_beginning(self) -> None:
        street, ears = f"street {uuid4()}", Ears()
        tell(an_officer(), street)
        follow_to_the_end(f"reader-{uuid4()}", ears)
        assert ears.heard.count(street) == 1

    def test_workers_who_follow_at_once_handle_an_event_once(self, reader: str) -> None:
        actor, ears = an_officer(), Ears()
        for n in range(6):
            tell(actor, str(n))
        at_once(4, lambda: follow_to_the_end(reader, ears))
        assert sorted(ears.heard) == ["0", "1", "2", "3", "4", "5"]

    def test_a_run_of_one_organisation_shares_a_transaction(self, reader: str) -> None:
        one, other, found = an_officer(), an_officer(), list[tuple[str, int]]()
        tell(one, "a", "b")
        tell(other, "c")
        tell(one, "d")

        def note(line: Line) -> None:
            with connection.cursor() as cursor:
                cursor.execute("select pg_current_xact_id()::text::bigint")
                (transaction,) = cursor.fetchone() or (0,)
            found.append((line.body["street"], transaction))

        follow_to_the_end(reader, note)
        at = dict(found)
        assert at["a"] == at["b"]
        assert len({at["a"], at["c"], at["d"]}) == 3


class TestParking:
    def test_a_failing_event_is_parked_with_its_error_and_the_reader_goes_on(
        self, reader: str
    ) -> None:
        actor, ears = an_officer(), Ears("bad")
        tell(actor, "before", "bad", "after")
        follow_to_the_end(reader, ears)
        # The run was undone and taken singly, so what went well in it was heard twice.
        assert ears.heard == ["before", "before", "after"]
        with acting(Actor(), purpose="test"):
            (parked,) = ParkedEvent.objects.filter(reader=reader)
        assert (parked.error, parked.body["street"], parked.org_id) == (
            "ValueError('no lorry')",
            "bad",
            actor.org,
        )

    def test_what_a_failing_handler_wrote_is_undone(self, reader: str) -> None:
        tell(an_officer(), "a")
        follow_to_the_end(reader, write_and_fail)
        with acting(Actor(), purpose="test"):
            assert not ReaderCursor.objects.filter(reader="written by a handler").exists()

    def test_replaying_hands_it_over_again_until_it_succeeds_once(self, reader: str) -> None:
        ears = Ears()
        tell(an_officer(), "bad")
        follow_to_the_end(reader, fail)
        assert readers.replay(reader=reader, handlers={BinEmptied.name: fail}) == 0
        assert readers.replay(reader=reader, handlers={BinEmptied.name: ears}) == 1
        assert readers.replay(reader=reader, handlers={BinEmptied.name: ears}) == 0
        assert ears.heard == ["bad"]

    def test_replaying_acts_for_the_organisation_whose_it_is(self, reader: str) -> None:
        org, seen = an_org(), list[OrgId | None]()
        tell(an_officer(org), "bad")
        follow_to_the_end(reader, fail)

        def note(line: Line) -> None:
            seen.append(current().org)

        readers.replay(reader=reader, handlers={BinEmptied.name: note})
        assert seen == [org]

    def test_an_event_that_nobody_listens_for_any_more_stays_parked(self, reader: str) -> None:
        tell(an_officer(), "bad")
        follow_to_the_end(reader, fail)
        assert readers.replay(reader=reader, handlers={}) == 0
        with acting(Actor(), purpose="test"):
            assert ParkedEvent.objects.filter(reader=reader).count() == 1

    def test_the_lag_says_what_waits_and_what_is_parked(self, reader: str) -> None:
        actor = an_officer()
        tell(actor, "bad")
        follow_to_the_end(reader, fail)
        tell(actor, "a", "b", "c")
        with acting(Actor(), purpose="test"):
            found = {lag.reader: lag for lag in readers.lags()}
        assert found[reader] == Lag(reader=reader, waiting=3, parked=1)


def write_and_fail(line: Line) -> None:
    ReaderCursor.objects.create(reader="written by a handler")
    raise ValueError("no lorry")


class TestRestoring:
    def test_after_a_restore_events_sort_behind_those_of_the_old_cluster(
        self, reader: str
    ) -> None:
        """In a new cluster transaction ids start low; the epoch, raised by then, leads them."""
        with acting(Actor(), purpose="test"):
            ReaderCursor.objects.filter(reader=reader).update(transaction=2**62)
        ears = Ears()
        tell(an_officer(), "before")
        follow_to_the_end(reader, ears)
        assert ears.heard == []
        with connections["owner"].cursor() as cursor:
            cursor.execute("update log_epoch set epoch = epoch + 1")
        tell(an_officer(), "after")
        follow_to_the_end(reader, ears)
        assert ears.heard == ["after"]


class TestTheLog:
    def test_it_is_read_from_any_place_on(self, reader: str) -> None:
        tell(an_officer(), "a", "b")
        with acting(Actor(), purpose="test"):
            cursor = ReaderCursor.objects.get(reader=reader)
            first, second = readers.lines_after(
                epoch=cursor.epoch,
                transaction=cursor.transaction,
                position=cursor.position,
                at_most=2,
            )
            (again,) = readers.lines_after(
                epoch=first.epoch,
                transaction=first.transaction,
                position=first.position,
                at_most=1,
            )
        assert [first.body["street"], second.body["street"]] == ["a", "b"]
        assert again == second

    def test_an_organisation_finds_its_own_lines_and_no_others(self) -> None:
        org, other = an_org(), an_org()
        tell(a_resident(org), "a")
        tell(an_officer(other), "b")
        with acting(an_officer(org), purpose="test"):
            assert [line.body["street"] for line in EventRecord.objects.all()] == ["a"]
        for nobody in (Actor(), a_resident(org)):
            with acting(nobody, purpose="test"):
                assert not EventRecord.objects.exists()

    def test_every_event_publishes_the_schema_of_its_body(self) -> None:
        schema = BinEmptied.schema()
        assert schema["required"] == ["bin_id", "street"]
        assert schema["properties"]["bin_id"]["format"] == "uuid"
