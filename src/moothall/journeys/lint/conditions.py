"""Rules on conditions: what they may name, what goes together, and what they can come to."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from moothall.feel import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    LIST,
    NUMBER,
    STRING,
    Expression,
    FeelType,
    always_holds,
    can_hold,
    check_types,
)
from moothall.feel.tree import Name, Node
from moothall.journeys.definition import Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft, Written
from moothall.journeys.lint.wording import hint
from moothall.journeys.lint.worlds import worlds
from moothall.journeys.reading import Finding, Path_
from moothall.kernel.questions import Question
from moothall.kernel.steps import Step

_TYPES = {
    "string": STRING,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "date": DATE,
    "list": LIST,
    "context": CONTEXT,
}
_MENDS = {
    "unknown_name": "Name what an earlier page asks, and put text into double quotes.",
}
_MEND = "Compare it with a value that it can have."
_YES_NO = {"yes": "true", "no": "false"}

Types = Mapping[str, FeelType | None]


def conditions_fit(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """Conditions name what is known by then, and compare what goes together."""
    for written in draft.conditions():
        yield from _misplaced(draft, service, written)
    for name, life in service.case.items():
        everything = _all_types(draft)
        for n, action in enumerate(life.actions):
            types = {**everything, **{q.id: type_of(q) for q in action.ask}}
            path = draft.written("case", name, "actions", n)
            if action.when is not None:
                yield from _wrong(draft, (*path, "when"), action.when, types)
            for m, question in enumerate(action.ask):
                if question.required_when is not None:
                    where = draft.written("case", name, "actions", n, "ask", m)
                    yield from _wrong(
                        draft, (*where, "required_when"), question.required_when, types
                    )


def conditions_within_groups_fit(draft: Draft, _: Service, __: Around) -> Iterator[Finding]:
    """Within a repeated group, conditions see the group's own answers and nothing else."""
    for question, path in draft.questions:
        group: tuple[Question, ...] = getattr(question, "ask", ())
        types: Types = {q.id: type_of(q) for q in group}
        for n, inner in enumerate(group):
            if inner.required_when is not None:
                where = (*path, "ask", n, "required_when")
                yield from _wrong(draft, where, inner.required_when, types)


