"""Whoever stands outside may be slow, gone, rude or mad: nothing is lost or done twice."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, BinaryIO
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from moothall.components.cases import queries as cases
from moothall.components.documents.ports import Verdict
from moothall.components.documents.testing import a_photo
from moothall.components.notifications import queries as notifications
from moothall.components.notifications.contracts import Message, State
from moothall.components.notifications.testing import choose_mailer
from moothall.connectors.smtp.tests.servers import HOST, Script, cut_off, free_port, serving
from moothall.faces.api.tests.conftest import Caller, a_caller
from moothall.kernel import capabilities, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import from_json
from moothall.kernel.ids import OrgId
from moothall.kernel.manifest import Connector
from moothall.kernel.refusals import Unavailable
from moothall.kernel.testing import an_officer
from moothall.site.worker import take_up_stalled

PATIENCE = 0.4
"""Seconds that our side waits for a mail server in these tests."""

Day = Callable[[Script], AbstractContextManager[int]]


@contextmanager
def nobody_there(script: Script) -> Iterator[int]:
    yield free_port()


@contextmanager
def one_that_never_greets(script: Script) -> Iterator[int]:
    with socket.create_server((HOST, 0)) as listener:
        yield int(listener.getsockname()[1])


@contextmanager
def one_that_says(script: Script, **said: str) -> Iterator[int]:
    for command, answer in said.items():
        setattr(script, command, answer)
    with serving(script) as port:
        yield port
    for command in said:
        setattr(script, command, "")


class Late(Script):
    """Takes the message, and says so long after nobody listens any more."""

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        said = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(PATIENCE * 3)
        return said


class Mad(Script):
    """Takes the message, and answers what means nothing."""

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await super().handle_DATA(server, session, envelope)
        return "perhaps, who knows"


def busy(script: Script) -> AbstractContextManager[int]:
    return one_that_says(script, to_mail="451 4.3.0 Come back later")


def full(script: Script) -> AbstractContextManager[int]:
    return one_that_says(script, to_data="452 4.3.1 No room")


def breaking_off(script: Script) -> AbstractContextManager[int]:
    return cut_off(after=b"DATA\r\n")


class TestMail:
    @pytest.mark.parametrize(
        "day", [nobody_there, one_that_never_greets, busy, full, breaking_off]
    )
    def test_what_was_not_taken_goes_out_once_the_server_is_well(self, day: Day) -> None:
        caller, script = a_caller(), Script()
        with day(script) as port:
            mail_by(caller.org, port)
            reference, to = asked(caller)
            work(caller.org)
            assert [m.state for m in messages(caller, reference)] == [State.QUEUED]
        with serving(script) as port:
            mail_by(caller.org, port)
            for _ in range(3):
                work(caller.org)
        (message,) = messages(caller, reference)
        assert message.state is State.SENT
        assert [letter["Message-ID"] for letter in script.letters(to)] == [message.message_id]

    @pytest.mark.parametrize("script", [Late(), Mad()])
    def test_what_may_have_been_taken_is_said_to_be_so_and_not_sent_again(
        self, script: Script
    ) -> None:
        caller = a_caller()
        with serving(script) as port:
            mail_by(caller.org, port)
            reference, to = asked(caller)
            for _ in range(3):
                work(caller.org)
        (message,) = messages(caller, reference)
        assert message.state is State.MAY_HAVE_BEEN_SENT
        assert [letter["Message-ID"] for letter in script.letters(to)] == [message.message_id]

    def test_what_is_refused_for_good_is_shown_as_failed(self) -> None:
        caller, script = a_caller(), Script(to_rcpt="550 5.1.1 Nobody of that name")
        with serving(script) as port:
            mail_by(caller.org, port)
            reference, _ = asked(caller)
            for _ in range(3):
                work(caller.org)
        assert [m.state for m in messages(caller, reference)] == [State.FAILED]
        assert script.taken == []

    @pytest.mark.parametrize("day", [nobody_there, busy])
    def test_the_request_and_the_case_know_nothing_of_it(self, day: Day) -> None:
        caller = a_caller()
        with day(Script()) as port:
            mail_by(caller.org, port)
            reference, _ = asked(caller)
            work(caller.org)
            case = f"/api/v1/cases/{reference}"
            assert caller.get(case).json()["state"] == "received"
            done = caller.post(f"{case}/actions/resolve", {"message": "Mended."})
            assert done.json()["state"] == "resolved"

    def test_the_same_request_twice_on_such_a_day_is_one_case_and_one_message(self) -> None:
        caller, key = a_caller(), uuid4().hex
        mail_by(caller.org, free_port())
        first, second = asked(caller, key=key), asked(caller, key=key)
        work(caller.org)
        assert first[0] == second[0]
        assert len(messages(caller, first[0])) == 1


def mail_by(org: OrgId, port: int) -> None:
    given = {
        "host": HOST, "port": port, "security": "none", "timeout": PATIENCE,
        "sender": "no-reply@place.example",
    }  # fmt: skip
    choose_mailer(org, connector="smtp", given=given)


def asked(caller: Caller, *, key: str = "") -> tuple[str, str]:
    """Send a request: its reference, and where its message goes."""
    to = f"{key or uuid4().hex}@example.com"
    answers = {"danger": False, "kind": "hole", "description": "A deep hole", "email": to}
    headers = {"Idempotency_Key": key} if key else {}
    answer = caller.post(f"{caller.service}/requests", {"answers": answers}, **headers)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["reference"]), to


def messages(caller: Caller, reference: str) -> list[Message]:
    with acting(Actor(org=caller.org), purpose="test"):
        case = cases.case(reference=reference)
        return notifications.messages_about(subject=case.id)


def work(org: OrgId) -> None:
    """Do what waits for one organisation, as a worker would; what fails waits on."""
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select id, task_name, args::text from procrastinate_jobs"
            " where status = 'todo' and args ->> 'org' = %s order by id",
            [str(org)],
        )
        waiting = list(cursor.fetchall())
    for job, name, given in waiting:
        try:
            registry.load(registry.jobs()[name])(**from_json(given))
        except Exception:  # noqa: BLE001, S112 - as the queue does: it is tried again later
            continue
        with acting(Actor(), purpose="test"), connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [job])


class Failing:
    """A search of addresses, or a scanner, that fails in a way of its own."""

    looks = True

    def __init__(self, *, how: str) -> None:
        self._how = how

    def search(self, *, text: str, limit: int) -> Any:  # noqa: ANN401 - it is nonsense
        return self._fail()

    def address(self, *, uprn: str) -> Any:  # noqa: ANN401
        return self._fail()

    def scan(self, *, content: BinaryIO) -> Verdict:
        found: Any = self._fail()
        return Verdict(found)

    def _fail(self) -> object:
        if self._how == "nonsense":
            return ["no", {"address": "of any kind"}]
        raise {"refuses": Unavailable, "breaks": ValueError, "times out": TimeoutError}[
            self._how
        ]()


WAYS = ("refuses", "breaks", "times out", "nonsense")


@pytest.fixture(params=WAYS)
def caller(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """A council whose search of addresses and whose scanner fail."""
    name, made = f"failing-{uuid4().hex[:8]}", a_caller()
    here = f"{__name__}:Failing"
    connector = Connector(
        name=name, title="Failing", provides={"addresses.v1": here, "scanning.v1": here}
    )
    monkeypatch.setitem(registry.connectors(), name, connector)
    with acting(an_officer(made.org), purpose="test"):
        for capability in connector.provides:
            capabilities.choose(
                capability=capability, connector=name, given={"how": request.param}, secrets={}
            )
    return made


class TestOthersOutside:
    def test_addresses_that_cannot_be_looked_up_can_be_written(self, caller: Caller) -> None:
        areas = registry.offer("areas.v1")
        with pytest.raises(Unavailable):
            areas.search_addresses(text="SB1 1DB", org=caller.org)
        with pytest.raises(Unavailable):
            areas.address(uprn="999100000001", org=caller.org)

    def test_a_file_that_nobody_can_scan_is_kept_and_waits(self, caller: Caller) -> None:
        file = SimpleUploadedFile("hole.jpg", a_photo(), content_type="image/jpeg")
        sent = caller.http.post("/api/v1/files", {"file": file})
        assert sent.status_code == 201, sent.content
        answers = {
            "danger": False, "kind": "hole", "description": "A hole",
            "photo": [sent.json()["id"]],
        }  # fmt: skip
        answer = caller.post(f"{caller.service}/requests", {"answers": answers})
        assert answer.status_code == 201, answer.content
        for _ in range(2):
            work(caller.org)
        (after,) = self._documents(caller, answer.json()["reference"])
        assert (str(after.id), after.scan) == (sent.json()["id"], "waiting")

    def _documents(self, caller: Caller, reference: str) -> list[Any]:
        with acting(Actor(org=caller.org), purpose="test"):
            case = cases.case(reference=reference)
            return list(registry.offer("documents.v1").attached(subject=case.id))


class TestDeadWorkers:
    """Jobs that a dead worker left half done are taken up again: each piece of work once."""

    @pytest.fixture
    def lock(self) -> Iterator[str]:
        lock = uuid4().hex
        yield lock
        with acting(Actor(), purpose="test"), connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where queueing_lock = %s", [lock])

    @pytest.mark.parametrize(
        ("left", "after"),
        [
            (["doing"], ["todo"]),
            (["doing", "todo"], ["aborted", "todo"]),
            (["doing", "doing"], ["aborted", "todo"]),
            (["doing", "doing", "todo"], ["aborted", "aborted", "todo"]),
            (["succeeded", "failed"], ["succeeded", "failed"]),
        ],
    )
    def test_only_one_job_of_a_lock_goes_on(
        self, lock: str, left: list[str], after: list[str]
    ) -> None:
        with acting(Actor(), purpose="test"), connection.cursor() as cursor:
            for status in left:
                cursor.execute(MAKE_JOB, [lock, status])
        take_up_stalled()
        with acting(Actor(), purpose="test"), connection.cursor() as cursor:
            cursor.execute(JOBS_OF_LOCK, [lock])
            assert [status for (status,) in cursor.fetchall()] == after

    def test_those_of_a_worker_that_lives_are_left_to_it(self, lock: str) -> None:
        with acting(Actor(), purpose="test"), connection.cursor() as cursor:
            cursor.execute("insert into procrastinate_workers default values returning id")
            (worker,) = cursor.fetchone() or (None,)
            cursor.execute(MAKE_JOB, [lock, "doing"])
            cursor.execute(
                "update procrastinate_jobs set worker_id = %s where queueing_lock = %s",
                [worker, lock],
            )
        take_up_stalled()
        with acting(Actor(), purpose="test"), connection.cursor() as cursor:
            cursor.execute(JOBS_OF_LOCK, [lock])
            assert cursor.fetchall() == [("doing",)]
            cursor.execute("delete from procrastinate_workers where id = %s", [worker])


MAKE_JOB = """
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args, status)
values ('nobody-s', 'nothing', %s, '{}', %s::procrastinate_job_status)
"""
JOBS_OF_LOCK = """
select status::text from procrastinate_jobs where queueing_lock = %s order by id
"""
