"""The emails of sign-in, sent through the place's notifications. None of it is ever logged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from moothall.components.identity.contracts import (
    CODE_LASTS,
    INVITATION_LASTS_DAYS,
    SignInUnavailable,
)
from moothall.kernel import organisations, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.organisations import OrganisationNotFound
from moothall.kernel.place import place
from moothall.kernel.words import Said, say

NOTIFICATIONS = "notifications.v1"
_PURPOSE = "sign-in"


class Notifications(Protocol):
    """What we need of whoever offers notifications."""

    def queue(
        self,
        *,
        key: str,
        to: str,
        subject: str,
        body: str,
        language: str,
        about: UUID | None,
        at: datetime,
    ) -> UUID: ...


def can_be_sent() -> bool:
    """Whether this place can send messages at all."""
    return registry.offers(NOTIFICATIONS)


def send_code(*, to: str, code: str, language: str, at: datetime) -> None:
    minutes = int(CODE_LASTS.total_seconds() // 60)
    _send(
        to=to,
        subject=say("Your code to sign in to {place}", place=place().name),
        body=[
            say("Your code to sign in to {place} is:", place=place().name),
            say("# {code}", code=code),
            say("Use it within {minutes} minutes. It works once.", minutes=minutes),
            say(
                "We will never ask you to read this code to anybody. If you did not ask for it,"
                " you can ignore this email: nobody can sign in without the code."
            ),
        ],
        language=language,
        at=at,
    )


def send_to_officers_door(*, to: str, address: str, language: str, at: datetime) -> None:
    """Instead of a code: officers sign in with a password and a second factor."""
    _send(
        to=to,
        subject=say("Signing in to {place}", place=place().name),
        body=[
            say(
                "Somebody asked for a code to sign in to {place} with this email address.",
                place=place().name,
            ),
            say("This address belongs to a staff account, which signs in here:"),
            say("{address}", address=address),
            say("If it was not you, you can ignore this email: nobody was signed in."),
        ],
        language=language,
        at=at,
    )


def send_closed(*, to: str, language: str, at: datetime) -> None:
    """Instead of a code: the account was closed."""
    _send(
        to=to,
        subject=say("Signing in to {place}", place=place().name),
        body=[
            say(
                "Somebody asked for a code to sign in to {place} with this email address.",
                place=place().name,
            ),
            say("The account with this address is closed, so no code was sent."),
            say(
                "If you think that is a mistake, contact the organisation that you deal with."
                " You can use its services without an account."
            ),
        ],
        language=language,
        at=at,
    )


def send_invitation(*, to: str, address: str, language: str, at: datetime) -> None:
    _send(
        to=to,
        subject=say("Set up your staff account in {place}", place=place().name),
        body=[
            say("You have been invited to work in {place}.", place=place().name),
            say("Open this link to choose a password:"),
            say("{address}", address=address),
            say(
                "The link works once, for {days} days. You will also need an authenticator app"
                " on your phone or computer.",
                days=INVITATION_LASTS_DAYS,
            ),
            say("If you did not expect this email, you can ignore it."),
        ],
        language=language,
        at=at,
    )


def _send(*, to: str, subject: Said, body: Sequence[Said], language: str, at: datetime) -> None:
    """Queue one message as the steward of the place, to whom the front door belongs."""
    try:
        notifications: Notifications = registry.offer(NOTIFICATIONS)
        steward = organisations.steward()
    except (registry.NotOffered, OrganisationNotFound) as absent:
        raise SignInUnavailable(
            say("This place cannot send emails now, so we cannot send you a code to sign in.")
        ) from absent
    with acting(Actor(org=steward.id), purpose=_PURPOSE):
        notifications.queue(
            key=f"{_PURPOSE}/{uuid7()}",
            to=to,
            subject=subject.in_language(language),
            body="\n\n".join(part.in_language(language) for part in body),
            language=language,
            about=None,
            at=at,
        )
