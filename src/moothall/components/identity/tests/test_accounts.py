"""Making accounts and closing them."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError

from moothall.components.identity import contracts, queries, services
from moothall.components.identity.models import User
from moothall.components.identity.testing import (
    a_resident_account,
    a_totp_secret,
    an_email,
    an_officer_account,
)
from moothall.kernel.testing import NOON, a_person, at_once


def test_a_resident_has_one_account_however_the_address_is_typed() -> None:
    email = an_email()
    first = services.create_resident(email=email, at=NOON)
    again = services.create_resident(email=f" {email.upper()} ", at=NOON)
    assert again == first
    assert first.email == email


def test_many_first_sign_ins_at_once_make_one_account() -> None:
    email = an_email()

    def sign_in() -> contracts.Account:
        return services.create_resident(email=email, at=NOON)

    assert len(set(at_once(4, sign_in))) == 1


def test_the_database_itself_refuses_an_address_in_capitals() -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(email=an_email().upper(), created_at=NOON)


def test_a_resident_has_no_password() -> None:
    account = a_resident_account()
    assert not User.objects.get(id=account.user).has_usable_password()


def test_an_officers_account_is_not_made_twice() -> None:
    officer = an_officer_account()
    with pytest.raises(contracts.AccountExists):
        services.create_officer(email=officer.email, password=None, at=NOON)
    with pytest.raises(contracts.AccountExists):
        services.create_resident(email=officer.email, at=NOON)


def test_a_resident_who_becomes_an_officer_keeps_the_account() -> None:
    resident = a_resident_account()
    officer = services.create_officer(email=resident.email, password=None, at=NOON)
    assert officer.user == resident.user
    assert officer.is_officer
    assert not officer.has_second_factor


def test_a_weak_password_makes_no_account() -> None:
    email = an_email()
    with pytest.raises(contracts.WeakPassword) as refusal:
        services.create_officer(email=email, password="password", at=NOON)
    assert len(refusal.value.reasons) == 2
    assert queries.account_of(email=email) is None


def test_a_prepared_authenticator_replaces_the_one_before() -> None:
    officer = an_officer_account(secret=a_totp_secret())
    services.set_totp(user=officer.user, secret=a_totp_secret())
    assert queries.account(user=officer.user).has_second_factor


def test_the_secret_of_a_second_factor_is_not_readable_in_the_database() -> None:
    secret = a_totp_secret()
    officer = an_officer_account(secret=secret)
    (row,) = Authenticator.objects.filter(user_id=officer.user)
    assert secret not in str(row.data)


def test_a_closed_account_is_known_to_be_closed() -> None:
    account = a_resident_account()
    services.deactivate(user=account.user)
    assert not queries.account(user=account.user).is_active
    services.reactivate(user=account.user)
    assert queries.account(user=account.user).is_active


@pytest.mark.parametrize(
    "act",
    [
        lambda user: services.deactivate(user=user),
        lambda user: services.reactivate(user=user),
        lambda user: services.reset_second_factor(user=user),
        lambda user: services.set_totp(user=user, secret=a_totp_secret()),
        lambda user: services.set_password(user=user, password="three unrelated words"),
        lambda user: services.invite_officer(user=user, at=NOON),
        lambda user: queries.account(user=user),
    ],
)
def test_there_is_no_account_that_was_never_made(act: object) -> None:
    assert callable(act)
    with pytest.raises(contracts.AccountNotFound):
        act(a_person())
