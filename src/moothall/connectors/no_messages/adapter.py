"""A mailer that is not there, and says so."""

from moothall.components.notifications.contracts import Email, MailerUnavailable
from moothall.components.notifications.ports import Mailer
from moothall.kernel.words import say


class NoMessages(Mailer):
    """Messages wait, and are shown as failed once they have waited too long."""

    def send(self, *, email: Email) -> None:
        raise MailerUnavailable(say("Email is not set up here."))
