"""A resident signs in with a code by email."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.test import Client

from moothall.components.identity import queries, services
from moothall.components.identity.contracts import CODE_LASTS, CODE_TRIES
from moothall.components.identity.testing import (
    Letterbox,
    a_client,
    a_resident_account,
    an_email,
    an_officer_account,
)
from moothall.kernel.testing import NOON

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

KEPT = "identity.code"


def ask(client: Client, email: str, **more: str) -> "Answer":
    return client.post("/sign-in", {"email": email, **more})


def give(client: Client, code: str) -> "Answer":
    return client.post("/sign-in/code", {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def is_signed_in(client: Client) -> bool:
    return client.get("/account/sessions").status_code == 200


def test_a_resident_signs_in_and_the_account_is_made_with_the_first_sign_in(
    letterbox: Letterbox,
) -> None:
    client, email = a_client(), an_email()
    assert client.get("/sign-in").status_code == 200
    assert ask(client, email).headers["Location"] == "/sign-in/code"
    assert queries.account_of(email=email) is None
    answer = give(client, letterbox.code(email))
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account"
    account = queries.account_of(email=email)
    assert account is not None
    assert not account.is_officer
    assert is_signed_in(client)


def test_a_resident_who_comes_back_has_the_same_account(letterbox: Letterbox) -> None:
    account = a_resident_account()
    client = a_client()
    ask(client, account.email.upper())
    give(client, letterbox.code(account.email))
    assert queries.account_of(email=account.email) == account
    assert is_signed_in(client)


def test_a_code_may_be_typed_with_a_space(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    code = letterbox.code(email)
    assert give(client, f"{code[:3]} {code[3:]}").status_code == 302


def test_the_pages_and_the_email_are_in_welsh_under_cy(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    assert "Mewngofnodi" in client.get("/cy/sign-in").content.decode()
    sent = client.post("/cy/sign-in", {"email": email})
    assert sent.headers["Location"] == "/cy/sign-in/code"
    assert "Mae’n gweithio unwaith" in letterbox.to(email)[-1]["body"]
    answer = client.post("/cy/sign-in/code", {"code": letterbox.code(email)})
    assert answer.headers["Location"] == "/cy/account"


def test_a_wrong_code_says_how_many_tries_are_left(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    answer = give(client, wrong(letterbox.code(email)))
    assert answer.status_code == 422
    assert f"You can try {CODE_TRIES - 1} more times" in answer.content.decode()
    assert not is_signed_in(client)
    assert give(client, letterbox.code(email)).status_code == 302


def test_after_too_many_wrong_codes_the_right_one_no_longer_works(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    right = letterbox.code(email)
    for _ in range(CODE_TRIES - 1):
        assert give(client, wrong(right)).status_code == 422
    last = give(client, wrong(right))
    assert last.status_code == 422
    assert "Ask for a new one" in last.content.decode()
    assert give(client, right).headers["Location"] == "/sign-in"
    assert not is_signed_in(client)


def test_a_code_runs_out(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    session = client.session
    session[KEPT] = {
        **session[KEPT],
        "sent": session[KEPT]["sent"] - CODE_LASTS.total_seconds(),
    }
    session.save()
    answer = give(client, letterbox.code(email))
    assert answer.status_code == 422
    assert "run out" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_code_works_until_it_runs_out(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    session = client.session
    nearly = (CODE_LASTS - timedelta(seconds=30)).total_seconds()
    session[KEPT] = {**session[KEPT], "sent": session[KEPT]["sent"] - nearly}
    session.save()
    assert give(client, letterbox.code(email)).headers["Location"] == "/account"


def test_a_code_works_once(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    code = letterbox.code(email)
    give(client, code)
    client.post("/sign-out")
    assert give(client, code).headers["Location"] == "/sign-in"
    assert not is_signed_in(client)


def test_a_code_works_only_in_the_browser_that_asked_for_it(letterbox: Letterbox) -> None:
    client, thief, email = a_client(), a_client(), an_email()
    ask(client, email)
    assert give(thief, letterbox.code(email)).headers["Location"] == "/sign-in"
    ask(thief, an_email())
    assert give(thief, letterbox.code(email)).status_code == 422


def test_a_new_code_takes_the_place_of_the_one_before(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    first = letterbox.code(email)
    again = client.post("/sign-in/code", {"again": "yes"})
    assert again.headers["Location"] == "/sign-in/code?sent=again"
    second = letterbox.code(email)
    if first != second:
        assert give(client, first).status_code == 422
    assert give(client, second).status_code == 302


def test_asking_is_answered_alike_whoever_has_an_account(letterbox: Letterbox) -> None:
    closed = a_resident_account()
    services.deactivate(user=closed.user)
    mailboxes = [
        an_email(),
        a_resident_account().email,
        an_officer_account().email,
        closed.email,
    ]
    answers = []
    for email in mailboxes:
        client = a_client()
        sent = ask(client, email)
        page = client.get("/sign-in/code")
        shown = page.content.decode().replace(email, "…")
        token = client.cookies["moothall_csrf"].value
        answers.append((sent.status_code, sent.headers["Location"], page.status_code))
        assert token
        assert "6 digits" in shown
        assert len(letterbox.to(email)) == 1
    assert len(set(answers)) == 1


def test_an_officer_is_shown_their_own_door_and_gets_no_code(letterbox: Letterbox) -> None:
    client, officer = a_client(), an_officer_account()
    ask(client, officer.email)
    body = letterbox.to(officer.email)[-1]["body"]
    assert "/officers/sign-in" in body
    assert "# " not in body


def test_a_closed_account_gets_no_code(letterbox: Letterbox) -> None:
    account = a_resident_account()
    services.deactivate(user=account.user)
    ask(a_client(), account.email)
    body = letterbox.to(account.email)[-1]["body"]
    assert "closed" in body
    assert "# " not in body


def test_an_account_that_became_an_officers_meanwhile_is_not_entered_by_a_code(
    letterbox: Letterbox,
) -> None:
    client, account = a_client(), a_resident_account()
    ask(client, account.email)
    services.create_officer(email=account.email, password=None, at=NOON)
    assert give(client, letterbox.code(account.email)).status_code == 422
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "given", ["", "nobody", "a@b", "a b@example.com", "ŵy@example.com", "x" * 250 + "@e.com"]
)
def test_what_is_no_address_is_sent_back_with_words(letterbox: Letterbox, given: str) -> None:
    answer = ask(a_client(), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is a problem" in page
    assert 'href="#email"' in page
    assert letterbox.letters == []


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "1" * 5000, "\0"]
)
def test_a_code_of_any_shape_is_refused_politely(letterbox: Letterbox, code: str) -> None:
    client = a_client()
    ask(client, an_email())
    answer = give(client, code)
    assert answer.status_code == 422
    assert 'href="#code"' in answer.content.decode()


def test_the_way_on_is_kept_through_the_code(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    page = client.get("/sign-in?next=/town/repair%3Fa%3D1").content.decode()
    assert 'name="next" value="/town/repair?a=1"' in page
    ask(client, email, next="/town/repair?a=1")
    answer = give(client, letterbox.code(email))
    assert answer.headers["Location"] == "/town/repair?a=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "http://localhost:8000/",
        "//example.org/",
        "/\\example.org",
        "///example.org",
        "javascript:alert(1)",
        "town",
        "/a\r\nLocation: https://example.org",
        "/" + "a" * 3000,
    ],
)
def test_a_way_on_that_leads_out_of_the_house_is_not_followed(
    letterbox: Letterbox, elsewhere: str
) -> None:
    client, email = a_client(), an_email()
    ask(client, email, next=elsewhere)
    answer = give(client, letterbox.code(email))
    assert answer.headers["Location"] == "/account"


def test_a_way_on_given_with_the_code_itself_is_not_followed(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    answer = client.post(
        "/sign-in/code?next=https://example.org/",
        {"code": letterbox.code(email), "next": "https://example.org/"},
    )
    assert urlsplit(answer.headers["Location"]).netloc == ""


def test_whoever_is_signed_in_is_not_asked_again(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    give(client, letterbox.code(email))
    assert client.get("/sign-in").headers["Location"] == "/account"
    assert client.get("/sign-in?next=/town").headers["Location"] == "/town"


def test_the_session_gets_a_new_key_when_somebody_signs_in(letterbox: Letterbox) -> None:
    client, email = a_client(), an_email()
    ask(client, email)
    before = client.session.session_key
    give(client, letterbox.code(email))
    assert client.session.session_key != before
    assert not client.session.exists(str(before))


def test_without_notifications_the_page_says_that_nobody_can_sign_in(no_letters: None) -> None:
    client = a_client()
    for answer in (client.get("/sign-in"), ask(client, an_email())):
        assert answer.status_code == 503
        assert "cannot send emails" in answer.content.decode()


def test_the_code_is_in_no_log_and_not_in_the_session(
    letterbox: Letterbox, caplog: pytest.LogCaptureFixture
) -> None:
    client, email = a_client(), an_email()
    with caplog.at_level(logging.DEBUG):
        ask(client, email)
        code = letterbox.code(email)
        kept = str(dict(client.session))
        give(client, wrong(code))
        give(client, code)
    assert code not in kept
    told = "\n".join(str(vars(record)) for record in caplog.records if _is_ours(record))
    assert code not in told
    assert email not in told
    assert "sign-in refused" in told


def test_the_code_is_not_in_the_subject_of_the_email(letterbox: Letterbox) -> None:
    email = an_email()
    ask(a_client(), email)
    assert letterbox.code(email) not in letterbox.to(email)[-1]["subject"]


def test_a_form_without_its_token_is_refused(letterbox: Letterbox) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert ask(strict, an_email()).status_code == 403
    assert letterbox.letters == []


def _is_ours(record: logging.LogRecord) -> bool:
    """Query texts are kept out of the log by the house's own filter."""
    return not record.name.startswith(("django.db", "psycopg"))
