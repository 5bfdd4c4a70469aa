"""Kinds of answer that have several parts."""

from decimal import Decimal
from typing import Any

import pytest

from moothall.components.forms.kinds.address import Address
from moothall.components.forms.kinds.repeated import Repeated
from moothall.components.forms.testing import (
    ASKING,
    a_question,
    as_fields,
    read,
    said_of,
    said_to,
)

HOME = {
    "line1": "1 Harbour Street",
    "town": "Seaborough",
    "postcode": "SB1 1DB",
    "uprn": "999000104235",
    "lat": Decimal("52.320464"),
    "lon": Decimal("1.975775"),
}
BY_HAND = {"q_line1": "1 Harbour  Street", "q_town": "Seaborough", "q_postcode": "sb11db"}


def a_group(**configuration: Any) -> Repeated:  # noqa: ANN401
    group = a_question("repeated", **configuration)
    assert isinstance(group, Repeated)
    return group


def test_a_full_name_is_one_field() -> None:
    assert read(a_question("name"), q=" Ann  Other ") == {"full": "Ann Other"}


def test_a_name_in_parts_needs_all_of_them() -> None:
    question = a_question("name", parts="first_last")
    assert read(question, q_first="Ann", q_last="Other") == {"first": "Ann", "last": "Other"}
    assert said_to(question, q_first="Ann") == {"q-last": "Enter the last name"}
    assert read(question, q_first=" ") is None


@pytest.mark.parametrize("answer", ["Ann", {"full": 1}, {"first": "Ann"}, {"full": None}])
def test_a_name_in_json_has_exactly_its_parts(answer: object) -> None:
    assert list(said_of(a_question("name"), answer=answer)) == ["q"]


def test_a_name_that_is_too_long_is_refused() -> None:
    assert said_to(a_question("name"), q="a" * 101) == {
        "q": "The full name must be 100 characters or less"
    }


def test_an_address_by_hand_is_tidied() -> None:
    assert read(a_question("address"), **BY_HAND) == {
        "line1": "1 Harbour Street",
        "town": "Seaborough",
        "postcode": "SB1 1DB",
    }


def test_each_missing_part_of_an_address_is_named() -> None:
    assert said_to(a_question("address"), q_line2="Top flat") == {
        "q-line1": "Enter address line 1, typically the building and street",
        "q-town": "Enter a town or city",
        "q-postcode": "Enter a postcode",
    }


def test_half_a_postcode_is_refused() -> None:
    assert said_to(a_question("address"), **{**BY_HAND, "q_postcode": "SB1"}) == {
        "q-postcode": "Enter a full UK postcode, like SB1 1DB"
    }


def test_a_found_address_keeps_its_uprn_and_spot() -> None:
    assert read(a_question("address"), q_choice=Address.as_choice(HOME)) == HOME


def test_what_is_typed_outdoes_what_was_chosen() -> None:
    answer = read(
        a_question("address"),
        **{**BY_HAND, "q_line1": "2 Far Lane", "q_choice": Address.as_choice(HOME)},
    )
    assert answer == {"line1": "2 Far Lane", "town": "Seaborough", "postcode": "SB1 1DB"}


@pytest.mark.parametrize("choice", ["{", "[]", '{"line1": 3}', "[" * 3000, '{"a":NaN}'])
def test_a_forged_choice_is_refused(choice: str) -> None:
    assert said_to(a_question("address"), q_choice=choice) == {
        "q-choice": "Choose an address from the list"
    }


def test_a_postcode_alone_asks_to_find_the_address() -> None:
    assert list(said_to(a_question("address"), q_find="SB1 1DB")) == ["q-find"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"uprn": "12x"},
        {"uprn": 12},
        {"uprn": "²"},
        {"lat": 52.3},
        {"lat": Decimal(91)},
        {"lon": None},
        {"county": "Coastshire"},
        {"line1": 3},
    ],
)
def test_an_address_in_json_is_checked_part_by_part(wrong: dict[str, object]) -> None:
    assert said_of(a_question("address"), answer={**HOME, **wrong})


def test_an_address_is_said_in_lines_and_in_cells() -> None:
    question = a_question("address")
    assert question.text(answer=HOME, language="en") == "1 Harbour Street\nSeaborough\nSB1 1DB"
    assert question.columns() == [f"q_{p}" for p in ("line1", "line2", "town", "postcode")] + [
        "q_uprn",
        "q_lat",
        "q_lon",
    ]
    assert question.cells(answer=HOME)[4:] == ["999000104235", "52.320464", "1.975775"]
    assert question.cells(answer=None) == [""] * 7


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"q_words": "by the pier"}, {"words": "by the pier"}),
        ({"q_address": "sb1 1db"}, {"address": "sb1 1db"}),
        ({"q_lat": "52.3", "q_lon": "2"}, {"lat": Decimal("52.3"), "lon": 2}),
        ({"q_lat": "", "q_lon": "", "q_words": " "}, None),
    ],
)
def test_one_way_to_say_where_it_is_will_do(typed: dict[str, str], answer: object) -> None:
    assert read(a_question("location"), **typed) == answer


