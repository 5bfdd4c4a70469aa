"""What is said on the log when a table decides."""

from typing import Any

from django.db import connection

from moothall.components.assessment.testing import an_assessment
from moothall.kernel.actors import acting
from moothall.kernel.encoding import from_json
from moothall.kernel.ids import uuid7
from moothall.kernel.steps import Run
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org

SECRET = "SB1 1DB"


def said_of(**known: Any) -> dict[str, Any]:  # noqa: ANN401 - answers of any kind
    """Take the step as a resident, with what is known; what its organisation then reads."""
    org, journey = an_org(), uuid7()
    run = Run(
        journey=journey,
        service="permit",
        version=uuid7(),
        need="parking.permit",
        answers={"postcode": SECRET},
        known={**known, "postcode": SECRET},
        at=NOON,
    )
    with acting(a_resident(org), purpose="self-service"):
        an_assessment().take(run=run, given={}, fetched={})
    with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select body::text from event_log where subject = %s and name = %s",
            [journey, "assessment.table-decided.v1"],
        )
        (found,) = cursor.fetchall()
    body: dict[str, Any] = from_json(found[0])
    return body


def test_a_decision_is_said_with_its_table_outcome_and_rows() -> None:
    said = said_of(zone="B", co2=120, pays_council_tax=True)
    assert (said["outcome"], said["rows"]) == ("eligible", ["pays"])
    assert said["table"] == "tables/permit-eligibility.csv"
    assert len(said["hash"]) == 64
    assert said["is_left_open"] is False


def test_what_is_left_to_a_person_is_said_too() -> None:
    said = said_of(zone="B", co2="much", pays_council_tax=True)
    assert (said["outcome"], said["is_left_open"]) == ("cannot be decided", True)


def test_no_answer_of_the_person_is_said() -> None:
    said = said_of(zone="B", co2=120, pays_council_tax=True)
    assert SECRET not in str(said)
    assert "co2" not in said
