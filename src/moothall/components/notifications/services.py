"""What notifications can do; each says what happened in the transaction that did it."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection

from moothall.components.notifications import contracts, models, rules
from moothall.components.notifications.contracts import Outcome, Reason, State
from moothall.components.notifications.queries import message, messages_about
from moothall.components.notifications.rules import (
    filled,
    placeholders,
    plain_text,
    read_template,
    rendered,
    unknown_placeholders,
)
from moothall.kernel import events, jobs
from moothall.kernel.actors import current, own_org, require_duty, serving_org
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.limits import keyed_hash
from moothall.kernel.words import say

__all__ = [
    "accept_waiting",
    "begin",
    "filled",
    "is_to_be_sent",
    "message",
    "messages_about",
    "placeholders",
    "plain_text",
    "queue",
    "read_template",
    "rendered",
    "resend",
    "settle",
    "unknown_placeholders",
    "unsuppress",
]

_JOB = "notifications.send"
# Without a conflict target: naming one would ask a resident for the right to read.
_QUEUE = """
insert into notifications_message
       (id, org_id, key, recipient, reply_to, subject, body, language, about, state, reason,
        detail, attempts, message_id, queued_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'queued', '', '', 0, '', %s)
on conflict do nothing
"""
# For whoever may read the organisation's messages: message and job in one statement.
_QUEUE_WITH_JOB = f"""
with queued as ({_QUEUE} returning id), job as ({jobs.ENQUEUE_FROM.format(source="queued")})
select count(*) from queued
"""  # noqa: S608 - fixed texts
_WAITING = """
select id, about, recipient from notifications_message
 where org_id = %s and state = 'queued' order by queued_at, id limit %s for update skip locked
"""
_DEAD = "select digest from notifications_deadaddress where org_id = %s and digest = any(%s)"
_ACCEPT = """
update notifications_message
   set state = 'sent', attempts = attempts + 1, settled_at = %(at)s,
       message_id = case message_id when '' then '<' || id || %(host)s else message_id end
 where org_id = %(org)s and id = any(%(ids)s)
"""
_TO_BE_SENT = """
select 1 from notifications_message
 where org_id = %s and id = %s and state in ('queued', 'sending')
"""
_QUEUED_BEFORE = "select notifications_message_called(%s)"


def queue(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    language: str,
    about: UUID | None,
    at: datetime,
    reply_to: str = "",
) -> UUID:
    """Have a message sent once this transaction has committed; answer its id.

    ``body`` is the Markdown of templates. The same ``key`` again, for the organisation that
    acts or serves, changes nothing and answers the first id. Raises ``NotAnAddress``.
    """
    org, message_id = serving_org(), uuid7()
    row = (
        message_id,
        org,
        key,
        _address(to),
        _address(reply_to) if reply_to else "",
        rules.one_line(subject),
        body,
        language,
        about,
        at,
    )
    if not current().is_resident:
        job = jobs.values(job=_JOB, key=str(message_id), ids=_ids(org, message_id))
        with connection.cursor() as cursor:
            cursor.execute(_QUEUE_WITH_JOB, [*row, *job])
            is_new = (cursor.fetchone() or (0,))[0] == 1
        return message_id if is_new else _queued_before(key)
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, row)
        is_new = cursor.rowcount == 1
    if not is_new:
        return _queued_before(key)
    _enqueue(org, message_id)
    return message_id


def accept_waiting(*, at: datetime, at_most: int = 200) -> int:
    """Note the messages that wait as sent, where the mailer keeps them in this very database.

    Nothing leaves the process then, so there is no moment in which nobody could know. Their
    jobs are done with them. Answers how many there were.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [own_org(), at_most])
        waiting = [(id_, about, _digest(recipient)) for id_, about, recipient in cursor]
        if not waiting:
            return 0
        cursor.execute(_DEAD, [own_org(), list({digest for *_, digest in waiting})])
        dead = {digest for (digest,) in cursor}
        taken = [(id_, about) for id_, about, digest in waiting if digest not in dead]
        ids = [id_ for id_, _ in taken]
        cursor.execute(
            _ACCEPT, {"host": f"@{_host()}>", "at": at, "org": own_org(), "ids": ids}
        )
    happened = [contracts.MessageSent(message_id=i, subject_id=about) for i, about in taken]
    events.record_all(happened, at=at)
    jobs.done(job=_JOB, keys=[str(i) for i in ids])
    return len(ids)


