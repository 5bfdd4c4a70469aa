"""Accounts: making them, closing them, and the factors by which they are proved."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.db import transaction

from moothall.components.identity import queries, rules
from moothall.components.identity.contracts import (
    PASSWORD_LEAST,
    Account,
    AccountExists,
    WeakPassword,
)
from moothall.components.identity.models import User
from moothall.components.identity.queries import DOOR
from moothall.components.identity.services.sessions import end_all
from moothall.kernel.ids import PersonId
from moothall.kernel.words import Said, say

_TOTP = Authenticator.Type.TOTP
_CHECKS = (
    (
        MinimumLengthValidator(PASSWORD_LEAST),
        say("Use {least} characters or more.", least=PASSWORD_LEAST),
    ),
    (
        CommonPasswordValidator(),
        say("Choose another password: this one is among those that are guessed first."),
    ),
    (
        UserAttributeSimilarityValidator(["email"]),
        say("Choose another password: this one is too much like your email address."),
    ),
)


def create_resident(*, email: str, at: datetime, language: str = "en") -> Account:
    """The account of a resident, made unless there is one already.

    Call it only for a mailbox that somebody has proved is theirs. Raises ``AccountExists``
    where the address is an officer's.
    """
    row = _made(email=email, at=at, language=language)
    if row.is_officer:
        raise _exists()
    return queries.to_account(row)


def create_officer(
    *, email: str, password: str | None, at: datetime, language: str = "en"
) -> Account:
    """The account of an officer, who must set up a second factor when first signing in.

    Without a password, invite them: they choose one. A resident's account with this address
    becomes an officer's, keeps what is theirs, and is signed out everywhere. Raises
    ``AccountExists`` where it is an officer's already, and ``WeakPassword``.
    """
    with transaction.atomic(using=DOOR):
        row = _made(email=email, at=at, language=language)
        if row.is_officer:
            raise _exists()
        if password is None:
            row.set_unusable_password()
        else:
            check_password_strength(password, email=row.email)
            row.set_password(password)
        row.is_officer = True
        row.save(update_fields=["is_officer", "password"])
        end_all(user=PersonId(row.id))
    return queries.to_account(row)


def set_totp(*, user: PersonId, secret: str) -> None:
    """Give an account the authenticator ``secret`` (base 32), in place of any other.

    For accounts that are prepared; people set theirs up when they sign in.
    """
    queries.user_row(user=user)
    Authenticator.objects.update_or_create(
        user_id=user, type=_TOTP, defaults={"data": {"secret": encrypt(secret)}}
    )


def reset_second_factor(*, user: PersonId) -> None:
    """Take away a lost second factor, recovery codes included, and end every session.

    The officer sets up a new one when next signing in. Raises ``AccountNotFound``.
    """
    queries.user_row(user=user)
    with transaction.atomic(using=DOOR):
        Authenticator.objects.filter(user_id=user).delete()
        end_all(user=user)


def deactivate(*, user: PersonId) -> None:
    """Close an account and end its sessions at once. Raises ``AccountNotFound``."""
    queries.user_row(user=user)
    with transaction.atomic(using=DOOR):
        User.objects.filter(id=user).update(is_active=False)
        end_all(user=user)


def reactivate(*, user: PersonId) -> None:
    """Open a closed account again. Raises ``AccountNotFound``."""
    queries.user_row(user=user)
    User.objects.filter(id=user).update(is_active=True)


def sign_out_everywhere(*, user: PersonId) -> None:
    """End every session of an account, on every device, from the next request on."""
    end_all(user=user)


def set_password(*, user: PersonId, password: str) -> None:
    """Give an account a new password and end its sessions. Raises ``WeakPassword``."""
    row = queries.user_row(user=user)
    check_password_strength(password, email=row.email)
    row.set_password(password)
    with transaction.atomic(using=DOOR):
        row.save(update_fields=["password"])
        end_all(user=user)


def check_password_strength(password: str, *, email: str) -> None:
    """Raise ``WeakPassword`` with every reason why a password is easy to guess."""
    reasons = list[Said]()
    for validator, said in _CHECKS:
        try:
            validator.validate(password, User(email=email))
        except ValidationError:
            reasons.append(said)
    if reasons:
        raise WeakPassword(reasons)


def _made(*, email: str, at: datetime, language: str) -> User:
    blank = User()
    blank.set_unusable_password()
    row, _ = User.objects.get_or_create(
        email=rules.plain_email(email),
        defaults={"created_at": at, "language": language, "password": blank.password},
    )
    return row


def _exists() -> AccountExists:
    return AccountExists(say("There is a staff account with this email address already."))
