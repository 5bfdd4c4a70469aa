"""What a service decides and works out by itself, as residents and API clients meet it."""

from typing import Any

import pytest

from moothall.components.assessment.testing import LABELS, OUTCOMES, TABLE
from moothall.components.calculation.testing import a_line
from moothall.faces.resident.tests.town import (
    Office,
    Resident,
    a_resident,
    an_office,
    words,
)
from moothall.journeys import services
from moothall.journeys.contracts import Stopped
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON

ANSWERS = {
    "home": {"zone": "B", "co2": "120"},
    "tax": {"pays_council_tax": "yes"},
    "contact": {"email": "sam@example.com"},
}


def _page(name: str, *asked: dict[str, Any]) -> dict[str, Any]:
    return {"page": name, "title": words(name.title(), name.title()), "ask": list(asked)}


def _steps() -> list[dict[str, Any]]:
    zones = [{"value": z, "label": words(z, z)} for z in ("A", "B", "outside")]
    return [
        _page(
            "home",
            {"id": "zone", "kind": "choice", "label": words("Zone", "Parth"), "options": zones},
            {"id": "co2", "kind": "number", "optional": True, "label": words("CO2", "CO2")},
        ),
        _page(
            "tax",
            {"id": "pays_council_tax", "kind": "yes_no", "label": words("Tax?", "Treth?")},
        ),
        {
            "assess": "eligibility",
            "title": words("Whether you can have a permit", "A allwch gael trwydded"),
            "table": {"file": "tables/eligibility.csv", "text": TABLE},
            "outcomes": OUTCOMES,
            "labels": LABELS,
            "stop_when": 'eligibility.outcome = "not eligible"',
            "stop_words": words("Ring 01632 960199 instead.", "Ffoniwch 01632 960199."),
        },
        {
            "calculate": "fee",
            "title": words("What it costs", "Y gost"),
            "lines": [
                a_line("permit", "if co2 = null then 0 else 40"),
                a_line("smoke", "if co2 > 100 then co2 * 0.125 else 0"),
            ],
            "between": [0, 200],
            "round": [2, "half up"],
        },
        _page("contact", {"id": "email", "kind": "email", "label": words("Email", "E-bost")}),
        {"check_answers": {}},
        {"case": "hole"},
    ]


@pytest.fixture(scope="module")
def office() -> Office:
    return an_office(steps=_steps())


@pytest.fixture
def resident(office: Office) -> Resident:
    return a_resident(office)


def answers(**changed: dict[str, str]) -> dict[str, dict[str, str]]:
    return {**ANSWERS, **changed}


def test_whoever_may_have_it_goes_on_and_reads_what_it_comes_to(resident: Resident) -> None:
    check = resident.answer_until("check_answers", answers())
    text = check.page.text
    assert "Whether you can have a permit" in text
    assert "You can have a permit You pay council tax here" in text
    assert "What it costs" in text
    assert "£55" in text


def test_whoever_may_not_is_stopped_and_reads_why_and_where_to_turn(resident: Resident) -> None:
    stopped = resident.answer_until("eligibility", answers(tax={"pays_council_tax": "no"}))
    text = stopped.page.text
    assert "You do not pay council tax" in text
    assert "Ring 01632 960199 instead." in text
    assert "CO2 emissions: 100 or less" in text


def test_in_welsh_the_reason_is_welsh(office: Office) -> None:
    resident = a_resident(office, language="cy")
    stopped = resident.answer_until("eligibility", answers(tax={"pays_council_tax": "no"}))
    assert "Nid ydych yn talu treth gyngor" in stopped.page.text


def test_from_a_stop_one_can_change_the_answer_and_go_on(resident: Resident) -> None:
    stopped = resident.answer_until("eligibility", answers(tax={"pays_council_tax": "no"}))
    back = [a for a in stopped.page.all("a") if a.text == "Change your answer"]
    assert back[0].attributes["href"].endswith("/tax")
    assert resident.answer("tax", ANSWERS["tax"]).step == "contact"


def test_a_step_without_a_page_has_none_for_whoever_types_its_address(
    resident: Resident,
) -> None:
    resident.answer_until("contact", answers())
    assert resident.see("eligibility").step == "contact"
    assert resident.post(resident.at("eligibility"), {"outcome": "eligible"}).step == "contact"


