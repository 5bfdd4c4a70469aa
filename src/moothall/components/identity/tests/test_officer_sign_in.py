"""An officer signs in with a password and a second factor, which has to be set up first."""

import base64
import logging
import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from moothall.components.identity import queries, services
from moothall.components.identity.contracts import Account
from moothall.components.identity.testing import (
    a_client,
    a_resident_account,
    a_signed_in_client,
    a_totp_code,
    a_totp_secret,
    an_email,
    an_officer_account,
)
from moothall.kernel.actors import Actor, acting
from moothall.kernel.models import EventRecord
from moothall.kernel.testing import the_steward

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

PASSWORD = "three unrelated words"
SIGN_IN = "/officers/sign-in"
SECOND = "/officers/second-factor"
SET_UP = "/officers/second-factor/set-up"
CODES = "/officers/recovery-codes"
HOME = "/workspace/"


def enter(client: Client, account: Account, **more: str) -> "Answer":
    return client.post(SIGN_IN, {"email": account.email, "password": PASSWORD, **more})


def prove(client: Client, code: str) -> "Answer":
    return client.post(SECOND, {"code": code})


def is_signed_in(client: Client) -> bool:
    return client.get("/account/sessions").status_code == 200


def key_on(page: str) -> str:
    """The secret that the set-up page shows as text."""
    found = re.search(r'id="key">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    return [
        code.replace(" ", "") for code in re.findall(r"hall-reference\">(\d{4} \d{4})<", page)
    ]


@pytest.fixture(scope="module")
def secret() -> str:
    return a_totp_secret()


@pytest.fixture
def officer(secret: str) -> Account:
    return an_officer_account(password=PASSWORD, secret=secret)


def test_an_officer_signs_in_with_password_and_second_factor(
    officer: Account, secret: str
) -> None:
    client = a_client()
    assert client.get(SIGN_IN).status_code == 200
    assert enter(client, officer).headers["Location"] == SECOND
    assert client.get(SECOND).status_code == 200
    assert prove(client, a_totp_code(secret)).headers["Location"] == HOME
    assert is_signed_in(client)


def test_the_password_alone_opens_nothing(officer: Account) -> None:
    client = a_client()
    enter(client, officer)
    assert not is_signed_in(client)
    assert client.get(CODES).headers["Location"].startswith(SIGN_IN)
    assert client.get(SET_UP).headers["Location"] == SECOND


def test_an_officer_without_a_second_factor_must_set_one_up_before_anything_else() -> None:
    officer, client = an_officer_account(password=PASSWORD), a_client()
    assert enter(client, officer).headers["Location"] == SET_UP
    assert not is_signed_in(client)
    assert client.get(SECOND).headers["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    key = key_on(page)
    assert key_on(client.get(SET_UP).content.decode()) == key
    answer = client.post(SET_UP, {"code": a_totp_code(key)})
    assert answer.headers["Location"] == f"{CODES}?next=%2Fworkspace%2F"
    assert is_signed_in(client)
    account = queries.account(user=officer.user)
    assert account.has_second_factor


def test_the_picture_to_scan_is_a_drawing_that_the_browser_may_show() -> None:
    client = a_client()
    enter(client, an_officer_account(password=PASSWORD))
    page = client.get(SET_UP)
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.content.decode())
    assert found
    assert b"<svg" in base64.b64decode(found[1])
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_a_second_factor_is_set_up_only_with_a_code_it_shows() -> None:
    officer, client = an_officer_account(password=PASSWORD), a_client()
    enter(client, officer)
    client.get(SET_UP)
    answer = client.post(SET_UP, {"code": a_totp_code(a_totp_secret())})
    assert answer.status_code == 422
    assert not queries.account(user=officer.user).has_second_factor


def test_the_code_that_set_it_up_cannot_be_used_again_to_sign_in() -> None:
    officer, client = an_officer_account(password=PASSWORD), a_client()
    enter(client, officer)
    key = key_on(client.get(SET_UP).content.decode())
    code = a_totp_code(key)
    client.post(SET_UP, {"code": code})
    other = a_client()
    enter(other, officer)
    assert prove(other, code).status_code == 422


