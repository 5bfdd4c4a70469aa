"""The mailer by SMTP passes the exam, and tells every kind of failure for what it is."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import pytest

from moothall.components.notifications.contracts import (
    AddressRejected,
    Email,
    MailerUnavailable,
    MessageRejected,
    PerhapsSent,
    State,
)
from moothall.components.notifications.testing import (
    Arrived,
    MailerExam,
    an_email,
    choose_mailer,
    queued,
    seen,
    send_now,
)
from moothall.connectors.smtp.adapter import Smtp
from moothall.connectors.smtp.tests.servers import (
    HOST,
    KNOWN,
    Script,
    certificate,
    cut_off,
    free_port,
    serving,
)
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_officer, an_org

SENDER = "no-reply@place.example"


def mailer(port: int, **settings: Any) -> Smtp:  # noqa: ANN401
    given: dict[str, Any] = {"security": "none", "timeout": 5, **settings}
    return Smtp(host=HOST, port=port, sender=SENDER, **given)


def refusal(script: Script, email: Email | None = None) -> Exception:
    """How sending to a server that follows ``script`` fails."""
    with serving(script) as port, pytest.raises(Exception) as caught:  # noqa: PT011 - asserted on
        mailer(port).send(email=email or an_email())
    return caught.value


def _words(part: Message) -> str:
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).rstrip()


class TestSmtp(MailerExam):
    connector = "smtp"

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        self.script = Script()
        with serving(self.script) as self.port:
            yield

    def given(self) -> Mapping[str, Any]:
        return {"host": HOST, "port": self.port, "security": "none", "sender": SENDER}

    def arrived(self, *, org: OrgId, to: str) -> Sequence[Arrived]:
        return [
            Arrived(
                to=letter["To"],
                subject=letter["Subject"],
                text=letter.get_body(("plain",)).get_content(),  # type: ignore[union-attr]
                reply_to=letter["Reply-To"],
                message_id=letter["Message-ID"],
            )
            for letter in self.script.letters(to)
        ]


class TestWhatTravels:
    def test_the_headers_say_who_when_and_that_no_person_wrote_it(self) -> None:
        script, email = Script(), an_email(from_name="Cyngor Tŷ, “Bwrdeistref”")
        with serving(script) as port:
            mailer(port).send(email=email)
        (letter,) = script.letters(email.to)
        assert letter["From"].addresses[0].display_name == email.from_name
        assert letter["From"].addresses[0].addr_spec == SENDER
        assert letter["Date"].datetime == email.at
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["Content-Language"] == "en"
        assert letter["Message-ID"] == email.message_id

    def test_text_and_html_are_alternatives(self) -> None:
        script, email = Script(), an_email(text="Tŷ\n", html="<p>Tŷ</p>")
        with serving(script) as port:
            mailer(port).send(email=email)
        (letter,) = script.letters(email.to)
        assert letter.get_content_type() == "multipart/alternative"
        parts = [(part.get_content_type(), _words(part)) for part in letter.iter_parts()]
        assert parts == [("text/plain", "Tŷ"), ("text/html", "<p>Tŷ</p>")]

    def test_every_byte_is_ascii_and_every_line_short(self) -> None:
        script = Script()
        email = an_email(subject="Tŷ " * 200, text=f"{'tŷ' * 2000}\n", from_name="Ŵ" * 90)
        with serving(script) as port:
            mailer(port).send(email=email)
        ((_, content),) = script.taken
        assert content.isascii()
        assert max(len(line) for line in content.split(b"\r\n")) <= 998

    def test_a_domain_beyond_ascii_is_written_in_ascii(self) -> None:
        script = Script()
        with serving(script) as port:
            mailer(port).send(email=an_email(to="sam@tŷ.example"))
        assert [tos for tos, _ in script.taken] == [["sam@xn--t-foa.example"]]

    @pytest.mark.parametrize("to", ["siân@example.com", "sam@" + "x" * 70 + ".example", "sam"])
    def test_an_address_that_cannot_be_written_is_refused_before_anything_travels(
        self, to: str
    ) -> None:
        script = Script()
        assert isinstance(refusal(script, an_email(to=to)), MessageRejected)
        assert script.taken == []


class TestRefusals:
    @pytest.mark.parametrize(
        "answer", ["550 no such user", "550 5.1.1 no such user", "553 5.2.1 x"]
    )
    def test_an_address_that_is_not_there_is_rejected(self, answer: str) -> None:
        assert isinstance(refusal(Script(to_rcpt=answer)), AddressRejected)

    @pytest.mark.parametrize("answer", ["554 5.7.1 relay denied", "552 5.2.2 mailbox full"])
    def test_a_policy_or_a_full_mailbox_does_not_condemn_the_address(self, answer: str) -> None:
        assert isinstance(refusal(Script(to_rcpt=answer)), MessageRejected)

    @pytest.mark.parametrize(
        "script",
        [
            Script(to_rcpt="450 try later"),
            Script(to_rcpt="421 closing"),
            Script(to_mail="451 busy"),
            Script(to_mail="550 your sender is not known here"),
            Script(to_data="452 no room"),
        ],
    )
    def test_what_may_pass_is_to_be_tried_again(self, script: Script) -> None:
        assert isinstance(refusal(script), MailerUnavailable)

    def test_a_message_that_is_refused_at_its_end_is_rejected(self) -> None:
        failure = refusal(Script(to_data="554 5.6.0 looks like spam for sam@example.com"))
        assert isinstance(failure, MessageRejected)
        assert failure.details == {"answer": "554 5.6.0"}

    def test_no_words_of_the_server_are_kept(self) -> None:
        failure = refusal(Script(to_rcpt="550 5.1.1 <sam@example.com> is unknown"))
        assert "sam" not in f"{failure!r} {failure} {failure.__cause__!r}"

    def test_nobody_at_the_port_is_unavailable(self) -> None:
        with pytest.raises(MailerUnavailable):
            mailer(free_port()).send(email=an_email())

    def test_a_server_without_starttls_is_not_trusted_with_the_message(self) -> None:
        script = Script()
        with serving(script) as port, pytest.raises(MailerUnavailable):
            mailer(port, security="starttls").send(email=an_email())
        assert script.taken == []

    def test_security_that_nobody_has_heard_of_is_an_error_of_the_settings(self) -> None:
        with pytest.raises(ValueError, match="none, starttls and tls"):
            mailer(25, security="some")


class TestConnectionsThatBreak:
    @pytest.mark.parametrize("after", [b"\r\n", b"DATA\r\n"])
    def test_before_the_message_was_handed_over_it_was_not_sent(self, after: bytes) -> None:
        with cut_off(after=after) as port, pytest.raises(MailerUnavailable):
            mailer(port).send(email=an_email())

    def test_after_the_message_was_handed_over_it_may_have_been_sent(self) -> None:
        with cut_off(after=b"\r\n.\r\n") as port, pytest.raises(PerhapsSent):
            mailer(port).send(email=an_email())

    @pytest.mark.parametrize("answer", [b"nonsense\r\n", b"354 again\r\n", b"25", b"x" * 9000])
    def test_an_answer_that_is_none_leaves_it_open(self, answer: bytes) -> None:
        with cut_off(after=b"\r\n.\r\n", answer=answer) as port, pytest.raises(PerhapsSent):
            mailer(port).send(email=an_email())

    def test_a_clear_answer_counts_though_the_server_leaves_at_once(self) -> None:
        with cut_off(after=b"\r\n.\r\n", answer=b"250 taken\r\n") as port:
            mailer(port).send(email=an_email())

    def test_a_late_answer_leaves_it_open(self) -> None:
        with cut_off(after=b"never said") as port, pytest.raises(PerhapsSent):
            mailer(port, timeout=0.5).send(email=an_email())

    def test_the_officer_sees_that_it_may_have_been_sent_and_it_is_not_sent_again(self) -> None:
        org = an_org()
        with cut_off(after=b"\r\n.\r\n") as port:
            choose_mailer(
                org,
                connector="smtp",
                given={"host": HOST, "port": port, "security": "none", "sender": SENDER},
            )
            message_id = queued(an_officer(org))
            send_now(org, message_id)
        send_now(org, message_id)
        message = seen(org, message_id)
        assert (message.state, message.attempts) == (State.MAY_HAVE_BEEN_SENT, 1)
        assert message.message_id


class TestSecurity:
    @pytest.fixture
    def context(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
        """For a server that this process trusts."""
        context, trusted = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        return context

    def test_starttls_with_a_certificate_that_is_trusted(self, context: ssl.SSLContext) -> None:
        script = Script()
        with serving(script, tls=context) as port:
            mailer(port, security="starttls").send(email=an_email())
        assert len(script.taken) == 1

    def test_a_certificate_that_is_not_trusted_is_unavailable(self, tmp_path: Path) -> None:
        script = Script()
        context, _ = certificate(tmp_path)
        with serving(script, tls=context) as port, pytest.raises(MailerUnavailable):
            mailer(port, security="starttls").send(email=an_email())
        assert script.taken == []

    def test_a_plain_server_behind_tls_is_unavailable(self) -> None:
        with serving(Script()) as port, pytest.raises(MailerUnavailable):
            mailer(port, security="tls", timeout=1).send(email=an_email())

    def test_the_right_password_signs_in(self, context: ssl.SSLContext) -> None:
        script = Script()
        with serving(script, tls=context, sign_in=True) as port:
            mailer(port, security="starttls", username="place", password=KNOWN).send(
                email=an_email()
            )
        assert len(script.taken) == 1

    @pytest.mark.parametrize("settings", [{}, {"username": "place", "password": "wrong"}])
    def test_without_it_nothing_is_sent_and_it_is_tried_again(
        self, settings: Mapping[str, str], context: ssl.SSLContext
    ) -> None:
        script = Script()
        with (
            serving(script, tls=context, sign_in=True) as port,
            pytest.raises(MailerUnavailable),
        ):
            mailer(port, security="starttls", **settings).send(email=an_email())
        assert script.taken == []
