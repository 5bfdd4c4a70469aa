"""The JSON Schema of what a service, or an action of its cases, asks."""

from collections.abc import Sequence
from typing import Any

from moothall.journeys.definition import Service
from moothall.kernel.questions import Question
from moothall.kernel.words import in_language

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def answers_schema(
    *, service: Service | None = None, questions: Sequence[Question] = ()
) -> dict[str, Any]:
    """An object with one property for each question.

    Only what must always be answered is ``required``: a question on a page that is shown to
    some, or that is required under a condition, is not; the condition stands in its
    description.
    """
    always = list(questions) if service is None else _always_asked(service)
    every = list(questions) if service is None else service.questions()
    return {
        "$schema": _DIALECT,
        "type": "object",
        "properties": {q.id: _described(q) for q in every},
        "required": [
            q.id for q in every if q in always and not q.optional and q.required_when is None
        ],
        "additionalProperties": False,
    }


def _always_asked(service: Service) -> list[Question]:
    return [q for step in service.steps if step.show_when is None for q in step.asks()]


def _described(question: Question) -> dict[str, Any]:
    schema = question.json_schema()
    words = in_language(question.label, "en")
    if question.required_when is not None:
        words += f" (required when {question.required_when.source})"
    return {"title": words, **schema}
