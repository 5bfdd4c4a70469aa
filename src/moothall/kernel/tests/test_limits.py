"""Rate limits: buckets in one process, counts that hold over all of them."""

import subprocess
import sys
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from moothall.kernel import limits
from moothall.kernel.actors import Actor, acting
from moothall.kernel.limits import Buckets
from moothall.kernel.refusals import TooMany
from moothall.kernel.testing import NOON, at_once

IN_ANOTHER_PROCESS = """
import sys
from datetime import datetime
import django
django.setup()
from moothall.kernel import limits
from moothall.kernel.actors import Actor, acting
with acting(Actor(), purpose="test"):
    print(limits.counted(
        what="sign-in", whose=sys.argv[1], seconds=60, at=datetime.fromisoformat(sys.argv[2])
    ))
"""


def taken(buckets: Buckets, key: object, clock: float) -> bool:
    try:
        buckets.take(key, clock=clock)
    except TooMany:
        return False
    return True


def counted(whose: str, at: datetime = NOON, *, what: str = "sign-in") -> int:
    with acting(Actor(), purpose="test"):
        return limits.counted(what=what, whose=whose, seconds=60, at=at)


class TestBuckets:
    def test_a_burst_is_let_through_and_no_more(self) -> None:
        buckets = Buckets(rate=60, burst=3)
        assert [taken(buckets, "a", 0) for _ in range(4)] == [True, True, True, False]

    def test_a_bucket_fills_with_time_and_only_to_its_brim(self) -> None:
        buckets = Buckets(rate=60, burst=2)
        assert [taken(buckets, "a", t) for t in (0, 0, 0, 1, 1)] == [
            True,
            True,
            False,
            True,
            False,
        ]
        assert [taken(buckets, "a", 1000) for _ in range(3)] == [True, True, False]

    def test_each_has_a_bucket_of_their_own(self) -> None:
        buckets = Buckets(rate=60, burst=1)
        assert taken(buckets, "a", 0)
        assert taken(buckets, "b", 0)
        assert not taken(buckets, "a", 0)

    @pytest.mark.parametrize(("rate", "seconds"), [(60, 1), (6, 10), (4, 15), (7, 9), (600, 1)])
    def test_the_refusal_says_how_long_to_wait_and_that_is_enough(
        self, rate: int, seconds: int
    ) -> None:
        buckets = Buckets(rate=rate, burst=1)
        buckets.take("a", clock=0)
        with pytest.raises(TooMany) as refusal:
            buckets.take("a", clock=0)
        assert refusal.value.retry_after == seconds
        assert taken(buckets, "a", seconds)

    def test_two_threads_together_take_no_more_than_there_is(self) -> None:
        buckets = Buckets(rate=1, burst=50)
        found = at_once(2, lambda: sum(taken(buckets, "a", 0) for _ in range(40)))
        assert sum(found) == 50

    def test_buckets_of_those_who_stay_away_are_forgotten(self) -> None:
        buckets = Buckets(rate=60, burst=1)
        buckets.take("a", clock=0)
        for n in range(20_000):
            buckets.take(n, clock=0)
        assert taken(buckets, "a", 0)


class TestCounts:
    def test_they_count_up_within_a_window_and_begin_anew_in_the_next(self) -> None:
        whose = str(uuid4())
        moments = [NOON, NOON + timedelta(seconds=59), NOON + timedelta(seconds=60)]
        assert [counted(whose, at) for at in moments] == [1, 2, 1]

    def test_each_deed_of_each_is_counted_by_itself(self) -> None:
        one, other = str(uuid4()), str(uuid4())
        assert counted(one) == 1
        assert counted(other) == 1
        assert counted(one, what="code") == 1
        assert counted(one) == 2

    def test_they_hold_over_threads(self) -> None:
        whose = str(uuid4())
        assert sorted(at_once(4, lambda: counted(whose))) == [1, 2, 3, 4]

    def test_they_hold_over_processes(self) -> None:
        whose = str(uuid4())
        assert counted(whose) == 1
        other = subprocess.run(  # noqa: S603 - our own words, run by our own Python
            [sys.executable, "-c", IN_ANOTHER_PROCESS, whose, NOON.isoformat()],
            check=True,
            capture_output=True,
            text=True,
        )
        assert int(other.stdout) == 2
        assert counted(whose) == 3

    def test_above_the_limit_it_is_too_many_and_says_when_to_come_back(self) -> None:
        whose, late = str(uuid4()), NOON + timedelta(seconds=45)
        for _ in range(2):
            count_against(whose, late)
        with pytest.raises(TooMany) as refusal:
            count_against(whose, late)
        assert refusal.value.retry_after == 15
        count_against(whose, late + timedelta(seconds=15))

    def test_whose_they_are_cannot_be_read_from_them(self) -> None:
        whose = f"{uuid4()}@example.com"
        counted(whose)
        with acting(Actor(), purpose="test"), connection.cursor() as cursor:
            cursor.execute("select count(*) from rate_count where key like '%example%'")
            assert cursor.fetchone() == (0,)
            cursor.execute(
                "select count from rate_count where key = %s",
                [limits.keyed_hash(f"sign-in/{whose}")],
            )
            assert cursor.fetchone() == (1,)

    def test_what_is_over_is_forgotten_and_what_is_not_is_kept(self) -> None:
        over, running = str(uuid4()), str(uuid4())
        later = NOON + timedelta(hours=1)
        counted(over)
        counted(running, later)
        with acting(Actor(), purpose="test"):
            limits.forget(at=later)
        assert counted(over) == 1
        assert counted(running, later) == 2


def count_against(whose: str, at: datetime) -> None:
    with acting(Actor(), purpose="test"):
        limits.count_against(what="sign-in", whose=whose, most=2, seconds=60, at=at)
