"""What notifications can be asked. Reads only; the answers are contracts."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from moothall.components.notifications import contracts, models
from moothall.components.notifications.contracts import Reason, State

MOST_ABOUT_ONE = 500
"""As many messages as are shown about one subject: the latest of them."""
_COUNTS = "select state, count from notifications_counts()"
_HEALTH = {
    State.QUEUED: "waiting",
    State.SENDING: "sending",
    State.FAILED: "failed",
    State.MAY_HAVE_BEEN_SENT: "unsure",
}


def message(*, message_id: UUID) -> contracts.Message:
    """One message of the organisation that acts. Raises ``MessageNotFound``."""
    row = models.Message.objects.filter(id=message_id).first()
    if row is None:
        raise contracts.MessageNotFound
    return to_message(row)


def messages_about(*, subject: UUID) -> list[contracts.Message]:
    """The messages about one case, oldest first; of more than 500, the latest."""
    rows = models.Message.objects.filter(about=subject).order_by("-id")[:MOST_ABOUT_ONE]
    return [to_message(row) for row in reversed(rows)]


def newest(*, at_most: int, before: UUID | None = None) -> list[contracts.Message]:
    """The organisation's messages, newest first; ``before`` is the last one already seen."""
    rows = models.Message.objects.order_by("-id")
    if before:
        rows = rows.filter(id__lt=before)
    return [to_message(row) for row in rows[:at_most]]


def health() -> Mapping[str, int]:
    """How many messages of the whole place wait, are being sent, failed, or may have been sent.

    The last two count those of the last seven days. 1,001 means that there are more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        found = {State(state): count for state, count in cursor}
    return {name: found.get(state, 0) for state, name in _HEALTH.items()}


def to_message(row: models.Message) -> contracts.Message:
    return contracts.Message(
        id=row.id,
        about=row.about,
        to=row.recipient,
        reply_to=row.reply_to,
        subject=row.subject,
        body=row.body,
        language=row.language,
        state=State(row.state),
        reason=Reason(row.reason) if row.reason else None,
        detail=row.detail,
        attempts=row.attempts,
        message_id=row.message_id,
        queued_at=row.queued_at,
        settled_at=row.settled_at,
    )
