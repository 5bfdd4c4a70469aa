"""Mail servers on the loopback: one that follows a script, and one that is cut off."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
KNOWN = "an invented password"


@dataclass
class Script:
    """What the server answers to each command; what it took."""

    to_mail: str = ""
    to_rcpt: str = ""
    to_data: str = ""
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - the names of the commands
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        envelope.mail_from = address
        return self.to_mail or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.to_rcpt or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_data:
            return self.to_data
        self.taken.append((list(envelope.rcpt_tos), bytes(envelope.original_content or b"")))
        return "250 OK"

    def letters(self, to: str) -> list[EmailMessage]:
        """What arrived at an address, as a mail program reads it."""
        found = [content for tos, content in self.taken if to in tos]
        return [_read(content) for content in found]


def _read(content: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(content)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    script: Script, *, tls: ssl.SSLContext | None = None, sign_in: bool = False
) -> Iterator[int]:
    """Run a mail server that follows ``script``; answers its port."""
    controller = Controller(
        script,
        hostname=HOST,
        port=free_port(),
        tls_context=tls,
        require_starttls=tls is not None,
        auth_required=sign_in,
        authenticator=_knows if sign_in else None,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _knows(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == KNOWN.encode()
    return AuthResult(success=right, handled=right)


@contextmanager
def cut_off(*, after: bytes, answer: bytes = b"") -> Iterator[int]:
    """Run a server that goes away once it has read ``after``, saying only ``answer``."""
    listener = socket.create_server((HOST, 0))
    listener.settimeout(10)
    thread = threading.Thread(target=_serve_until, args=(listener, after, answer))
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        thread.join(10)
        listener.close()


def _serve_until(listener: socket.socket, after: bytes, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(10)
        connection.sendall(b"220 here\r\n")
        heard, is_content = b"", False
        while not heard.endswith(after):
            piece = connection.recv(65536)
            if not piece:
                return
            heard += piece
            if is_content or heard.endswith(after):
                continue
            is_content = heard.upper().endswith(b"DATA\r\n")
            connection.sendall(b"354 go on\r\n" if is_content else b"250 OK\r\n")
        connection.sendall(answer)


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context for a server on the loopback, and the file by which a client trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, secret)
    return context, pem