def steps_know_what_they_use(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """What a step works with by itself is known when it is reached."""
    for n, step in enumerate(service.steps):
        known = _known_at(draft, service, n - 1).keys() | draft.lost_names
        later = _later(draft, service, dict.fromkeys(known))
        for name in sorted(step.needs() - known):
            path = draft.written("steps", n)
            if name in later:
                yield draft.finding(
                    path,
                    "used-before-asked",
                    f"`{step.id}` uses `{name}`, which is asked later (line {later[name]}).",
                    "Ask it on an earlier page, or move this one behind it.",
                )
            else:
                yield draft.finding(
                    path,
                    "unknown-name",
                    f"`{step.id}` uses `{name}`, which nothing asks.",
                    hint(name, sorted(known)),
                )


def conditions_decide(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    """A condition is true of some and not of others, and always has a result.

    What hangs on a condition that will not do is not judged.
    """
    unsure = set[int]()
    asked_in = {a.question.id: a.step for a in draft.asked}
    for written in draft.conditions():
        needed = {asked_in[name] for name in written.expression.names if name in asked_in}
        if (needed | ({written.step} if written.sees_own else set())) & unsure:
            continue
        fits = _fits(draft, service, written)
        found = list(_outcome(draft, written, around)) if fits else []
        if found or not fits:
            unsure.add(written.step)
        yield from found


def conditions_decide_without_a_result(
    draft: Draft, service: Service, around: Around
) -> Iterator[Finding]:
    """A condition over what a step came to has a result too where it was left to a person."""
    asked = {"today"} | {a.question.id for a in draft.asked}
    for written in draft.conditions():
        last = written.step if written.sees_own else written.step - 1
        for n, step in enumerate(service.steps[: last + 1]):
            names, open_ = written.expression.names, step.undecided()
            ended = any(_stops_over(s, open_) for s in service.steps[n : written.step])
            if not names & open_.keys() or ended or not names <= asked | open_.keys():
                continue
            tried = worlds(draft, written, at=around.at, given=open_)
            if tried and tried.failed:
                guard = f"{step.id}.undecided = false and ({written.expression.source})"
                yield draft.finding(
                    written.path,
                    "condition-may-fail",
                    f"{written.about} has no result where `{step.id}` is left to a person.",
                    f"Ask first whether there is a result, as in: {guard}",
                )


def _stops_over(step: Step, names: Mapping[str, object]) -> bool:
    """Whether the service ends at a step for some of what a step left open."""
    return step.stop_when is not None and bool(step.stop_when.names & names.keys())


def stops_have_words(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    for n, step in enumerate(service.steps):
        stops, says = (
            draft.written("steps", n, "stop_when"),
            draft.written("steps", n, "stop_words"),
        )
        if not (draft.is_whole(*stops) and draft.is_whole(*says)):
            continue
        if step.stop_when is not None and not step.stop_words:
            yield draft.finding(
                stops,
                "stop-without-words",
                f"the service ends at `{step.id}` for some, and they are not told why.",
                "Add stop_words: {…}: why it ends, and where to turn instead.",
            )
        elif step.stop_words and step.stop_when is None:
            yield draft.finding(
                says,
                "words-without-stop",
                f"nobody reads these words: `{step.id}` has no `stop_when`.",
                "Add stop_when, or take the words out.",
            )


def type_of(question: Question) -> FeelType:
    """What conditions see of an answer, with the values it can have where they are few."""
    found = _TYPES.get(question.feel_type, ANY)
    values = question.values()
    return found.among(values) if values is not None and found is STRING else found


def _known(draft: Draft, service: Service, written: Written) -> dict[str, FeelType | None]:
    """The names that a condition may use, with their types."""
    last = written.step if written.sees_own else written.step - 1
    return _known_at(draft, service, last)


def _known_at(draft: Draft, service: Service, last: int) -> dict[str, FeelType | None]:
    known: dict[str, FeelType | None] = {"today": DATE}
    for step in service.steps[: last + 1]:
        known |= {name: _TYPES.get(kind, ANY) for name, kind in step.gives().items()}
    known |= {a.question.id: type_of(a.question) for a in draft.asked if a.step <= last}
    return known


def _later(draft: Draft, service: Service, known: Types) -> dict[str, int]:
    """The names that only later steps give, with the line they stand in."""
    found = {a.question.id: draft.source.at(a.path)[0] for a in draft.asked}
    for n, step in enumerate(service.steps):
        line, _ = draft.source.at(draft.written("steps", n))
        found |= {name: line for name in step.gives() if name not in found}
    return {name: line for name, line in found.items() if name not in known}


def _misplaced(draft: Draft, service: Service, written: Written) -> Iterator[Finding]:
    known = _known(draft, service, written)
    later = _later(draft, service, known)
    for node in _names_in(written.expression.tree):
        if node.name in later:
            yield draft.finding_in(
                written.path,
                node.place.line,
                node.place.column,
                "used-before-asked",
                f"{written.about} uses `{node.name}`, which is asked later (line"
                f" {later[node.name]}).",
                "Ask it on an earlier page, or move this one behind it.",
            )
    unjudged = dict.fromkeys([*later, *draft.lost_names], ANY)
    yield from _wrong(draft, written.path, written.expression, {**unjudged, **known})


def _wrong(
    draft: Draft, path: Path_, expression: Expression, types: Types
) -> Iterator[Finding]:
    for problem in check_types(expression, types, wanted=BOOLEAN):
        unknown = problem.code == "unknown_name"
        words, _, mend = problem.words.partition(". ")
        name = _name_at(expression, problem.line, problem.column)
        if unknown and name in _YES_NO:
            mend = f"Write {_YES_NO[name]} (without quotes) for a yes_no question."
        yield draft.finding_in(
            path,
            problem.line,
            problem.column,
            "unknown-name" if unknown else "condition-type",
            f"{words[:1].lower()}{words[1:].removesuffix('.')}.",
            mend or _MENDS.get(problem.code, _MEND),
        )


def _fits(draft: Draft, service: Service, written: Written) -> bool:
    """Whether all that the condition names is known, so that it can be tried."""
    known = _known(draft, service, written)
    unknown = written.expression.names - known.keys()
    return not unknown and not check_types(written.expression, known, wanted=BOOLEAN)


def _outcome(draft: Draft, written: Written, around: Around) -> Iterator[Finding]:
    asked = {"today"} | {a.question.id for a in draft.asked}
    # What a step works out by itself cannot be tried like answers.
    is_of_answers = written.expression.names <= asked
    tried = worlds(draft, written, at=around.at) if is_of_answers else None
    domains = {
        a.question.id: [*values, None]
        for a in draft.asked
        if (values := a.question.values()) is not None
    }
    if can_hold(written.expression, domains) is False or (tried and tried.never_true):
        yield draft.finding(
            written.path,
            "never-holds",
            f"{written.about} is never true, whatever people answer.",
            "Change it, or take it out with all that hangs on it.",
        )
    elif always_holds(written.expression, domains) or (tried and tried.always_true):
        yield draft.finding(
            written.path,
            "always-holds",
            f"{written.about} is always true, whatever people answer.",
            "Change it, or take the condition out.",
        )
    elif tried and tried.failed:
        yield draft.finding(
            written.path,
            "condition-may-fail",
            f"{written.about} has no result {tried.failed}",
            "Guard it, as in: x != null and x > 3, or ask the question of everybody.",
        )


def _all_types(draft: Draft) -> dict[str, FeelType | None]:
    unjudged: dict[str, FeelType | None] = dict.fromkeys(draft.lost_names, ANY)
    return {**unjudged, "today": DATE} | {
        a.question.id: type_of(a.question) for a in draft.asked
    }


def _names_in(node: object) -> Iterator[Name]:
    """Every name in a tree, outermost first."""
    if isinstance(node, Name):
        yield node
    if isinstance(node, Node) and is_dataclass(node):
        for part in fields(node):
            yield from _names_in(getattr(node, part.name))
    elif isinstance(node, tuple):
        for item in node:
            yield from _names_in(item)


def _name_at(expression: Expression, line: int, column: int) -> str:
    for node in _names_in(expression.tree):
        if (node.place.line, node.place.column) == (line, column):
            return node.name
    return ""
