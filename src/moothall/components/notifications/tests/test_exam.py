"""The exam of mailers can be failed: each of its questions catches a mailer that is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from moothall.components.notifications.testing import (
    AbsentMailerExam,
    Arrived,
    MailerExam,
    an_email,
)
from moothall.components.notifications.tests.mailers import BOXES, Box, Scripted, installed
from moothall.kernel.ids import OrgId

WRONG = [
    ("Lossy", "test_a_message_arrives_once_and_is_shown_as_sent"),
    ("Twofold", "test_a_message_arrives_once_and_is_shown_as_sent"),
    ("Careless", "test_its_words_arrive_as_they_were_written"),
    ("Careless", "test_answers_go_where_the_message_says"),
    ("Careless", "test_it_goes_out_under_the_message_id_that_officers_see"),
    ("Broadcast", "test_each_message_goes_to_its_own_address"),
]


class Sitting(MailerExam):
    __test__ = False

    def __init__(self, connector: str, box: str) -> None:
        self.connector, self._box = connector, box

    def given(self) -> Mapping[str, Any]:
        return {"box": self._box}

    def arrived(self, *, org: OrgId, to: str) -> Sequence[Arrived]:
        return [
            Arrived(
                to=email.to,
                subject=email.subject,
                text=email.text,
                reply_to=email.reply_to,
                message_id=email.message_id,
            )
            for email in BOXES[self._box].taken
            if email.to == to
        ]


def questions(exam: type) -> set[str]:
    return {name for name in dir(exam) if name.startswith("test_")}


@pytest.mark.parametrize(("adapter", "question"), WRONG)
def test_a_wrong_mailer_fails(
    adapter: str, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = Sitting(*installed(monkeypatch, adapter=adapter))
    with pytest.raises(AssertionError):
        getattr(sitting, question)()


@pytest.mark.parametrize("question", sorted(questions(MailerExam)))
def test_a_right_mailer_passes(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    getattr(Sitting(*installed(monkeypatch)), question)()


def test_every_question_has_a_mailer_that_fails_it() -> None:
    assert {question for _, question in WRONG} == questions(MailerExam)


class AbsentSitting(AbsentMailerExam):
    __test__ = False

    def mailer(self) -> Scripted:
        return Scripted(box=self.connector)


@pytest.mark.parametrize("question", sorted(questions(AbsentMailerExam)))
def test_a_mailer_that_takes_messages_fails_the_exam_of_absence(question: str) -> None:
    sitting = AbsentSitting()
    sitting.connector = "outbox"
    BOXES["outbox"] = Box()
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        getattr(sitting, question)()


def test_a_header_of_an_email_cannot_forge_another() -> None:
    for header in ("to", "subject", "from_name", "reply_to", "message_id"):
        with pytest.raises(ValueError, match="must not hold line breaks"):
            an_email(**{header: "one\r\nBcc: everybody@example.com"})
