"""Jobs: enqueued with the deed, done after it, tried again, never twice in the queue."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from moothall.kernel import jobs, registry
from moothall.kernel.actors import Actor, NotActing, acting
from moothall.kernel.testing import an_officer

DONE = list[str]()
FAILING = set[str]()


@app.task(name="test.note", retry=jobs.RETRY)
def note(*, what: str) -> None:
    if what in FAILING:
        raise ValueError("not today")
    DONE.append(what)


@app.task(name="test.note-in-the-database", retry=jobs.RETRY)
def note_in_the_database(*, org: str, what: str) -> None:
    """Act as a job does, and enqueue another from inside."""
    with acting(Actor(org=None), purpose="test"):
        jobs.enqueue(job="test.note", key=what, what=what)


def enqueued(what: str, **more: object) -> str:
    with acting(an_officer(), purpose="test"):
        jobs.enqueue(job="test.note", key=what, what=what, **more)  # type: ignore[arg-type]
    return what


def rows(what: str) -> list[ProcrastinateJob]:
    with acting(Actor(), purpose="test"):
        return list(ProcrastinateJob.objects.filter(args__what=what).order_by("id"))


def enqueue_and_fail(what: str) -> None:
    with acting(an_officer(), purpose="test"):
        jobs.enqueue(job="test.note", key=what, what=what)
        raise ZeroDivisionError


@pytest.fixture
def what() -> str:
    return str(uuid4())


def test_a_job_is_done_once_its_transaction_has_committed(what: str) -> None:
    enqueued(what)
    jobs.run_waiting()
    jobs.run_waiting()
    assert DONE.count(what) == 1


def test_a_deed_that_was_undone_leaves_no_job(what: str) -> None:
    with pytest.raises(ZeroDivisionError):
        enqueue_and_fail(what)
    jobs.run_waiting()
    assert rows(what) == []
    assert what not in DONE


def test_the_same_key_waits_only_once_and_harms_no_transaction(what: str) -> None:
    with acting(an_officer(), purpose="test"):
        for _ in range(3):
            jobs.enqueue(job="test.note", key=what, what=what)
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    assert len(rows(what)) == 1


def test_the_same_key_may_come_again_once_it_is_done(what: str) -> None:
    enqueued(what)
    jobs.run_waiting()
    enqueued(what)
    jobs.run_waiting()
    assert DONE.count(what) == 2


def test_the_same_key_of_another_job_is_another_job(what: str) -> None:
    with acting(an_officer(), purpose="test"):
        jobs.enqueue(job="test.note", key="k", what=what)
        jobs.enqueue(job="test.note-in-the-database", key="k", org=str(uuid4()), what=what)
    assert len(rows(what)) == 2
    jobs.run_waiting()


def test_a_job_for_later_waits(what: str) -> None:
    enqueued(what, after=now() + timedelta(hours=1))
    jobs.run_waiting()
    assert what not in DONE


def test_a_job_whose_time_has_come_is_done(what: str) -> None:
    enqueued(what, after=now() - timedelta(hours=1))
    jobs.run_waiting()
    assert what in DONE


def test_a_job_may_act_and_enqueue_another(what: str) -> None:
    with acting(an_officer(), purpose="test"):
        jobs.enqueue(job="test.note-in-the-database", key=what, org=str(uuid4()), what=what)
    jobs.run_waiting()
    assert what in DONE


def test_a_job_that_fails_is_tried_again_later(what: str) -> None:
    FAILING.add(what)
    enqueued(what)
    before = now()
    jobs.run_waiting()
    (row,) = rows(what)
    assert (row.status, row.attempts) == ("todo", 1)
    assert row.scheduled_at is not None
    assert row.scheduled_at > before


def test_a_job_that_always_fails_is_given_up_and_shown_as_failed(what: str) -> None:
    FAILING.add(what)
    enqueued(what)
    for _ in range(jobs.RETRIES + 1):
        make_it_due(what)
        jobs.run_waiting()
    (row,) = rows(what)
    assert (row.status, row.attempts) == ("failed", jobs.RETRIES + 1)


def make_it_due(what: str) -> None:
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = null where args ->> 'what' = %s",
            [what],
        )


def test_nobody_enqueues_who_does_not_act(what: str) -> None:
    with pytest.raises(NotActing):
        jobs.enqueue(job="test.note", key=what, what=what)


def test_every_job_of_a_manifest_is_known_to_the_worker() -> None:
    assert set(app.tasks) >= set(registry.jobs())
