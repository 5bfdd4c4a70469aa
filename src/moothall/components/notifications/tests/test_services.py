"""Messages as officers and residents queue them, see them, and have them sent again."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from moothall.components.notifications import contracts, queries, services
from moothall.components.notifications.contracts import AddressRejected, MessageRejected, State
from moothall.components.notifications.testing import MORNING, queued, seen, send_now
from moothall.components.notifications.tests.mailers import scripted
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.models import EventRecord
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import a_resident, an_officer, an_org, at_once


def events_about(org: OrgId, subject: UUID) -> list[str]:
    with acting(Actor(org=org), purpose="test"):
        found = EventRecord.objects.filter(org=org, subject=subject).order_by("position")
        return [event.name for event in found]


def jobs_waiting(message_id: UUID) -> int:
    with acting(Actor(), purpose="test"):
        return ProcrastinateJob.objects.filter(
            task_name="notifications.send", args__message=str(message_id), status="todo"
        ).count()


def queue_and_fail(actor: Actor) -> None:
    with acting(actor, purpose="test"):
        queue_one()
        raise ZeroDivisionError


def queue_one() -> UUID:
    return services.queue(
        key="k",
        to="sam@example.com",
        subject="s",
        body="b",
        language="cy",
        about=None,
        at=MORNING,
    )


class TestQueueing:
    def test_a_queued_message_waits_with_its_job(self) -> None:
        org, case = an_org(), uuid4()
        message_id = queued(an_officer(org), subject="Your\r\n repair", about=case)
        message = seen(org, message_id)
        assert (message.state, message.subject, message.about) == (
            State.QUEUED,
            "Your repair",
            case,
        )
        assert jobs_waiting(message_id) == 1

    def test_the_same_key_again_changes_nothing(self) -> None:
        org = an_org()
        first = queued(an_officer(org), key="opened/1", subject="First")
        again = queued(an_officer(org), key="opened/1", subject="Second", to="x@example.com")
        assert again == first
        assert seen(org, first).subject == "First"
        assert jobs_waiting(first) == 1

    def test_the_same_key_of_another_organisation_is_another_message(self) -> None:
        assert queued(an_officer(), key="opened/1") != queued(an_officer(), key="opened/1")

    def test_the_same_key_at_once_makes_one_message(self) -> None:
        org = an_org()
        made = at_once(4, lambda: queued(an_officer(org), key="opened/1"))
        assert len(set(made)) == 1

    def test_a_resident_queues_for_the_organisation_that_serves_them(self) -> None:
        org = an_org()
        message_id = queued(a_resident(org), key="opened/1")
        assert seen(org, message_id).to == "sam@example.com"
        assert queued(a_resident(org), key="opened/1") == message_id

    def test_queueing_takes_one_statement(self) -> None:
        with acting(an_officer(), purpose="test"), CaptureQueriesContext(connection) as seen_by:
            queue_one()
        assert len(seen_by) == 1

    def test_no_message_is_left_by_a_transaction_that_did_not_commit(self) -> None:
        org = an_org()
        with pytest.raises(ZeroDivisionError):
            queue_and_fail(an_officer(org))
        with acting(Actor(org=org), purpose="test"):
            assert queries.newest(at_most=1) == []

    @pytest.mark.parametrize("to", ["nobody", "a@b\r\nBcc: c@example.com", "a@b,c@d"])
    def test_what_is_no_address_is_refused(self, to: str) -> None:
        with pytest.raises(contracts.NotAnAddress):
            queued(an_officer(), to=to)

    def test_an_answer_goes_to_no_more_than_an_address(self) -> None:
        with pytest.raises(contracts.NotAnAddress):
            queued(an_officer(), reply_to="Help <help@example.com>")


class TestReading:
    def test_an_officer_reads_the_messages_about_a_case_oldest_first(self) -> None:
        org, case = an_org(), uuid4()
        for subject in ("First", "Second"):
            queued(an_officer(org), subject=subject, about=case)
        queued(an_officer(org), about=uuid4())
        with acting(an_officer(org), purpose="test"):
            found = queries.messages_about(subject=case)
        assert [m.subject for m in found] == ["First", "Second"]
        assert found[0].said.in_language("cy") == "Yn aros i gael ei hanfon"

    def test_an_officer_of_another_organisation_reads_nothing(self) -> None:
        case = uuid4()
        message_id = queued(an_officer(), about=case)
        with acting(an_officer(), purpose="test"):
            assert queries.messages_about(subject=case) == []
            with pytest.raises(contracts.MessageNotFound):
                queries.message(message_id=message_id)

    def test_a_resident_reads_nothing_not_even_what_they_had_queued(self) -> None:
        org = an_org()
        resident = a_resident(org)
        queued(resident)
        with acting(resident, purpose="test"), connection.cursor() as cursor:
            cursor.execute("select count(*) from notifications_message")
            assert cursor.fetchone() == (0,)

    def test_nobody_changes_the_message_of_another_organisation(self) -> None:
        org = an_org()
        message_id = queued(an_officer(org))
        for actor in (an_officer(), a_resident(org)):
            with acting(actor, purpose="test"), connection.cursor() as cursor:
                cursor.execute("update notifications_message set subject = 'changed'")
                assert cursor.rowcount == 0
        assert seen(org, message_id).subject == "We have your report"

    def test_a_key_answers_its_id_only_to_its_own_organisation(self) -> None:
        org = an_org()
        message_id = queued(an_officer(org), key="secret")
        for actor, found in ((an_officer(org), message_id), (an_officer(), None)):
            with acting(actor, purpose="test"), connection.cursor() as cursor:
                cursor.execute("select notifications_message_called('secret')")
                assert cursor.fetchone() == (found,)

    def test_health_counts_the_whole_place_without_acting_for_anybody(self) -> None:
        with acting(Actor(), purpose="health"):
            before = queries.health()
        queued(an_officer())
        with acting(Actor(), purpose="health"):
            after = queries.health()
        assert set(after) == {"waiting", "sending", "failed", "unsure"}
        assert after["waiting"] == before["waiting"] + 1


class TestSuppression:
    def test_an_address_that_does_not_exist_gets_no_more_messages(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        org, case = an_org(), uuid4()
        box = scripted(monkeypatch, org, AddressRejected())
        first = queued(an_officer(org), to="gone@example.com")
        send_now(org, first)
        second = queued(an_officer(org), to="Gone@Example.com", about=case)
        send_now(org, second)
        assert seen(org, first).state is State.FAILED
        assert seen(org, second).state is State.SUPPRESSED
        assert box.taken == []
        assert events_about(org, case) == ["notifications.message-failed.v1"]

    def test_another_organisation_may_still_try_the_address(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        org, other = an_org(), an_org()
        scripted(monkeypatch, org, AddressRejected())
        send_now(org, queued(an_officer(org), to="gone@example.com"))
        message_id = queued(an_officer(other), to="gone@example.com")
        send_now(other, message_id)
        assert seen(other, message_id).state is State.SENT

    def test_a_refused_message_does_not_condemn_the_address(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        org = an_org()
        scripted(monkeypatch, org, MessageRejected())
        first, second = queued(an_officer(org)), queued(an_officer(org))
        for message_id in (first, second):
            send_now(org, message_id)
        assert [seen(org, m).state for m in (first, second)] == [State.FAILED, State.SENT]

    def test_an_officer_lets_an_address_have_messages_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        org = an_org()
        scripted(monkeypatch, org, AddressRejected())
        message_id = queued(an_officer(org), to="back@example.com")
        send_now(org, message_id)
        with acting(an_officer(org), purpose="test"):
            assert services.unsuppress(to="back@example.com")
            assert not services.unsuppress(to="back@example.com")
            services.resend(message_id=message_id, at=MORNING)
        send_now(org, message_id)
        assert seen(org, message_id).state is State.SENT

    def test_the_address_is_kept_as_a_hash_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        org = an_org()
        scripted(monkeypatch, org, AddressRejected())
        send_now(org, queued(an_officer(org), to="gone@example.com"))
        with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
            cursor.execute("select dead::text from notifications_deadaddress as dead")
            assert "gone" not in str(cursor.fetchall())


class TestSendingAgain:
    def test_a_message_on_its_way_is_not_sent_again(self) -> None:
        org = an_org()
        message_id = queued(an_officer(org))
        with acting(an_officer(org), purpose="test"), pytest.raises(contracts.CannotResend):
            services.resend(message_id=message_id, at=MORNING)

    def test_a_message_that_was_sent_is_not_sent_again(self) -> None:
        org = an_org()
        message_id = queued(an_officer(org))
        send_now(org, message_id)
        with acting(an_officer(org), purpose="test"), pytest.raises(contracts.CannotResend):
            services.resend(message_id=message_id, at=MORNING)

    def test_an_officer_of_another_organisation_cannot(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        org = an_org()
        scripted(monkeypatch, org, MessageRejected())
        message_id = queued(an_officer(org))
        send_now(org, message_id)
        with acting(an_officer(), purpose="test"), pytest.raises(contracts.MessageNotFound):
            services.resend(message_id=message_id, at=MORNING)

    def test_it_takes_a_duty(self) -> None:
        org = an_org()
        message_id = queued(an_officer(org))
        with acting(an_officer(org, "designer"), purpose="test"):
            with pytest.raises(Forbidden):
                services.resend(message_id=message_id, at=MORNING)
            with pytest.raises(Forbidden):
                services.unsuppress(to="sam@example.com")

    def test_it_keeps_its_message_id_and_begins_its_attempts_anew(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        org, case = an_org(), uuid4()
        box = scripted(monkeypatch, org, MessageRejected())
        message_id = queued(an_officer(org), about=case)
        send_now(org, message_id)
        before = seen(org, message_id).message_id
        with acting(an_officer(org), purpose="test"):
            services.resend(message_id=message_id, at=MORNING)
        assert seen(org, message_id).attempts == 0
        send_now(org, message_id)
        assert [email.message_id for email in box.taken] == [before]
        assert events_about(org, case) == [
            "notifications.message-failed.v1",
            "notifications.message-resent.v1",
            "notifications.message-sent.v1",
        ]
