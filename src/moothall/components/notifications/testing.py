"""Ready-made messages for tests, and the exams that every mailer must pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from moothall.components.notifications import contracts, jobs, queries, services
from moothall.components.notifications.contracts import Email, MailerUnavailable, Message, State
from moothall.components.notifications.ports import Mailer
from moothall.kernel import capabilities
from moothall.kernel import jobs as kernel_jobs
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_officer, an_org

MORNING = datetime(2030, 6, 3, 9, 30, tzinfo=UTC)
HARD_TO_CARRY = (
    "Bore da, Siân. Mae’r tŷ’n oer: £40 a dalwyd.\n"
    "\n"
    ".a line that begins with a dot\n"
    "From the start of a line\n"
    f"{'a long line ' * 120}end"
)
"""Words that a careless mailer loses or changes."""


def an_email(*, to: str = "sam@example.com", **changes: Any) -> Email:  # noqa: ANN401
    """What a mailer is given, with some of it changed."""
    given: dict[str, Any] = {
        "message_id": f"<{uuid4()}@place.example>",
        "to": to,
        "from_name": "Seaborough Borough Council",
        "reply_to": "help@seaborough.example",
        "subject": "We have your report",
        "text": "Thank you.\n",
        "html": "<p>Thank you.</p>",
        "language": "en",
        "at": MORNING,
    }
    return Email(**{**given, **changes})


def queued(
    actor: Actor,
    *,
    to: str = "sam@example.com",
    subject: str = "We have your report",
    body: str = "Thank you.",
    about: UUID | None = None,
    key: str | None = None,
    reply_to: str = "",
    at: datetime = MORNING,
) -> UUID:
    """A message that waits to be sent."""
    with acting(actor, purpose="test"):
        return services.queue(
            key=key or f"test/{uuid4()}",
            to=to,
            subject=subject,
            body=body,
            language="en",
            about=about,
            at=at,
            reply_to=reply_to,
        )


def seen(org: OrgId, message_id: UUID) -> Message:
    """A message as the organisation's officers see it."""
    with acting(Actor(org=org), purpose="test"):
        return queries.message(message_id=message_id)


def send_now(org: OrgId, message_id: UUID) -> None:
    """Do the job of one message, as a worker would."""
    jobs.send(org=str(org), message=str(message_id))


def choose_mailer(org: OrgId, *, connector: str, given: Mapping[str, Any]) -> None:
    """Have a connector carry the messages of ``org``."""
    with acting(an_officer(org), purpose="test"):
        capabilities.choose(
            capability="messages.v1", connector=connector, given=given, secrets={}
        )


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What can be read where a mailer delivers."""

    to: str
    subject: str
    text: str
    reply_to: str
    message_id: str


class MailerExam:
    """For mailers that work. Subclass it and say where its messages arrive."""

    connector: str

    def given(self) -> Mapping[str, Any]:
        """The settings with which the connector is chosen."""
        return {}

    def arrived(self, *, org: OrgId, to: str) -> Sequence[Arrived]:
        """All that has arrived at this address."""
        raise NotImplementedError

    def test_a_message_arrives_once_and_is_shown_as_sent(self) -> None:
        org, message_id, to = self._sent()
        assert seen(org, message_id).state is State.SENT
        assert len(self.arrived(org=org, to=to)) == 1

    def test_its_words_arrive_as_they_were_written(self) -> None:
        org, _, to = self._sent(subject="Diolch, Siân: £40 – tŷ", body=HARD_TO_CARRY)
        (letter,) = self.arrived(org=org, to=to)
        assert letter.subject == "Diolch, Siân: £40 – tŷ"
        assert letter.text.rstrip("\n").splitlines() == HARD_TO_CARRY.splitlines()

    def test_answers_go_where_the_message_says(self) -> None:
        org, _, to = self._sent(reply_to="parking@seaborough.example")
        (letter,) = self.arrived(org=org, to=to)
        assert letter.reply_to == "parking@seaborough.example"

    def test_it_goes_out_under_the_message_id_that_officers_see(self) -> None:
        org, message_id, to = self._sent()
        (letter,) = self.arrived(org=org, to=to)
        assert letter.message_id == seen(org, message_id).message_id

    def test_each_message_goes_to_its_own_address(self) -> None:
        org, _, to = self._sent(subject="One")
        other = f"{uuid4()}@example.com"
        message_id = queued(an_officer(org), to=other, subject="Other")
        send_now(org, message_id)
        assert [letter.subject for letter in self.arrived(org=org, to=to)] == ["One"]
        assert [letter.subject for letter in self.arrived(org=org, to=other)] == ["Other"]

    def _sent(self, **content: str) -> tuple[OrgId, UUID, str]:
        """Queue a message for an organisation that has chosen this mailer, and do its job."""
        org, to = an_org(), f"{uuid4()}@example.com"
        choose_mailer(org, connector=self.connector, given=self.given())
        message_id = queued(an_officer(org), to=to, **content)  # type: ignore[arg-type]
        send_now(org, message_id)
        return org, message_id, to


class AbsentMailerExam:
    """For the adapter that stands for having none: it says so, and work is kept."""

    connector: str

    def mailer(self) -> Mailer:
        raise NotImplementedError

    def test_sending_is_unavailable(self) -> None:
        with pytest.raises(MailerUnavailable):
            self.mailer().send(email=an_email())

    def test_a_message_is_kept_and_says_why_it_waits(self) -> None:
        org = an_org()
        choose_mailer(org, connector=self.connector, given={})
        message_id = queued(an_officer(org))
        with pytest.raises(MailerUnavailable):
            send_now(org, message_id)
        kept = seen(org, message_id)
        assert (kept.state, kept.reason) == (
            State.QUEUED,
            contracts.Reason.MAILER_UNAVAILABLE,
        )

    def test_a_message_that_waited_too_long_is_shown_as_failed(self) -> None:
        org = an_org()
        choose_mailer(org, connector=self.connector, given={})
        message_id = queued(an_officer(org))
        for _ in range(kernel_jobs.RETRIES):
            with pytest.raises(MailerUnavailable):
                send_now(org, message_id)
        send_now(org, message_id)
        assert seen(org, message_id).state is State.FAILED
