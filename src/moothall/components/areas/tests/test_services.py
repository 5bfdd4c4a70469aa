"""Maps and lists as the steward takes them in. Tests undo what they did: there is one map."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection

from moothall.components.areas import contracts, queries, services
from moothall.components.areas.contracts import Imported
from moothall.components.areas.models import Area, Edition
from moothall.components.areas.rules.features import Properties
from moothall.components.areas.testing import as_rows, seaborough, undone
from moothall.kernel.actors import Actor, acting
from moothall.kernel.models import EventRecord
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import (
    NOON,
    a_person,
    a_resident,
    an_officer,
    an_org,
    at_once,
    the_steward,
)

NAMING = Properties(code="code", name="name", parent="part_of")
POSTCODES = "postcode,lat,lon,ward_code\n"


def a_map(*squares: tuple[str, float, str | None]) -> str:
    """A file of squares a hundredth of a degree wide: code, western border, parent."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": f"The {code}", "part_of": part_of},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [west, 56.0],
                        [west + 0.01, 56.0],
                        [west + 0.01, 56.01],
                        [west, 56.01],
                        [west, 56.0],
                    ]
                ],
            },
        }
        for code, west, part_of in squares
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def take_in(text: str, kind: str = "parish", naming: Properties = NAMING) -> Imported:
    return services.import_areas(text=text, kind=kind, properties=naming, at=NOON)


def counts(told: Imported) -> tuple[int, int, int]:
    return told.added, told.changed, told.unchanged


def test_the_same_map_again_changes_nothing() -> None:
    with undone():
        text = a_map(("P1", -1.0, None), ("P2", -1.01, None))
        assert counts(take_in(text)) == (2, 0, 0)
        token = Edition.objects.get().token
        assert counts(take_in(text)) == (0, 0, 2)
        assert Edition.objects.get().token == token


def test_an_area_that_moved_is_found_where_it_is_now() -> None:
    with undone():
        take_in(a_map(("P1", -1.0, None)))
        assert [a.code for a in queries.areas_at(lat=56.005, lon=-0.995)] == ["P1"]
        assert counts(take_in(a_map(("P1", -2.0, None)))) == (0, 1, 0)
        assert queries.areas_at(lat=56.005, lon=-0.995) == []
        assert [a.code for a in queries.areas_at(lat=56.005, lon=-1.995)] == ["P1"]


def test_what_was_undone_is_not_remembered() -> None:
    with undone():
        take_in(a_map(("P1", -1.0, None)))
        assert queries.areas_at(lat=56.005, lon=-0.995)
    with acting(Actor(), purpose="test"):
        assert queries.areas_at(lat=56.005, lon=-0.995) == []


def test_parts_know_what_they_are_a_part_of() -> None:
    with undone():
        take_in(a_map(("P1", -1.0, None)))
        take_in(a_map(("H1", -1.0, "P1"), ("H2", -1.0, None)), "hamlet")
        assert [a.code for a in queries.areas(parent="P1")] == ["H1"]
        assert queries.area(code="H1").parent == "P1"


def test_a_part_of_nothing_known_is_left_out() -> None:
    with undone():
        told = take_in(a_map(("H1", -1.0, "NOWHERE")), "hamlet")
        assert [r.code for r in told.left_out] == ["no-such-parent"]
        assert counts(told) == (0, 0, 0)


def test_nothing_becomes_a_part_of_itself() -> None:
    with undone():
        take_in(a_map(("P1", -1.0, None)))
        take_in(a_map(("H1", -1.0, "P1")), "hamlet")
        told = take_in(a_map(("P1", -1.0, "H1")))
        assert [r.code for r in told.left_out] == ["circle"]


def test_a_code_keeps_its_kind() -> None:
    with undone():
        take_in(a_map(("P1", -1.0, None)))
        told = take_in(a_map(("P1", -1.0, None)), "hamlet")
        assert [r.code for r in told.left_out] == ["other-kind"]


def test_a_part_that_lies_elsewhere_is_taken_in_with_a_doubt() -> None:
    with undone():
        take_in(a_map(("P1", -1.0, None)))
        told = take_in(a_map(("H1", -3.0, "P1")), "hamlet")
        assert (told.added, [r.code for r in told.doubts]) == (1, ["outside-parent"])


def test_a_kind_is_one_plain_word() -> None:
    with pytest.raises(contracts.NotAKind), undone():
        take_in(a_map(("P1", -1.0, None)), "Big Parish")


def test_a_postcode_takes_the_ward_that_its_list_names() -> None:
    with undone():
        take_in(a_map(("W1", -1.0, None), ("W2", -1.01, None)), "ward")
        rows = "ZZ1 1AA,56.005,-0.995,W1\nZZ1 1AB,56.005,-0.995,W2\nZZ1 1AD,56.005,-0.995,\n"
        told = services.import_postcodes(text=POSTCODES + rows, at=NOON)
        assert [(r.number, r.code) for r in told.doubts] == [(3, "elsewhere")]
        written = ("zz11aa", "ZZ1 1AB", "ZZ11AD")
        wards = [queries.ward_of_postcode(postcode=code) for code in written]
        assert wards == ["W1", "W2", "W1"]