def test_whoever_knows_only_the_password_cannot_replace_the_second_factor(
    officer: Account,
) -> None:
    thief = a_client()
    enter(thief, officer)
    assert thief.post(SET_UP, {"code": "123456"}).headers["Location"] == SECOND


@pytest.mark.parametrize(
    "password", ["wrong password entirely", PASSWORD.upper(), f"{PASSWORD} "]
)
def test_a_wrong_password_is_refused(officer: Account, password: str) -> None:
    client = a_client()
    answer = client.post(SIGN_IN, {"email": officer.email, "password": password})
    assert answer.status_code == 422
    assert "is not right" in answer.content.decode()
    assert client.get(SECOND).headers["Location"] == SIGN_IN


def test_a_refusal_is_the_same_for_an_address_that_nobody_has(officer: Account) -> None:
    pages = []
    for email in (officer.email, an_email(), a_resident_account().email):
        answer = a_client().post(SIGN_IN, {"email": email, "password": "wrong password"})
        assert answer.status_code == 422
        page = answer.content.decode().replace(email, "…")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert len(set(pages)) == 1


def test_an_empty_form_says_what_is_missing() -> None:
    answer = a_client().post(SIGN_IN, {})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#email"' in page
    assert 'href="#password"' in page


def test_the_password_is_never_sent_back(officer: Account) -> None:
    answer = a_client().post(SIGN_IN, {"email": "nobody", "password": "hush hush hush"})
    assert "hush" not in answer.content.decode()


def test_a_wrong_code_is_refused(officer: Account) -> None:
    client = a_client()
    enter(client, officer)
    assert prove(client, a_totp_code(a_totp_secret())).status_code == 422
    assert prove(client, "").status_code == 422
    assert not is_signed_in(client)


def test_a_code_of_the_app_works_once(officer: Account, secret: str) -> None:
    code = a_totp_code(secret)
    first, second = a_client(), a_client()
    enter(first, officer)
    enter(second, officer)
    assert prove(first, code).headers["Location"] == HOME
    assert prove(second, code).status_code == 422
    assert prove(second, a_totp_code(secret, ahead=-1)).status_code == 422
    assert prove(second, a_totp_code(secret, ahead=1)).headers["Location"] == HOME


def test_a_telephone_may_be_half_a_minute_slow_and_no_slower(
    officer: Account, secret: str
) -> None:
    client = a_client()
    enter(client, officer)
    assert prove(client, a_totp_code(secret, ahead=-3)).status_code == 422
    assert prove(client, a_totp_code(secret, ahead=3)).status_code == 422
    # The code before may turn too old between its making and its use, the next one cannot.
    assert prove(client, a_totp_code(secret, ahead=1)).headers["Location"] == HOME


def test_a_recovery_code_signs_in_once() -> None:
    officer, client = an_officer_account(password=PASSWORD), a_client()
    enter(client, officer)
    key = key_on(client.get(SET_UP).content.decode())
    client.post(SET_UP, {"code": a_totp_code(key)})
    codes = codes_on(client.get(CODES).content.decode())
    assert len(codes) == 10
    other, third = a_client(), a_client()
    enter(other, officer)
    assert prove(other, f"{codes[0][:4]} {codes[0][4:]}").headers["Location"] == HOME
    enter(third, officer)
    assert prove(third, codes[0]).status_code == 422
    assert prove(third, codes[1]).headers["Location"] == HOME


def test_recovery_codes_are_shown_until_they_are_kept_and_then_no_more() -> None:
    officer, client = an_officer_account(password=PASSWORD), a_client()
    enter(client, officer, next="/workspace/cases")
    key = key_on(client.get(SET_UP).content.decode())
    after = client.post(SET_UP, {"code": a_totp_code(key)}).headers["Location"]
    first = codes_on(client.get(after).content.decode())
    assert codes_on(client.get(CODES).content.decode()) == first
    kept = client.post(CODES, {"kept": "yes", "next": "/workspace/cases"})
    assert kept.headers["Location"] == "/workspace/cases"
    page = client.get(CODES).content.decode()
    assert codes_on(page) == []
    assert "you have left: 10" in page


