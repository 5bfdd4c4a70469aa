"""Work that leaves the process: enqueued in the transaction that wants it, done by a worker.

Jobs are rows of Procrastinate's queue on the same PostgreSQL. Their arguments are readable to
every worker, so they are ids only. A job runs at least once: make it idempotent by its key.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from moothall.kernel import registry
from moothall.kernel.actors import current
from moothall.kernel.encoding import to_json

RETRIES = 8
"""How often a job that failed is tried again."""
RETRY = RetryStrategy(max_attempts=RETRIES, exponential_wait=4)
"""Over about a day: after 4 s, 16 s, 64 s and so on."""

_QUEUE = "default"
# One statement, where Procrastinate's own deferring would need a savepoint around a duplicate.
_ENQUEUE = """
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args, scheduled_at)
values (%s, %s, %s, %s, %s)
on conflict (queueing_lock) where status = 'todo' do nothing
"""
# Whichever worker comes first enqueues what is done regularly, once for each stretch of time.
_REGULARLY = """
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args)
select %(queue)s, %(job)s::varchar, %(key)s::text, '{}'
 where not exists (
   select from procrastinate_jobs where task_name = %(job)s::varchar
      and (queueing_lock = %(key)s::text or status in ('todo', 'doing')))
on conflict (queueing_lock) where status = 'todo' do nothing
"""
ENQUEUE_FROM = """
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args, scheduled_at)
select %s, %s, %s, %s::jsonb, %s::timestamptz from {source}
on conflict (queueing_lock) where status = 'todo' do nothing
"""
"""Enqueues a job in the statement that wants it: one for each row of ``source``. Its values are
those of ``values``."""
_DONE = """
update procrastinate_jobs set status = 'succeeded'
 where status = 'todo' and task_name = %s and queueing_lock = any(%s)
"""


def enqueue(*, job: str, key: str, after: datetime | None = None, **ids: str) -> None:
    """Have ``job`` done once this transaction has committed, not before ``after``.

    While a job with this ``key`` waits, enqueueing it again changes nothing.
    """
    current()
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, values(job=job, key=key, ids=ids, after=after))


def enqueue_regular(*, at: datetime) -> None:
    """Have every regular job done that was not yet enqueued in its stretch of time.

    A job that waits or is being done is not enqueued a second time.
    """
    current()
    with connection.cursor() as cursor:
        for job, seconds in registry.regular_jobs().items():
            key = f"{job}/{int(at.timestamp()) // seconds}"
            cursor.execute(_REGULARLY, {"queue": _QUEUE, "job": job, "key": key})


def values(
    *, job: str, key: str, ids: Mapping[str, str], after: datetime | None = None
) -> list[Any]:
    """The values of ``ENQUEUE_FROM`` for one job."""
    return [_QUEUE, job, f"{job}/{key}", to_json(ids), after]


def done(*, job: str, keys: Sequence[str]) -> None:
    """Note jobs that wait as done, because another one has done their work with its own."""
    current()
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [job, [f"{job}/{key}" for key in keys]])


def run_waiting() -> None:
    """Do every job that is waiting now, then return."""
    with app.replace_connector(DjangoConnector().get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def register(procrastinate: App) -> None:
    """Give the worker the jobs that components name in their manifests, and those of `JOBS`."""
    for name, path in {**registry.jobs(), **settings.JOBS}.items():
        procrastinate.task(name=name, retry=RETRY)(registry.load(path))
