"""The worker: does the jobs that wait, takes every reader along the log, and watches the
clocks.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from moothall.components.identity import services as identity
from moothall.journeys import timers
from moothall.kernel import idempotency, jobs, limits, organisations, readers, registry
from moothall.kernel.actors import Actor, acting

_log = logging.getLogger("moothall.worker")
_REST = 1.0
_GIVES_WAY = 10
"""How far the worker lets the web go first: nobody sits waiting for a job."""
_TIMERS_EVERY, _STALLED_EVERY, _HOUSEKEEPING_EVERY = 15.0, 15.0, 300.0
_REGULAR_EVERY = 60.0
_STALLED_SECONDS = 30
"""A worker that lives says so every ten seconds."""
_LONGEST_WAIT = 30.0

_STALLED = """
with dead as (
  select job.id,
         row_number() over (partition by coalesce(job.queueing_lock, job.id::text)
                            order by job.id desc) = 1
         and not exists (
           select from procrastinate_jobs as other
            where other.status = 'todo' and other.queueing_lock = job.queueing_lock) as goes_on
    from procrastinate_jobs as job
   where job.status = 'doing'
     and not exists (
       select from procrastinate_workers as worker
        where worker.id = job.worker_id
          and worker.last_heartbeat > now() - make_interval(secs => %s))
)
update procrastinate_jobs as job set worker_id = null,
       status = (case when goes_on then 'todo' else 'aborted' end)::procrastinate_job_status
  from dead where dead.id = job.id
"""
_OVER = """
delete from procrastinate_jobs where id in (
  select j.id from procrastinate_jobs as j
   where j.status = any(%s::procrastinate_job_status[]) and not exists (
     select from procrastinate_events as e
      where e.job_id = j.id and e.at > %s) limit 5000)
"""
_KEPT = {"{succeeded}": timedelta(days=7), "{failed,cancelled,aborted}": timedelta(days=90)}
"""How long jobs that are over can be looked at, by how they ended."""


def work() -> None:
    """Work until SIGTERM or SIGINT; a lost database is waited for, and nothing is lost."""
    os.nice(_GIVES_WAY)
    over = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        over.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    follower = threading.Thread(target=_follow, args=[over], name="readers and clocks")
    follower.start()
    jobs = threading.Thread(target=_do_jobs, args=[over], name="jobs", daemon=True)
    jobs.start()
    over.wait()
    follower.join(timeout=10)


def _do_jobs(over: threading.Event) -> None:
    wait = _REST
    while not over.is_set():
        try:
            with app.replace_connector(DjangoConnector().get_worker_connector()) as worker:
                worker.run_worker(
                    install_signal_handlers=False,
                    concurrency=settings.JOBS_AT_ONCE,
                    fetch_job_polling_interval=2,
                )
        except (ConnectorException, DatabaseError, OSError) as failure:
            _log.warning("jobs wait", extra={"facts": {"why": type(failure).__name__}})
        over.wait(wait)
        wait = min(wait * 2, _LONGEST_WAIT)


def _follow(over: threading.Event) -> None:
    wait, due = _REST, _Due()
    while not over.is_set():
        try:
            close_old_connections()
            passed = follow_once()
            due.run()
            wait = _REST
        except (DatabaseError, OSError) as failure:
            _log.warning("readers wait", extra={"facts": {"why": type(failure).__name__}})
            connection.close()
            passed, wait = 0, min(wait * 2, _LONGEST_WAIT)
        if not passed:
            over.wait(wait)


def follow_once() -> int:
    """Take every reader one batch along the log; answer how many lines were passed."""
    return sum(
        readers.follow(reader=name, handlers=handlers)
        for name, handlers in registry.readers().items()
    )


class _Due:
    """What is done every so often."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def run(self) -> None:
        self._every("timers", _TIMERS_EVERY, lambda: timers.run_due(at=now()))
        self._every("stalled", _STALLED_EVERY, take_up_stalled)
        self._every("regular", _REGULAR_EVERY, lambda: enqueue_regular(at=now()))
        self._every("housekeeping", _HOUSEKEEPING_EVERY, lambda: keep_house(at=now()))

    def _every(self, name: str, seconds: float, act: Callable[[], object]) -> None:
        if time.monotonic() - self._at.get(name, float("-inf")) >= seconds:
            self._at[name] = time.monotonic()
            act()


def enqueue_regular(*, at: datetime) -> None:
    """Have done what components want done every so often."""
    with acting(Actor(), purpose="regular work"):
        jobs.enqueue_regular(at=at)


def take_up_stalled() -> None:
    """Give the jobs of dead workers to others. Of two for the same work, only one goes on."""
    with acting(Actor(), purpose="housekeeping"), connection.cursor() as cursor:
        cursor.execute(_STALLED, [_STALLED_SECONDS])


def keep_house(*, at: datetime) -> None:
    """Forget what is kept for a time only."""
    with acting(Actor(), purpose="housekeeping"), connection.cursor() as cursor:
        for ends, kept in _KEPT.items():
            cursor.execute(_OVER, [ends, at - kept])
        limits.forget(at=at)
    identity.forget_expired(at=at)
    for organisation in organisations.everyone():
        with acting(Actor(org=organisation.id), purpose="housekeeping"):
            idempotency.forget(at=at)
            timers.forget_journeys(at=at)
            timers.forget_what_ifs(at=at)
