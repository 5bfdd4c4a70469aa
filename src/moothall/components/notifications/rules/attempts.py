"""What an attempt to send came to, from how it failed and how often it was tried."""

from moothall.components.notifications.contracts import (
    AddressRejected,
    MailerUnavailable,
    MessageRejected,
    Outcome,
    Reason,
    State,
)


def outcome(*, failure: Exception | None, attempt: int, most: int) -> Outcome:
    """The state that follows an attempt; ``attempt`` counts from 1 and ``most`` is the last.

    Whatever a mailer was not meant to raise leaves it open whether the message has gone out.
    """
    match failure:
        case None:
            return Outcome(state=State.SENT)
        case MailerUnavailable():
            again = State.QUEUED if attempt < most else State.FAILED
            return _because(again, Reason.MAILER_UNAVAILABLE, failure)
        case AddressRejected():
            return _because(State.FAILED, Reason.ADDRESS_REJECTED, failure)
        case MessageRejected():
            return _because(State.FAILED, Reason.MESSAGE_REJECTED, failure)
        case _:
            return Outcome(state=State.MAY_HAVE_BEEN_SENT, reason=Reason.CUT_OFF)


def _because(
    state: State,
    reason: Reason,
    failure: MailerUnavailable | AddressRejected | MessageRejected,
) -> Outcome:
    return Outcome(state=state, reason=reason, detail=str(failure.details.get("answer", "")))
