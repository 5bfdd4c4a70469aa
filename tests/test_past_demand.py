"""The past of the demonstration: as the log would have told it, and the same each time."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import jsonschema
from ruamel.yaml import YAML

from moothall.journeys.search import needs
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.place import document
from moothall.site.past_demand import Told, past

HOUSE = Path(__file__).parents[1]
PLACE = HOUSE / "catalogue" / "place"
AT = datetime(2030, 6, 3, 12, tzinfo=UTC)
OWNERS = {o["slug"]: OrgId(uuid7()) for o in document(PLACE)["organisations"]}


@cache
def told() -> list[Told]:
    return past(folder=PLACE, owners=OWNERS, steward=OWNERS["seaborough-council"], at=AT)


def opened(need: str, *, since: datetime) -> list[Told]:
    return [
        t
        for t in told()
        if t.name == "cases.case-opened.v1" and t.body["need"] == need and t.at >= since
    ]


def test_every_event_is_one_that_the_house_publishes_and_has_all_its_facts() -> None:
    schemas = json.loads((HOUSE / "docs/reference/events.schemas.json").read_text())
    some = {t.name: t for t in told()}
    for name, one in some.items():
        jsonschema.validate(json.loads(to_json(one.body)), schemas[name])
    assert {"journeys.journey-left.v1", "demand.demand-coded.v1"} < some.keys()


def test_the_same_day_has_the_same_past() -> None:
    again = past(folder=PLACE, owners=OWNERS, steward=OWNERS["seaborough-council"], at=AT)
    assert again == told()


def test_it_lies_in_the_three_years_before() -> None:
    moments = [t.at for t in told()]
    assert AT - timedelta(days=3 * 366) < min(moments)
    assert AT - timedelta(days=3 * 364) > min(moments)
    assert max(moments) < AT + timedelta(days=2)


def test_its_needs_and_wards_are_those_of_the_place() -> None:
    known = {need.id for need in needs(folder=PLACE)}
    wards = json.loads((PLACE / "wards.geojson").read_text())["features"]
    codes = {ward["properties"]["code"] for ward in wards}
    cases = [t.body for t in told() if t.name == "cases.case-opened.v1"]
    assert {body["need"] for body in cases} <= known
    assert {body["ward"] for body in cases} == codes


def test_the_hot_spot_is_as_hot_as_it_was_planted() -> None:
    said = YAML(typ="safe", pure=True).load((PLACE / "history.yaml").read_text())
    planted = next(s for s in said["streams"] if "hot" in s)
    wards = Counter(
        t.body["ward"] for t in opened(planted["need"], since=AT - timedelta(days=365))
    )
    hot = sum(wards[code] for code in planted["hot"]["areas"]) / len(planted["hot"]["areas"])
    others = [n for code, n in wards.items() if code not in planted["hot"]["areas"]]
    assert 2.4 < hot / (sum(others) / len(others)) < 4.5


def test_a_place_without_a_history_has_none(tmp_path: Path) -> None:
    assert past(folder=tmp_path, owners=OWNERS, steward=OrgId(uuid7()), at=AT) == []
