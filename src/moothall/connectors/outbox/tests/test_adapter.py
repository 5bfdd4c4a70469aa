"""The outbox of the place passes the exam of mailers: its messages are read in the place."""

from collections.abc import Sequence

from moothall.components.notifications import queries, rules
from moothall.components.notifications.contracts import State
from moothall.components.notifications.testing import Arrived, MailerExam
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId


class TestOutbox(MailerExam):
    connector = "outbox"

    def arrived(self, *, org: OrgId, to: str) -> Sequence[Arrived]:
        with acting(Actor(org=org), purpose="test"):
            kept = queries.newest(at_most=100)
        return [
            Arrived(
                to=message.to,
                subject=message.subject,
                text=rules.plain_text(message.body),
                reply_to=message.reply_to,
                message_id=message.message_id,
            )
            for message in kept
            if message.to == to and message.state is State.SENT
        ]
