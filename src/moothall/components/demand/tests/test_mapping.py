"""What a mapping says of a file, and what it makes of a row, right or wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest

from moothall.components.demand.contracts import MappingRefused, Outcome, Record
from moothall.components.demand.rules.mapping import RowRefused, read_mapping, record_of
from moothall.kernel.ids import OrgId, uuid7

TOWN = OrgId(uuid7())
PLAIN: dict[str, Any] = {
    "need": {"column": "kind", "table": {"B1": "street.car", "B16": "street.pothole"}},
    "area": {"column": "area", "vintage": "LSOA 2011"},
    "asked_at": {"column": "asked"},
    "org": {"value": "town"},
}
ROW = {"kind": "B16", "area": "E01031366", "asked": "2019-05-07T10:30:00+01:00"}


def orgs(slug: str) -> OrgId | None:
    return TOWN if slug == "town" else None


def made(mapping: dict[str, Any], **row: str) -> Record:
    return record_of(
        {**ROW, **row},
        read_mapping({**PLAIN, **mapping}, orgs=orgs),
        name="old",
        line=7,
        orgs=orgs,
        locate=lambda lat, lon, kind: f"{kind}@{lat:.0f},{lon:.0f}",
    )


def test_a_row_becomes_a_record_of_its_own_source() -> None:
    record = made({})
    assert (record.need, record.area, record.org, record.source) == (
        "street.pothole", "E01031366", TOWN, "old",
    )  # fmt: skip
    assert record.asked_at == datetime(2019, 5, 7, 9, 30, tzinfo=UTC)
    assert (record.asked_org, record.changed_at, record.count) == (TOWN, record.asked_at, 1)
    assert (record.person_key, record.outcome) == ("", Outcome.OPEN)


def test_the_same_line_has_the_same_id_and_another_name_another() -> None:
    mapping = read_mapping(PLAIN, orgs=orgs)

    def id_of(name: str, line: int) -> object:
        return record_of(ROW, mapping, name=name, line=line, orgs=orgs, locate=lambda *_: "").id

    assert id_of("old", 7) == id_of("old", 7) != id_of("old", 8)
    assert id_of("old", 7) != id_of("older", 7)


def test_dates_are_read_by_their_format_in_their_zone() -> None:
    asked = {"column": "asked", "format": "%d/%m/%Y %H:%M", "zone": "Europe/London"}
    assert made({"asked_at": asked}, asked="07/05/2019 00:15").asked_at == datetime(
        2019, 5, 6, 23, 15, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("format_", "text"), [("%Y-%m", "2019-05"), ("%d/%m/%Y", "01/05/2019"), ("", "2019-05-01")]
)
def test_a_day_without_an_hour_stays_in_its_month(format_: str, text: str) -> None:
    asked = {"column": "asked", "format": format_, "zone": "Europe/London"}
    record = made({"asked_at": asked}, asked=text)
    assert record.asked_at == datetime(2019, 5, 1, 11, tzinfo=UTC)


def test_what_ended_on_the_day_it_was_asked_ended_when_asked() -> None:
    mapping = {"ended_at": {"column": "end"}}
    record = made(mapping, asked="2019-05-07T16:00:00+00:00", end="2019-05-07")
    assert record.ended_at == record.asked_at


def test_counts_outcomes_and_fixed_values_are_taken() -> None:
    mapping = {
        "count": {"column": "n"},
        "outcome": {"column": "status", "table": {"fixed": "met"}, "otherwise": "open"},
        "channel": "phone",
    }
    record = made(mapping, n="12", status="fixed")
    assert (record.count, record.outcome, record.channel) == (12, Outcome.MET, "phone")
    assert made(mapping, n="1", status="odd").outcome is Outcome.OPEN


def test_a_position_becomes_the_area_in_which_it_lies() -> None:
    mapping = {"area": {"lat": "y", "lon": "x", "kind": "lsoa"}}
    assert made(mapping, y="50.8", x="-0.3").area == "lsoa@51,-0"
    assert made(mapping, y="", x="").area == ""


@pytest.mark.parametrize(
    ("mapping", "row", "said"),
    [
        ({}, {"kind": "B99"}, "kind: “B99” is not in the table."),
        ({}, {"asked": ""}, "asked_at is empty."),
        ({}, {"asked": "yesterday"}, "asked_at: “yesterday” is no date of this format."),
        ({}, {"asked": "0001-01-01"}, None),
        ({}, {"area": "x" * 41}, f"area: “{'x' * 40}” is no code."),
        ({}, {"area": "a\x00b"}, "area: “a\x00b” is no code."),
        ({"count": {"column": "n"}}, {"n": "0"}, "count: “0” is no count."),
        ({"count": {"column": "n"}}, {"n": "-3"}, "count: “-3” is no count."),
        ({"count": {"column": "n"}}, {"n": "٣"}, "count: “٣” is no count."),
        ({"count": {"column": "n"}}, {"n": "9" * 5000}, f"count: “{'9' * 40}” is no count."),
        ({"outcome": {"column": "o"}}, {"o": "done"}, "outcome: “done” is not known here."),
        (
            {"org": {"column": "who"}},
            {"who": "village"},
            "No organisation here has the short name “village”.",
        ),
        (
            {"area": {"lat": "y", "lon": "x"}},
            {"y": "north", "x": "1"},
            "“north, 1” is no position.",
        ),
        (
            {"area": {"lat": "y", "lon": "x"}},
            {"y": "nan", "x": "1"},
            "“nan, 1” is no position.",
        ),
        ({"ended_at": {"column": "e"}}, {"e": "2018-01-01"}, "ended_at is before asked_at."),
    ],
)
def test_a_row_that_cannot_be_read_says_why(
    mapping: dict[str, Any], row: dict[str, str], said: str | None
) -> None:
    if said is None:
        assert made(mapping, **row).asked_at.year == 1
        return
    with pytest.raises(RowRefused) as refused:
        made(mapping, **row)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (None, "The mapping is no table of fields."),
        ([], "The mapping is no table of fields."),
        ({**PLAIN, "colour": "red"}, "No field is called “colour”."),
        ({"need": "n", "org": "town"}, "The mapping does not say “asked_at”."),
        ({**PLAIN, "need": ["kind"]}, "“need” is neither a column nor a value."),
        ({**PLAIN, "need": {"colum": "x"}}, "“need” is neither a column nor a value."),
        ({**PLAIN, "need": {}}, "“need” is either a column or a value."),
        ({**PLAIN, "need": {"column": "c", "table": [1]}}, "The table of “need” is none."),
        ({**PLAIN, "delimiter": "tab"}, "A delimiter is one character."),
        ({**PLAIN, "encoding": "klingon"}, "There is no encoding “klingon”."),
        (
            {**PLAIN, "org": "village"},
            "No organisation here has the short name “village”.",
        ),
        (
            {**PLAIN, "outcome": {"column": "o", "table": {"x": "done"}}},
            "outcome: “done” is not known here.",
        ),
        (
            {**PLAIN, "asked_at": {"column": "a", "zone": "Mars/Olympus"}},
            "There is no time zone “Mars/Olympus”.",
        ),
        (
            {**PLAIN, "area": {"column": "a"}},
            "Say which areas the codes mean, as in: vintage: LSOA 2011.",
        ),
    ],
)
def test_a_mapping_that_cannot_be_right_is_refused(told: object, said: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        read_mapping(told, orgs=orgs)
    assert str(refused.value) == said


def test_a_header_without_a_wanted_column_is_refused_and_one_with_more_is_not() -> None:
    mapping = read_mapping(PLAIN, orgs=orgs)
    mapping.fit(["more", "asked", "area", "kind"])
    with pytest.raises(MappingRefused, match="“asked”, “kind”"):
        mapping.fit(["area"])
    with pytest.raises(MappingRefused, match="twice"):
        mapping.fit(["asked", "area", "kind", "kind"])
