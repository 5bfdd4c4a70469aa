"""The conditions of a service: where they stand, and what they may ask about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.journeys import amending, amendments
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Amendment
from moothall.journeys.steps import step_kinds
from moothall.kernel.questions import Question
from moothall.kernel.steps import Named, Step
from moothall.kernel.words import LANGUAGES, Words, say


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place for a condition, with the one that stands there."""

    path: str
    """Such as ``steps.4.stop_when``."""
    kind: str
    """``show_when``, ``stop_when`` or ``required_when``."""
    about: Words | str
    """What is shown, asked for or ends: the title of the step, the label of the question."""
    live: str
    """As it is live; empty for none."""
    text: str
    """As it is to be."""
    nameable: Sequence[Named]
    """What it may ask about: what is known by then."""

    @property
    def is_changed(self) -> bool:
        return self.live != self.text


_TODAY = Named(name="today", type="date", label=say("Today").in_all_languages())


def places(*, published: Published, amendment: Amendment) -> list[Place]:
    """Every condition of the steps, and where a step could have one to be shown, in order."""
    definition = amendments.definition(published)
    kinds, known = step_kinds(), [_TODAY]
    steps = {step.id: step for step in published.service.steps}
    found: list[Place] = []
    for n, raw in enumerate(definition["steps"]):
        step = steps.get(_id_of(raw, kinds))
        own = [*_asked(step), *step.nameable()] if step else []
        for path, kind, about in _in_step(raw, n, step):
            of_lines = _lines_before(raw, path)
            sees = [*known, *of_lines] if kind == "show_when" else [*known, *own]
            live = amending.condition_at(definition, path) or ""
            text = amendment.conditions.get(path, live)
            found.append(
                Place(path=path, kind=kind, about=about, live=live, text=text, nameable=sees)
            )
        known += own
    return found


def _in_step(
    raw: Mapping[str, Any], n: int, step: Step | None
) -> Iterator[tuple[str, str, Words | str]]:
    """The places within a step: path, kind, and what it is about."""
    title = _called(raw, step.id if step else "")
    begins = f"steps.{n}"
    if step is not None and step.asks() and "show_when" not in raw:
        yield f"{begins}.show_when", "show_when", title
    for path in amending.conditions({"steps": [raw]}):
        inner = path.split(".")[2:]
        *above, kind = inner
        holder = amending.value_at(raw, above)
        yield ".".join([begins, *inner]), kind, _called(holder, title) if above else title


def _called(holder: Mapping[str, Any], otherwise: Words | str) -> Words | str:
    found = holder.get("title") or holder.get("label") or holder.get("id")
    if found is None and isinstance(holder.get("ask"), list) and holder["ask"]:
        found = holder["ask"][0].get("label")
    return found or otherwise


def _lines_before(raw: Mapping[str, Any], path: str) -> list[Named]:
    """The lines of a calculation that stand before the one with this condition."""
    keys = path.split(".")
    if len(keys) < 5 or keys[2] != "lines":
        return []
    lines = raw["lines"][: int(keys[3])]
    return [Named(name=e["id"], type="number", label=e["label"]) for e in lines]


def _asked(step: Step | None) -> list[Named]:
    return [_of_question(question) for question in (step.asks() if step else ())]


def _of_question(question: Question) -> Named:
    values = question.values() if question.feel_type == "string" else None
    words = {
        str(value): {each: question.text(answer=value, language=each) for each in LANGUAGES}
        for value in values or ()
    }
    return Named(name=question.id, type=question.feel_type, label=question.label, values=words)


def _id_of(raw: Mapping[str, Any], kinds: Mapping[str, object]) -> str:
    """The id of a step as it is written: ``page: about-you``, or ``page: {id: about-you}``."""
    kind = next((name for name in raw if name in kinds), "")
    named = raw.get(kind)
    if isinstance(named, Mapping):
        return str(named.get("id") or raw.get("id") or kind)
    return str(named or "")
