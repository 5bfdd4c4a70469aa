"""Builders of areas for tests anywhere, and the exams that every search of addresses sits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from moothall.components.areas import services
from moothall.components.areas.contracts import Address, AddressesUnavailable, Imported, Point
from moothall.components.areas.ports import AddressSearch
from moothall.components.areas.rules.features import Properties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, the_steward

PLACE = Properties(code="code", name="name")
WARDS = Properties(code="code", name="name", name_cy="name_cy", parent="place")
NEIGHBOURHOODS = Properties(code="code", name="name", parent="ward")


class _Undo(Exception):
    """Ends a transaction without a commit."""


@contextmanager
def undone(actor: Actor | None = None) -> Iterator[None]:
    """Act as the steward, or as ``actor``, and leave nothing of it: a place has one map."""
    with suppress(_Undo), acting(actor or Actor(org=the_steward()), purpose="test"):
        yield
        raise _Undo


def place_file(name: str) -> str:
    """A file of the demonstration place, as text."""
    return (Path(settings.PLACE_FOLDER) / name).read_text(encoding="utf-8")


@cache
def seaborough() -> tuple[Imported, ...]:
    """The map of the demonstration place, taken in by the steward when first asked for."""
    with acting(Actor(org=the_steward()), purpose="test"):
        return (
            services.import_areas(
                text=place_file("place.geojson"), kind="place", properties=PLACE, at=NOON
            ),
            services.import_areas(
                text=place_file("wards.geojson"), kind="ward", properties=WARDS, at=NOON
            ),
            services.import_areas(
                text=place_file("neighbourhoods.geojson"),
                kind="neighbourhood",
                properties=NEIGHBOURHOODS,
                at=NOON,
            ),
            services.import_postcodes(text=place_file("postcodes.csv"), at=NOON),
            services.import_addresses(text=place_file("addresses.csv"), at=NOON),
        )


def _house(number: int, line1: str, line2: str, postcode: str) -> Address:
    at = Point(lat=52.3 + number / 1000, lon=1.95)
    return Address(
        uprn=f"9991000000{number:02}",
        line1=line1,
        line2=line2,
        town="Examham",
        postcode=postcode,
        at=at,
    )


EXAM_ADDRESSES = (
    _house(1, "1 Quillwright Street", "", "SB7 1AA"),
    _house(2, "2 Quillwright Street", "", "SB7 1AA"),
    _house(3, "10 Quillwright Street", "", "SB7 1AA"),
    _house(4, "Flat 1, Quillwright House", "Quillwright Street", "SB7 1AB"),
    _house(5, "1 St Zebulon's Row", "", "SB7 2AA"),
    _house(6, "Zebulon Farm", "Quillmarsh", "SB7 2AB"),
)
"""What a gazetteer must hold to sit the exam; nobody else's address has these words."""


class AddressSearchExam:
    """Subclass it beside the adapter; give it the search, and let that know the addresses."""

    def addresses(self) -> AddressSearch:
        """A search that holds ``EXAM_ADDRESSES``, and may hold others."""
        raise NotImplementedError

    def found(self, text: str, limit: int = 20) -> list[str]:
        """The UPRNs of what is found, without leading zeros."""
        return [a.uprn for a in self.addresses().search(text=text, limit=limit)]

    def test_a_postcode_finds_its_addresses_and_no_others(self) -> None:
        assert set(self.found("SB7 1AA")) == _uprns(0, 1, 2)

    def test_a_postcode_may_be_written_anyhow(self) -> None:
        assert set(self.found(" sb71aa ")) == _uprns(0, 1, 2)

    def test_a_house_comes_before_others_that_begin_like_it(self) -> None:
        assert self.found("1 quillwright street")[:1] == [EXAM_ADDRESSES[0].uprn]

    def test_the_beginnings_of_words_do(self) -> None:
        assert set(self.found("quillwr str")) == _uprns(0, 1, 2, 3)

    def test_house_and_postcode_narrow_each_other(self) -> None:
        assert self.found("2, SB7 1AA") == [EXAM_ADDRESSES[1].uprn]

    def test_an_apostrophe_is_no_hindrance(self) -> None:
        assert set(self.found("st zebulons row")) == _uprns(4)
        assert set(self.found("St Zebulon’s Row")) == _uprns(4)

    def test_no_more_are_found_than_were_asked_for(self) -> None:
        assert len(self.found("quillwright", limit=2)) == 2

    def test_the_same_search_finds_the_same_in_the_same_order(self) -> None:
        assert self.found("quillwright") == self.found("quillwright")

    def test_an_answer_is_the_whole_address(self) -> None:
        found = self.addresses().search(text="Zebulon Farm", limit=5)
        wanted = EXAM_ADDRESSES[5]
        assert [(a.lines, a.at) for a in found] == [(wanted.lines, wanted.at)]

    def test_a_uprn_names_one_address(self) -> None:
        found = self.addresses().address(uprn=EXAM_ADDRESSES[3].uprn)
        assert found is not None
        assert found.lines == EXAM_ADDRESSES[3].lines

    def test_a_uprn_that_nobody_has_names_none(self) -> None:
        assert self.addresses().address(uprn="999199999999") is None

    def test_nonsense_finds_nothing_and_breaks_nothing(self) -> None:
        for text in NONSENSE:
            assert self.found(text) == [], text[:40]
            assert self.addresses().address(uprn=text) is None, text[:40]


NONSENSE = (
    "",
    "   ",
    "'; drop table address; --",
    "%_*:&|!()<->\\",
    "\x00'\x00",
    "qqqqqq " * 5_000,
    "SB7 9ZZ",
    "﷽ ☃ \ud800",
)
"""Texts that mean no address."""


class NoAddressesExam:
    """For the adapter that stands for having none: it must say so in a typed way."""

    def addresses(self) -> AddressSearch:
        raise NotImplementedError

    def test_searching_is_unavailable(self) -> None:
        with pytest.raises(AddressesUnavailable):
            self.addresses().search(text="1 Harbour Street", limit=5)

    def test_asking_for_one_is_unavailable(self) -> None:
        with pytest.raises(AddressesUnavailable):
            self.addresses().address(uprn=EXAM_ADDRESSES[0].uprn)


def _uprns(*which: int) -> set[str]:
    return {EXAM_ADDRESSES[i].uprn for i in which}


def as_rows(addresses: Sequence[Address]) -> str:
    """Addresses as the CSV file that ``import_addresses`` takes."""
    lines = ["uprn,line1,line2,town,postcode,lat,lon,ward"]
    lines += [
        f'{a.uprn},"{a.line1}","{a.line2}","{a.town}",{a.postcode},{a.at.lat},{a.at.lon},'
        f"{a.ward or ''}"
        for a in addresses
    ]
    return "\n".join(lines)