def test_new_recovery_codes_ask_for_the_second_factor_again(
    officer: Account, secret: str
) -> None:
    client = a_signed_in_client(officer)
    assert client.post(CODES, {"code": "000000"}).status_code == 422
    assert client.post(CODES, {"code": ""}).status_code == 422
    assert codes_on(client.get(CODES).content.decode()) == []
    assert client.post(CODES, {"code": a_totp_code(secret)}).status_code == 302
    assert len(codes_on(client.get(CODES).content.decode())) == 10


def test_the_way_on_is_kept_through_both_steps(officer: Account, secret: str) -> None:
    client = a_client()
    page = client.get(f"{SIGN_IN}?next=/workspace/cases/1").content.decode()
    assert 'name="next" value="/workspace/cases/1"' in page
    enter(client, officer, next="/workspace/cases/1")
    answer = prove(client, a_totp_code(secret))
    assert answer.headers["Location"] == "/workspace/cases/1"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org"]
)
def test_a_way_on_that_leads_out_of_the_house_is_not_followed(
    officer: Account, secret: str, elsewhere: str
) -> None:
    client = a_client()
    enter(client, officer, next=elsewhere)
    answer = client.post(
        f"{SECOND}?next={elsewhere}", {"code": a_totp_code(secret), "next": elsewhere}
    )
    assert answer.headers["Location"] == HOME


def test_an_account_closed_between_password_and_second_factor_is_not_entered(
    officer: Account, secret: str
) -> None:
    client = a_client()
    enter(client, officer)
    services.deactivate(user=officer.user)
    assert prove(client, a_totp_code(secret)).headers["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_a_closed_account_is_refused_like_a_wrong_password(officer: Account) -> None:
    services.deactivate(user=officer.user)
    assert enter(a_client(), officer).status_code == 422
    services.reactivate(user=officer.user)
    assert enter(a_client(), officer).headers["Location"] == SECOND


def test_an_officer_whose_second_factor_was_lost_sets_up_a_new_one(
    officer: Account, secret: str
) -> None:
    before = a_signed_in_client(officer)
    services.reset_second_factor(user=officer.user)
    assert not is_signed_in(before)
    client = a_client()
    assert enter(client, officer).headers["Location"] == SET_UP


def test_a_resident_signed_in_in_the_same_browser_gives_way(
    officer: Account, secret: str
) -> None:
    resident = a_resident_account()
    client = a_signed_in_client(resident)
    enter(client, officer)
    prove(client, a_totp_code(secret))
    page = client.get("/account/sessions").content.decode()
    assert officer.email in page
    assert resident.email not in page
    assert client.get(CODES).status_code == 200


def test_the_log_of_the_place_tells_that_an_officer_signed_in_and_how(
    officer: Account, secret: str
) -> None:
    steward = the_steward()
    client = a_client()
    enter(client, officer)
    prove(client, a_totp_code(secret))
    with acting(Actor(org=steward), purpose="test"):
        (line,) = EventRecord.objects.filter(subject=officer.user)
    assert line.name == "identity.officer-signed-in.v1"
    assert line.body["second_factor"] == "totp"
    assert officer.email not in str(line.body)


def test_failures_are_logged_without_names(
    officer: Account, caplog: pytest.LogCaptureFixture
) -> None:
    client = a_client()
    with caplog.at_level(logging.INFO):
        client.post(SIGN_IN, {"email": officer.email, "password": "wrong password"})
        enter(client, officer)
        prove(client, "000000")
    ours = [
        record for record in caplog.records if record.name.startswith("moothall.components")
    ]
    assert [vars(record)["facts"]["why"] for record in ours] == ["password", "second factor"]
    told = "\n".join(str(vars(record)) for record in ours)
    assert officer.email not in told
    assert PASSWORD not in told
