"""Sending in the background: once, or known not to have been, or known to be unsure."""

from uuid import UUID, uuid4

import pytest

from moothall.components.notifications import jobs, services
from moothall.components.notifications.contracts import (
    MailerUnavailable,
    Outcome,
    PerhapsSent,
    Reason,
    State,
)
from moothall.components.notifications.testing import (
    MORNING,
    choose_mailer,
    queued,
    seen,
    send_now,
)
from moothall.components.notifications.tests.mailers import installed, scripted
from moothall.components.notifications.tests.test_services import events_about, jobs_waiting
from moothall.kernel import jobs as kernel_jobs
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_officer, an_org


def die_while_sending(org: OrgId, message_id: UUID) -> None:
    """What a worker leaves that was killed after it began and before it could say more."""
    with acting(Actor(org=org), purpose="test"):
        assert services.begin(message_id=message_id, at=MORNING)


def test_the_worker_sends_what_was_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    org, case = an_org(), uuid4()
    box = scripted(monkeypatch, org)
    message_id = queued(an_officer(org), about=case)
    kernel_jobs.run_waiting()
    message = seen(org, message_id)
    assert (message.state, message.attempts) == (State.SENT, 1)
    assert [email.message_id for email in box.taken] == [message.message_id]
    assert events_about(org, case) == ["notifications.message-sent.v1"]


def test_a_job_that_comes_twice_sends_once(monkeypatch: pytest.MonkeyPatch) -> None:
    org = an_org()
    box = scripted(monkeypatch, org)
    message_id = queued(an_officer(org))
    for _ in range(2):
        send_now(org, message_id)
    assert len(box.taken) == 1


def test_a_job_whose_message_is_gone_does_nothing() -> None:
    jobs.send(org=str(an_org()), message=str(uuid4()))


def test_a_message_left_by_a_dead_worker_may_have_been_sent_and_is_not_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    org, case = an_org(), uuid4()
    box = scripted(monkeypatch, org)
    message_id = queued(an_officer(org), about=case)
    die_while_sending(org, message_id)
    for _ in range(2):
        send_now(org, message_id)
    message = seen(org, message_id)
    assert (message.state, message.reason) == (State.MAY_HAVE_BEEN_SENT, Reason.CUT_OFF)
    assert message.message_id == f"<{message_id}@localhost>"
    assert box.taken == []
    assert events_about(org, case) == ["notifications.message-unsure.v1"]


def test_an_officer_has_it_sent_again_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    org = an_org()
    box = scripted(monkeypatch, org)
    message_id = queued(an_officer(org))
    die_while_sending(org, message_id)
    send_now(org, message_id)
    with acting(an_officer(org), purpose="test"):
        services.resend(message_id=message_id, at=MORNING)
    assert jobs_waiting(message_id) == 1
    kernel_jobs.run_waiting()
    assert seen(org, message_id).state is State.SENT
    assert len(box.taken) == 1


def test_a_worker_that_was_only_slow_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    org, case = an_org(), uuid4()
    scripted(monkeypatch, org)
    message_id = queued(an_officer(org), about=case)
    die_while_sending(org, message_id)
    send_now(org, message_id)
    with acting(Actor(org=org), purpose="test"):
        assert services.settle(
            message_id=message_id, attempt=1, outcome=Outcome(state=State.SENT), at=MORNING
        )
    assert seen(org, message_id).state is State.SENT


def test_an_older_attempt_says_nothing_about_a_newer_one() -> None:
    org = an_org()
    message_id = queued(an_officer(org))
    die_while_sending(org, message_id)
    with acting(Actor(org=org), purpose="test"):
        assert not services.settle(
            message_id=message_id, attempt=2, outcome=Outcome(state=State.SENT), at=MORNING
        )
    assert seen(org, message_id).state is State.SENDING


def test_a_mailer_that_is_busy_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    org, case = an_org(), uuid4()
    busy = MailerUnavailable(details={"answer": "451"})
    box = scripted(monkeypatch, org, busy)
    message_id = queued(an_officer(org), about=case)
    with pytest.raises(MailerUnavailable):
        send_now(org, message_id)
    waiting = seen(org, message_id)
    assert (waiting.state, waiting.detail) == (State.QUEUED, "451")
    assert events_about(org, case) == []
    send_now(org, message_id)
    sent = seen(org, message_id)
    assert (sent.state, sent.reason, sent.attempts) == (State.SENT, None, 2)
    assert len(box.taken) == 1


def test_the_worker_keeps_the_job_of_a_message_that_is_to_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    org = an_org()
    scripted(monkeypatch, org, MailerUnavailable())
    message_id = queued(an_officer(org))
    kernel_jobs.run_waiting()
    assert seen(org, message_id).state is State.QUEUED
    assert jobs_waiting(message_id) == 1


def test_a_message_that_no_attempt_could_send_is_shown_as_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    org, case = an_org(), uuid4()
    tries = kernel_jobs.RETRIES + 1
    scripted(monkeypatch, org, *[MailerUnavailable() for _ in range(tries)])
    message_id = queued(an_officer(org), about=case)
    for _ in range(kernel_jobs.RETRIES):
        with pytest.raises(MailerUnavailable):
            send_now(org, message_id)
    send_now(org, message_id)
    failed = seen(org, message_id)
    assert (failed.state, failed.attempts) == (State.FAILED, tries)
    assert events_about(org, case) == ["notifications.message-failed.v1"]


@pytest.mark.parametrize("failure", [PerhapsSent(), ZeroDivisionError()])
def test_what_may_have_left_is_not_sent_again(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = an_org()
    box = scripted(monkeypatch, org, failure)
    message_id = queued(an_officer(org))
    for _ in range(2):
        send_now(org, message_id)
    assert seen(org, message_id).state is State.MAY_HAVE_BEEN_SENT
    assert box.taken == []


def test_a_mailer_with_settings_it_does_not_know_leaves_the_message_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    org = an_org()
    name, _ = installed(monkeypatch)
    choose_mailer(org, connector=name, given={"colour": "green"})
    message_id = queued(an_officer(org))
    with pytest.raises(MailerUnavailable):
        send_now(org, message_id)
    assert seen(org, message_id).state is State.QUEUED


def test_a_connector_that_is_gone_leaves_the_message_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    org = an_org()
    with monkeypatch.context() as for_a_while:
        scripted(for_a_while, org)
    message_id = queued(an_officer(org))
    with pytest.raises(MailerUnavailable):
        send_now(org, message_id)
    assert seen(org, message_id).state is State.QUEUED


def test_the_email_says_who_sends_it_in_text_and_html(monkeypatch: pytest.MonkeyPatch) -> None:
    org = an_org("harbour")
    box = scripted(monkeypatch, org)
    send_now(org, queued(an_officer(org), body="# Hello\n<b>"))
    (email,) = box.taken
    assert email.from_name == "Harbour"
    assert email.text == "Hello\n-----\n\n<b>\n"
    assert "Harbour</div>" in email.html
    assert "&lt;b&gt;" in email.html


def test_a_changed_choice_of_mailer_holds_from_the_next_message_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    org = an_org()
    first, second = scripted(monkeypatch, org), None
    send_now(org, queued(an_officer(org), subject="One"))
    second = scripted(monkeypatch, org)
    send_now(org, queued(an_officer(org), subject="Two"))
    assert [e.subject for e in first.taken] == ["One"]
    assert [e.subject for e in second.taken] == ["Two"]
