"""What notifications needs of the outside world."""

from typing import Protocol, runtime_checkable

from moothall.components.notifications.contracts import Email


@runtime_checkable
class Mailer(Protocol):
    """Carries email. Built with the organisation's settings; never called inside ``acting``."""

    def send(self, *, email: Email) -> None:
        """Hand one message over; to return is to say that the other side has taken it.

        Raises ``MailerUnavailable`` when it was certainly not taken and may be tried again,
        ``AddressRejected`` or ``MessageRejected`` when it never will be, and ``PerhapsSent``
        when nobody can know. The numbers of the other side's answer may stand in
        ``details["answer"]``, but none of its words: they may quote an address.
        """
        ...
