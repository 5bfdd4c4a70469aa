"""The pages of rates: what is in force, and new rates from a day on."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now

from moothall.components.calculation import services as rates
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import FEE, Office, Person, an_office, text
from moothall.journeys import services as journeys
from moothall.kernel.actors import acting
from moothall.kernel.testing import a_resident

HERE = "/workspace/services/street-problem/rates/parking"
SPRING = date(now().year + 1, 4, 1)
DAY = {"valid_from-day": "1", "valid_from-month": "4", "valid_from-year": str(SPRING.year)}
NEW = {**DAY, "number-0-0": "44", "number-1-0": "80"}


def office_with_rates() -> Office:
    return an_office(works_out=[FEE])


def a_designer(office: Office, name: str = "Devin Designer") -> Person:
    return office.officer(Duty.SERVICE_DESIGNER, name=name)


def hidden(page: str) -> dict[str, str]:
    """What a page would send back, but for its token against forgery."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def confirm(officer: Person, **fields: str) -> Any:  # noqa: ANN401
    """Fill the form in, look at what changes, and add it."""
    checked = text(officer.post(HERE, act="preview", change=str(uuid4()), **{**NEW, **fields}))
    return officer.post(HERE, **hidden(checked))


def rows(page: Any) -> list[str]:  # noqa: ANN401
    """The rows of the table of a page, without their markup."""
    body = text(page).partition("<tbody")[2].partition("</tbody>")[0]
    found = [" ".join(re.sub(r"<[^>]+>", " ", r).split()) for r in body.split("</tr>")]
    return [row.removeprefix('class="govuk-table__body"> ') for row in found if row]


def price(office: Office, on: date, *, answered: date | None = None) -> Any:  # noqa: ANN401
    """What somebody pays who begins on a day, and goes on with it on that day or another."""
    later = now().replace(year=on.year, month=on.month, day=on.day, hour=12)
    then = later + ((answered or on) - on)
    place = {"words": "Here"}
    answers = {"kind": "pothole", "location": place, "description": "A hole"}
    with acting(a_resident(office.org), purpose="test"):
        journey = journeys.begin(
            published=office.published, language="en", channel="web", at=later
        )
        here = journeys.answer(journey_id=journey, step_id="problem", answers=answers, at=then)
    return here.answers["fee"]["total"]


def test_services_lead_to_their_rates() -> None:
    page = text(office_with_rates().officer().get("/workspace/services"))
    assert f'href="{HERE}"' in page


def test_everybody_at_work_sees_what_is_in_force() -> None:
    page = office_with_rates().officer().get(HERE)
    assert rows(page) == [
        "electric 1 April 2025 40 In force With the version",
        "low 1 April 2025 80 In force With the version",
    ]
    assert "Add new rates" not in text(page)


def test_a_designer_is_offered_the_present_numbers() -> None:
    office = office_with_rates()
    page = text(a_designer(office).get(HERE))
    assert re.search(r'name="number-0-0"[^>]*value="40"', page)
    assert re.search(r'name="number-1-0"[^>]*value="80"', page)


def test_what_changes_is_shown_before_it_is_done() -> None:
    office = office_with_rates()
    designer = a_designer(office)
    page = designer.post(HERE, act="preview", change=str(uuid4()), **NEW)
    assert page.status_code == 200
    assert rows(page) == ["electric, price 40 44"]
    assert f"From 1 April {SPRING.year}" in text(page)
    assert price(office, SPRING) == 40


def test_rates_that_were_confirmed_are_paid_from_their_first_day() -> None:
    office = office_with_rates()
    designer = a_designer(office)
    answer = confirm(designer)
    assert (answer.status_code, answer.headers["Location"]) == (302, HERE)
    assert price(office, SPRING - timedelta(days=1)) == 40
    assert price(office, SPRING) == 44
    page = designer.get(HERE)
    assert any("44 To come Devin Designer" in row for row in rows(page))
    assert "Not in force yet" in text(page)


def test_whoever_began_before_pays_what_was_in_force_when_they_began() -> None:
    """All of a journey is judged by the day on which it began."""
    office = office_with_rates()
    confirm(a_designer(office))
    assert price(office, SPRING - timedelta(days=1), answered=SPRING) == 40


