"""What the worker forgets in time, and what it does not."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils.timezone import now

from moothall.kernel import idempotency, jobs, organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.idempotency import Answered
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import an_org
from moothall.site.worker import keep_house

_END = """
update procrastinate_jobs set status = %s::procrastinate_job_status
 where queueing_lock = %s returning id
"""


def a_job(*, ended: str) -> str:
    """A job of no maker that any worker knows, which ended like this just now."""
    key = uuid4().hex
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        jobs.enqueue(job="test.nothing", key=key)
        cursor.execute(_END, [ended, f"test.nothing/{key}"])
    return key


def is_kept(key: str) -> bool:
    with acting(Actor(), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select 1 from procrastinate_jobs where queueing_lock = %s", [f"test.nothing/{key}"]
        )
        return cursor.fetchone() is not None


def test_a_job_that_was_done_is_forgotten_after_a_week() -> None:
    key = a_job(ended="succeeded")
    keep_house(at=now() + timedelta(days=6))
    assert is_kept(key)
    keep_house(at=now() + timedelta(days=8))
    assert not is_kept(key)


def test_a_job_that_failed_can_be_looked_at_for_three_months() -> None:
    keys = [a_job(ended=how) for how in ("failed", "aborted")]
    keep_house(at=now() + timedelta(days=80))
    assert [is_kept(key) for key in keys] == [True, True]
    keep_house(at=now() + timedelta(days=91))
    assert [is_kept(key) for key in keys] == [False, False]


def test_a_job_that_waits_is_never_forgotten() -> None:
    key = a_job(ended="todo")
    keep_house(at=now() + timedelta(days=400))
    assert is_kept(key)


def test_a_post_can_be_sent_again_for_a_day() -> None:
    org, client = an_org(), uuid7()
    organisations.known(org=org)
    post(org, client, "first")
    keep_house(at=now() + timedelta(hours=23))
    assert post(org, client, "second") == "first"
    keep_house(at=now() + timedelta(hours=25))
    assert post(org, client, "third") == "third"


def post(org: OrgId, client: UUID, answer: str) -> str:
    """What a POST with the key that is always the same is answered."""
    return idempotency.once(
        client=client,
        key="the same",
        request=b"the same",
        at=now(),
        act=lambda: Answered(status=201, body=answer),
        transaction=lambda: acting(Actor(org=org), purpose="test"),
    ).body
