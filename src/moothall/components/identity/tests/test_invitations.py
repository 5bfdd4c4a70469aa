"""An invited officer chooses a password by an emailed link."""

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client

from moothall.components.identity import services
from moothall.components.identity.contracts import Account
from moothall.components.identity.testing import (
    Letterbox,
    a_client,
    an_email,
    an_officer_account,
)
from moothall.kernel.testing import NOON

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

PASSWORD = "three unrelated words"
SET_UP = "/officers/second-factor/set-up"


def enter(client: Client, account: Account) -> "Answer":
    return client.post("/officers/sign-in", {"email": account.email, "password": PASSWORD})


def test_an_invited_officer_chooses_a_password_and_sets_up_the_second_factor(
    letterbox: Letterbox,
) -> None:
    officer, client = an_officer_account(), a_client()
    link = invitation(letterbox, officer)
    page = client.get(link)
    assert page.status_code == 200
    assert officer.email in page.content.decode()
    answer = client.post(link, {"password": PASSWORD})
    assert answer.headers["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200
    assert enter(a_client(), officer).headers["Location"] == SET_UP


def test_an_invitation_works_once(letterbox: Letterbox) -> None:
    officer = an_officer_account()
    link = invitation(letterbox, officer)
    a_client().post(link, {"password": PASSWORD})
    again = a_client().get(link)
    assert again.status_code == 410
    assert "does not work any more" in again.content.decode()
    assert a_client().post(link, {"password": "another good password"}).status_code == 410
    assert enter(a_client(), officer).headers["Location"] == SET_UP


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "Choose a password"),
        ("short", "12 characters"),
        ("minecraft123", "guessed first"),
        ("someone.example@example.com", "too much like your email address"),
        ("x" * 1001, "too long"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(
    letterbox: Letterbox, password: str, reason: str
) -> None:
    officer = an_officer_account(email=f"someone.example{uuid4().hex[:4]}@example.com")
    link = invitation(letterbox, officer)
    answer = a_client().post(link, {"password": password})
    assert answer.status_code == 422
    assert reason in answer.content.decode()


@pytest.mark.parametrize("forged", ["x", "0" * 32 + "-x-y", "0" * 32, "z" * 32 + "-a-b"])
def test_a_forged_invitation_opens_nothing(forged: str) -> None:
    assert a_client().get(f"/officers/welcome/{forged}").status_code == 410


def test_an_invitation_to_one_officer_does_not_open_the_account_of_another(
    letterbox: Letterbox,
) -> None:
    one, other = an_officer_account(), an_officer_account()
    _, _, proof = invitation(letterbox, one).rpartition("/")[2].partition("-")
    assert a_client().get(f"/officers/welcome/{other.user.hex}-{proof}").status_code == 410


def test_an_invitation_is_written_in_the_officers_language(letterbox: Letterbox) -> None:
    email = an_email()
    account = services.create_officer(email=email, password=None, at=NOON, language="cy")
    services.invite_officer(user=account.user, at=NOON)
    body = letterbox.to(email)[-1]["body"]
    assert "Agorwch y ddolen hon" in body
    assert "/cy/officers/welcome/" in body


def invitation(letterbox: Letterbox, officer: Account) -> str:
    """The path of the link that an invited officer is sent."""
    services.invite_officer(user=officer.user, at=NOON)
    found = re.search(r"https?://[^/]+(/\S+)", letterbox.to(officer.email)[-1]["body"])
    assert found
    return found[1]
