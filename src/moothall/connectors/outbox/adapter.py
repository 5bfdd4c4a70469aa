"""A mailer that delivers nowhere: every message is already kept in the place's own database."""

from moothall.components.notifications.contracts import Email
from moothall.components.notifications.ports import Mailer


class Outbox(Mailer):
    """For trying out, with no account anywhere: takes every message, and none leaves."""

    keeps_here = True
    """Nothing leaves the process, so many messages may be taken in one transaction."""

    def send(self, *, email: Email) -> None:
        return
