"""Writes an email as the bytes that travel (RFC 5322): plain text and HTML, headers encoded."""

from datetime import UTC
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from moothall.components.notifications.contracts import Email, MessageRejected
from moothall.kernel.words import say


def written(email: Email, *, sender: str) -> tuple[bytes, str]:
    """The bytes of ``email``, and its recipient as the envelope names it.

    Raises ``MessageRejected`` for what cannot be written without forging or losing something.
    """
    try:
        to = _address("", email.to)
        message = EmailMessage(policy=SMTP)
        message["Message-ID"] = email.message_id
        message["Date"] = format_datetime(email.at.astimezone(UTC))
        message["From"] = _address(email.from_name, sender)
        message["To"] = to
        if email.reply_to:
            message["Reply-To"] = _address("", email.reply_to)
        message["Subject"] = email.subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(email.text, cte="quoted-printable")
        message.add_alternative(email.html, subtype="html", cte="quoted-printable")
        message["Content-Language"] = email.language  # last: the parts would take it along
        return message.as_bytes(), to.addr_spec
    except (ValueError, IndexError, MessageError):
        # The text of the failure may quote the address.
        raise MessageRejected(say("This message cannot be written as an email.")) from None


def _address(name: str, spec: str) -> Address:
    """An address with its domain in ASCII; mailboxes beyond ASCII are few and not carried."""
    user, _, domain = spec.rpartition("@")
    address = f"{user}@{domain.encode('idna').decode('ascii')}"
    address.encode("ascii")
    return Address(display_name=name, addr_spec=address)
