"""A decision model: its decisions, what each needs, and working them out from inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from moothall.feel import tree
from moothall.feel.bounds import Bounds, Meter
from moothall.feel.dmn import tables
from moothall.feel.dmn.boxes import Boxes
from moothall.feel.dmn.elements import child, children, name_of, root_of, tag
from moothall.feel.dmn.explaining import DecisionNote, Explanation
from moothall.feel.dmn.nodes import Fitted
from moothall.feel.dmn.shapes import Shape
from moothall.feel.dmn.types import Types
from moothall.feel.expression import Expression
from moothall.feel.faults import (
    BoundReached,
    Fault,
    FeelError,
    FeelSyntaxError,
    Undecided,
)
from moothall.feel.making import Mode
from moothall.feel.values import MISSING, Function, Value, admit, release

Imports = Callable[[str], str | bytes | None]
"""Gives the document of an imported model by its namespace, or None."""

DEEPEST = 60
MOST_ROWS = tables.MOST_ROWS
"""Of a table. Importing that module makes tables known to the compiler."""


@dataclass(frozen=True, slots=True)
class Item:
    """An element with a name that can be asked for: input, decision, knowledge or service."""

    model: Model = field(repr=False, compare=False)
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


class Model:
    """A compiled decision model. It holds no state, so that threads may share it."""

    def __init__(
        self,
        root: Element,
        *,
        mode: Mode,
        bounds: Bounds,
        imported: dict[str, Model],
        extra: Mapping[str, Function] | None = None,
    ) -> None:
        self.name = name_of(root)
        self.namespace = root.get("namespace", "")
        self.mode: Mode = mode
        self.bounds = bounds
        self.imported = imported
        self.extra = dict(extra or {})
        self.types = _types(root, imported, bounds)
        self.items = {item.id: item for item in self._items(root)}
        self.by_name = {item.name: item for item in self.items.values()}
        self._expressions: dict[str, Expression] = {}
        for item in self.items.values():
            if item.kind in ("decision", "knowledge"):
                self._expressions[item.id] = self._compile(item)

    def _items(self, root: Element) -> list[Item]:
        found = []
        for number, element in enumerate(children(root, *ITEMS)):
            needs = tuple(
                each.get("href", "")
                for requirement in element.iter()
                if tag(requirement).endswith("Requirement")
                for each in children(requirement, *NEEDS)
            )
            variable = child(element, "variable")
            shape = self.types.of(variable)
            name = (
                name_of(variable)
                if variable is not None and name_of(variable)
                else name_of(element)
            )
            identity = element.get("id") or f"item {number}"
            kind = ITEMS[tag(element)]
            found.append(Item(self, identity, name, kind, element, shape, needs))
        return found

    def find(self, href: str) -> Item | None:
        """The element that a reference means, in this model or an imported one."""
        space, _, identity = href.rpartition("#")
        if not space or space == self.namespace:
            return self.items.get(identity)
        for model in self.imported.values():
            found = model.find(href) if model.namespace == space else None
            if found is not None:
                return found
        return None

    def _prefix(self, item: Item) -> str | None:
        """The name under which an imported element is seen here; None for one of our own."""
        if item.model is self:
            return None
        return next(name for name, model in self.imported.items() if model is item.model)

    def _needed(self, item: Item) -> list[Item]:
        return [found for found in map(self.find, item.needs) if found is not None]

    def _compile(self, item: Item) -> Expression:
        needed = self._needed(item)
        names = {self._prefix(each) or each.name for each in needed} | set(self.extra)
        members = {each.name for each in needed} | set(_parts(needed))
        own = item.name if item.kind == "knowledge" else ""
        boxes = Boxes(names, members, self.types, self.mode, self.bounds, item.name)
        try:
            node = self._tree(item, boxes, own)
            known = frozenset(names | ({own} if own else set()))
            return Expression(
                item.name, node, self.mode, self.bounds, known, self.types.kinds()
            )
        except RecursionError:
            raise FeelSyntaxError("This goes too many levels deep.", code="depth") from None
        except BoundReached as reached:
            raise FeelSyntaxError(reached.words, code="bound") from None

    def _tree(self, item: Item, boxes: Boxes, own: str) -> tree.Node:
        if item.kind == "decision":
            return boxes.fitted(boxes.inside(item.element), item.shape)
        logic = child(item.element, "encapsulatedLogic")
        if logic is None:
            return boxes.box(None)
        node = boxes.function(logic, own)
        shape = item.shape
        if shape is None or shape.kind.name in ("Any", "function"):
            return node
        if isinstance(node, tree.FunctionDefinition):
            return tree.FunctionDefinition(node.parameters, Fitted(node.body, shape))
        return node

    def evaluate(self, name: str, inputs: Mapping[str, object]) -> Value:
        """The value of a decision, or of a decision service, as Python's own types.

        Strictly, raises FeelError for whatever cannot be decided; leniently it is null.
        """
        run = Run(inputs, Meter(self.bounds))
        try:
            return release(self._asked(name, run), run.meter)
        except BoundReached as reached:
            raise FeelError("bound", reached.words) from None

    def explain(self, name: str, inputs: Mapping[str, object]) -> Explanation:
        """The same, with every decision on the way and the rows that applied or failed."""
        run = Run(inputs, Meter(self.bounds))
        run.meter.notes = []
        try:
            value = release(self._asked(name, run), run.meter)
        except BoundReached as reached:
            raise FeelError("bound", reached.words) from None
        made = [note for note in run.meter.notes if isinstance(note, DecisionNote)]
        return Explanation(value, tuple(made))

    def value(self, name: str, inputs: Mapping[str, object]) -> Value:
        """The same as the engine holds it."""
        try:
            return self._asked(name, Run(inputs, Meter(self.bounds)))
        except BoundReached as reached:
            raise FeelError("bound", reached.words) from None

    def _asked(self, name: str, run: Run) -> Value:
        item = self.by_name.get(" ".join(name.split()))
        if item is None:
            raise FeelError("unknown_decision", f'This model has no decision "{name}".')
        if item.kind != "service":
            return self.worked_out(item, run)
        values = [_given(each, run) for each in service_parameters(item)]
        if any(value is MISSING for value in values):
            return self._null("missing", f'"{name}" needs more than was given.')
        return serve(item, run, values)

    def worked_out(self, item: Item, run: Run) -> Value:
        """The value of an element, worked out once in an evaluation."""
        key = (item.model.namespace, item.id)
        if key in run.done:
            return run.done[key]
        run.depth += 1
        if run.depth > DEEPEST:
            raise BoundReached("depth", "Decisions need one another too deeply.")
        value = VALUES[item.kind](item, run)
        run.depth -= 1
        run.done[key] = value
        return value

    def scope(self, item: Item, run: Run) -> dict[str, Value]:
        """What an element sees: the values of all that it needs, by name."""
        seen: dict[str, Value] = dict(self.extra)
        for each in self._needed(item):
            value = each.model.worked_out(each, run)
            prefix = self._prefix(each)
            if prefix is None:
                seen[each.name] = value
            else:
                seen[prefix] = {**seen.get(prefix, {}), each.name: value}
        return {name: value for name, value in seen.items() if value is not MISSING}

    def decided(self, item: Item, run: Run) -> Value:
        """The value of the expression of a decision or of a business knowledge model."""
        seen = self.scope(item, run)
        notes = run.meter.notes
        before = len(notes) if notes is not None else 0
        try:
            value = self._expressions[item.id].value(seen, run.meter)
        except FeelError as error:
            raise Undecided(error, decision=item.name) from None
        if notes is not None and item.kind == "decision":
            notes[before:] = [DecisionNote(item.name, value, tuple(notes[before:]))]
        return value

    def own_slot(self, item: Item) -> int | None:
        """Where the expression of a business knowledge model keeps the function itself."""
        return self._expressions[item.id].slot_of(item.name)

    def _null(self, code: str, words: str) -> Value:
        if self.mode == "strict":
            raise FeelError(code, words)
        return None


def _types(root: Element, imported: Mapping[str, Model], bounds: Bounds) -> Types:
    return Types(root, {name: model.types for name, model in imported.items()}, bounds)


def _parts(items: list[Item]) -> set[str]:
    found: set[str] = set()
    pending = [item.shape for item in items if item.shape]
    seen: set[int] = set()
    while pending:
        shape = pending.pop()
        if id(shape) in seen:
            continue
        seen.add(id(shape))
        found.update(shape.parts or {})
        pending.extend((shape.parts or {}).values())
        if shape.item is not None:
            pending.append(shape.item)
    return found


def _given(item: Item, run: Run) -> Value:
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
    value = _given(item, run)
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
        meter.enter(20)
        try:
            return serve(item, Run(run.inputs, meter), values)
        finally:
            meter.leave(20)

    return Function(item.name, names, call)


VALUES: dict[str, Callable[[Item, Run], Value]] = {
    "input": _input,
    "decision": _decision,
    "knowledge": _knowledge,
    "service": _service,
}


def read_model(
    document: str | bytes,
    *,
    mode: Mode = "strict",
    bounds: Bounds | None = None,
    imports: Imports | None = None,
    extra: Mapping[str, Function] | None = None,
) -> Model:
    """Read a DMN model from its XML. Raises FeelSyntaxError for what cannot be read.

    `imports` gives the documents of models that this one imports, by namespace; `extra` are
    functions for its expressions beside those of the language.
    """
    return _read(document, mode, bounds or Bounds(), imports, extra, ())


def _read(
    document: str | bytes,
    mode: Mode,
    bounds: Bounds,
    imports: Imports | None,
    extra: Mapping[str, Function] | None,
    above: tuple[str, ...],
) -> Model:
    root = root_of(document)
    if tag(root) != "definitions":
        raise FeelSyntaxError("This is XML, but not a decision model.")
    imported: dict[str, Model] = {}
    for each in children(root, "import"):
        space = each.get("namespace", "")
        found = imports(space) if imports is not None and space not in above else None
        if found is not None and len(above) < DEEPEST:
            inner = (*above, root.get("namespace", ""))
            imported[name_of(each)] = _read(found, mode, bounds, imports, extra, inner)
    return Model(root, mode=mode, bounds=bounds, imported=imported, extra=extra)
