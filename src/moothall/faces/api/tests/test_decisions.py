"""Decision tables over the API: read, taken away, asked one by one and many at once."""

from decimal import Decimal
from typing import Any

import pytest

from moothall.components.assessment.queries import evaluated
from moothall.components.assessment.testing import LABELS, OUTCOMES, TABLE, an_assessment
from moothall.faces.api.tests.conftest import Caller, a_caller, code_of
from moothall.feel import read_dmn_sheet, read_sheet, read_xlsx
from moothall.journeys.testing import DEFINITION, a_service, words
from moothall.kernel.encoding import from_json
from moothall.kernel.testing import slug_of

TABLES = "/api/v1/decisions"
GIVEN = {"zone": "B", "co2": 120, "pays_council_tax": False}
ZONES = [{"value": zone, "label": words(zone)} for zone in ("A", "B", "outside")]
QUESTIONS = [
    {"id": "zone", "kind": "choice", "label": words("Zone"), "options": ZONES},
    {"id": "co2", "kind": "number", "label": words("CO2")},
    {"id": "pays_council_tax", "kind": "yes_no", "label": words("Council tax?")},
]


def steps(table: str = TABLE) -> list[dict[str, Any]]:
    first = {"page": "car", "title": words("Your car"), "ask": QUESTIONS}
    assess = {
        "assess": "eligibility",
        "title": words("Whether you can have it"),
        "table": {"file": "tables/permit.csv", "text": table},
        "outcomes": OUTCOMES,
        "labels": LABELS,
    }
    return [first, assess, *DEFINITION["steps"]]


@pytest.fixture
def caller() -> Caller:
    made = a_caller()
    a_service(made.org, steps=steps())
    return made


@pytest.fixture
def here(caller: Caller) -> str:
    return f"{TABLES}/{slug_of(caller.org)}/permit"


def ask(caller: Caller, here: str, **body: object) -> Any:  # noqa: ANN401 - JSON
    return caller.post(f"{here}/evaluate", body)


def test_every_table_of_the_place_is_listed(caller: Caller) -> None:
    other = a_caller()
    items = other.get(TABLES).json()["items"]
    (found,) = [item for item in items if item["owner"] == slug_of(caller.org)]
    assert (found["table"], found["version"]) == ("permit", 2)


def test_a_table_is_read_whole(caller: Caller, here: str) -> None:
    table = caller.get(here).json()
    assert table["hit_policy"] == "first"
    assert table["asks"] == ["co2", "pays_council_tax", "zone"]
    assert [row["name"] for row in table["rows"]][-1] == "otherwise"
    assert [version["version"] for version in table["versions"]] == [2, 1]


def test_an_earlier_version_can_be_read(caller: Caller, here: str) -> None:
    a_service(caller.org, steps=steps(TABLE.replace("255", "200")))
    tests = [row["tests"] for row in caller.get(here).json()["rows"]]
    before = [row["tests"] for row in caller.get(f"{here}?version=2").json()["rows"]]
    assert (tests[1], before[1]) == (["-", "> 200", "-"], ["-", "> 255", "-"])
    assert caller.get(f"{here}?version=9").status_code == 404


def test_a_table_is_asked_and_says_why(caller: Caller, here: str) -> None:
    came = ask(caller, here, inputs=GIVEN).json()
    assert came["outcome"] == "not eligible"
    assert came["reason"]["en"] == "You do not pay council tax"
    assert came["rows"] == ["otherwise"]
    assert {"row": "pays", "column": "pays_council_tax"} in came["explanation"]["failed"]
    assert {"outcome": "eligible", "column": "co2", "cell": "<= 100"} in came["nearly"]


def test_many_are_asked_at_once(caller: Caller, here: str) -> None:
    batch = [{**GIVEN, "co2": co2} for co2 in (90, 120, 300)]
    results = ask(caller, here, batch=batch).json()["results"]
    assert [r["outcome"] for r in results] == ["eligible", "not eligible", "not eligible"]


def test_numbers_are_exact(caller: Caller, here: str) -> None:
    body = (
        '{"inputs": {"zone": "A", "co2": 100.0000000000000000001, "pays_council_tax": false}}'
    )
    came = from_json(caller.post(f"{here}/evaluate", body).content)
    assert came["outcome"] == "not eligible"
    assert came["explanation"]["inputs"]["co2"] == Decimal("100.0000000000000000001")


@pytest.mark.parametrize("co2", [None, "many", True, [1, 2], {"a": 1}])
def test_what_cannot_be_decided_says_where_and_why(
    caller: Caller, here: str, co2: object
) -> None:
    came = ask(caller, here, inputs={**GIVEN, "zone": "A", "co2": co2}).json()
    assert came["outcome"] == "cannot be decided"
    assert "co2" in came["undecided"]


def test_a_table_can_be_tried_with_inputs_as_people_type_them(
    caller: Caller, here: str
) -> None:
    came = caller.get(f"{here}/evaluate?zone=A&co2=90&pays_council_tax=no").json()
    assert came["outcome"] == "eligible"
    wrong = caller.get(f"{here}/evaluate?zone=A&co2=much&pays_council_tax=no")
    assert (wrong.status_code, code_of(wrong)) == (422, "assessment.unreadable-input")


@pytest.mark.parametrize("body", [{}, {"inputs": {}, "batch": []}, {"batch": [{}] * 1001}])
def test_one_or_many_up_to_a_thousand(
    caller: Caller, here: str, body: dict[str, object]
) -> None:
    assert ask(caller, here, **body).status_code == 422


def test_an_input_that_the_table_does_not_have_is_refused(caller: Caller, here: str) -> None:
    refused = ask(caller, here, inputs={**GIVEN, "colour": "red"})
    assert (refused.status_code, code_of(refused)) == (422, "api.unknown-input")


def test_a_table_is_taken_away_and_is_the_same(caller: Caller, here: str) -> None:
    sheet = read_sheet(TABLE, name="permit")
    assert read_sheet(caller.get(f"{here}/csv").content, name="permit") == sheet
    assert read_xlsx(caller.get(f"{here}/xlsx").content, name="permit") == sheet
    read = read_dmn_sheet(caller.get(f"{here}/dmn").content)
    assert [row.tests for row in read.rows] == [row.tests for row in sheet.rows]
    assert caller.get(f"{here}/pdf").status_code == 404


def test_a_table_that_is_not_there_is_not_there(caller: Caller) -> None:
    for path in (f"{slug_of(caller.org)}/nothing", "nobody/permit"):
        assert caller.get(f"{TABLES}/{path}").status_code == 404
        assert ask(caller, f"{TABLES}/{path}", inputs={}).status_code == 404


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-inf", "1e999999", "1_000", "٣"])
def test_what_only_looks_like_a_number_is_refused_in_words(
    caller: Caller, here: str, number: str
) -> None:
    response = caller.get(f"{here}/evaluate?zone=B&co2={number}&pays_council_tax=no")
    assert response.status_code == 422
    assert code_of(response) == "assessment.unreadable-input"


def test_a_date_within_an_earlier_result_is_read_as_a_date() -> None:
    table = """\
first,if person.born,then outcome,then reason_en,then reason_cy
type,date,child | adult,text,text
child,> 2008-01-01,child,Under 18,O dan 18
adult,-,adult,18 or more,18 neu fwy
"""
    opened = an_assessment(table=table, scenarios=None).open_table()
    came = evaluated(table=opened, inputs={"person": {"born": "2010-05-01"}})
    assert came["outcome"] == "child"
