"""Builders of lives and cases, for tests anywhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.cases import services
from moothall.components.cases.contracts import Case, Life
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON

VERSION = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
"""The version of the definition that cases of tests live by."""


def a_life_document() -> dict[str, Any]:
    """The life of a request as a definition would write it; free to be changed."""
    return {
        "reference": "SR",
        "states": {
            "received": {
                "start": True,
                "label": _words("We have your report", "Rydym wedi cael eich adroddiad"),
                "team": "streets",
                "due": "3 working days",
            },
            "asked": {
                "label": _words(
                    "We need something from you", "Mae angen rhywbeth arnom gennych"
                ),
                "clock": "paused",
                "due": "28 days",
                "then": "lapsed",
            },
            "planned": {"label": _words("The work is planned", "Mae’r gwaith wedi’i drefnu")},
            "resolved": {"label": _words("It is done", "Mae wedi’i wneud"), "end": "met"},
            "refused": {
                "label": _words("We cannot do it", "Ni allwn ei wneud"),
                "end": "unmet_ineligible",
            },
            "lapsed": {
                "label": _words("We did not hear from you", "Ni chlywsom gennych"),
                "end": "withdrawn",
            },
        },
        "actions": [
            {"id": "plan", "from": "received", "to": "planned", "duty": "caseworker"},
            {"id": "ask", "from": ["received", "planned"], "to": "asked", "duty": "caseworker"},
            {"id": "answer", "from": "asked", "to": "received", "by": "applicant"},
            {
                "id": "resolve",
                "from": ["received", "planned"],
                "to": "resolved",
                "duty": "caseworker",
                "tell": _words("The work has been done.", "Mae’r gwaith wedi’i wneud."),
            },
            {"id": "refuse", "from": "received", "to": "refused", "duty": "manager"},
            {
                "id": "update",
                "from": ["received", "planned"],
                "duty": ["caseworker", "adviser"],
                "tell": _words("We are still working on it.", "Rydym yn dal i weithio arno."),
            },
        ],
    }


def a_life(**changed: object) -> Life:
    """A life with a deadline, a pause that lapses and ends; ``changed`` replaces its parts."""
    return Life.model_validate({**a_life_document(), **changed})


def a_case(
    actor: Actor,
    *,
    life: Life | None = None,
    service: str = "report-a-problem",
    answers: Mapping[str, Any] | None = None,
    contact: Mapping[str, str] | None = None,
    title: Mapping[str, str] | str = "A hole in the road",
    ward: str | None = None,
    at: datetime = NOON,
) -> Case:
    """A case that ``actor`` has just opened, as an organisation or as a resident."""
    with acting(actor, purpose="casework"):
        return services.open_case(
            life=life or a_life(),
            service=service,
            version=VERSION,
            need="street.hole",
            answers=answers or {},
            contact=contact or {},
            title=title,
            ward=ward,
            at=at,
        )


def _words(english: str, welsh: str) -> dict[str, str]:
    return {"en": english, "cy": welsh}
