"""The only HTTP client of the house: timed, cut off while the other side fails, kept in bounds.

It will not leave the process inside a transaction, and calls no private address unless the
configuration names its host.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from moothall.kernel.actors import AlreadyActing, is_acting
from moothall.kernel.refusals import Unavailable
from moothall.kernel.words import say


class OutsideUnavailable(Unavailable):
    """The other side did not answer in time, failed, or has been failing lately."""

    code = "kernel.outside-unavailable"


class AddressRefused(Unavailable):
    """The address to call is private, and the configuration does not allow its host."""

    code = "kernel.address-refused"


_lock = threading.Lock()


@dataclass
class Breaker:
    """Opens after ``most`` failures in a row; every ``rest`` seconds one call may try again."""

    most: int = 5
    rest: float = 30.0
    failures: int = 0
    opened: float = 0.0

    def allows(self, clock: float) -> bool:
        with _lock:
            if self.failures < self.most:
                return True
            if clock - self.opened < self.rest:
                return False
            self.opened = clock  # this call tries; the others wait for what it finds
            return True

    def tell(self, *, well: bool, clock: float) -> None:
        with _lock:
            self.failures = 0 if well else self.failures + 1
            if self.failures >= self.most:
                self.opened = clock


_breakers: dict[str, Breaker] = {}


class Outside:
    """Calls to one maker's server. Build it where it is used; breakers are kept by host."""

    def __init__(
        self,
        *,
        seconds: float,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._transport, self._clock = seconds, transport, clock

    def call(self, method: str, address: str, **content: Any) -> httpx.Response:  # noqa: ANN401
        """Make one call. Redirects are not followed.

        Raises ``OutsideUnavailable`` on a timeout, a broken connection or a status of 500 and
        above, and at once while the host's breaker is open; ``AddressRefused`` for a private
        address; ``AlreadyActing`` inside ``acting``.
        """
        url = httpx.URL(address)
        if is_acting():
            raise AlreadyActing(f"{url.host} was called inside acting: enqueue a job instead")
        breaker = _breaker(url.host)
        if not breaker.allows(self._clock()):
            raise OutsideUnavailable(say("A service that we depend on is not answering."))
        if self._transport is None:
            _refuse_private(url)
        return self._called(breaker, method, url, content)

    def _called(
        self, breaker: Breaker, method: str, url: httpx.URL, content: dict[str, Any]
    ) -> httpx.Response:
        try:
            with httpx.Client(timeout=self._seconds, transport=self._transport) as client:
                response = client.request(method, url, **content)
        except httpx.HTTPError as failure:
            breaker.tell(well=False, clock=self._clock())
            raise OutsideUnavailable(
                say("A service that we depend on is not answering.")
            ) from failure
        well = response.status_code < httpx.codes.INTERNAL_SERVER_ERROR
        breaker.tell(well=well, clock=self._clock())
        if not well:
            raise OutsideUnavailable(say("A service that we depend on is not answering."))
        return response


def _breaker(host: str) -> Breaker:
    with _lock:
        return _breakers.setdefault(host, Breaker())


def _refuse_private(url: httpx.URL) -> None:
    if url.host in settings.PRIVATE_HOSTS_ALLOWED:
        return
    if url.scheme not in {"https", "http"}:
        raise AddressRefused(say("This address cannot be called."))
    try:
        found = socket.getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
    except OSError as failure:
        raise OutsideUnavailable(
            say("A service that we depend on is not answering.")
        ) from failure
    if any(not ipaddress.ip_address(a[4][0]).is_global for a in found):
        raise AddressRefused(say("This address cannot be called."))
