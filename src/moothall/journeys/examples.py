"""Worked examples: what a service comes to for what is given, without database or outside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from moothall.components.cases.contracts import Action, Life
from moothall.feel import FeelError
from moothall.journeys.definition import Example, Service
from moothall.journeys.position import Position, position
from moothall.journeys.samples import sample
from moothall.kernel.conditions import CannotDecide, holds
from moothall.kernel.questions import (
    Answers,
    AnswersRefused,
    Asking,
    check_answers,
    is_required,
)
from moothall.kernel.steps import Step
from moothall.kernel.words import in_language

LAPSE = "lapse"
"""Stands in ``after`` for the time of a state running out, so that its ``then`` comes."""
_NOON = time(12)

Templates = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an example comes to."""

    path: tuple[str, ...]
    """The steps on the way, the one that it ends at included."""
    state: str | None = None
    """Where the case stands once it is opened; none if none is."""
    messages: tuple[str, ...] = ()
    """Templates of all that goes out, in order."""
    after: tuple[Mapping[str, str], ...] = ()
    """The actions that could be taken, each with the state it led to."""
    stops_at: str | None = None
    reason: Mapping[str, str] = field(default_factory=dict)
    refuses: Mapping[str, str] = field(default_factory=dict)
    """Question -> why its answer is refused."""
    answers: Answers = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    """All that conditions could see at its end."""
    branches: frozenset[tuple[str, str, bool]] = frozenset()
    """Step, condition or branch of its own, and what it came to: all that was decided."""
    troubles: tuple[str, ...] = ()
    """Why it could not go on, in words."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An example that does not come to what it expects."""

    place: int
    """Its position among the examples."""
    name: str
    words: str

    def __str__(self) -> str:
        return f"“{self.name}”: {self.words}"


def check_examples(*, service: Service, templates: Templates, at: datetime) -> list[Failure]:
    """Every way in which the service's examples do not come to what they expect."""
    return [
        Failure(place=place, name=example.name, words=words)
        for place, example in enumerate(service.examples)
        for words in differences(
            example=example,
            outcome=run_example(service=service, templates=templates, example=example, at=at),
        )
    ]


def run_example(
    *, service: Service, templates: Templates, example: Example, at: datetime
) -> Outcome:
    """Walk the steps with what the example gives, open the case and take its actions.

    ``at`` is when, unless the example says ``today``.
    """
    moment = at if example.today is None else datetime.combine(example.today, _NOON, at.tzinfo)
    walk = _Walk(service, example, moment)
    try:
        here = walk.to_the_end()
    except AnswersRefused as refusal:
        return walk.outcome(refuses={m.question: str(m.said) for m in refusal.mistakes})
    except (CannotDecide, FeelError) as failure:
        return walk.outcome(troubles=(_undecided(failure),))
    if here.stopped and here.step:
        return walk.outcome(stops_at=here.step.id, reason=here.stop_words or {})
    if here.step is not None and here.step.ends and here.step.kind != "case":
        return walk.outcome(state=here.step.end_state(), answers=here.answers)
    if here.step is None or not here.step.ends or here.step.id not in service.case:
        return walk.outcome(troubles=(_unfinished(here),))
    case = _CaseWalk(service, service.case[here.step.id], example, here.answers, moment)
    case.open()
    case.take_actions()
    gone = sorted({m for m in case.messages if m not in templates})
    return walk.outcome(
        state=case.started,
        messages=tuple(case.messages),
        after=tuple(case.moves),
        answers=here.answers,
        troubles=(*case.troubles, *(f"the message `{m}` has no template" for m in gone)),
    )


