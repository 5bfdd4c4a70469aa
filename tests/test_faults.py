"""Processes die and servers restart while people ask: what was accepted is there once, and no
message goes out twice.
"""

import asyncio
import logging
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.running import REQUESTS, Answer, Client, Running, running, until

from moothall.connectors.smtp.tests.servers import HOST, Script, serving

pytestmark = pytest.mark.slow

SEED = 1066
SECONDS_UNDER_LOAD = 20.0
LONGEST_WAIT = 15.0
"""Seconds within which every request is answered, whatever happens."""
PATIENCE = 120.0
"""Seconds within which all that waits is done once everything runs again."""


class Postman(Script):
    """A mail server that takes its time over each message, so that it can be cut off."""

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(0.05)
        said = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.05)
        return said

    def comes_again(self) -> None:
        """Wait until another message has come."""
        before = len(self.taken)
        until(lambda: len(self.taken) > before, what="another message comes")

    def deliveries(self) -> Counter[str]:
        """Message-ID -> how often it came."""
        return Counter(
            str(message_from_bytes(raw)["Message-ID"]) for _, raw in list(self.taken)
        )


@dataclass(frozen=True, kw_only=True)
class Town:
    """The place, and the mail server that it sends through."""

    place: Running
    postman: Postman


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    postman = Postman()
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    with serving(postman) as port:
        settings = {"host": HOST, "port": port, "security": "none", "timeout": 5,
                    "sender": "no-reply@seaborough.example"}  # fmt: skip
        with running({"messages.v1": {"connector": "smtp", "settings": settings}}) as place:
            place.start_web()
            yield Town(place=place, postman=postman)


@dataclass
class Asking:
    """Clients that ask for a service until told to stop, each request until it is accepted."""

    place: Running
    clients: int = 3
    accepted: dict[str, str] = field(default_factory=dict)
    """Idempotency-Key -> reference."""
    answers: list[Answer] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Asking":
        self.threads = [threading.Thread(target=self._ask) for _ in range(self.clients)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(timeout=PATIENCE)
            assert not thread.is_alive(), "a request hangs"

    def _ask(self) -> None:
        client = Client(port=self.place.port, key=self.place.key)
        while not self.over.is_set():
            key = uuid4().hex
            while key not in self.accepted:
                answer = client.send("POST", REQUESTS, a_request(key), key)
                if answer.status == 201:
                    self.accepted[key] = answer.content["reference"]
                elif answer.status and answer.status < 500:
                    raise AssertionError(f"refused: {answer}")
                else:
                    time.sleep(0.2)
            time.sleep(0.05)
        client.close()
        self.answers += client.seen


def a_request(key: str) -> dict[str, object]:
    answers = {
        "kind": "other", "location": {"words": "By the pier"}, "description": f"A smell {key}",
    }  # fmt: skip
    return {"answers": answers, "contact": {"email": f"{key}@example.com"}}


def go_on(asking: Asking) -> None:
    """Wait until people are served again, and then some."""
    enough = len(asking.accepted) + 10
    until(lambda: len(asking.accepted) >= enough, what="people are served")


def settle(place: Running) -> None:
    """Wait until no message waits or is being sent."""
    waiting = "select from notifications_message where state in ('queued', 'sending')"
    until(lambda: not place.rows(waiting), what="all messages are settled", seconds=PATIENCE)


def check_cases(town: Town, asking: Asking) -> None:
    """Every accepted request is one case, and nothing else is."""
    assert len(asking.accepted) > 20
    found = Counter(
        (reference, email.partition("@")[0])
        for reference, email in town.place.rows(
            "select reference, contact ->> 'email' from cases_case"
            " where contact ->> 'email' = any(%s)",
            [f"{key}@example.com" for key in asking.accepted],
        )
    )
    assert found == Counter((reference, key) for key, reference in asking.accepted.items())


def check_messages(town: Town, asking: Asking) -> None:
    """Each case has one message; it came once, or the place says that it may not have come."""
    rows = town.place.rows(
        "select c.reference, m.state, m.message_id from cases_case c"
        " join notifications_message m on m.about = c.id where c.reference = any(%s)",
        list(asking.accepted.values()),
    )
    assert Counter(r for r, _, _ in rows) == Counter(asking.accepted.values())
    came = town.postman.deliveries()
    for _, state, message_id in rows:
        assert state in {"sent", "may_have_been_sent", "failed"}
        assert came[message_id] <= 1, "a message went out twice"
        if state == "sent":
            assert came[message_id] == 1, "a message that was not sent is said to be"


def test_a_worker_that_is_killed_at_any_moment_loses_nothing_and_does_nothing_twice(
    town: Town,
) -> None:
    place, chance = town.place, random.Random(SEED)  # noqa: S311 - a story, the same each time
    with Asking(place) as asking:
        end = time.monotonic() + SECONDS_UNDER_LOAD
        while time.monotonic() < end:
            place.start_worker()
            town.postman.comes_again()
            time.sleep(chance.uniform(0.0, 1.0))
            place.kill_worker()
    cut_off = place.rows("select from procrastinate_jobs where status = 'doing'")
    place.start_worker()
    settle(place)
    check_cases(town, asking)
    check_messages(town, asking)
    assert cut_off, "no worker was killed in the middle of a job"
    assert {a.status for a in asking.answers} == {201}


def test_postgresql_that_is_restarted_under_load_loses_nothing_that_was_accepted(
    town: Town,
) -> None:
    place = town.place
    if place.worker is None or place.worker.poll() is not None:
        place.start_worker()
    web, worker = place.web_processes(), place.worker
    with Asking(place) as asking:
        for _ in range(3):
            go_on(asking)
            place.restart_postgresql()
        go_on(asking)
    settle(place)
    check_cases(town, asking)
    check_messages(town, asking)
    assert place.web_processes() == web
    assert worker is not None
    assert worker.poll() is None
    assert max(a.seconds for a in asking.answers) < LONGEST_WAIT
    for answer in asking.answers:
        if answer.status not in {0, 201}:
            assert answer.status >= 500
            assert answer.content_type.startswith("application/problem+json")


def test_a_web_process_that_is_killed_is_replaced_and_people_go_on(town: Town) -> None:
    place = town.place
    before = place.web_processes()
    assert len(before) == 2
    with Asking(place) as asking:
        for victim in before:
            go_on(asking)
            os.kill(victim, signal.SIGKILL)
            until(lambda: len(place.web_processes()) == 2, what="another one has been started")
        go_on(asking)
    assert not set(place.web_processes()) & set(before)
    check_cases(town, asking)
    settle(place)
    check_messages(town, asking)
    assert {a.status for a in asking.answers} <= {0, 201}
    assert max(a.seconds for a in asking.answers) < LONGEST_WAIT