def test_back_passes_over_steps_without_a_page(resident: Resident) -> None:
    contact = resident.answer_until("contact", answers())
    (back,) = [a for a in contact.page.all("a") if a.text == "Back"]
    assert back.attributes["href"].endswith("/tax")


def test_a_changed_answer_is_decided_and_worked_out_anew(resident: Resident) -> None:
    resident.answer_until("check_answers", answers())
    check = resident.answer("home", {"zone": "A", "co2": "90"})
    assert resident.see("check_answers").page.text.count("£40")
    assert check.status == 200


def test_the_case_shows_what_it_came_to(resident: Resident) -> None:
    resident.answer_until("check_answers", answers())
    resident.answer("check_answers", {})
    case = resident.office.cases()[0]
    shown = resident.get(f"/cases/{case.reference}").page.text
    assert "What it came to" in shown
    assert "£55" in shown
    assert case.answers["eligibility"]["rows"] == ["pays"]


def test_what_cannot_be_decided_goes_to_a_person_and_is_no_refusal(resident: Resident) -> None:
    check = resident.answer_until("check_answers", answers(home={"zone": "B", "co2": ""}))
    assert "Somebody will look at this" in check.page.text
    resident.answer("check_answers", {})
    case = resident.office.cases()[0]
    assert "co2" in case.answers["eligibility"]["why_not"]
    assert case.is_open


def test_a_request_over_the_api_is_stopped_with_the_reason(office: Office) -> None:
    given = {"zone": "outside", "co2": 90, "pays_council_tax": True, "email": "a@example.com"}
    with (
        pytest.raises(Stopped) as stopped,
        acting(Actor(org=office.org), purpose="test"),
    ):
        services.request(
            published=office.published, answers=given, contact={}, language="en", at=NOON
        )
    assert "You live outside the zones" in str(stopped.value.said)


def the_table(office: Office) -> str:
    return f"/decisions/{office.slug}/eligibility"


def test_anybody_reads_how_it_is_decided_in_words(office: Office) -> None:
    text = a_resident(office).get(the_table(office)).page.text
    assert "the first row that fits decides" in text
    for words_ in ("more than 255", "A or B", "100 or less", "You do not pay council tax"):
        assert words_ in text


def test_whoever_is_stopped_finds_the_way_to_the_table(resident: Resident) -> None:
    stopped = resident.answer_until("eligibility", answers(tax={"pays_council_tax": "no"}))
    (link,) = [a for a in stopped.page.all("a") if a.text == "See how we decide this"]
    assert resident.get(link.attributes["href"]).status == 200


def test_anybody_tries_it_with_numbers_of_their_own(office: Office) -> None:
    visitor = a_resident(office)
    visitor.get(the_table(office))
    typed = {"zone": "A", "co2": "90", "pays_council_tax": "no"}
    text = visitor.post(the_table(office), typed).page.text
    assert "You can have a permit" in text
    assert "Your vehicle is clean" in text


def test_what_cannot_be_read_is_said_beside_what_was_typed(office: Office) -> None:
    visitor = a_resident(office)
    typed = {"zone": "A", "co2": "<b>much</b>", "pays_council_tax": "no"}
    seen = visitor.post(the_table(office), typed)
    assert seen.status == 422
    assert "is not what is asked there" in seen.page.text
    assert "<b>much" not in seen.response.content.decode()


def test_what_the_table_cannot_decide_is_left_to_a_person(office: Office) -> None:
    text = a_resident(office).post(the_table(office), {"zone": "A"}).page.text
    assert "a person would look at it" in text


@pytest.mark.parametrize("form", ["csv", "xlsx", "dmn"])
def test_anybody_takes_the_table_away(office: Office, form: str) -> None:
    response = a_resident(office).fetch(f"{the_table(office)}/{form}")
    assert response.status_code == 200
    assert f'filename="eligibility.{form}"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["nothing", "eligibility/pdf", "eligibility/exe"])
def test_a_table_or_form_that_is_not_there_is_not_there(office: Office, path: str) -> None:
    assert a_resident(office).get(f"/decisions/{office.slug}/{path}").status == 404
