"""Notifications in the background: each message goes out once, or says that it could not."""

import logging
from uuid import UUID

from django.conf import settings
from django.utils.timezone import now

from moothall.components.notifications import contracts, rules, services
from moothall.components.notifications.contracts import Email, Sending, State
from moothall.components.notifications.ports import Mailer
from moothall.kernel import capabilities, organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.capabilities import Choice
from moothall.kernel.ids import OrgId
from moothall.kernel.jobs import RETRIES
from moothall.kernel.refusals import Refused, Unavailable
from moothall.kernel.words import in_language, say

_CAPABILITY = "messages.v1"
_PURPOSE = "notifications"
_log = logging.getLogger(__name__)


def send(*, org: str, message: str) -> None:
    """Send one message, unless somebody has or may have done so already.

    Before it leaves, "being sent" is committed; whoever finds that later knows that nobody can
    tell. Raises ``MailerUnavailable`` when it is to be tried again.
    """
    actor, message_id = Actor(org=OrgId(UUID(org))), UUID(message)
    with acting(actor, purpose=_PURPOSE):
        if not services.is_to_be_sent(message_id=message_id):
            return
        choice = _choice()
        if getattr(_mailer(choice), "keeps_here", False):
            services.accept_waiting(at=now())
            if not services.is_to_be_sent(message_id=message_id):
                return
        sending = services.begin(message_id=message_id, at=now())
    if sending is None:
        return
    failure = _attempt(OrgId(UUID(org)), sending, choice)
    outcome = rules.outcome(failure=failure, attempt=sending.attempt, most=RETRIES + 1)
    with acting(actor, purpose=_PURPOSE):
        services.settle(
            message_id=message_id, attempt=sending.attempt, outcome=outcome, at=now()
        )
    if failure and outcome.state is State.QUEUED:
        raise failure


def _choice() -> Choice | None:
    try:
        return capabilities.chosen(capability=_CAPABILITY)
    except Unavailable:
        return None


def _attempt(org: OrgId, sending: Sending, choice: Choice | None) -> Exception | None:
    """Hand the message to the organisation's mailer; how that failed, if it did."""
    mailer = _mailer(choice)
    if mailer is None:
        return contracts.MailerUnavailable(say("Email is not set up here."))
    try:
        email = _email(org, sending)
    except ValueError:
        return contracts.MessageRejected(say("This message cannot be written as an email."))
    try:
        mailer.send(email=email)
    except Refused as failure:
        return failure
    except Exception as failure:  # noqa: BLE001 - whatever it is, it may have been sent
        _log.exception("a mailer failed in a way that mailers must not")
        return failure
    return None


def _mailer(choice: Choice | None) -> Mailer | None:
    if choice is None:
        return None
    try:
        mailer: Mailer = capabilities.adapter(capability=_CAPABILITY, choice=choice)
    except (Unavailable, TypeError, ValueError):
        _log.exception("the chosen mailer cannot be built")
        return None
    return mailer


def _email(org: OrgId, sending: Sending) -> Email:
    organisation = organisations.known(org=org)
    name = rules.one_line(in_language(organisation.name, sending.language))
    blocks = rules.parse(sending.body, own=settings.ORIGIN)
    return Email(
        message_id=sending.message_id,
        to=sending.to,
        from_name=name,
        reply_to=sending.reply_to or organisation.contact.get("email", ""),
        subject=sending.subject,
        text=rules.as_text(blocks),
        html=rules.email_html(
            blocks,
            subject=sending.subject,
            organisation=name,
            colour=organisation.colour,
            language=sending.language,
        ),
        language=sending.language,
        at=now(),
    )