def differences(*, example: Example, outcome: Outcome) -> list[str]:
    """What came otherwise than the example expects, one sentence each."""
    expect = example.expect
    found = list(outcome.troubles)
    found += _refusals(expect.refuses or (), outcome.refuses)
    if outcome.stops_at != expect.stops_at:
        found.append(_about_stop(expect.stops_at, outcome))
    elif expect.reason and not any(expect.reason in text for text in outcome.reason.values()):
        says = in_language(outcome.reason, "en") or "nothing"
        found.append(f"the reason should say “{expect.reason}”; it says “{says}”")
    if expect.path is not None and expect.path != outcome.path:
        found.append(_about_path(expect.path, outcome.path))
    if expect.state is not None and expect.state != outcome.state:
        came = f"it came to `{outcome.state}`" if outcome.state else "no case is opened"
        found.append(f"the case should stand at `{expect.state}`; {came}")
    if expect.messages is not None and expect.messages != outcome.messages:
        found.append(
            f"the messages should be {_listed(expect.messages)};"
            f" what goes out is {_listed(outcome.messages)}"
        )
    found += _values(expect.values, outcome.known)
    return found


def value_at(known: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a value of FEEL
    """What stands at a name such as ``fee.total``; none if nothing does."""
    value: Any = known
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


class _Walk:
    """Takes one step after the other until the journey ends, stops or cannot go on."""

    def __init__(self, service: Service, example: Example, at: datetime) -> None:
        self._service, self._given, self._at = service, example.given, at
        self._known = {"today": at.date()}
        self._done: dict[str, Answers] = {}
        self._path: tuple[str, ...] = ()
        self._seen: Mapping[str, Any] = {}

    def to_the_end(self) -> Position:
        """Raises ``AnswersRefused`` and ``CannotDecide``."""
        here = self._here()
        while here.step is not None and not (here.stopped or here.step.ends):
            if here.step.id in self._done:
                break
            given = {**self._given, **here.known}
            self._done[here.step.id] = here.step.example(given=given, at=self._at)
            here = self._here()
        return here

    def outcome(self, **found: Any) -> Outcome:  # noqa: ANN401 - the fields of Outcome
        return Outcome(
            path=self._path, known=self._seen, branches=frozenset(self._branches()), **found
        )

    def _here(self) -> Position:
        here = position(steps=self._service.steps, done=self._done, known=self._known)
        self._path, self._seen = here.path, here.known
        return here

    def _branches(self) -> Iterator[tuple[str, str, bool]]:
        seen: dict[str, Any] = dict(self._known)
        for step in self._reached():
            try:
                shown = holds(step.show_when, seen, where="")
                if step.show_when is not None:
                    yield step.id, "show_when", shown
                if not shown or step.id not in self._done:
                    continue
                seen |= step.seen(remembered=self._done[step.id])
                for name in step.took(remembered=self._done[step.id]):
                    yield step.id, name, True
                if step.stop_when is not None:
                    yield step.id, "stop_when", holds(step.stop_when, seen, where="")
            except CannotDecide:
                return

    def _reached(self) -> Iterator[Step]:
        """The steps up to the last one on the path, those that were passed over included."""
        left = set(self._path)
        for step in self._service.steps:
            if not left:
                return
            left.discard(step.id)
            yield step


class _CaseWalk:
    """Opens the case and takes the actions that the example expects."""

    def __init__(
        self, service: Service, life: Life, example: Example, answers: Answers, at: datetime
    ) -> None:
        self._service, self._life, self._answers, self._at = service, life, answers, at
        self._given, self._wanted = example.given, example.expect.after or ()
        self._email = answers.get(service.applicant_question("email") or "")
        self._state = ""
        self.started: str | None = None
        self.messages: list[str] = []
        self.moves: list[Mapping[str, str]] = []
        self.troubles: list[str] = []

    def open(self) -> None:
        starts = [name for name, state in self._life.states.items() if state.start]
        if not starts:
            self.troubles.append("no state of the case says `start: true`")
            return
        self.started = self._state = starts[0]
        self._send("case.opened", f"case.{self._state}")

    def take_actions(self) -> None:
        """Take each action in turn, until one cannot be taken or leads elsewhere."""
        for wanted in self._wanted if self.started else ():
            for name, state in wanted.items():
                trouble = self._take(name)
                if trouble:
                    self.troubles.append(trouble)
                    return
                self.moves.append({name: self._state})
                if self._state != state:
                    self.troubles.append(
                        f"`{name}` should lead to `{state}`; it leads to `{self._state}`"
                    )
                    return

    def _take(self, name: str) -> str | None:
        action = self._life.action(name)
        if action is None and name == LAPSE:
            return self._lapse()
        if action is None:
            return f"there is no action `{name}`"
        if self._state not in action.starts:
            return f"`{name}` cannot be taken at `{self._state}`"
        trouble = self._answered(action)
        if trouble is None:
            self._state = action.to or self._state
            self._send(f"case.{action.id}", f"case.{self._state}")
        return trouble

    def _lapse(self) -> str | None:
        comes = self._life.states[self._state].then
        if comes is None or comes not in self._life.states:
            return f"`{self._state}` has no `then`, so it cannot lapse"
        self._state = comes
        self._send(f"case.{comes}")
        return None

    def _answered(self, action: Action) -> str | None:
        """Answer what the action asks, with what is given, else with something made up."""
        known = {**_seen_all(self._service, self._answers), "today": self._at.date()}
        given = {q.id: self._given[q.id] for q in action.ask if q.id in self._given}
        try:
            for question in action.ask:
                if question.id not in given and is_required(question, known):
                    given[question.id] = sample(question, at=self._at)
            files: dict[str, dict[str, Any]] = {
                f: {} for q in action.ask for f in q.file_ids(answer=given.get(q.id))
            }
            asking = Asking(at=self._at, files=files)
            found = check_answers(questions=action.ask, given=given, known=known, asking=asking)
            seen = {q.id: q.seen(answer=found[q.id]) for q in action.ask}
            if not holds(action.when, {**known, **seen}, where=f"actions.{action.id}.when"):
                return f"`{action.id}` cannot be taken: its condition does not hold"
        except AnswersRefused as refusal:
            why = "; ".join(f"`{m.question}`: {m.said}" for m in refusal.mistakes)
            return f"`{action.id}` is refused: {why}"
        except (CannotDecide, FeelError) as failure:
            return _undecided(failure)
        return None

    def _send(self, *occasions: str) -> None:
        if self._email:
            self.messages += [
                m.template
                for m in self._service.messages
                if m.on in occasions and m.to == "applicant"
            ]


def _seen_all(service: Service, answers: Answers) -> dict[str, Any]:
    seen = {q.id: q.seen(answer=answers[q.id]) for q in service.questions() if q.id in answers}
    return {**answers, **seen}


def _undecided(failure: CannotDecide | FeelError) -> str:
    if isinstance(failure, FeelError):
        return f"a condition `required_when` has no result: {failure}"
    where, why = failure.details.get("where"), failure.details.get("why")
    return f"the condition {where} has no result: {why}"


def _unfinished(here: Position) -> str:
    if here.step is None:
        return "it comes to no step that ends it, so nothing would be opened"
    if here.step.ends:
        return f"there is no life `{here.step.id}` below `case:`"
    return f"it cannot go on from `{here.step.id}`: something there is not answered"


def _values(expected: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in expected.items():
        came = value_at(known, name)
        if came != wanted:
            yield f"`{name}` should be {wanted}; it is {'nothing' if came is None else came}"


def _refusals(expected: Sequence[str], came: Mapping[str, str]) -> Iterator[str]:
    for question, why in came.items():
        if question not in expected:
            yield f"`{question}` is refused: {why}"
    for question in expected:
        if question not in came:
            yield f"`{question}` should be refused, and is not"


def _about_stop(expected: str | None, outcome: Outcome) -> str:
    if outcome.stops_at is None:
        return f"it should stop at `{expected}`, and does not"
    says = in_language(outcome.reason, "en")
    wanted = f"it should stop at `{expected}`" if expected else "it should not stop"
    return f"{wanted}; it stops at `{outcome.stops_at}`: “{says}”"


def _about_path(expected: Sequence[str], came: Sequence[str]) -> str:
    same = 0
    while same < min(len(expected), len(came)) and expected[same] == came[same]:
        same += 1
    place = f"after `{came[same - 1]}`" if same else "at the beginning"
    wanted = f"`{expected[same]}`" if same < len(expected) else "the end"
    found = f"`{came[same]}`" if same < len(came) else "the end"
    return f"the path should be {_listed(expected)}; {place} comes {found}, not {wanted}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
