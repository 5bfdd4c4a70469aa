"""What one version of a service changes against another, in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from moothall.journeys.definition import Service


def changes(*, before: Service | None, after: Service) -> list[str]:
    """One sentence for each thing that was added, removed or changed."""
    if before is None:
        return ["First version."]
    found = [
        *_header(before, after),
        *_compared("page or step", _steps(before), _steps(after)),
        *_compared("question", _questions(before), _questions(after)),
        *_compared("state", _states(before), _states(after)),
        *_compared("action", _actions(before), _actions(after)),
        *_compared("message", _messages(before), _messages(after)),
    ]
    if before.examples != after.examples:
        found.append("The worked examples were changed.")
    return found or ["Only the wording of messages was changed."]


def _header(before: Service, after: Service) -> Iterator[str]:
    names = ("title", "summary", "need", "channels", "legal", "contact", "sign_in", "uses")
    for name in names:
        if getattr(before, name) != getattr(after, name):
            yield f"The {name.replace('_', ' ')} was changed."


def _compared(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"The {what} `{name}` was added." for name in new if name not in old)
    yield from (f"The {what} `{name}` was removed." for name in old if name not in new)
    yield from (
        f"The {what} `{name}` was changed."
        for name in new
        if name in old and new[name] != old[name]
    )


def _steps(service: Service) -> dict[str, Any]:
    return {s.id: s.model_dump(exclude={"ask"}, mode="json") for s in service.steps}


def _questions(service: Service) -> dict[str, Any]:
    return {q.id: (q.kind, q.model_dump(mode="json")) for q in service.questions()}


def _states(service: Service) -> dict[str, Any]:
    return _named(
        (f"{name}.{state}", found.model_dump(mode="json"))
        for name, life in service.case.items()
        for state, found in life.states.items()
    )


def _actions(service: Service) -> dict[str, Any]:
    return _named(
        (f"{name}.{action.id}", action.model_dump(mode="json"))
        for name, life in service.case.items()
        for action in life.actions
    )


def _messages(service: Service) -> dict[str, Any]:
    return _named((f"{m.on} {m.template}", m.model_dump(mode="json")) for m in service.messages)


def _named(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return dict(pairs)
