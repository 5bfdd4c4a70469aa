"""A mailer that hands messages to a mail server by SMTP (RFC 5321), step by step.

Each step is taken by hand, because what a broken connection means depends on it: before the
last byte of the message the server cannot have taken it; after it nobody can know.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

from moothall.components.notifications.contracts import (
    AddressRejected,
    Email,
    MailerUnavailable,
    MessageRejected,
    PerhapsSent,
)
from moothall.components.notifications.ports import Mailer
from moothall.connectors.smtp.writing import written
from moothall.kernel.words import say

Security = Literal["none", "starttls", "tls"]

_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_WELL, _GO_ON = 200, 300
_GO_AHEAD = 354
_REFUSED = 400
_FOR_GOOD = 500
_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")
_NOT_THE_ADDRESS = re.compile(r"5\.(?:2\.2|[03-7]\.\d+)")
"""Refusals of a recipient that do not say that nobody is there: a full mailbox, a policy."""
_LONELY_BREAK = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"(?m)^\.")


class Smtp(Mailer):
    """One mail server. A connection is made for each message, and closed after it."""

    def __init__(
        self,
        *,
        host: str,
        sender: str,
        port: int | None = None,
        username: str = "",
        password: str = "",
        security: Security = "starttls",
        timeout: float = 20.0,
    ) -> None:
        if security not in _PORTS:
            raise ValueError("security is one of none, starttls and tls")
        self._host, self._port = host, port or _PORTS[security]
        self._username, self._password = username, password
        self._security, self._sender = security, sender
        self._timeout = float(timeout)

    def send(self, *, email: Email) -> None:
        content, to = written(email, sender=self._sender)
        with self._connected() as server:
            with _not_taken_if_it_breaks():
                self._greet(server)
                _address_envelope(server, sender=self._sender, to=to)
                _hand_over(server, content)
            _hear(server)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with _not_taken_if_it_breaks():
            server = self._connect()
        try:
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        where: dict[str, Any] = {
            "host": self._host,
            "port": self._port,
            "timeout": self._timeout,
        }
        if self._security == "tls":
            return smtplib.SMTP_SSL(**where, context=ssl.create_default_context())
        return smtplib.SMTP(**where)

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if self._username:
            server.login(self._username, self._password)


@contextmanager
def _not_taken_if_it_breaks() -> Iterator[None]:
    """Up to the last byte, a broken connection or a refused sign-in leaves nothing behind."""
    try:
        yield
    except smtplib.SMTPResponseException as failure:
        raise _unavailable(failure.smtp_code) from None
    except (smtplib.SMTPException, OSError):
        raise _unavailable() from None


def _address_envelope(server: smtplib.SMTP, *, sender: str, to: str) -> None:
    code, _ = server.mail(sender)
    if not _is_well(code):
        raise _unavailable(code)  # our own sender is refused: a matter of the settings
    code, words = server.rcpt(to)
    if code >= _FOR_GOOD:
        detail = _numbers(code, words)
        if _NOT_THE_ADDRESS.search(detail):
            raise MessageRejected(
                say("The mail server refused this message."), details={"answer": detail}
            )
        raise AddressRejected(
            say("The mail server says that this address does not exist."),
            details={"answer": detail},
        )
    if not _is_well(code):
        raise _unavailable(code)


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    """Send the message up to its last byte, which is the end of the line with one dot."""
    code, words = server.docmd("DATA")
    if code != _GO_AHEAD:
        raise _refusal(code, words)
    lines = _DOT.sub(b"..", _LONELY_BREAK.sub(b"\r\n", content))
    server.send(lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n")


def _hear(server: smtplib.SMTP) -> None:
    """Wait for the server to say that it has the message."""
    try:
        code, words = server.getreply()
    except (smtplib.SMTPException, OSError):
        raise PerhapsSent(say("The mail server did not answer.")) from None
    if code >= _REFUSED:
        raise _refusal(code, words)
    if not _is_well(code):
        raise PerhapsSent(say("The mail server did not answer in a way that we understand."))


def _is_well(code: int) -> bool:
    """Whether the server said yes; an answer that is none counts as -1."""
    return _WELL <= code < _GO_ON


def _refusal(code: int, words: bytes) -> MailerUnavailable | MessageRejected:
    if code < _FOR_GOOD:
        return _unavailable(code)
    return MessageRejected(
        say("The mail server refused this message."), details={"answer": _numbers(code, words)}
    )


def _unavailable(code: int | None = None) -> MailerUnavailable:
    details = {"answer": str(code)} if code else {}
    return MailerUnavailable(say("The mail server did not take it."), details=details)


def _numbers(code: int, words: bytes) -> str:
    """The reply code and the enhanced status code (RFC 3463), without the words."""
    found = _ENHANCED.match(words)
    return f"{code} {found[1].decode()}" if found else str(code)
