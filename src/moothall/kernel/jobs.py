"""Work that leaves the process: enqueued in the transaction that wants it, done by a worker.

Jobs are rows of Procrastinate's queue on the same PostgreSQL. Their arguments are readable to
every worker, so they are ids only. A job runs at least once: make it idempotent by its key.
"""

from datetime import datetime

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


def enqueue(*, job: str, key: str, after: datetime | None = None, **ids: str) -> None:
    """Have ``job`` done once this transaction has committed, not before ``after``.

    While a job with this ``key`` waits, enqueueing it again changes nothing.
    """
    current()
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, [_QUEUE, job, f"{job}/{key}", to_json(ids), after])


def run_waiting() -> None:
    """Do every job that is waiting now, then return."""
    with app.replace_connector(DjangoConnector().get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def register(procrastinate: App) -> None:
    """Give the worker the jobs that components and journeys name in their manifests."""
    for name, path in registry.jobs().items():
        procrastinate.task(name=name, retry=RETRY)(registry.load(path))