def test_half_a_spot_is_refused() -> None:
    assert list(said_to(a_question("location"), q_lat="52.3")) == ["q"]
    assert list(said_of(a_question("location"), answer={"lon": 2})) == ["q"]


@pytest.mark.parametrize("answer", ["here", {"lat": 52.3, "lon": 2.0}, {"x": 1}, {"words": 3}])
def test_a_place_in_json_is_checked_part_by_part(answer: object) -> None:
    assert said_of(a_question("location"), answer=answer)


def test_a_place_is_said_in_words() -> None:
    answer = {"lat": Decimal("52.3"), "lon": 2, "words": "by the pier"}
    assert a_question("location").text(answer=answer, language="en") == (
        "by the pier\nPin on the map: 52.3, 2"
    )


def children(*names: str) -> list[dict[str, Any]]:
    return [{"name": {"full": name}, "born": "2020-01-02"} for name in names]


def test_a_group_is_read_item_by_item_without_the_blank_ones() -> None:
    fields = as_fields(
        {
            "q_item": ["0", "3", "4"],
            "q_0_name": "Ann Other",
            "q_0_born_day": "2",
            "q_0_born_month": "1",
            "q_0_born_year": "2020",
            "q_3_name": " ",
        }
    )
    assert a_group().read(fields=fields, asking=ASKING) == children("Ann Other")


def test_a_mistake_in_a_group_names_the_field_of_its_item() -> None:
    assert said_to(a_group(), q_item=["2"], q_2_name="Ann", q_2_born_day="2") == {
        "q-2-born-month": "The date must include a month and year"
    }
    assert said_to(a_group(), q_item=["2"], q_2_name="Ann") == {
        "q-2-born": "Answer the question: Born"
    }
    answer = [*children("Ann"), {"name": {"full": "Bob"}, "born": "x", "age": 3}]
    assert set(said_of(a_group(), answer=answer)) == {"q-1-born", "q-1-age"}


def test_a_group_has_a_least_and_a_most() -> None:
    group = a_group(min_items=2, max_items=3)
    assert said_of(group, answer=children("Ann")) == {"q": "Add at least 2"}
    assert said_of(group, answer=children("A", "B", "C", "D")) == {"q": "You can add up to 3"}
    assert not said_of(group, answer=children("A", "B", "C"))


def test_a_group_holds_no_group_and_no_file() -> None:
    with pytest.raises(ValueError, match="no other group"):
        a_group(ask=[{"id": "f", "kind": "file", "label": {"en": "File"}}])


def test_pressing_add_shows_one_more_item() -> None:
    fields = as_fields({"q_item": ["0"], "q_0_name": "Ann", "add_q": "1"})
    after = a_group().pressed(fields=fields)
    assert after == {"q-item": ["0", "1"], "q-0-name": ["Ann"]}


def test_pressing_remove_takes_the_item_and_its_fields_away() -> None:
    fields = as_fields(
        {"q_item": ["0", "1", "10"], "q_1_name": "Ann", "q_10_name": "Bob", "remove_q": "1"}
    )
    after = a_group().pressed(fields=fields)
    assert after == {"q-item": ["0", "10"], "q-10-name": ["Bob"]}


def test_pressing_another_button_is_not_the_groups_business() -> None:
    assert a_group().pressed(fields=as_fields({"q_item": ["0"], "continue": "1"})) is None


def test_add_stops_at_the_most() -> None:
    group = a_group(max_items=2)
    after = group.pressed(fields=as_fields({"q_item": ["0", "1"], "add_q": "1"}))
    assert after == {"q-item": ["0", "1"]}


def test_a_group_is_said_item_by_item() -> None:
    text = a_group().text(answer=children("Ann", "Bob"), language="cy")
    assert text == "Ann\n2 Ionawr 2020\n\nBob\n2 Ionawr 2020"


def test_a_group_has_columns_for_as_many_items_as_there_may_be() -> None:
    group = a_group(max_items=2)
    assert group.columns() == [
        f"q_{n}_{c}" for n in (1, 2) for c in ("name_full", "born", "note")
    ]
    assert group.cells(answer=children("Ann")) == ["Ann", "2020-01-02", "", "", "", ""]
