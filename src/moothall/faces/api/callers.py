"""Who calls the API: a client of one organisation, known by its key, within its scopes and
rate.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja.security import HttpBearer

from moothall.components.identity import queries as identity
from moothall.components.identity.contracts import ApiClient
from moothall.kernel import idempotency
from moothall.kernel.actors import Actor, acting
from moothall.kernel.idempotency import Answered
from moothall.kernel.ids import OrgId
from moothall.kernel.limits import Buckets
from moothall.kernel.refusals import Forbidden, Refused
from moothall.kernel.words import say

PURPOSE = "api"
_LONGEST_KEY = 255
_BURST_SECONDS = 10
_rate = settings.API_RATE / max(1, settings.WEB_PROCESSES)
_buckets = Buckets(rate=_rate, burst=max(20, int(_rate * _BURST_SECONDS / 60)))


class KeyNotFit(Refused):
    code = "api.idempotency-key-not-fit"


class Bearer(HttpBearer):
    """``Authorization: Bearer <key>``; anything else is answered 401."""

    openapi_description = "The key of an API client, as its organisation was given it."

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient | None:
        client = identity.api_client(token)
        if client is not None:
            _buckets.take(client.id)
        return client


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the API: its client, and the one moment it counts as."""

    client: ApiClient
    at: datetime
    request: HttpRequest

    @property
    def actor(self) -> Actor:
        return Actor(
            org=OrgId(self.client.org), client=self.client.id, duties=self.client.duties
        )

    def acting(self) -> AbstractContextManager[Actor]:
        return acting(self.actor, purpose=PURPOSE)


def call(request: HttpRequest, *, scope: str) -> Call:
    """The call at hand; ``Forbidden`` without the scope."""
    client = cast(ApiClient, cast(Any, request).auth)
    if scope not in client.scopes:
        raise Forbidden(say("This key lacks the scope {scope}.", scope=scope))
    return Call(client=client, at=now(), request=request)


def posted(
    made: Call, act: Callable[[], Answered], *, content: bytes | None = None
) -> HttpResponse:
    """Do a POST in one transaction; with an ``Idempotency-Key`` only once, answered alike.

    ``content`` stands for the body where that has been read as a form already.
    """
    key = made.request.headers.get("Idempotency-Key")
    if key is None:
        with made.acting():
            answered = act()
    else:
        answered = idempotency.once(
            client=made.client.id,
            key=_fit(key),
            request=_whole(made.request, content),
            at=made.at,
            act=act,
            transaction=made.acting,
        )
    return HttpResponse(answered.body, status=answered.status, content_type="application/json")


def _fit(key: str) -> str:
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isprintable():
        raise KeyNotFit(say("An Idempotency-Key has 1 to 255 printable characters."))
    return key


def _whole(request: HttpRequest, content: bytes | None) -> bytes:
    body = request.body if content is None else content
    return b"\n".join([str(request.method).encode(), request.path.encode(), body])
