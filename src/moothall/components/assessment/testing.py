"""A table and its scenarios, and questionnaires, for tests."""

from collections.abc import Mapping
from typing import Any

from moothall.components.assessment.kinds.score import Score
from moothall.components.assessment.steps import Assess

TABLE = """\
first,if zone,if co2,if pays_council_tax,then outcome,then reason_en,then reason_cy
type,A | B | outside,number,yes/no,eligible | not eligible,text,text
outside,outside,-,-,not eligible,You live outside the zones,Rydych yn byw y tu allan
too dirty,-,> 255,-,not eligible,Your vehicle gives off too much,Gormod o allyriadau
pays,-,-,yes,eligible,You pay council tax here,Rydych yn talu treth gyngor yma
clean,"A, B",<= 100,no,eligible,Your vehicle is clean,Mae eich cerbyd yn lân
otherwise,-,-,-,not eligible,You do not pay council tax,Nid ydych yn talu treth gyngor
"""
SCENARIOS = """\
name,zone,co2,pays_council_tax,then outcome
far away,outside,90,yes,not eligible
a lorry,A,300,yes,not eligible
pays,B,120,yes,eligible
lives here,A,100,no,eligible
neither,B,120,no,not eligible
"""
OUTCOMES = {
    "eligible": {"en": "You can have a permit", "cy": "Gallwch gael trwydded"},
    "not eligible": {"en": "You cannot have a permit", "cy": "Ni allwch gael trwydded"},
}
LABELS = {
    "zone": {"en": "Your zone", "cy": "Eich parth"},
    "co2": {"en": "CO2 emissions", "cy": "Allyriadau CO2"},
    "pays_council_tax": {"en": "Paying council tax", "cy": "Talu'r dreth gyngor"},
}


def an_assessment(
    *, table: str = TABLE, scenarios: str | None = SCENARIOS, **more: object
) -> Assess:
    """The step that decides by the table, with its scenarios."""
    given: dict[str, object] = {
        "id": "eligibility",
        "title": {"en": "Whether you can have a permit", "cy": "A allwch gael trwydded"},
        "table": {"file": "tables/permit-eligibility.csv", "text": table},
        "outcomes": OUTCOMES,
        "labels": LABELS,
        **more,
    }
    if scenarios is not None:
        given["scenarios"] = {
            "file": "tables/permit-eligibility.scenarios.csv",
            "text": scenarios,
        }
    return Assess.model_validate(given)


SCALE: Mapping[str, Any] = {
    "from": 0,
    "to": 4,
    "low": {"en": "Never", "cy": "Byth"},
    "high": {"en": "Always", "cy": "Bob amser"},
}
"""Three items on it, one of them reversed, come to 0 to 12."""
LONELY: list[dict[str, Any]] = [
    {"id": "alone", "label": {"en": "Are you alone?", "cy": "Ydych chi ar eich pen eich hun?"}},
    {"id": "out", "label": {"en": "Do you feel left out?", "cy": "Ydych chi’n unig?"}},
    {
        "id": "friends",
        "label": {"en": "Do you see friends?", "cy": "Ydych chi’n gweld ffrindiau?"},
        "name": {"en": "Friends", "cy": "Ffrindiau"},
        "reverse": True,
    },
]
SELDOM = {"id": "low", "from": 0, "to": 5, "label": {"en": "Seldom lonely", "cy": "Anaml"}}
OFTEN = {"id": "high", "from": 6, "to": 12, "label": {"en": "Often lonely", "cy": "Yn aml"}}


def a_score(**more: object) -> Score:
    """The step that asks three items of its own and adds them up."""
    own = {"items": LONELY, "scale": SCALE, "bands": [SELDOM, OFTEN]}
    return Score.model_validate(
        {
            "id": "loneliness",
            "title": {"en": "How lonely you are", "cy": "Pa mor unig ydych chi"},
            **({} if "questionnaire" in more else own),
            **more,
        }
    )


def ons4(**more: object) -> Score:
    """The step that asks the four questions of the ONS."""
    title = {"en": "Your wellbeing", "cy": "Eich lles"}
    return a_score(id="wellbeing", questionnaire="ons4", title=title, **more)
