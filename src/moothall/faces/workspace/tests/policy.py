"""A policy officer at work: a service that decides by a table, and whoever may change it."""

from typing import Any

from moothall.components.assessment.testing import LABELS, OUTCOMES, SCENARIOS, TABLE
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, Person, an_officer
from moothall.journeys.testing import DEFINITION, a_service, words
from moothall.kernel.testing import an_org

SERVICE = "parking"
FILE = f"/workspace/services/{SERVICE}/changes/tables/permit.csv"
CHANGES = f"/workspace/services/{SERVICE}/changes"
ZONES = [{"value": zone, "label": words(zone)} for zone in ("A", "B", "outside")]
ASKED: list[dict[str, Any]] = [
    {"id": "zone", "kind": "choice", "label": words("Zone"), "options": ZONES},
    {"id": "co2", "kind": "number", "label": words("CO2"), "min": 0},
    {"id": "pays_council_tax", "kind": "yes_no", "label": words("Council tax?")},
]


def a_policy_office(*, two_people: bool = False) -> Office:
    """An organisation whose service decides by a table with scenarios."""
    org = an_org("policy", two_people=two_people)
    assess = {
        "assess": "eligibility",
        "title": words("Whether you can have it"),
        "table": {"file": "tables/permit.csv", "text": TABLE},
        "scenarios": {"file": "tables/permit.scenarios.csv", "text": SCENARIOS},
        "outcomes": OUTCOMES,
        "labels": LABELS,
        "stop_when": 'eligibility.outcome = "not eligible"',
        "stop_words": words("Ring us."),
    }
    page = {"page": "car", "title": words("Your car"), "ask": ASKED}
    given = {"zone": "A", "co2": 90, "pays_council_tax": True}
    example = DEFINITION["examples"][0]
    published = a_service(
        org,
        service=SERVICE,
        steps=[page, assess, *DEFINITION["steps"]],
        examples=[{**example, "given": {**example["given"], **given}}],
    )
    return Office(org=org, published=published)


def a_designer(office: Office) -> Person:
    return an_officer(office.org, Duty.SERVICE_DESIGNER, name="Pat Policy")


def cells(text: str) -> dict[str, str]:
    """A table as the fields of the page on which it is changed."""
    rows = [line.split(",") for line in text.replace('"A, B"', "A; B").strip().split("\n")]
    return {
        f"c-{r}-{c}": cell.replace(";", ",")
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    }
