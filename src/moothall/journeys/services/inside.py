"""What must hold before an answer is taken: the service is open, a spot inside its area."""

from collections.abc import Mapping, Sequence
from typing import Any

from moothall.journeys.absence import missing
from moothall.journeys.contracts import ServiceClosed
from moothall.journeys.definition import Service
from moothall.journeys.ports import Areas
from moothall.kernel import registry
from moothall.kernel.questions import Answers, AnswersRefused, Mistake, Question
from moothall.kernel.refusals import NotFound
from moothall.kernel.words import say

_PREFIX = "area."


def check_open(*, service: Service) -> None:
    """Raise ``ServiceClosed`` where the service cannot do without what is missing here.

    Its words are those of the definition, where it has any.
    """
    for one in missing(service):
        if one.then == "stop":
            plain = say("This service is not available online at the moment.")
            raise ServiceClosed(say("{words}", words=one.words) if one.words else plain)


def check_inside(*, questions: Sequence[Question], answers: Answers) -> None:
    """Refuse spots outside the area that their question names. Inside ``acting``.

    An answer without a spot, such as words, is let through: a person will read it. So is every
    answer where no component knows areas, or where the area has not been imported.
    """
    if not registry.offers("areas.v1"):
        return
    mistakes = [
        Mistake(
            question=q.id,
            field=q.id,
            said=say("This place is outside the area that this service is for"),
        )
        for q in questions
        if _is_outside(getattr(q, "within", None), answers.get(q.id))
    ]
    if mistakes:
        raise AnswersRefused(mistakes)


def _is_outside(within: str | None, answer: Any) -> bool:  # noqa: ANN401 - plain JSON
    if not within or not isinstance(answer, Mapping) or answer.get("lat") is None:
        return False
    areas: Areas = registry.offer("areas.v1")
    try:
        inside = areas.within(
            area_code=within.removeprefix(_PREFIX),
            lat=float(answer["lat"]),
            lon=float(answer["lon"]),
        )
    except NotFound:
        return False
    return not inside
