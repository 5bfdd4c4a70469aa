"""The rules of text, numbers, dates and codes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from moothall.components.forms.rules import codes, csv_cells, dates, files, numbers, places
from moothall.components.forms.rules import text as texts

A_DAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("  two   words\t\n", "two words"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("e\u0301", "é"),
        ("turned\u202egnp.exe", "turnedgnp.exe"),
        ("lone \ud800 half", "lone half"),
        ("\ue00d12\ue00d", "12"),
        ("zero\u200bwidth", "zerowidth"),
        ("ŵy a ŷd", "ŵy a ŷd"),
        ("👩\u200d🚒", "👩\u200d🚒"),
    ],
)
def test_a_line_holds_nothing_hidden(raw: str, tidy: str) -> None:
    assert texts.one_line(raw) == tidy


def test_longer_text_keeps_its_lines_and_loses_spaces_at_their_ends() -> None:
    assert texts.many_lines("\r\none  \r\n\r\ntwo\u2028three\r\n ") == "one\n\ntwo\nthree"


def test_a_flood_of_blank_lines_becomes_two() -> None:
    assert texts.many_lines("one" + "\n" * 500 + "two") == "one\n\n\ntwo"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        (" 1,234.5 ", "1234.5"),
        ("1 000", "1000"),
        ("−3", "-3"),
        ("+7", "7"),
        (".5", "0.5"),
        ("99 g/km", "99"),
        ("99G/KM", "99"),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, value: str) -> None:
    assert numbers.typed(text, after="g/km") == Decimal(value)


@pytest.mark.parametrize("text", ["", "twelve", "1,23", "1e9", "NaN", "٣", "1.2.3", "9" * 99])
def test_what_is_no_number_is_none(text: str) -> None:
    assert numbers.typed(text) is None


def test_a_pound_sign_may_stand_before_an_amount_even_a_negative_one() -> None:
    assert numbers.typed("-£5", before="£") == -5


@pytest.mark.parametrize("value", [1.5, True, "1", None, Decimal("NaN"), Decimal("-Infinity")])
def test_only_exact_finite_numbers_of_json_are_numbers(value: object) -> None:
    assert numbers.exact(value) is None


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ("1", 0),
        ("1.50", 1),
        ("0.000", 0),
        ("1E+3", 0),
        ("1E-999999999", 10),
        ("0.123456789012345678901234567890", 10),
    ],
)
def test_decimal_places_are_counted_without_the_zeros_at_the_end(
    value: str, places: int
) -> None:
    assert numbers.decimals(Decimal(value)) == places


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("3", 3),
        ("03", 3),
        ("Mar", 3),
        ("march", 3),
        ("Mawrth", 3),
        ("maw.", 3),
        ("Mai", 5),
        ("may", 5),
        ("sept", 9),
        ("Medi", 9),
        ("Tachwedd", 11),
        ("rhag", 12),
        ("Ion", 1),
    ],
)
def test_a_month_is_understood_in_both_languages(name: str, number: int) -> None:
    assert dates.month_number(name) == number


@pytest.mark.parametrize("name", ["0", "13", "ma", "x", "", "marchish", "³", "123"])
def test_what_is_no_month_is_none(name: str) -> None:
    assert dates.month_number(name) is None


@pytest.mark.parametrize("parts", [("31", "2", "2030"), ("0", "1", "2030"), ("1", "1", "30")])
def test_what_is_no_day_is_none(parts: tuple[str, str, str]) -> None:
    assert dates.day_of(day=parts[0], month=parts[1], year=parts[2]) is None


@pytest.mark.parametrize(
    ("limit", "day"),
    [
        ("today", date(2028, 2, 29)),
        ("-18 years", date(2010, 2, 28)),
        ("+28 days", date(2028, 3, 28)),
        ("1 week", date(2028, 3, 7)),
        ("+1 month", date(2028, 3, 29)),
        ("-1 month", date(2028, 1, 29)),
        ("2030-01-31", date(2030, 1, 31)),
        ("+9999 years", date.max),
        ("-9999 years", date.min),
    ],
)
def test_a_limit_is_counted_from_the_day_at_hand(limit: str, day: date) -> None:
    assert dates.is_limit(limit)
    assert dates.limit_day(limit, today=A_DAY) == day


@pytest.mark.parametrize(
    "limit", ["tomorrow", "18", "-18 fortnights", "2030-02-30", "20300131"]
)
def test_what_is_no_limit_is_not_taken_for_one(limit: str) -> None:
    assert not dates.is_limit(limit)


def test_the_last_december_has_an_end() -> None:
    assert dates.limit_day("+12 months", today=date(9998, 12, 31)) == date(9999, 12, 31)


def test_today_is_the_day_in_the_place_not_in_greenwich() -> None:
    assert dates.today(datetime(2030, 6, 3, 23, 30, tzinfo=UTC)) == date(2030, 6, 4)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sb1 1db", "SB1 1DB"),
        ("SW1A1AA", "SW1A 1AA"),
        ("g i r 0aa", "GIR 0AA"),
        ("SB1 1D", None),
        ("1SB 1DB", None),
        ("SB1 1DBX", None),
    ],
)
def test_a_postcode_is_written_one_way(typed: str, found: str | None) -> None:
    assert codes.postcode(texts.shouted(typed)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ab12cde", "AB12 CDE"),
        ("A123 BCD", "A123 BCD"),
        ("abc 123 d", "ABC 123D"),
        ("ABZ-1234", "ABZ 1234"),
        ("1 A", "1 A"),
        ("AB123CDE", None),
        ("ABCDEFG", None),
        ("", None),
    ],
)
def test_a_number_plate_is_written_one_way(typed: str, found: str | None) -> None:
    assert codes.plate(texts.shouted(typed)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ab123456c", "AB 12 34 56 C"),
        ("AB 12-34-56 C", "AB 12 34 56 C"),
        ("QQ123456C", None),
        ("GB123456A", None),
        ("AB123456E", None),
        ("AB12345C", None),
    ],
)
def test_an_insurance_number_is_written_one_way(typed: str, found: str | None) -> None:
    assert codes.insurance_number(texts.shouted(typed)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ann.B+tag@Example.COM", "Ann.B+tag@example.com"),
        ("ann@tŷ.example", "ann@xn--t-foa.example"),
        ("ann@example", None),
        ("ann@@example.com", None),
        (".ann@example.com", None),
        ("a..b@example.com", None),
        ("ann@-example.com", None),
        ("ann@192.0.2.1", None),
        ("@example.com", None),
        ("ann@" + "a" * 64 + ".example", None),
        ("a" * 65 + "@example.com", None),
    ],
)
def test_an_email_address_has_a_mailbox_and_a_host(typed: str, found: str | None) -> None:
    assert codes.email(typed) == found


@pytest.mark.parametrize("text", ["=1+1", "+441632", "-2", "@sum", "＝1"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert csv_cells.cell(text) == f"'{text}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert csv_cells.cell("a = b") == "a = b"


def test_a_spot_lies_on_the_earth_to_the_nearest_hand() -> None:
    assert places.spot(Decimal("52.3204640001"), Decimal(2)) == (Decimal("52.320464"), 2)
    assert places.spot(Decimal("90.1"), Decimal(0)) is None
    assert places.spot(Decimal(0), None) is None


@pytest.mark.parametrize("far", ["1e999999", "-1e999999999"])
def test_a_spot_beyond_all_counting_is_none(far: str) -> None:
    assert places.spot(Decimal(far), Decimal(0)) is None
    assert places.spot(Decimal(0), Decimal(far)) is None


def test_types_of_file_are_listed_as_people_say_them() -> None:
    assert files.listed(["pdf", "jpeg", "png"]) == {
        "en": "PDF, JPEG or PNG",
        "cy": "PDF, JPEG neu PNG",
    }
    assert files.listed(["pdf"])["cy"] == "PDF"
