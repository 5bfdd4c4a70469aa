"""A lean HTTP client for measuring: one kept-alive connection, no more work than it must do."""

import json
import socket
from typing import Any


class Client:
    """One connection to the place, for one API client."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key
        self._socket = self._connected()

    def send(
        self, method: str, path: str, content: object = None, idempotency: str | None = None
    ) -> tuple[int, Any]:
        """Send one request; answer the status and the JSON that came back."""
        body = b"" if content is None else json.dumps(content).encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: localhost",
            f"Authorization: Bearer {self._key}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        if idempotency:
            lines.append(f"Idempotency-Key: {idempotency}")
        self._socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        status, answer = self._read()
        return status, json.loads(answer) if answer else None

    def close(self) -> None:
        self._socket.close()

    def _connected(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _read(self) -> tuple[int, bytes]:
        found = b""
        while b"\r\n\r\n" not in found:
            found += self._more()
        head, _, body = found.partition(b"\r\n\r\n")
        status = int(head[9:12])
        length = next(
            (
                int(h[15:])
                for h in head.lower().split(b"\r\n")
                if h.startswith(b"content-length:")
            ),
            0,
        )
        while len(body) < length:
            body += self._more()
        return status, body

    def _more(self) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise ConnectionError("the server closed the connection")
        return got
