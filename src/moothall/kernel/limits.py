"""Rate limits: quick buckets in each process, and counts that hold over all processes."""

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from moothall.kernel.refusals import TooMany
from moothall.kernel.words import say

_MOST_BUCKETS = 10_000
_COUNT = """
insert into rate_count (key, "window", count, until) values (%s, %s, 1, %s)
on conflict (key, "window") do update set count = rate_count.count + 1
returning count
"""


class Buckets:
    """Token buckets by key: ``rate`` per minute on average, ``burst`` at once. One process
    only.
    """

    def __init__(self, *, rate: float, burst: int) -> None:
        self._rate, self._burst = rate / 60, burst
        self._kept: OrderedDict[object, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: object, *, clock: float | None = None) -> None:
        """Take one; ``TooMany`` with the seconds to wait when the bucket is empty."""
        now = time.monotonic() if clock is None else clock
        with self._lock:
            tokens, then = self._kept.pop(key, (float(self._burst), now))
            tokens = min(self._burst, tokens + (now - then) * self._rate)
            enough = tokens >= 1
            self._kept[key] = (tokens - 1 if enough else tokens, now)
            if len(self._kept) > _MOST_BUCKETS:
                self._kept.popitem(last=False)
        if not enough:
            wait = (1 - tokens) / self._rate
            raise TooMany(
                say("You have made too many requests. Try again in a moment."),
                retry_after=max(1, int(wait + 0.999)),
            )


def counted(*, what: str, whose: str, seconds: int, at: datetime) -> int:
    """Count one more ``what`` by ``whose`` over all processes; answer how many in this window.

    Windows are whole multiples of ``seconds``. The key is a keyed hash, so that no address of
    anybody is kept. Call it inside an ``acting`` of its own, so that it counts what is refused.
    """
    window, spent = divmod(int(at.timestamp()), seconds)
    ends = at + timedelta(seconds=seconds - spent)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [keyed_hash(f"{what}/{whose}"), window, ends])
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def count_against(*, what: str, whose: str, most: int, seconds: int, at: datetime) -> None:
    """Count like ``counted``; ``TooMany`` above ``most``.

    The refusal undoes the count with the transaction that it ends: it holds whoever goes on,
    not whoever tries again. Where tries must count, use ``counted`` and refuse afterwards.
    """
    if counted(what=what, whose=whose, seconds=seconds, at=at) > most:
        raise TooMany(
            say("You have tried this too many times. Wait a while, then try again."),
            retry_after=seconds - int(at.timestamp()) % seconds,
        )


def forget(*, at: datetime) -> None:
    """Delete the counts whose window is over. Call it inside ``acting``."""
    with connection.cursor() as cursor:
        cursor.execute("delete from rate_count where until < %s", [at])


def keyed_hash(text: str) -> str:
    """A hash that only this place can make: 64 hexadecimal characters."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
