"""Ids sort in the order in which they were made, and are UUIDs that others understand."""

import time
from itertools import pairwise
from uuid import RFC_4122

from moothall.kernel.ids import uuid7


def test_it_is_a_uuid_of_version_7() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_it_begins_with_the_milliseconds_since_1970() -> None:
    before = time.time_ns() // 1_000_000
    milliseconds = uuid7().int >> 80
    after = time.time_ns() // 1_000_000
    assert before <= milliseconds <= after


def test_what_is_made_later_sorts_later() -> None:
    made = [uuid7() for _ in range(1000)]
    # Within a quarter of a microsecond chance decides; nothing of ours is as quick as that.
    steps = [(a.int >> 64) <= (b.int >> 64) for a, b in pairwise(made)]
    assert all(steps)


def test_no_two_are_alike() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000
