"""References survive the telephone: slips of the tongue and of the finger are caught."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moothall.kernel.references import new_reference, read_reference

SHAPE = re.compile(r"SR-[2-9C-Y]{3}-[2-9C-Y]{3}-[2-9C-Y]{3}")
WRITTEN = "2345679ACDEFGHJKLMNPRTVWXYZ0181BIOQSU"


def test_it_is_short_and_has_no_look_alikes_and_no_vowels() -> None:
    made = "".join(new_reference("SR").removeprefix("SR-") for _ in range(300))
    assert not set(made) & set("01258AEIOUQSZB") - {"2"}
    assert SHAPE.fullmatch(new_reference("SR"))


def test_no_two_are_alike() -> None:
    assert len({new_reference("SR") for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize("prefix", ["", "S", "sr", "SRXX", "S1", "Ŷ1"])
def test_a_prefix_is_two_or_three_capital_letters(prefix: str) -> None:
    with pytest.raises(ValueError, match="two or three capital letters"):
        new_reference(prefix)


@given(st.sampled_from(["SR", "REP"]), st.data())
def test_it_is_read_however_it_is_typed(prefix: str, data: st.DataObject) -> None:
    made = new_reference(prefix)
    spaced = made.replace(
        "-", data.draw(st.sampled_from(["", " ", "-", " - ", ".", "–", "\t"]))
    )
    typed = data.draw(st.sampled_from([spaced, spaced.lower(), f"  {spaced} "]))
    assert read_reference(typed) == made


@given(st.integers(0, 8), st.sampled_from(WRITTEN))
def test_every_single_wrong_character_is_caught(place: int, wrong: str) -> None:
    made = new_reference("SR")
    body = list(made.removeprefix("SR-").replace("-", ""))
    assume(body[place] != wrong)
    body[place] = wrong
    assert read_reference(f"SR{''.join(body)}") is None


@given(st.integers(0, 7))
def test_every_swap_of_two_neighbours_is_caught(place: int) -> None:
    body = list(new_reference("SR").removeprefix("SR-").replace("-", ""))
    assume(body[place] != body[place + 1])
    body[place], body[place + 1] = body[place + 1], body[place]
    assert read_reference(f"SR{''.join(body)}") is None


@given(st.integers(0, 8))
def test_a_missing_or_a_doubled_character_is_caught(place: int) -> None:
    body = new_reference("SR").removeprefix("SR-").replace("-", "")
    assert read_reference(f"SR{body[:place]}{body[place + 1 :]}") is None
    assert read_reference(f"SRX{body[:place]}{body[place]}{body[place:]}") is None


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_reference_or_none(text: str) -> None:
    found = read_reference(text)
    assert found is None or read_reference(found) == found