def test_a_postcode_of_an_unknown_ward_is_left_out_and_one_in_no_ward_is_doubted() -> None:
    with undone():
        rows = "ZZ1 1AA,56.005,-0.995,W9\nZZ1 1AB,56.005,-0.995,\n"
        told = services.import_postcodes(text=POSTCODES + rows, at=NOON)
        assert [r.code for r in told.left_out] == ["no-such-ward"]
        assert [r.code for r in told.doubts] == ["in-no-ward"]
        assert queries.ward_of_postcode(postcode="ZZ1 1AB") is None
        assert queries.postcode(postcode="ZZ1 1AB").at.lat == 56.005


def test_postcodes_that_moved_are_changed_and_the_others_left_alone() -> None:
    with undone():
        take_in(a_map(("W1", -1.0, None)), "ward")
        rows = "ZZ1 1AA,56.005,-0.995,W1\nZZ1 1AB,56.005,-0.995,W1\n"
        services.import_postcodes(text=POSTCODES + rows, at=NOON)
        moved = rows.replace("ZZ1 1AB,56.005", "ZZ1 1AB,56.006")
        told = services.import_postcodes(text=POSTCODES + moved, at=NOON)
        assert counts(told) == (0, 1, 1)
        assert queries.postcode(postcode="ZZ11AB").at.lat == 56.006


def test_an_address_is_changed_by_its_uprn_and_found_under_its_new_name() -> None:
    with undone():
        address = contracts.Address(
            uprn="99920000001",
            line1="1 Oldname Row",
            line2="",
            town="Town",
            postcode="ZZ1 1AA",
            at=contracts.Point(lat=56.005, lon=-0.995),
        )
        services.import_addresses(text=as_rows([address]), at=NOON)
        text = as_rows([address]).replace("Oldname", "Newname")
        assert counts(services.import_addresses(text=text, at=NOON)) == (0, 1, 0)
        assert queries.kept_addresses(text="oldname row", limit=5) == []
        (found,) = queries.kept_addresses(text="newname row", limit=5)
        assert found.uprn == "99920000001"


def test_every_import_that_changed_something_is_on_the_log_once() -> None:
    kind = f"parish-{uuid4().hex[:8]}"
    with undone():
        text = a_map(("P1", -1.0, None))
        take_in(text, kind)
        take_in(text, kind)
        names = EventRecord.objects.filter(body__kind=kind).values_list("name", "body__added")
        assert list(names) == [("areas.areas-imported.v1", 1)]


def test_only_the_steward_takes_in_a_map() -> None:
    with pytest.raises(contracts.OnlyTheSteward), undone(Actor(org=an_org())):
        take_in(a_map(("P1", -1.0, None)))


def test_an_officer_of_the_steward_needs_the_duty() -> None:
    with pytest.raises(Forbidden), undone(an_officer(the_steward(), "caseworker")):
        take_in(a_map(("P1", -1.0, None)))
    with undone(an_officer(the_steward(), "steward")):
        assert take_in(a_map(("P1", -1.0, None))).added == 1


@pytest.mark.parametrize(
    "somebody",
    [Actor, an_officer, lambda: a_resident(an_org()), lambda: Actor(person=a_person())],
    ids=["system", "officer", "resident", "person"],
)
def test_everybody_reads_the_map(somebody: Callable[[], Actor]) -> None:
    seaborough()
    with acting(somebody(), purpose="test"):
        assert queries.area(code="SB01").name["cy"] == "Yr Harbwr"
        assert queries.ward_of_postcode(postcode="SB1 1DB") == "SB01"
        assert queries.kept_addresses(text="1 Harbour Street", limit=1)


INSERT_AREA = """
insert into areas_area (id, org_id, code, kind, name, shape, south, west, north, east,
                        label_lat, label_lon)
values (gen_random_uuid(), %s, 'X', 'x', '{}', '', 0, 0, 0, 0, 0, 0)
"""


def test_the_database_lets_no_other_organisation_write_a_map_not_even_its_own() -> None:
    officer = an_officer(an_org())
    for org in (officer.org, the_steward()):
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            acting(officer, purpose="test"),
            connection.cursor() as cursor,
        ):
            cursor.execute(INSERT_AREA, [org])


@pytest.mark.parametrize(
    "table", ["areas_area", "areas_postcode", "areas_address", "areas_edition"]
)
def test_another_organisation_changes_nothing_and_nobody_deletes(table: str) -> None:
    seaborough()
    with acting(an_officer(an_org()), purpose="test"), connection.cursor() as cursor:
        cursor.execute(f"update {table} set org_id = org_id")
        assert cursor.rowcount == 0
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting(Actor(org=the_steward()), purpose="test"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"delete from {table}")


def test_the_database_ties_parts_to_areas_that_are_there() -> None:
    seaborough()
    with (
        pytest.raises(IntegrityError, match="area_parent"),
        acting(Actor(org=the_steward()), purpose="test"),
    ):
        Area.objects.filter(code="SB01").update(parent_code="NOWHERE")


def test_imports_at_the_same_time_follow_one_another() -> None:
    seaborough()
    codes = [f"C{uuid4().hex[:8]}" for _ in range(3)]
    text = a_map(*[(code, -4.0, None) for code in codes])

    def import_it() -> tuple[int, int, int]:
        with acting(Actor(org=the_steward()), purpose="test"):
            return counts(take_in(text, "crowd"))

    assert sorted(at_once(4, import_it)) == [(0, 0, 3)] * 3 + [(3, 0, 0)]
