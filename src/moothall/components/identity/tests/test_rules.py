"""Decisions of sign-in as pure functions."""

from datetime import timedelta

import pytest

from moothall.components.identity import rules
from moothall.components.identity.rules import Ended, Limits
from moothall.kernel.testing import NOON

LIMITS = Limits(idle=timedelta(minutes=30), altogether=timedelta(hours=12))


@pytest.mark.parametrize(
    ("began", "seen", "why"),
    [
        (0, 0, None),
        (29, 29, None),
        (30, 30, Ended.IDLE),
        (12 * 60 - 1, 1, None),
        (12 * 60, 1, Ended.TOO_OLD),
        (13 * 60, 31, Ended.TOO_OLD),
    ],
)
def test_a_session_ends_when_idle_and_in_any_case_after_a_while(
    began: int, seen: int, why: Ended | None
) -> None:
    found = rules.ended(
        began=NOON - timedelta(minutes=began),
        seen=NOON - timedelta(minutes=seen),
        at=NOON,
        limits=LIMITS,
    )
    assert found is why


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "12.34.56", "123–456"])
def test_a_code_is_read_however_it_is_spaced(typed: str) -> None:
    assert rules.plain_code(typed) == "123456"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko)"
            " SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        ("curl/8.0 (Linux)", "Linux"),
        ("", "A browser we do not know"),
    ],
)
def test_a_browser_is_called_what_people_call_it(header: str, words: str) -> None:
    assert rules.browser_words(header).in_language("en") == words


def test_what_a_browser_says_of_itself_is_in_welsh_as_well() -> None:
    said = rules.browser_words("Firefox/140.0 (Windows)")
    assert said.in_language("cy") == "Firefox ar Windows"


@pytest.mark.parametrize("text", ["", "abc", "mh_" + "x" * 200, "mh_é"])
def test_what_cannot_be_a_key_is_not_looked_for(text: str) -> None:
    assert not rules.may_be_key(text)
