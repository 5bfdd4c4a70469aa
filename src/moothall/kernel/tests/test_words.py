"""Words of the platform, in the language of whoever reads them."""

import re
from datetime import UTC, date, datetime

import pytest

from moothall.kernel import words
from moothall.kernel.words import say

NAMES = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")


def test_the_english_is_the_message_itself() -> None:
    assert str(say("There is no such thing.")) == "There is no such thing."


def test_a_message_without_welsh_is_said_in_english() -> None:
    assert say("Never translated, not even here.").in_language("cy") == (
        "Never translated, not even here."
    )


def test_every_message_kept_in_welsh_can_be_said_in_welsh() -> None:
    kept = words.translations("cy")
    message = next(m for m, welsh in kept.items() if "{" not in m and welsh != m)
    assert say(message).in_language("cy") == kept[message] != message


def test_the_welsh_names_the_same_values_as_the_english() -> None:
    differing = {
        message: welsh
        for message, welsh in words.translations("cy").items()
        if set(NAMES.findall(message)) != set(NAMES.findall(welsh))
    }
    assert differing == {}


def test_values_are_put_into_the_readers_language() -> None:
    said = say("{one} and {two}, {number}", one={"en": "a", "cy": "b"}, two=say("c"), number=7)
    assert said.in_language("cy") == "b and c, 7"
    assert str(said) == "a and c, 7"


def test_braces_of_a_value_are_left_alone() -> None:
    assert str(say("Hello {name}", name="{name} {0} {")) == "Hello {name} {0} {"


@pytest.mark.parametrize(
    ("given", "language", "shown"),
    [
        ({"en": "a", "cy": "b"}, "cy", "b"),
        ({"en": "a"}, "cy", "a"),
        ({"en": "a", "cy": ""}, "cy", "a"),
        ({"cy": "b"}, "en", "b"),
        ({}, "en", ""),
        (None, "en", ""),
    ],
)
def test_words_fall_back_to_english_and_then_to_whatever_there_is(
    given: dict[str, str] | None, language: str, shown: str
) -> None:
    assert words.in_language(given, language) == shown


def test_a_day_is_written_as_people_write_it() -> None:
    day = date(2026, 3, 27)
    assert words.date_words(day, "en") == "27 March 2026"
    assert words.date_words(day, "cy") == "27 Mawrth 2026"


def test_a_moment_is_told_by_the_clocks_of_the_place() -> None:
    in_summer = datetime(2026, 7, 1, 23, 5, tzinfo=UTC)
    assert words.datetime_words(in_summer, "en") == "2 July 2026 at 12:05am"
    assert words.datetime_words(in_summer, "cy") == "2 Gorffennaf 2026 am 12:05am"


def test_a_limit_that_lasts_to_the_days_end_is_the_day_alone() -> None:
    end = datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC)
    assert words.limit_words(end, "en") == "1 July 2026"
    assert words.limit_words(end, "cy") == "1 Gorffennaf 2026"
    noon = datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert words.limit_words(noon, "en") == "1 July 2026 at 12:00pm"
