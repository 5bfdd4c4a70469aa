"""Questions of every kind for tests, and what is known while they are answered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from moothall.kernel.questions import Answer, AnswersRefused, Asking, Question, read_question
from moothall.kernel.testing import NOON

PHOTO = str(UUID(int=1))
PLAN = str(UUID(int=2))
ASKING = Asking(
    at=NOON,
    files={
        PHOTO: {"name": "hole.jpg", "type": "image/jpeg", "size": 200_000},
        PLAN: {"name": "plan.pdf", "type": "application/pdf", "size": 900_000},
    },
)
"""Monday 3 June 2030, with a photo and a plan attached."""

_OPTIONS = [
    {"value": "road", "label": {"en": "On the road", "cy": "Ar y ffordd"}},
    {"value": "path", "label": {"en": "On the path", "cy": "Ar y llwybr"}},
]
_CONFIGURATION: Mapping[str, Mapping[str, Any]] = {
    "number": {"min": 0, "max": 1000},
    "money": {"max": 10_000},
    "choice": {"options": _OPTIONS, "none_of_these": True},
    "choices": {"options": _OPTIONS, "none_of_these": True},
    "file": {"accept": ["pdf", "jpeg", "png"]},
    "repeated": {
        "item": {"en": "Child", "cy": "Plentyn"},
        "ask": [
            {"id": "name", "kind": "name", "label": {"en": "Name", "cy": "Enw"}},
            {"id": "born", "kind": "date", "label": {"en": "Born", "cy": "Ganed"}},
            {"id": "note", "kind": "text", "optional": True, "label": {"en": "Note"}},
        ],
    },
}
KINDS = (
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "yes_no",
    "choice",
    "choices",
    "email",
    "phone",
    "name",
    "address",
    "location",
    "file",
    "vehicle_registration",
    "national_insurance_number",
    "repeated",
)


def a_question(kind: str, **configuration: Any) -> Question:  # noqa: ANN401
    """A question ``q`` of ``kind``, with limits where its kind has no safe ones."""
    return read_question(
        {
            "id": "q",
            "kind": kind,
            "label": {"en": "What is it?", "cy": "Beth ydyw?"},
            **_CONFIGURATION.get(kind, {}),
            **configuration,
        }
    )


def said_of(question: Question, *, answer: Answer) -> dict[str, str]:
    """The words, by field, with which an answer as JSON is refused; none if it is taken."""
    try:
        question.check(answer=answer, asking=ASKING)
    except AnswersRefused as refusal:
        return {m.field: str(m.said) for m in refusal.mistakes}
    return {}


def said_to(question: Question, **typed: str | list[str]) -> dict[str, str]:
    """The words, by field, with which what was typed into fields is refused."""
    try:
        question.read(fields=as_fields(typed), asking=ASKING)
    except AnswersRefused as refusal:
        return {m.field: str(m.said) for m in refusal.mistakes}
    return {}


def read(question: Question, **typed: str | list[str]) -> Answer:
    return question.read(fields=as_fields(typed), asking=ASKING)


def as_fields(typed: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """``q_day="3"`` stands for the field ``q-day``."""
    return {
        name.replace("_", "-"): [value] if isinstance(value, str) else value
        for name, value in typed.items()
    }
