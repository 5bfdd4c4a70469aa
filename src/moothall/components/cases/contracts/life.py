"""The life of a case as a service definition declares it: states, actions, clocks and ends."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from moothall.components.cases.contracts.duration import Duration
from moothall.kernel.conditions import Condition
from moothall.kernel.questions import AnyQuestion, Identifier, Slug
from moothall.kernel.steps import Problem
from moothall.kernel.words import Words


class Clock(StrEnum):
    """Whether time in a state counts as ours (running) or as the applicant's (paused)."""

    RUNNING = "running"
    PAUSED = "paused"


class Outcome(StrEnum):
    """How a case ended for the person who brought it."""

    MET = "met"
    PARTLY = "partly"
    UNMET_NO_SERVICE = "unmet_no_service"
    UNMET_INELIGIBLE = "unmet_ineligible"
    UNMET_NO_CAPACITY = "unmet_no_capacity"
    GAVE_UP = "gave_up"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class By(StrEnum):
    """Who takes an action. One by the applicant that names a duty may be taken for them."""

    APPLICANT = "applicant"
    OFFICER = "officer"


def _one_or_more(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else () if raw is None else raw


StateNames = Annotated[tuple[Identifier, ...], BeforeValidator(_one_or_more)]
Duties = Annotated[tuple[Slug, ...], BeforeValidator(_one_or_more)]
Effect = Annotated[Mapping[Slug, Any], Field(min_length=1, max_length=1)]
"""One thing that shall happen with an action: ``{issue_document: permit}``."""


class State(BaseModel):
    """Where a case can stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Words
    """What people read; residents read ``public`` where that is given."""
    public: Words | None = None
    start: bool = False
    team: Slug | None = None
    """The team that the case goes to when it comes here; none leaves it where it is."""
    due: Duration | None = None
    """How long the case may stay here."""
    then: Identifier | None = None
    """The state it goes to by itself once ``due`` has passed."""
    clock: Clock = Clock.RUNNING
    end: Outcome | None = None

    @property
    def words(self) -> Words:
        """What the resident reads of it."""
        return self.public or self.label


class Action(BaseModel):
    """What somebody can do with a case."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    id: Slug
    label: Words | None = None
    starts: StateNames = Field(alias="from", min_length=1)
    """The states in which it can be taken."""
    to: Identifier | None = None
    """The state it leads to; none leaves the case where it is."""
    duty: Duties = ()
    """The duties of which an officer needs one."""
    by: By = By.OFFICER
    ask: tuple[AnyQuestion, ...] = ()
    when: Condition | None = None
    """A condition over the answers of the case and of this action."""
    effects: tuple[Effect, ...] = ()
    tell: Words | None = None
    """What the resident then reads on the timeline; ``{question}`` stands for its answer."""

    @property
    def words(self) -> Words:
        """What stands on its button."""
        return self.label or {"en": self.id.replace("_", " ").replace("-", " ").capitalize()}


class Life(BaseModel):
    """The whole of it. ``problems`` says what the schema cannot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
    """The capitals that its references begin with."""
    states: Annotated[Mapping[Identifier, State], Field(min_length=1)]
    actions: tuple[Action, ...] = ()

    @property
    def start(self) -> str:
        """The id of the state in which a case is opened: the first, where none says so."""
        starts = (name for name, state in self.states.items() if state.start)
        return next(starts, next(iter(self.states)))

    def action(self, action: str) -> Action | None:
        """The action of that id, if there is one."""
        return next((a for a in self.actions if a.id == action), None)

    def actions_from(self, state: str) -> tuple[Action, ...]:
        """The actions that can be taken in a state, in the order of the definition."""
        return tuple(a for a in self.actions if state in a.starts)

    def leads_to(self, state: str) -> set[str]:
        """The states that can come next after ``state``."""
        targets = {a.to for a in self.actions_from(state)} | {self.states[state].then}
        return {t for t in targets if t is not None and t in self.states} - {state}

    def problems(self) -> Iterator[Problem]:
        """Every mistake in it, with a way to mend it; paths start at the life."""
        yield from _starts(self)
        yield from _ends(self)
        yield from _paths(self)
        for name, state in self.states.items():
            yield from _clock(self, name, state)
        for n, action in enumerate(self.actions):
            yield from _action(self, n, action)


Lives = Annotated[Mapping[Slug, Life], Field(min_length=1)]
"""The ``case:`` section of a definition: lives by the id that a step names."""


_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text: str) -> list[str]:
    """The ids of the questions whose answers stand in a text of ``tell``."""
    return _PLACEHOLDER.findall(text)


def fill(text: str, plain: Mapping[str, str]) -> str:
    """A text of ``tell`` with answers in their places; what has none stays as it is."""
    return _PLACEHOLDER.sub(lambda found: plain.get(found[1], found[0]), text)


def _problem(code: str, words: str, mend: str, *path: str | int) -> Problem:
    return Problem(path=path, code=f"cases.{code}", words=words, mend=mend)


def _names(names: set[str] | list[str]) -> str:
    return ", ".join(f"`{n}`" for n in sorted(names))


def _starts(life: Life) -> Iterator[Problem]:
    starts = [name for name, state in life.states.items() if state.start]
    if not starts:
        yield _problem(
            "no-start",
            "No state says where a case begins.",
            "Write `start: true` in the state that a new case is in.",
            "states",
        )
    for name in starts[1:]:
        yield _problem(
            "two-starts",
            f"Both `{starts[0]}` and `{name}` say that a case begins there.",
            "Leave `start: true` in one of them.",
            "states",
            name,
        )
    if starts and life.states[starts[0]].end:
        yield _problem(
            "ends-at-once",
            f"A case that begins in `{starts[0]}` has ended before anyone has looked at it.",
            "Begin in a state without `end`.",
            "states",
            starts[0],
        )


def _ends(life: Life) -> Iterator[Problem]:
    if not any(state.end for state in life.states.values()):
        yield _problem(
            "no-end",
            "No state ends a case, so every case would stay open for ever.",
            "Write `end: met` (or another outcome) in the states where a case is closed.",
            "states",
        )


def _reached(life: Life, start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = life.leads_to(waiting.pop()) - found
        found |= fresh
        waiting += fresh
    return found


def _paths(life: Life) -> Iterator[Problem]:
    starts = [name for name, state in life.states.items() if state.start]
    reached = _reached(life, starts[0]) if starts else set(life.states)
    for name, state in life.states.items():
        if name not in reached:
            yield _problem(
                "unreachable",
                f"No action leads to `{name}` from the start.",
                f"Add an action with `to: {name}`, or take the state out.",
                "states",
                name,
            )
        elif not state.end:
            yield from _way_out(life, name)


def _way_out(life: Life, name: str) -> Iterator[Problem]:
    after = _reached(life, name)
    if after == {name}:
        yield _problem(
            "dead-end",
            f"A case in `{name}` can never leave it, and it is not an end.",
            f"Add an action with `from: {name}`, or say how it has ended with `end:`.",
            "states",
            name,
        )
    elif not any(life.states[other].end for other in after):
        yield _problem(
            "never-ends",
            f"A case in `{name}` can only go round among {_names(after)} and never ends.",
            "Add an action that leads from one of them to a state with `end:`.",
            "states",
            name,
        )


def _clock(life: Life, name: str, state: State) -> Iterator[Problem]:
    if state.then and state.then not in life.states:
        yield _problem(
            "unknown-state",
            f"`{name}` goes on to `{state.then}`, which is no state.",
            f"Name one of {_names([*life.states])}.",
            "states",
            name,
            "then",
        )
    if state.then == name:
        yield _problem(
            "then-itself",
            f"`{name}` goes on to itself.",
            "Name another state, or leave `then` out.",
            "states",
            name,
            "then",
        )
    if state.then and not state.due:
        yield _problem(
            "then-without-due",
            f"`{name}` says where a case goes then, but not when.",
            "Add `due:`, such as `due: 28 days`.",
            "states",
            name,
            "then",
        )
    if state.end:
        yield from _closed_clock(name, state)
    elif state.clock is Clock.PAUSED and not state.due:
        yield _problem(
            "paused-for-ever",
            f"The clock stands still in `{name}` and nothing ends the wait.",
            "Add `due:`, and `then:` with the state that comes if nobody answers.",
            "states",
            name,
            "clock",
        )


def _closed_clock(name: str, state: State) -> Iterator[Problem]:
    for key in ("due", "then"):
        if getattr(state, key):
            yield _problem(
                "clock-after-end",
                f"`{name}` ends the case, so nothing is due there.",
                f"Take `{key}` out.",
                "states",
                name,
                key,
            )
    if state.clock is Clock.PAUSED:
        yield _problem(
            "clock-after-end",
            f"`{name}` ends the case, so no clock can stand still there.",
            "Take `clock` out.",
            "states",
            name,
            "clock",
        )


def _action(life: Life, n: int, action: Action) -> Iterator[Problem]:
    where = ("actions", n)
    if action.id in {a.id for a in life.actions[:n]}:
        yield _problem(
            "action-twice",
            f"There are two actions `{action.id}`.",
            "Give one of them another id.",
            *where,
            "id",
        )
    named = [("from", s) for s in action.starts] + ([("to", action.to)] if action.to else [])
    for key, state in named:
        if state not in life.states:
            yield _problem(
                "unknown-state",
                f"The action `{action.id}` names `{state}`, which is no state.",
                f"Name one of {_names([*life.states])}.",
                *where,
                key,
            )
    if action.by is By.OFFICER and not action.duty:
        yield _problem(
            "no-duty",
            f"Nobody may take the action `{action.id}`: it names no duty.",
            "Add `duty: caseworker` (or another duty), or `by: applicant`.",
            *where,
        )
    yield from _contents(n, action)


def _contents(n: int, action: Action) -> Iterator[Problem]:
    if not (action.to or action.ask or action.effects or action.tell):
        yield _problem(
            "idle-action",
            f"The action `{action.id}` changes nothing.",
            "Say where it leads (`to`), what it asks (`ask`) or what it tells (`tell`).",
            "actions",
            n,
        )
    asked = [q.id for q in action.ask]
    for m, question in enumerate(asked):
        if question in asked[:m]:
            yield _problem(
                "question-twice",
                f"The action `{action.id}` asks `{question}` twice.",
                "Give one of the questions another id.",
                "actions",
                n,
                "ask",
                m,
                "id",
            )
    yield from _told(n, action, asked)


def _told(n: int, action: Action, asked: list[str]) -> Iterator[Problem]:
    for language, text in (action.tell or {}).items():
        for name in placeholders(text):
            if name not in asked:
                yield _problem(
                    "unknown-placeholder",
                    f"`{{{name}}}` stands in what `{action.id}` tells, but it asks no such"
                    " question.",
                    f"Use one of {_names(asked)}." if asked else "Take the braces out.",
                    "actions",
                    n,
                    "tell",
                    language,
                )