def test_the_button_pressed_twice_adds_once() -> None:
    designer = a_designer(office_with_rates())
    checked = hidden(text(designer.post(HERE, act="preview", change=str(uuid4()), **NEW)))
    answers = [designer.post(HERE, **checked).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert len(rows(designer.get(HERE))) == 3


HOSTILE = ["NaN", "Infinity", "1e99999", "-", "4 4", "<script>", "0x1", "9" * 500, ""]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_no_number_is_said_beside_its_field(typed: str) -> None:
    designer = a_designer(office_with_rates())
    page = designer.post(HERE, act="preview", **{**NEW, "number-1-0": typed})
    assert page.status_code == 422
    assert re.search(r'href="#number-1-0"[^>]*>\s*low: ', text(page))
    assert 'id="number-1-0-error"' in text(page)
    assert 'id="number-0-0-error"' not in text(page)
    assert "<script>" not in text(page).partition("<main")[2].partition("</main>")[0]


WRONG_DAYS = [("", "", ""), ("31", "2", "2031"), ("1", "4", "2020"), ("1", "4", "9999"),
              ("x", "y", "z"), ("1", "4", "20310"), ("-1", "4", "2031")]  # fmt: skip


@pytest.mark.parametrize("given", WRONG_DAYS)
def test_a_day_that_will_not_do_is_said_beside_its_fields(given: tuple[str, str, str]) -> None:
    designer = a_designer(office_with_rates())
    day = dict(zip(DAY, given, strict=True))
    page = designer.post(HERE, act="confirm", **{**NEW, **day})
    assert page.status_code == 422
    assert 'href="#valid_from-day"' in text(page)
    assert 'value="44"' in text(page)


def test_what_changes_nothing_is_said() -> None:
    designer = a_designer(office_with_rates())
    page = designer.post(HERE, act="preview", **{**NEW, "number-0-0": "40"})
    assert page.status_code == 422
    assert 'href="#numbers"' in text(page)


def test_a_day_that_has_rates_already_is_said() -> None:
    designer = a_designer(office_with_rates())
    confirm(designer)
    page = designer.post(HERE, act="preview", **{**NEW, "number-0-0": "45"})
    assert page.status_code == 409
    assert "already" in text(page)


def test_on_the_same_day_another_number_can_still_change() -> None:
    designer = a_designer(office_with_rates())
    confirm(designer)
    assert confirm(designer, **{"number-0-0": "40", "number-1-0": "84"}).status_code == 302
    assert len(rows(designer.get(HERE))) == 4


def test_a_form_of_20_megabytes_is_refused_in_words() -> None:
    designer = a_designer(office_with_rates())
    page = designer.post(HERE, act="preview", **{**NEW, "number-0-0": "4" * 20_000_000})
    assert page.status_code in {400, 413, 422}
    assert "<h1" in text(page)


def test_without_a_token_nothing_is_added() -> None:
    designer = a_designer(office_with_rates())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = designer.browser.cookies
    assert strict.post(HERE, {"act": "confirm", **NEW}).status_code == 403


def test_whoever_lacks_the_duty_adds_nothing() -> None:
    office = office_with_rates()
    page = office.officer(Duty.CASEWORKER).post(HERE, act="confirm", **NEW)
    assert page.status_code == 403
    assert price(office, SPRING) == 40


def proposed(office: Office, by: Person) -> str:
    """The address at which a proposal is ruled."""
    with acting(by.actor, purpose="test"):
        (open_,) = rates.tables(steps=office.published.service.steps)
        change = rates.add_rates(
            change=uuid4(),
            service="street-problem",
            rates=open_,
            valid_from=SPRING.isoformat(),
            numbers={"electric": {"price": "44"}},
            two_people=True,
            at=now(),
        )
    return f"{HERE}/{change.id}"


def test_what_one_officer_proposed_another_agrees_to() -> None:
    office = office_with_rates()
    address = proposed(office, a_designer(office))
    manager = office.officer(Duty.MANAGER, name="Mo Manager")
    assert "Agree to these rates" in text(manager.get(HERE))
    assert manager.post(address, act="agree").status_code == 302
    assert price(office, SPRING) == 44


def test_where_two_people_rule_the_form_proposes() -> None:
    office = an_office(works_out=[FEE], two_people=True)
    designer = a_designer(office)
    checked = text(designer.post(HERE, act="preview", change=str(uuid4()), **NEW))
    assert "Propose these rates" in checked
    designer.post(HERE, **hidden(checked))
    assert any("Proposed" in row for row in rows(designer.get(HERE)))
    assert price(office, SPRING) == 40


def test_nobody_is_offered_to_agree_with_themself() -> None:
    office = office_with_rates()
    designer = a_designer(office)
    address = proposed(office, designer)
    assert "Agree to these rates" not in text(designer.get(HERE))
    page = designer.post(address, act="agree")
    assert page.status_code == 422
    assert "Somebody else has to agree" in text(page)


def test_what_is_not_in_force_yet_can_be_withdrawn() -> None:
    office = office_with_rates()
    designer = a_designer(office)
    confirm(designer)
    (address,) = re.findall(rf'action="({HERE}/[^"]+)"', text(designer.get(HERE)))
    assert [designer.post(address, act="withdraw").status_code for _ in "ab"] == [302, 302]
    assert price(office, SPRING) == 40


def test_rates_of_another_organisation_are_not_there() -> None:
    office, other = office_with_rates(), an_office()
    address = proposed(office, a_designer(office))
    stranger = other.officer(Duty.MANAGER)
    assert stranger.get(HERE).status_code == 404
    assert stranger.post(address, act="withdraw").status_code == 404


def test_a_change_is_ruled_at_its_own_table_only() -> None:
    office, other = office_with_rates(), office_with_rates()
    address = proposed(office, a_designer(office))
    assert a_designer(other).post(address, act="agree").status_code == 404


def test_a_table_that_is_not_there_is_missing() -> None:
    officer = office_with_rates().officer()
    for address in (f"{HERE}x", "/workspace/services/nothing/rates/parking"):
        assert officer.get(address).status_code == 404


def test_the_pages_are_there_in_welsh() -> None:
    office = office_with_rates()
    designer = a_designer(office)
    page = text(designer.get(f"/cy{HERE}"))
    assert "Ychwanegu cyfraddau newydd" in page
    assert "Mewn grym" in page
    checked = text(designer.post(f"/cy{HERE}", act="preview", **NEW))
    assert "Gwirio’r cyfraddau newydd" in checked
