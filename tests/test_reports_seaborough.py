"""The scheme of the demonstration place, on its own map."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from moothall.components.areas import queries as areas
from moothall.components.areas import services as area_services
from moothall.components.areas.rules.features import Properties
from moothall.components.areas.testing import place_file, seaborough, undone
from moothall.components.reports import services
from moothall.components.reports.contracts import Redirect, Rule, Scheme
from moothall.components.reports.queries.scheme import whereabouts
from moothall.components.reports.rules.importing import RowRefused, read_row
from moothall.components.reports.rules.mapping import OPEN311_BULK
from moothall.components.reports.rules.routing import rule_for
from moothall.components.reports.services.importing import read_columns, take_in
from moothall.components.reports.testing import a_category, a_scheme
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, an_org

FOLDER = Path(settings.PLACE_FOLDER)
GROUND = Properties(code="code", name="name", parent="place")


def yaml(name: str) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load((FOLDER / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    seaborough()
    return services.read_scheme(content=yaml("reports.yaml"))


def draw_the_ground() -> None:
    for name, kind in (("main-roads", "main-road"), ("estates", "estate")):
        text = place_file(f"{name}.geojson")
        told = area_services.import_areas(text=text, kind=kind, properties=GROUND, at=NOON)
        assert told.left_out == ()


def test_it_names_organisations_teams_and_needs_that_there_are(scheme: Scheme) -> None:
    place = yaml("place.yaml")
    teams = {o["slug"]: {t["id"] for t in o["teams"]} for o in place["organisations"]}
    needs = {need["id"] for need in yaml("needs.yaml")["needs"]}
    for category in scheme.categories:
        assert category.need in needs
        for rule in category.responsible:
            assert rule.team in teams[rule.organisation]


RESPONSIBLE = (
    ("pothole", "road-west-road", "coastshire-county"),
    ("street_light", "road-west-road", "seaborough-council"),
    ("pothole", "SB01A", "seaborough-council"),
    ("fly_tipping", "estate-anchor-court", "harbour-homes"),
    ("courtyard", "estate-anchor-court", "harbour-homes"),
    ("dog_fouling", "road-west-road", "seaborough-council"),
)


def test_who_is_responsible_depends_on_the_ground(scheme: Scheme) -> None:
    found = []
    with undone():
        draw_the_ground()
        for category, area, _ in RESPONSIBLE:
            spot = areas.area(code=area).label
            lies = whereabouts(lat=spot.lat, lon=spot.lon)
            of = scheme.category(category)
            assert of is not None
            rule = rule_for(category=of, lies_in=lies.lies_in)
            assert isinstance(rule, Rule)
            assert lies.ward is not None
            found.append((category, area, rule.organisation))
    assert tuple(found) == RESPONSIBLE


@pytest.mark.parametrize(("category", "is_emergency"), [("gas", True), ("railway", False)])
def test_what_others_deal_with_is_redirected(
    *, scheme: Scheme, category: str, is_emergency: bool
) -> None:
    found = scheme.category(category)
    assert found is not None
    redirect = rule_for(category=found, lies_in=())
    assert isinstance(redirect, Redirect)
    assert (redirect.is_emergency, bool(redirect.words["cy"])) == (is_emergency, True)


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize(
    ("lat", "lon", "why"),
    [
        ("1.998", "52.343", "lat and lon are swapped"),
        ("51.5", "-0.1", "outside the place"),
        ("152.3", "2", "nowhere on earth"),
        ("nan", "2", "must be degrees"),
        ("N52", "2", "must be degrees"),
        ("", "2", "must be degrees"),
    ],
)
def test_a_row_that_lies_elsewhere_is_not_taken_in(lat: str, lon: str, why: str) -> None:
    org = an_org()
    a_scheme(a_category(org))
    columns = read_columns(said=OPEN311_BULK)
    row = dict.fromkeys(["updated_datetime", "closed_date", "status_notes", "address"], "") | {
        "service_request_id": "1", "service_name": "pothole", "description": "A hole",
        "requested_datetime": "2024-01-02T10:00:00Z", "status_description": "open",
        "lat": lat, "long": lon,
    }  # fmt: skip
    with pytest.raises(RowRefused, match=why), acting(Actor(org=org), purpose="test"):
        take_in(row=read_row(row=row, columns=columns, at=NOON), source="t")
