"""Having nobody who carries messages passes the exam of absence."""

from moothall.components.notifications.testing import AbsentMailerExam
from moothall.connectors.no_messages.adapter import NoMessages


class TestNoMessages(AbsentMailerExam):
    connector = "no_messages"

    def mailer(self) -> NoMessages:
        return NoMessages()