def is_to_be_sent(*, message_id: UUID) -> bool:
    """Whether a message waits, or was left while it was being sent: a quick look, no lock."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_BE_SENT, [own_org(), message_id])
        return cursor.fetchone() is not None


def begin(*, message_id: UUID, at: datetime) -> contracts.Sending | None:
    """Take a waiting message for sending; none if it is not, or no longer, to be sent.

    A message that is found being sent was left by a worker that died: it may have been sent,
    and is not sent again.
    """
    row = models.Message.objects.select_for_update().filter(id=message_id).first()
    if row is None:
        return None
    if row.state == State.SENDING:
        _note(row, Outcome(state=State.MAY_HAVE_BEEN_SENT, reason=Reason.CUT_OFF), at)
        return None
    if row.state != State.QUEUED:
        return None
    if models.DeadAddress.objects.filter(digest=_digest(row.recipient)).exists():
        _note(row, Outcome(state=State.SUPPRESSED, reason=Reason.ADDRESS_SUPPRESSED), at)
        return None
    row.state, row.attempts = State.SENDING, row.attempts + 1
    row.message_id = row.message_id or _message_id(row.id)
    row.save(update_fields=["state", "attempts", "message_id"])
    return contracts.Sending(
        id=row.id,
        attempt=row.attempts,
        message_id=row.message_id,
        to=row.recipient,
        subject=row.subject,
        body=row.body,
        language=row.language,
        reply_to=row.reply_to,
    )


def settle(*, message_id: UUID, attempt: int, outcome: Outcome, at: datetime) -> bool:
    """Note what an attempt came to; whether it still was the latest attempt.

    Who sent a message knows best: its word also stands over "may have been sent", which another
    worker may have noted meanwhile.
    """
    row = (
        models.Message.objects.select_for_update()
        .filter(
            id=message_id,
            attempts=attempt,
            state__in=[State.SENDING, State.MAY_HAVE_BEEN_SENT],
        )
        .first()
    )
    if row is None:
        return False
    if row.state != outcome.state:
        _note(row, outcome, at)
    return True


def resend(*, message_id: UUID, at: datetime) -> None:
    """Have a message sent again that failed, was held back, or may have been sent.

    For caseworkers and managers. It keeps its Message-ID, by which many mail systems show a
    message that came twice only once. Raises ``MessageNotFound`` and ``CannotResend``.
    """
    require_duty("caseworker", "manager")
    row = models.Message.objects.select_for_update().filter(id=message_id).first()
    if row is None:
        raise contracts.MessageNotFound
    if State(row.state) not in contracts.RESENDABLE:
        raise contracts.CannotResend(say("This message is on its way, or has been sent."))
    row.state, row.reason, row.detail, row.attempts = State.QUEUED, "", "", 0
    row.settled_at = None
    row.save(update_fields=["state", "reason", "detail", "attempts", "settled_at"])
    events.record(contracts.MessageResent(message_id=row.id, subject_id=row.about), at=at)
    _enqueue(OrgId(row.org_id), row.id)


def unsuppress(*, to: str) -> bool:
    """Send messages to this address again; whether they had been held back.

    For caseworkers and managers.
    """
    require_duty("caseworker", "manager")
    deleted, _ = models.DeadAddress.objects.filter(digest=_digest(to)).delete()
    return deleted > 0


def _note(row: models.Message, outcome: Outcome, at: datetime) -> None:
    row.state, row.reason = outcome.state, outcome.reason or ""
    row.detail = outcome.detail
    row.settled_at = None if outcome.state is State.QUEUED else at
    if outcome.state is State.SENT and row.about is None:
        row.body = ""  # a code or an invitation: nobody needs it here any longer
    row.save(update_fields=["state", "reason", "detail", "settled_at", "body"])
    if outcome.reason is Reason.ADDRESS_REJECTED:
        dead = models.DeadAddress(org_id=row.org_id, digest=_digest(row.recipient), since=at)
        models.DeadAddress.objects.bulk_create([dead], ignore_conflicts=True)
    event = _event(row, outcome)
    if event:
        events.record(event, at=at)


def _event(
    row: models.Message, outcome: Outcome
) -> contracts.MessageSent | contracts.MessageFailed | contracts.MessageUnsure | None:
    match outcome.state:
        case State.SENT:
            return contracts.MessageSent(message_id=row.id, subject_id=row.about)
        case State.MAY_HAVE_BEEN_SENT:
            return contracts.MessageUnsure(message_id=row.id, subject_id=row.about)
        case State.FAILED | State.SUPPRESSED:
            reason = outcome.reason or Reason.MESSAGE_REJECTED
            return contracts.MessageFailed(
                message_id=row.id, subject_id=row.about, reason=reason
            )
        case _:
            return None


def _enqueue(org: OrgId, message_id: UUID) -> None:
    jobs.enqueue(job=_JOB, key=str(message_id), org=str(org), message=str(message_id))


def _ids(org: OrgId, message_id: UUID) -> dict[str, str]:
    return {"org": str(org), "message": str(message_id)}


def _queued_before(key: str) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUED_BEFORE, [key])
        return UUID(str((cursor.fetchone() or ("",))[0]))


def _address(text: str) -> str:
    address = text.strip()
    if not rules.is_address(address):
        raise contracts.NotAnAddress(say("This is not an email address."))
    return address


def _digest(address: str) -> str:
    return keyed_hash(f"dead-address/{own_org()}/{address.strip().lower()}")


def _message_id(message_id: UUID) -> str:
    return f"<{message_id}@{_host()}>"


def _host() -> str:
    return urlsplit(settings.ORIGIN).hostname or "localhost"
