"""How often sign-in may be tried, counted over all processes."""

import threading
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections
from django.http import HttpRequest

from moothall.components.identity.services import limits
from moothall.components.identity.testing import (
    Letterbox,
    a_client,
    a_totp_code,
    a_totp_secret,
    an_email,
    an_officer_account,
)
from moothall.kernel.refusals import TooMany

PASSWORD = "three unrelated words"


def a_request() -> HttpRequest:
    request = HttpRequest()
    request.method = "POST"
    request.META = a_client().defaults
    return request


def in_other_threads(times: int, act: Callable[[], None]) -> None:
    """Each thread has a cache client and database connections of its own, as a process has."""

    def run() -> None:
        try:
            act()
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def tries_left(whose: str) -> int:
    """How many tries are let through, one after the other."""
    left = 0
    with suppress(TooMany):
        while left < 20:
            limits.spend(a_request(), what=limits.SECOND_FACTORS, whose=whose)
            left += 1
    return left


def test_tries_are_counted_whichever_process_they_come_to() -> None:
    whose, clients = str(uuid4()), set[int]()

    def three() -> None:
        clients.add(id(caches["default"]))
        for _ in range(3):
            limits.spend(a_request(), what=limits.SECOND_FACTORS, whose=whose)

    in_other_threads(1, three)
    clients.add(id(caches["default"]))
    assert len(clients) == 2
    assert tries_left(whose) == 2


def test_many_at_once_get_no_more_tries_than_one() -> None:
    whose, let_through = str(uuid4()), list[bool]()

    def once() -> None:
        with suppress(TooMany):
            limits.spend(a_request(), what=limits.SECOND_FACTORS, whose=whose)
            let_through.append(True)

    in_other_threads(10, once)
    assert 1 <= len(let_through) <= 5
    assert len(let_through) + tries_left(whose) == 5


def test_what_succeeds_is_given_back() -> None:
    whose = str(uuid4())
    for _ in range(7):
        limits.spend(a_request(), what=limits.SECOND_FACTORS, whose=whose).rollback()
    assert tries_left(whose) == 5


def test_one_is_not_limited_by_another() -> None:
    assert tries_left(str(uuid4())) == 5
    assert tries_left(str(uuid4())) == 5


def test_the_cache_works_as_the_role_of_the_door_and_throws_away_what_is_over_first() -> None:
    small = DatabaseCache("identity_cache", {"OPTIONS": {"MAX_ENTRIES": 4}})
    small.clear()
    for number in range(4):
        small.set(f"over-{number}", number, timeout=-1)
    small.set("a-counting", 1, timeout=60)
    small.set("b-counting", 2, timeout=60)
    small.set("c-counting", 3, timeout=60)
    assert small.get_many(["a-counting", "b-counting", "c-counting"]) == {
        "a-counting": 1,
        "b-counting": 2,
        "c-counting": 3,
    }
    with connections["identity"].cursor() as cursor:
        cursor.execute("select count(*) from identity_cache where cache_key like '%over-%'")
        assert cursor.fetchone() == (0,)


def test_the_cache_stays_in_bounds_even_when_nothing_is_over() -> None:
    small = DatabaseCache("identity_cache", {"OPTIONS": {"MAX_ENTRIES": 6}})
    small.clear()
    for number in range(20):
        small.set(f"counting-{number:02}", number, timeout=60)
    with connections["identity"].cursor() as cursor:
        cursor.execute("select count(*) from identity_cache")
        (count,) = cursor.fetchone() or (0,)
    assert count <= 7


def test_no_address_of_anybody_is_kept_with_the_counts() -> None:
    email = an_email()
    limits.spend(a_request(), what=limits.PASSWORDS, whose=email)
    with connections["identity"].cursor() as cursor:
        cursor.execute("select cache_key || value from identity_cache")
        assert not any(email in row[0] for row in cursor)


def test_a_mailbox_is_sent_a_few_codes_and_then_none_for_a_while(letterbox: Letterbox) -> None:
    email = an_email()
    answers = [a_client().post("/sign-in", {"email": email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(letterbox.to(email)) == 5
    page = answers[-1].content.decode()
    assert "Wait 15 minutes" in page
    assert int(answers[-1].headers["Retry-After"]) == 15 * 60
    assert a_client().post("/sign-in", {"email": an_email()}).status_code == 302


def test_a_code_cannot_be_guessed_by_asking_again_and_again(letterbox: Letterbox) -> None:
    email, statuses = an_email(), []
    for _ in range(3):
        client = a_client()
        client.post("/sign-in", {"email": email})
        right = letterbox.code(email)
        guess = f"{(int(right) + 1) % 10**6:06}"
        statuses += [
            client.post("/sign-in/code", {"code": guess}).status_code for _ in range(4)
        ]
    assert statuses == [422] * 10 + [429] * 2
    assert client.post("/sign-in/code", {"code": right}).status_code == 429


def test_a_password_cannot_be_guessed(letterbox: Letterbox) -> None:
    officer = an_officer_account(password=PASSWORD)
    sign_in = {"email": officer.email, "password": "wrong"}
    statuses = [a_client().post("/officers/sign-in", sign_in).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    locked = a_client().post("/officers/sign-in", {**sign_in, "password": PASSWORD})
    assert locked.status_code == 429
    page = locked.content.decode()
    assert "Wait 5 minutes" in page
    assert "invite you again" in page


def test_passwords_of_an_address_that_nobody_has_are_limited_alike() -> None:
    sign_in = {"email": an_email(), "password": "wrong"}
    statuses = [a_client().post("/officers/sign-in", sign_in).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_a_second_factor_cannot_be_guessed_by_signing_in_again() -> None:
    secret = a_totp_secret()
    officer = an_officer_account(password=PASSWORD, secret=secret)
    statuses = []
    for _ in range(2):
        client = a_client()
        client.post("/officers/sign-in", {"email": officer.email, "password": PASSWORD})
        wrong = a_totp_code(a_totp_secret())
        statuses += [
            client.post("/officers/second-factor", {"code": wrong}).status_code
            for _ in range(3)
        ]
    assert statuses == [422] * 5 + [429]
    right = {"code": a_totp_code(secret)}
    locked = client.post("/officers/second-factor", right)
    assert locked.status_code == 429
    assert "recovery code" in locked.content.decode()


@pytest.mark.parametrize(
    "what",
    [
        limits.ASKED_FOR_CODES,
        limits.TYPED_CODES,
        limits.PASSWORDS,
        limits.SECOND_FACTORS,
        limits.INVITATIONS,
    ],
)
def test_every_limit_holds_for_one_network_address_as_well(what: str) -> None:
    request, refused = a_request(), False
    for _ in range(200):
        try:
            limits.spend(request, what=what, whose=str(uuid4()))
        except TooMany:
            refused = True
            break
    assert refused
    limits.spend(a_request(), what=what, whose=str(uuid4()))
