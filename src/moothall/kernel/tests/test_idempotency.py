"""The same POST with the same key: done once, answered alike, for a day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from moothall.kernel import idempotency
from moothall.kernel.actors import Actor, acting, own_org
from moothall.kernel.idempotency import Answered, KeyUsedOtherwise
from moothall.kernel.ids import OrgId
from moothall.kernel.models import ConnectorChoice
from moothall.kernel.refusals import Conflict
from moothall.kernel.testing import NOON, an_org, at_once

TWO = 2


class Client:
    """An API client of one organisation, and the deeds that it had done."""

    def __init__(self, org: OrgId | None = None) -> None:
        self.actor = Actor(org=org or an_org(), client=uuid4())

    def acting(self) -> AbstractContextManager[object]:
        return acting(self.actor, purpose="api")

    def post(
        self,
        key: str,
        *,
        body: bytes = b"{}",
        deed: Callable[[], None] = bool,  # type: ignore[assignment]
        at: datetime = NOON,
    ) -> Answered:
        """Do something that leaves a row, after ``deed``; answer with the row's name."""

        def act() -> Answered:
            deed()
            name = uuid4().hex
            ConnectorChoice.objects.create(org_id=own_org(), capability=name, connector="x")
            return Answered(status=201, body=f'{{"made":"{name}"}}')

        assert self.actor.client
        return idempotency.once(
            client=self.actor.client,
            key=key,
            request=body,
            at=at,
            act=act,
            transaction=self.acting,
        )

    def made(self) -> int:
        with self.acting():
            return ConnectorChoice.objects.count()

    def forget(self, at: datetime) -> int:
        with self.acting():
            return idempotency.forget(at=at)


def refuse() -> None:
    raise Conflict("not now")


def test_the_same_key_again_is_answered_alike_and_done_once() -> None:
    client = Client()
    first = client.post("k")
    assert client.post("k") == first
    assert client.post("k") == first
    assert client.made() == 1


def test_another_key_is_another_deed() -> None:
    client = Client()
    assert client.post("k") != client.post("l")
    assert client.made() == 2


def test_the_same_key_at_once_is_done_once() -> None:
    client, both = Client(), Barrier(TWO)

    def meet() -> None:
        both.wait(10)

    one, other = at_once(TWO, lambda: client.post("k", deed=meet))
    assert one == other
    assert client.made() == 1


def test_the_same_key_with_another_body_is_refused_and_nothing_is_done() -> None:
    client = Client()
    client.post("k", body=b'{"a":1}')
    with pytest.raises(KeyUsedOtherwise):
        client.post("k", body=b'{"a":2}')
    assert client.made() == 1


def test_a_refusal_is_not_kept_so_that_it_may_be_tried_again() -> None:
    client = Client()
    for _ in range(2):
        with pytest.raises(Conflict):
            client.post("k", deed=refuse)
    assert client.post("k").status == 201
    assert client.made() == 1


def test_one_that_is_refused_because_the_first_was_done_is_answered_like_the_first() -> None:
    client = Client()
    first = client.post("k")
    assert client.post("k", deed=refuse) == first


def test_one_that_fails_leaves_nothing_and_may_be_tried_again() -> None:
    client = Client()
    with pytest.raises(ZeroDivisionError):
        client.post("k", deed=lambda: 1 // 0)  # type: ignore[arg-type]
    assert client.made() == 0
    assert client.post("k").status == 201


def test_the_key_of_another_client_is_another_key() -> None:
    org = an_org()
    assert Client(org).post("k") != Client(org).post("k")


def test_the_key_of_another_organisation_is_another_key() -> None:
    one, other = Client(), Client()
    other.actor = Actor(org=other.actor.org, client=one.actor.client)
    assert one.post("k") != other.post("k")


def test_keys_are_kept_for_a_day() -> None:
    client, day = Client(), timedelta(hours=24)
    first = client.post("k")
    assert client.forget(NOON + day) == 0
    assert client.post("k") == first
    assert client.forget(NOON + day + timedelta(seconds=1)) == 1
    assert client.post("k") != first


def test_nobody_forgets_the_keys_of_another_organisation() -> None:
    client, other = Client(), Client()
    first = client.post("k")
    assert other.forget(NOON + timedelta(days=9)) == 0
    assert client.post("k") == first
