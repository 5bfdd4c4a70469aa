"""Keeps what other tests have left in memory out of the time that an evaluation takes."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _memory_of_others_is_left_alone() -> Iterator[None]:
    """Python's collector would walk through all of it while the engine is at work."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
