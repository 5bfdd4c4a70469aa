"""Rate limits: quick buckets in each process, and counts that hold over all processes."""

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from datetime import datetime

from django.conf import settings
from django.db import connection

from moothall.kernel.refusals import TooMany
from moothall.kernel.words import say

_MOST_BUCKETS = 10_000
_COUNT = """
insert into rate_count (key, "window", count) values (%s, %s, 1)
on conflict (key, "window") do update set count = rate_count.count + 1
returning count
"""


class Buckets:
    """Token buckets by key: ``rate`` per minute on average, ``burst`` at once. One process only."""

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


def count_against(*, what: str, whose: str, most: int, seconds: int, at: datetime) -> None:
    """Count one more ``what`` by ``whose`` over all processes; ``TooMany`` above ``most``.

    Windows are whole multiples of ``seconds``. The key is a keyed hash, so that no address of
    anybody is kept. Call it inside ``acting``; commit it even when the deed is refused.
    """
    window, spent = divmod(int(at.timestamp()), seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [keyed_hash(f"{what}/{whose}"), window])
        (count,) = cursor.fetchone() or (0,)
    if count > most:
        raise TooMany(
            say("You have tried this too many times. Wait a while, then try again."),
            retry_after=seconds - spent,
        )


def keyed_hash(text: str) -> str:
    """A hash that only this place can make: 64 hexadecimal characters."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
