"""What areas decides: postcodes, the words of addresses, and where a point lies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.areas.contracts import Address, NotAPostcode, Point
from moothall.components.areas.rules.postcodes import normal_postcode, take_postcode
from moothall.components.areas.rules.whereabouts import what_is_wrong
from moothall.components.areas.rules.wording import listing_order, sought, words_in, words_of

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
OUTWARD = st.from_regex("[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True)
INWARD = st.from_regex(f"[0-9][{LETTERS}]{{2}}", fullmatch=True)


def an_address(line1: str, line2: str = "", town: str = "Seaborough") -> Address:
    return Address(
        uprn="1",
        line1=line1,
        line2=line2,
        town=town,
        postcode="SB1 1DB",
        at=Point(lat=52.3, lon=2.0),
    )


@given(outward=OUTWARD, inward=INWARD, gap=st.sampled_from(["", " ", "  ", "-", " . "]))
def test_a_postcode_is_kept_in_one_way_however_it_is_written(
    outward: str, inward: str, gap: str
) -> None:
    kept = f"{outward} {inward}"
    for written in (f"{outward}{gap}{inward}", f" {outward.lower()}{gap}{inward.lower()} "):
        assert normal_postcode(text=written) == kept
    assert normal_postcode(text=kept) == kept


@pytest.mark.parametrize(
    "text",
    ["", "SB1", "SB1 1D", "SB1 1CB", "1SB 1DB", "SBB1 1DB", "SB1 1DBX", "٣B1 1DB", "\x00"],
)
def test_what_is_no_postcode_is_refused(text: str) -> None:
    with pytest.raises(NotAPostcode):
        normal_postcode(text=text)


@given(text=st.text(max_size=60))
def test_any_text_is_a_postcode_or_is_refused_and_breaks_nothing(text: str) -> None:
    try:
        kept = normal_postcode(text=text)
    except NotAPostcode:
        return
    assert normal_postcode(text=kept) == kept


def test_a_postcode_is_taken_out_of_a_longer_text() -> None:
    assert take_postcode(text="1 harbour st, sb11db please") == (
        "SB1 1DB",
        "1 harbour st,   please",
    )


def test_a_house_number_beside_letters_is_not_taken_for_a_postcode() -> None:
    assert take_postcode(text="flat a1 2 high street") == (None, "flat a1 2 high street")


def test_letters_that_grow_when_capitalised_hide_no_postcode_from_its_place() -> None:
    assert sought(text="ß ﬃ SB1 1DB").words == ("ss", "ffi", "sb1", "1db")


def test_words_have_no_case_accents_or_punctuation() -> None:
    assert words_in(text="The Lamp Room Café, St Botolph’s") == (
        "the",
        "lamp",
        "room",
        "cafe",
        "st",
        "botolphs",
    )


@given(text=st.text(max_size=300))
def test_what_is_sought_is_plain_words_and_never_many(text: str) -> None:
    found = sought(text=text)
    assert len(found.words) <= 12
    assert all(word.isascii() and word.isalnum() for word in found.words)


def test_the_parts_of_an_address_leave_out_what_is_empty() -> None:
    assert an_address("1 Harbour Street").parts == {
        "line1": "1 Harbour Street",
        "town": "Seaborough",
        "postcode": "SB1 1DB",
        "uprn": "1",
        "lat": Decimal("52.3"),
        "lon": Decimal("2.0"),
    }


def test_an_address_is_found_by_every_word_it_has() -> None:
    words = words_of(address=an_address("Flat 3, Anchor Court", "Harbour Street"))
    assert words == "flat 3 anchor court harbour street seaborough sb1 1db"


def test_addresses_are_listed_by_street_then_by_number() -> None:
    listed = [
        an_address("2 Abbey Road"),
        an_address("10 Abbey Road"),
        an_address("10a Abbey Road"),
        an_address("Flat 2, Bell Court", "Abbey Road"),
        an_address("Flat 10, Bell Court", "Abbey Road"),
        an_address("1 Zebra Lane"),
    ]
    mixed = [listed[i] for i in (5, 2, 0, 4, 1, 3)]
    assert sorted(mixed, key=lambda a: listing_order(address=a)) == listed


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (52.3, 2.0, None),
        (2.0, 52.3, "swapped"),
        (-0.37, 50.81, "swapped"),
        (48.8, 2.35, "outside"),
        (514862.0, 102884.0, "not-degrees"),
        (float("nan"), 2.0, "no-position"),
    ],
)
def test_a_position_that_cannot_be_meant_is_told(
    lat: float, lon: float, code: str | None
) -> None:
    wrong = what_is_wrong(at=Point(lat=lat, lon=lon))
    assert (wrong and wrong[0]) == code
