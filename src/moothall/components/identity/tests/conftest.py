"""The letters that sign-in sends, kept for the tests of this component."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from moothall.components.identity.testing import LETTERBOX, Letterbox
from moothall.kernel import registry
from moothall.kernel.testing import the_steward

_NOTIFICATIONS = "notifications.v1"


@pytest.fixture
def letterbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """A place with a steward, whose messages land in a letterbox."""
    the_steward()
    offered = cast("dict[str, Any]", registry._offers())
    monkeypatch.setitem(
        offered, _NOTIFICATIONS, "moothall.components.identity.testing:LETTERBOX"
    )
    LETTERBOX.letters.clear()
    yield LETTERBOX
    LETTERBOX.letters.clear()


@pytest.fixture
def no_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that sends no messages."""
    offered = cast("dict[str, Any]", registry._offers())
    monkeypatch.delitem(offered, _NOTIFICATIONS, raising=False)
