"""The elements of a model that can be asked for, and how each comes by its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree.ElementTree import Element

from moothall.feel.bounds import Bounds, Meter
from moothall.feel.dmn.elements import children
from moothall.feel.dmn.shapes import Shape
from moothall.feel.faults import Fault, FeelError
from moothall.feel.making import Mode
from moothall.feel.values import MISSING, Function, Value, admit

FRAMES_OF_A_SERVICE = 20


class Home(Protocol):
    """What an element asks of the model it stands in."""

    namespace: str
    mode: Mode
    bounds: Bounds

    def find(self, href: str) -> Item | None:
        """The element that a reference means."""

    def worked_out(self, item: Item, run: Run) -> Value:
        """The value of an element, worked out once."""

    def decided(self, item: Item, run: Run) -> Value:
        """The value of the expression of an element."""

    def own_slot(self, item: Item) -> int | None:
        """Where the expression of an element keeps the element itself."""


@dataclass(frozen=True, slots=True)
class Item:
    """An element with a name that can be asked for: input, decision, knowledge or service."""

    model: Home = field(repr=False, compare=False)
    id: str
    name: str
    kind: str
    element: Element = field(repr=False, compare=False)
    shape: Shape | None = field(repr=False, compare=False)
    needs: tuple[str, ...] = ()


@dataclass(slots=True)
class Run:
    """One evaluation: what came in, and what has been worked out already."""

    inputs: Mapping[str, object]
    meter: Meter
    done: dict[tuple[str, str], Value] = field(default_factory=dict)
    depth: int = 0


ITEMS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
}
NEEDS = ("requiredDecision", "requiredInput", "requiredKnowledge")


def given(item: Item, run: Run) -> Value:
    """An input as it was given, made to be of its declared type; MISSING if it was not."""
    model = item.model
    try:
        value = admit(run.inputs.get(item.name, MISSING), model.bounds.list_size)
        if value is MISSING or item.shape is None:
            return value
        return item.shape.fit(value, run.meter)
    except Fault as fault:
        if model.mode == "strict" or fault.code == "float":
            raise FeelError(fault.code, f"{item.name}: {fault.words}") from None
        return None


def _input(item: Item, run: Run) -> Value:
    value = given(item, run)
    return None if value is MISSING and item.model.mode == "lenient" else value


def _decision(item: Item, run: Run) -> Value:
    return item.model.decided(item, run)


def _knowledge(item: Item, run: Run) -> Value:
    found = item.model.decided(item, run)
    if found.__class__ is Function and found.frame is not None:
        slot = item.model.own_slot(item)
        if slot is not None:
            found.frame[slot] = found
    return found


def service_parameters(item: Item) -> list[Item]:
    """What must be given to a decision service, in order: data, then decisions."""
    found = []
    for name in ("inputData", "inputDecision"):
        for each in children(item.element, name):
            needed = item.model.find(each.get("href", ""))
            if needed is not None:
                found.append(needed)
    return found


def serve(item: Item, run: Run, values: list[Value]) -> Value:
    """What a decision service answers to these values."""
    inner = Run({}, run.meter)
    parameters = service_parameters(item)
    for parameter, value in zip(parameters, values, strict=True):
        fitted = parameter.shape.fit(value, run.meter) if parameter.shape else value
        inner.done[parameter.model.namespace, parameter.id] = fitted
    outputs = [
        found
        for each in children(item.element, "outputDecision")
        if (found := item.model.find(each.get("href", ""))) is not None
    ]
    answers = {each.name: each.model.worked_out(each, inner) for each in outputs}
    value = next(iter(answers.values())) if len(answers) == 1 else answers
    return item.shape.fit(value, run.meter) if item.shape else value


def _service(item: Item, run: Run) -> Value:
    names = tuple(each.name for each in service_parameters(item))

    def call(meter: Meter, values: list[Value]) -> Value:
        if len(values) != len(names):
            raise Fault("arguments", f'"{item.name}" takes {len(names)}, not {len(values)}.')
        meter.spend()
        meter.enter(FRAMES_OF_A_SERVICE)
        try:
            return serve(item, Run(run.inputs, meter), values)
        finally:
            meter.leave(FRAMES_OF_A_SERVICE)

    return Function(item.name, names, call)


VALUES: dict[str, Callable[[Item, Run], Value]] = {
    "input": _input,
    "decision": _decision,
    "knowledge": _knowledge,
    "service": _service,
}
