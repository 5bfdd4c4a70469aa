"""How long somebody stays signed in, and how that ends."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.utils.timezone import now

from moothall.components.identity import contracts, queries, services
from moothall.components.identity.contracts import Account, SignedIn
from moothall.components.identity.queries import BEGAN, SEEN
from moothall.components.identity.testing import (
    Letterbox,
    a_client,
    a_resident_account,
    a_signed_in_client,
    a_totp_code,
    a_totp_secret,
    an_officer_account,
)

LIST = "/account/sessions"


def age(client: Client, mark: str, seconds: float) -> None:
    """Let the session of a browser be so much older."""
    session = client.session
    session[mark] = int(time.time() - seconds)
    session.save()


def is_signed_in(client: Client) -> bool:
    return client.get(LIST).status_code == 200


def an_account(*, is_officer: bool) -> Account:
    return an_officer_account() if is_officer else a_resident_account()


def who(client: Client) -> SignedIn | None:
    """What a page of the house learns of this browser's request."""
    return queries.signed_in(client.get(LIST).wsgi_request)


def test_a_page_learns_that_a_resident_is_signed_in() -> None:
    account = a_resident_account()
    found = who(a_signed_in_client(account))
    assert found is not None
    assert (found.user, found.email) == (account.user, account.email)
    assert not found.is_officer
    assert not found.second_factor_done
    assert now() - found.signed_in_at < timedelta(minutes=1)


def test_a_page_learns_that_an_officer_has_done_the_second_factor() -> None:
    found = who(a_signed_in_client(an_officer_account()))
    assert found is not None
    assert found.is_officer
    assert found.second_factor_done


def test_the_second_factor_is_not_done_in_a_session_that_only_names_the_account() -> None:
    client = a_client()
    request = client.get("/sign-in").wsgi_request
    assert queries.signed_in(request) is None
    signed = a_signed_in_client(an_officer_account())
    session = signed.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    found = who(signed)
    assert found is not None
    assert not found.second_factor_done


@pytest.mark.parametrize("is_officer", [True, False])
def test_a_session_without_requests_ends(is_officer: bool) -> None:  # noqa: FBT001
    limit = settings.SESSION_IDLE_OFFICER if is_officer else settings.SESSION_IDLE_RESIDENT
    client = a_signed_in_client(an_account(is_officer=is_officer))
    age(client, SEEN, limit - 30)
    assert is_signed_in(client)
    age(client, SEEN, limit + 1)
    before = client.session.session_key
    answer = client.get(LIST)
    assert answer.status_code == 302
    assert not Session.objects.filter(session_key=before).exists()
    assert "You were away" in client.get("/officers/sign-in").content.decode()
    assert "You were away" not in client.get("/officers/sign-in").content.decode()


@pytest.mark.parametrize("is_officer", [True, False])
def test_a_session_ends_however_busy_it_is(is_officer: bool) -> None:  # noqa: FBT001
    client = a_signed_in_client(an_account(is_officer=is_officer))
    age(client, BEGAN, settings.SESSION_COOKIE_AGE - 30)
    assert is_signed_in(client)
    age(client, BEGAN, settings.SESSION_COOKIE_AGE + 1)
    assert not is_signed_in(client)
    assert "for a long time" in client.get("/officers/sign-in").content.decode()


def test_a_request_keeps_a_session_alive() -> None:
    client = a_signed_in_client(a_resident_account())
    age(client, SEEN, 120)
    client.get(LIST)
    assert time.time() - client.session[SEEN] < 60


def test_a_session_that_does_not_say_when_it_began_is_over() -> None:
    client = a_client()
    account = a_resident_account()
    signed = a_signed_in_client(account)
    client.cookies = signed.cookies
    session = client.session
    del session[BEGAN]
    session.save()
    assert not is_signed_in(client)


def test_a_visitor_without_a_session_gets_none() -> None:
    client = a_client()
    client.get(LIST)
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_signing_out_ends_the_session_at_the_server() -> None:
    client = a_signed_in_client(a_resident_account())
    thief = a_client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[
        settings.SESSION_COOKIE_NAME
    ].value
    assert is_signed_in(thief)
    assert client.post("/sign-out").headers["Location"] == "/"
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_following_a_link_signs_nobody_out() -> None:
    client = a_signed_in_client(a_resident_account())
    page = client.get("/sign-out")
    assert page.status_code == 200
    assert 'method="post"' in page.content.decode()
    assert is_signed_in(client)


def test_a_person_sees_where_they_are_signed_in_and_nobody_else_does() -> None:
    account = a_resident_account()
    client, other = a_signed_in_client(account), a_signed_in_client(account)
    a_signed_in_client(a_resident_account())
    page = client.get(LIST).content.decode()
    assert page.count("Firefox on Linux</h2>") + page.count("Firefox on Linux <strong") == 2
    assert page.count("This one") == 1
    assert str(other.session.session_key) not in page


