"""A decision model: its decisions, what each needs, and working them out from inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from xml.etree.ElementTree import Element

from moothall.feel import tree
from moothall.feel.bounds import Bounds, Meter
from moothall.feel.dmn import tables
from moothall.feel.dmn.boxes import Allowance, Boxes
from moothall.feel.dmn.elements import Document, child, children, name_of, tag
from moothall.feel.dmn.explaining import DecisionNote, Explanation
from moothall.feel.dmn.items import (
    ITEMS,
    NEEDS,
    VALUES,
    Item,
    Run,
    given,
    serve,
    service_parameters,
)
from moothall.feel.dmn.nodes import Fitted, Table
from moothall.feel.dmn.recalling import Recall
from moothall.feel.dmn.soundness import TableProblem, check_table
from moothall.feel.dmn.types import Types
from moothall.feel.expression import Expression
from moothall.feel.faults import (
    BoundReached,
    Fault,
    FeelError,
    FeelSyntaxError,
    Undecided,
)
from moothall.feel.generated import Unfit
from moothall.feel.making import Mode
from moothall.feel.values import MISSING, Function, Value, admit, release

DEEPEST = 60
WARM = 8
"""After so many evaluations a table is worth being remembered."""

MOST_ROWS = tables.MOST_ROWS
"""Of a table. Importing that module makes tables known to the compiler."""


class Model:
    """A compiled decision model. It holds no state but answers of tables that it remembers, so
    that threads may share it."""

    def __init__(
        self,
        document: Document,
        *,
        mode: Mode,
        bounds: Bounds,
        imported: dict[str, Model],
        extra: Mapping[str, Function] | None = None,
    ) -> None:
        root = document.root
        self.document = document
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
        self._recalls: dict[str, Recall | None] = {}
        self._calls = 0
        self._allowance = Allowance()
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
        self._allowance.take((len(names) + len(members)) // 4)
        boxes = Boxes(
            names, members, self.types, self.mode, self.bounds, item.name, self._allowance
        )
        try:
            node = self._tree(item, boxes, own)
            known = frozenset(names | ({own} if own else set()))
            return Expression(
                item.name, node, self.mode, self.bounds, known, self.types.kinds()
            )
        except FeelSyntaxError as error:
            raise _titled(error, item.name) from None
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
        recall = self._recalls.get(name)
        if recall is not None:
            return recall.answer(inputs)
        self._count(name)
        return self.worked_out_anew(name, inputs)

    def worked_out_anew(self, name: str, inputs: Mapping[str, object]) -> Value:
        """The same, without what is remembered."""
        run = Run(inputs, Meter(self.bounds))
        try:
            return release(self._asked(name, run), run.meter)
        except BoundReached as reached:
            raise FeelError("bound", reached.words) from None

    def recall(self, name: str) -> Recall | None:
        """What is remembered of a table, if it is."""
        return self._recalls.get(name)

    def _count(self, name: str) -> None:
        """After some evaluations, begin to remember the table that a decision is."""
        self._calls += 1
        if self._calls >= WARM and name not in self._recalls and name in self.by_name:
            self.begin_to_remember(name)

    def begin_to_remember(self, name: str) -> bool:
        """Remember what this decision answers from now on; False if that cannot be done."""
        item = self.by_name[name]
        self._recalls[name] = None
        if self.mode != "strict" or item.kind != "decision" or self.extra:
            return False
        table, needed = self._expressions[item.id].tree, self._needed(item)
        own = all(each.kind == "input" and each.model is self for each in needed)
        if not isinstance(table, Table) or not own:
            return False
        try:
            shapes = {each.name: each.shape for each in needed}
            recall = Recall(table, shapes, partial(self.explained_anew, name))
        except Unfit:
            return False
        self._recalls[name] = recall
        return True

    def check(
        self, name: str, domains: Mapping[str, Sequence[object]] | None = None
    ) -> list[TableProblem]:
        """Gaps, overlaps and dead rows of the tables of a decision, as far as can be foreseen.

        `domains` gives the values that a column may have, by its label.
        """
        item = self.by_name.get(" ".join(name.split()))
        if item is None or item.id not in self._expressions:
            return []
        problems: list[TableProblem] = []
        pending: list[tree.Node] = [self._expressions[item.id].tree]
        while pending:
            node = pending.pop()
            if isinstance(node, Table):
                problems += check_table(node, domains)
            pending.extend(tree.children(node))
        return problems

    def explain(self, name: str, inputs: Mapping[str, object]) -> Explanation:
        """The same, with every decision on the way and the rows that applied or failed."""
        recall = self._recalls.get(name)
        if recall is None:
            self._count(name)
            return self.explained_anew(name, inputs)
        return recall.told(inputs)

    def explained_anew(self, name: str, inputs: Mapping[str, object]) -> Explanation:
        """The same, without what is remembered."""
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
        if item.kind == "knowledge":
            return self._called(item, run)
        if item.kind != "service":
            return self.worked_out(item, run)
        values = [given(each, run) for each in service_parameters(item)]
        if any(value is MISSING for value in values):
            return self._null("missing", f'"{name}" needs more than was given.')
        try:
            return serve(item, run, values)
        except Fault as fault:
            return self._null(fault.code, fault.words)

    def _called(self, item: Item, run: Run) -> Value:
        """What a business knowledge model gives for inputs named as its parameters."""
        function = self.worked_out(item, run)
        if function.__class__ is not Function:
            return function
        values = [run.inputs.get(name, MISSING) for name in function.parameters]
        if any(value is MISSING for value in values):
            return self._null("missing", f'"{item.name}" needs more than was given.')
        try:
            return function.call(run.meter, [admit(value) for value in values])
        except Fault as fault:
            return self._null(fault.code, fault.words)

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
        if self.mode == "strict" or code == "float":
            raise FeelError(code, words)
        return None


def _titled(error: FeelSyntaxError, name: str) -> FeelSyntaxError:
    """The same error, its words beginning with the name of the decision."""
    words = error.words if error.words.startswith(name) else f"{name}: {error.words}"
    return FeelSyntaxError(words, error.line, error.column, error.code)


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
