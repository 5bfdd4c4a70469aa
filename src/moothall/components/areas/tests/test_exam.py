"""The exam of address searches can be failed: each question catches a search that is wrong."""

from collections.abc import Sequence

import pytest

from moothall.components.areas.contracts import Address
from moothall.components.areas.ports import AddressSearch
from moothall.components.areas.testing import (
    EXAM_ADDRESSES,
    AddressSearchExam,
    NoAddressesExam,
)


class Empty(AddressSearch):
    def search(self, *, text: str, limit: int) -> Sequence[Address]:
        return []

    def address(self, *, uprn: str) -> Address | None:
        return None


class Boundless(AddressSearch):
    """Finds everything, whatever is sought."""

    def search(self, *, text: str, limit: int) -> Sequence[Address]:
        return EXAM_ADDRESSES

    def address(self, *, uprn: str) -> Address | None:
        return EXAM_ADDRESSES[0]


class Fickle(Boundless):
    """Turns its list round each time, beginning with the wrong end."""

    def __init__(self) -> None:
        self._times = 0

    def search(self, *, text: str, limit: int) -> Sequence[Address]:
        self._times += 1
        return EXAM_ADDRESSES[:: 1 if self._times % 2 == 0 else -1]


class Sitting(AddressSearchExam):
    __test__ = False

    def __init__(self, search: AddressSearch) -> None:
        self._search = search

    def addresses(self) -> AddressSearch:
        return self._search


WRONG: list[tuple[type[AddressSearch], str]] = [
    (Boundless, "test_a_postcode_finds_its_addresses_and_no_others"),
    (Empty, "test_a_postcode_may_be_written_anyhow"),
    (Fickle, "test_a_house_comes_before_others_that_begin_like_it"),
    (Empty, "test_the_beginnings_of_words_do"),
    (Boundless, "test_house_and_postcode_narrow_each_other"),
    (Empty, "test_an_apostrophe_is_no_hindrance"),
    (Boundless, "test_no_more_are_found_than_were_asked_for"),
    (Fickle, "test_the_same_search_finds_the_same_in_the_same_order"),
    (Boundless, "test_an_answer_is_the_whole_address"),
    (Boundless, "test_a_uprn_names_one_address"),
    (Boundless, "test_a_uprn_that_nobody_has_names_none"),
    (Boundless, "test_nonsense_finds_nothing_and_breaks_nothing"),
]


@pytest.mark.parametrize(("wrong", "question"), WRONG)
def test_a_wrong_search_fails(wrong: type[AddressSearch], question: str) -> None:
    with pytest.raises(AssertionError):
        getattr(Sitting(wrong()), question)()


def test_every_question_has_a_search_that_fails_it() -> None:
    asked = {question for _, question in WRONG}
    assert asked == {name for name in dir(AddressSearchExam) if name.startswith("test_")}


@pytest.mark.parametrize(
    "question", [name for name in dir(NoAddressesExam) if name.startswith("test_")]
)
def test_a_search_that_answers_is_not_absent(question: str) -> None:
    class Here(NoAddressesExam):
        __test__ = False

        def addresses(self) -> AddressSearch:
            return Empty()

    with pytest.raises(pytest.fail.Exception):
        getattr(Here(), question)()
