"""Worked examples of a service as it is to be: run on the page, taken as right, added."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from moothall.faces.workspace.changes import Here, here, revision_in, typed
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.journeys import rehearsing, services
from moothall.journeys.definition import Service
from moothall.journeys.examples import value_at
from moothall.journeys.rehearsing import Rehearsed, examples_of, rehearsed
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.questions import Question
from moothall.kernel.refusals import NotFound, Refused
from moothall.kernel.words import say

_CHANGES = 3
_LONGEST_SHOWN = 40
_LONGEST_NAME, _LONGEST_ANSWER = 120, 500


class BadExample(Refused):
    code = "workspace.bad-example"


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def examples(request: HttpRequest, officer: Officer, service: str) -> HttpResponseBase:
    """Every worked example with what it comes to; POST takes one as right, adds, or removes."""
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
    changed = rehearsing.service_of(published=found.base, amendment=found.amendment)
    if request.method != "POST" or changed is None:
        return _shown(request, officer, found, changed)
    try:
        data = _changed(request, found, changed)
        with acting(officer.actor, purpose=PURPOSE):
            services.amend(
                service=service,
                revision=revision_in(request, found),
                examples=data,
                at=officer.at,
            )
    except NotFound:
        raise
    except Refused as refusal:
        return _shown(request, officer, found, changed, refusal)
    return redirect("workspace:examples", service)


def _changed(request: HttpRequest, found: Here, changed: Service) -> list[Any]:
    """All examples after what the form asks for. Raises ``BadExample``."""
    data: list[Any] = examples_of(published=found.base, amendment=found.amendment)
    what, _, place = request.POST.get("do", "").partition("-")
    number = int(place) if place.isdecimal() and len(place) < 4 else -1
    if what == "add":
        return _with_added(request, found, changed, data)
    if not 0 <= number < len(data):
        raise BadExample(say("There is no such example."))
    if what == "remove":
        return [*data[:number], *data[number + 1 :]]
    if what != "take":
        raise BadExample(say("There is no such example."))
    (came,) = rehearsed(service=changed, published=found.base, data=[data[number]])
    if came.outcome.troubles:
        raise BadExample(say("{why}", why=came.outcome.troubles[0]))
    return [*data[:number], rehearsing.with_what_it_comes_to(came), *data[number + 1 :]]


def _with_added(
    request: HttpRequest, found: Here, changed: Service, data: list[Any]
) -> list[Any]:
    """With one more, or with another one instead of the one that it is like."""
    name = typed(request, "name", most=_LONGEST_NAME)
    if not name:
        raise BadExample(say("Say what the example is about"))
    if request.POST.get("instead") != "yes":
        return [*data, _added(request, found, changed, data, name)]
    like = request.POST.get("like")
    others = [each for each in data if each.get("name") != like]
    made = _added(request, found, changed, data, name, others)
    return [made if each.get("name") == like else each for each in data]


def _added(
    request: HttpRequest,
    found: Here,
    changed: Service,
    data: Sequence[Mapping[str, Any]],
    name: str,
    others: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The example that the form asks for; its name is not that of any of the ``others``."""
    others = data if others is None else others
    if rehearsing.is_full(data) or any(each.get("name") == name for each in others):
        raise BadExample(say("There is an example of that name, or there are too many"))
    base = next((e for e in data if e.get("name") == request.POST.get("like")), None)
    if base is None:
        raise BadExample(say("Choose the example that it is like"))
    questions = {question.id: question for question in changed.questions()}
    answers = {
        question: typed(request, f"answer-{n}", most=_LONGEST_ANSWER)
        for n in range(_CHANGES)
        if (question := request.POST.get(f"question-{n}", ""))
    }
    try:
        made = rehearsing.like(base, name=name, answers=answers, questions=questions)
    except ValueError as failure:
        raise BadExample(
            say("This is no answer to {question}", question=_label(questions, str(failure)))
        ) from None
    (came,) = rehearsed(service=changed, published=found.base, data=[made])
    if came.outcome.troubles:
        raise BadExample(say("{why}", why=came.outcome.troubles[0]))
    return rehearsing.with_what_it_comes_to(came)


def _label(questions: Mapping[str, Question], question: str) -> Any:  # noqa: ANN401 - words
    return questions[question].label if question in questions else question[:60]


def _shown(
    request: HttpRequest,
    officer: Officer,
    found: Here,
    changed: Service | None,
    refusal: Refused | None = None,
) -> HttpResponseBase:
    data = examples_of(published=found.base, amendment=found.amendment)
    came = rehearsed(service=changed, published=found.base, data=data) if changed else []
    questions = {q.id: q for q in changed.questions()} if changed else {}
    answerable = [q for q in questions.values() if q.feel_type not in ("context", "list")]
    content = {
        "service": found.live.service,
        "is_readable": changed is not None,
        "examples": [_example(n, one, questions) for n, one in enumerate(came)],
        "holds": sum(not one.wrong for one in came),
        "names": [str(each.get("name")) for each in data],
        "questions": answerable,
        "changes": range(_CHANGES),
        "typed": request.POST if refusal else {},
        "may_change": found.may_change,
        "is_changed": found.amendment.examples is not None,
        "revision": found.amendment.revision,
        "live": found.live.number,
        "errors": [{"text": refusal.said, "href": "#add"}] if refusal else [],
        "post_url": reverse("workspace:examples", args=[found.service]),
        "back": reverse("workspace:changes", args=[found.service]),
    }
    status = refusal.status if refusal else 200
    return page(
        request, officer, "workspace/examples.html", content, here="services", status=status
    )


def _example(number: int, one: Rehearsed, questions: Mapping[str, Question]) -> dict[str, Any]:
    outcome = one.outcome
    values = {
        name: value_at(outcome.known, name)
        for name in (one.example.get("expect") or {})
        if "." in name
    }
    return {
        "number": number,
        "name": one.example.get("name"),
        "given": [_answer(questions.get(k), k, v) for k, v in one.example["given"].items()],
        "stops_at": outcome.stops_at,
        "reason": outcome.reason,
        "refuses": sorted(outcome.refuses),
        "state": outcome.state,
        "values": values,
        "wrong": list(one.wrong),
        "troubles": list(outcome.troubles),
    }


def _answer(question: Question | None, name: str, answer: Any) -> tuple[str, str]:  # noqa: ANN401
    """What is given, as it is written: it is not checked yet, and may be no answer at all."""
    if question is None or question.feel_type in ("context", "list"):
        return name, "…"
    values = question.values()
    if values is not None and answer in values:
        text = question.text(answer=answer, language=current_language())
    else:
        text = str(answer)
    return name, text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