def test_one_session_can_be_ended_from_another() -> None:
    account = a_resident_account()
    here, there = a_signed_in_client(account), a_signed_in_client(account)
    (other,) = [s for s in sessions_of(account, here) if not s.is_current]
    answer = here.post(LIST, {"session": str(other.id)})
    assert answer.headers["Location"] == LIST
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_nobody_ends_the_session_of_somebody_else() -> None:
    victim = a_resident_account()
    theirs = a_signed_in_client(victim)
    (session,) = sessions_of(victim, theirs)
    a_signed_in_client(a_resident_account()).post(LIST, {"session": str(session.id)})
    assert is_signed_in(theirs)


@pytest.mark.parametrize("forged", ["", "x", "-1", "9" * 30, "١"])
def test_a_forged_session_ends_nothing(forged: str) -> None:
    client = a_signed_in_client(a_resident_account())
    assert client.post(LIST, {"session": forged}).status_code == 302
    assert is_signed_in(client)


def test_signing_out_everywhere_ends_every_session() -> None:
    account = a_resident_account()
    clients = [a_signed_in_client(account) for _ in range(3)]
    other = a_signed_in_client(a_resident_account())
    assert clients[0].post(LIST, {"everywhere": "yes"}).headers["Location"] == "/"
    assert [is_signed_in(client) for client in clients] == [False] * 3
    assert is_signed_in(other)


def test_a_session_that_is_not_listed_ends_with_the_others() -> None:
    account = a_resident_account()
    client = a_signed_in_client(account)
    kept = dict(client.session)
    services.sign_out_everywhere(user=account.user)
    session = client.session
    session.update(kept)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    assert not is_signed_in(client)


@pytest.mark.parametrize("is_officer", [True, False])
def test_closing_an_account_ends_its_sessions_at_once(is_officer: bool) -> None:  # noqa: FBT001
    account = an_account(is_officer=is_officer)
    client = a_signed_in_client(account)
    assert is_signed_in(client)
    services.deactivate(user=account.user)
    assert not is_signed_in(client)


def test_a_session_does_not_come_back_with_an_account_that_is_opened_again() -> None:
    account = a_resident_account()
    client = a_signed_in_client(account)
    services.deactivate(user=account.user)
    services.reactivate(user=account.user)
    assert not is_signed_in(client)


def test_a_new_password_ends_every_session() -> None:
    account = an_officer_account()
    client = a_signed_in_client(account)
    services.set_password(user=account.user, password="three unrelated words")
    assert not is_signed_in(client)


def test_becoming_an_officer_ends_the_sessions_of_the_resident() -> None:
    account = a_resident_account()
    client = a_signed_in_client(account)
    services.create_officer(email=account.email, password=None, at=now())
    assert not is_signed_in(client)


def test_the_sessions_of_both_kinds_of_sign_in_are_listed(letterbox: Letterbox) -> None:
    resident = a_resident_account()
    client = a_client()
    client.post("/sign-in", {"email": resident.email})
    client.post("/sign-in/code", {"code": letterbox.code(resident.email)})
    assert len(sessions_of(resident, client)) == 1
    secret = a_totp_secret()
    officer = an_officer_account(password="three unrelated words", secret=secret)
    client = a_client()
    client.post(
        "/officers/sign-in", {"email": officer.email, "password": "three unrelated words"}
    )
    assert sessions_of(officer, client) == []
    client.post("/officers/second-factor", {"code": a_totp_code(secret)})
    assert len(sessions_of(officer, client)) == 1


def test_what_is_over_is_forgotten() -> None:
    account = a_resident_account()
    client, kept = a_signed_in_client(account), a_signed_in_client(account)
    old = client.session.session_key
    Session.objects.filter(session_key=old).update(expire_date=now() - timedelta(seconds=1))
    cache.set("over", 1, timeout=-1)
    assert services.forget_expired(at=now()) >= 1
    assert not Session.objects.filter(session_key=old).exists()
    assert is_signed_in(kept)


def test_the_session_cookie_is_kept_from_scripts_and_from_other_sites() -> None:
    client = a_client()
    client.post("/officers/sign-in", {})
    signed = a_signed_in_client(a_resident_account())
    age(signed, SEEN, 120)
    signed.get(LIST)
    cookie = signed.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert settings.ORIGIN.startswith("https:") == settings.SESSION_COOKIE_SECURE


def sessions_of(account: Account, client: Client) -> list[contracts.Session]:
    return queries.sessions(user=account.user, current=client.session.session_key, at=now())


def test_nobody_is_signed_in_where_no_middleware_ran() -> None:
    request = HttpRequest()
    request.user = a_client().get("/sign-in").wsgi_request.user
    assert queries.signed_in(request) is None
