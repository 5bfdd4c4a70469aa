"""How a case was decided and worked out, as officers read it."""

from decimal import Decimal
from typing import Any

import pytest

from moothall.components.assessment.rules.deciding import as_kept, decided
from moothall.components.assessment.testing import an_assessment
from moothall.components.calculation.testing import a_calculation, a_line
from moothall.faces.workspace.tests.offices import ANSWERS, Office, an_office, text
from moothall.kernel.testing import NOON

ASSESS = an_assessment()
FEE = a_calculation(a_line("permit", "40"), a_line("smoke", "co2 * 0.125"))
GIVEN = {"zone": "B", "co2": Decimal(120), "pays_council_tax": True}


def _written(kind: str, step: Any) -> dict[str, Any]:  # noqa: ANN401 - a step of any kind
    written: dict[str, Any] = step.model_dump(mode="python", exclude_none=True)
    return {kind: written.pop("id"), **written}


@pytest.fixture(scope="module")
def office() -> Office:
    return an_office(works_out=[_written("assess", ASSESS), _written("calculate", FEE)])


def page(office: Office, **given: Any) -> str:  # noqa: ANN401 - answers of any kind
    """The page of a case that came to what these answers come to."""
    came = {
        ASSESS.id: as_kept(decided(ASSESS.table, given)),
        **FEE.example(given=given, at=NOON),
    }
    case = office.case(answers={**ANSWERS, **came})
    return text(office.officer().get(f"/workspace/cases/{case.reference}"))


def test_the_outcome_stands_there_with_its_reason_row_and_inputs(office: Office) -> None:
    shown = page(office, **GIVEN)
    assert "Whether you can have a permit" in shown
    for words in ("You can have a permit", "You pay council tax here", ">pays<", "120"):
        assert words in shown


def test_every_line_of_an_amount_stands_there(office: Office) -> None:
    shown = page(office, **GIVEN)
    for words in ("The permit", "£40", "The smoke", "£15", "£55"):
        assert words in shown


def test_what_nobody_could_work_out_is_left_to_the_officer_with_why(office: Office) -> None:
    shown = page(office, **{**GIVEN, "co2": None})
    assert "Somebody has to decide it" in shown
    assert "co2" in shown
