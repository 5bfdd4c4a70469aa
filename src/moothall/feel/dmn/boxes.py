"""Makes trees of boxed expressions: tables, contexts, invocations, lists, loops."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal, cast, get_args
from xml.etree.ElementTree import Element

from moothall.feel import tree
from moothall.feel.bounds import Bounds
from moothall.feel.compiler import function_names
from moothall.feel.dmn.elements import child, children, name_of, tag, text_of
from moothall.feel.dmn.nodes import (
    Aggregation,
    Broken,
    Choice,
    Fitted,
    Input,
    Output,
    Policy,
    Rule,
    Table,
)
from moothall.feel.dmn.shapes import Shape
from moothall.feel.dmn.types import Types
from moothall.feel.faults import FeelSyntaxError
from moothall.feel.kinds import PROPERTY_NAMES
from moothall.feel.making import Mode
from moothall.feel.parser import parse
from moothall.feel.vocabulary import Vocabulary

RESULT = ""
"""The name of the last entry of a boxed context, which has none and gives its value."""

FEEL_LANGUAGES = ("feel", "")
DEEPEST = 40
MOST_COLUMNS = 400
MOST_WORK = 500_000
READING, MISTAKE = 10, 200
"""What a text costs to read, and what it costs more when it has to be refused in words."""


class Allowance:
    """How much work a model may be to read."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def take(self, amount: int) -> None:
        """Use some of it. Raises FeelSyntaxError when there is none left."""
        self.left -= amount
        if self.left < 0:
            raise FeelSyntaxError("This model is too large.", code="bound")


class Boxes:
    """Reads the boxed expressions of one element, with the names known at each point."""

    def __init__(
        self,
        names: Iterable[str],
        members: Iterable[str],
        types: Types,
        mode: Mode,
        bounds: Bounds,
        title: str,
        allowance: Allowance,
    ) -> None:
        self.scopes = [Vocabulary(names)]
        self.members = Vocabulary((*members, *PROPERTY_NAMES))
        self.allowance = allowance
        self.cells: dict[tuple[str, bool], tree.Node] | None = None
        self.types = types
        self.type_names = Vocabulary(types.elements)
        self.mode = mode
        self.bounds = bounds
        self.opened = False
        self.title = title
        self.cell = ""

    @contextmanager
    def knowing(self, *names: str) -> Iterator[None]:
        self.scopes.append(Vocabulary(names))
        if len(self.scopes) > DEEPEST:
            raise FeelSyntaxError("These boxes are too deeply nested.", code="depth")
        yield
        self.scopes.pop()

    def text(self, text: str, *, tests: bool = False) -> tree.Node:
        """The tree of a text; in lenient mode one that cannot be read becomes Broken."""
        self.allowance.take(len(text) // 4 + 1)
        if self.cells is None:
            return self._read(text, tests=tests)
        if (text, tests) not in self.cells:
            self.cells[text, tests] = self._read(text, tests=tests)
        return self.cells[text, tests]

    def _read(self, text: str, *, tests: bool) -> tree.Node:
        self.allowance.take(READING + sum(map(len, self.scopes)) // 16)
        try:
            return parse(
                text,
                functions=function_names(),
                names=("?",) if tests else (),
                scopes=self.scopes,
                members=self.members,
                bounds=self.bounds,
                tests=tests,
                opened=self.opened,
                clocks=any("now" in scope for scope in self.scopes),
                types=self.type_names,
            )
        except FeelSyntaxError as error:
            self.allowance.take(MISTAKE)
            if self.mode == "strict":
                words = ", ".join(filter(None, (self.title, self.cell)))
                raise FeelSyntaxError(
                    f"{words}: {error.words}", error.line, error.column, error.code
                ) from None
            return Broken(error.code, error.words)

    def box(self, element: Element | None) -> tree.Node:
        """The tree of a boxed expression, made to be of its declared type."""
        if element is None:
            return Broken("empty", "There is no expression here.")
        read = READERS.get(tag(element))
        if read is None:
            return Broken("syntax", f'There is no expression called "{tag(element)}".')
        node = read(self, element)
        shape = self.types.of(element) if tag(element) != "functionDefinition" else None
        return self.fitted(node, shape)

    def fitted(self, node: tree.Node, shape: Shape | None) -> tree.Node:
        return node if shape is None or shape.kind.name == "Any" else Fitted(node, shape)

    def inside(self, element: Element | None) -> tree.Node:
        """The tree of the boxed expression that an element holds."""
        return self.box(child(element, *READERS))

    def _literal(self, element: Element) -> tree.Node:
        language = element.get("expressionLanguage", "").lower().rpartition("/")[0]
        if language and "feel" not in element.get("expressionLanguage", "").lower():
            return Broken("language", "Only FEEL can be read here.")
        return self.text(text_of(element))

    def _context(self, element: Element) -> tree.Node:
        entries: list[tuple[str, tree.Node]] = []
        with self.knowing():
            for entry in children(element, "contextEntry"):
                variable = child(entry, "variable")
                name = RESULT if variable is None else name_of(variable)
                value = self.fitted(self._entry(entry, name), self.types.of(variable))
                entries.append((name, value))
                self.scopes[-1].add(name)
                self.members.add(name)
        node = tree.ContextLiteral(tuple(entries))
        return tree.Path(node, RESULT) if entries and entries[-1][0] == RESULT else node

    def _entry(self, entry: Element, name: str) -> tree.Node:
        inner = child(entry, *READERS)
        if inner is not None and tag(inner) == "functionDefinition":
            self.scopes[-1].add(name)
        return self.box(inner)

    def _invocation(self, element: Element) -> tree.Node:
        called = next(children(element, *READERS), None)
        bindings: list[tuple[str, tree.Node]] = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = "" if parameter is None else name_of(parameter)
            bindings.append((name, self.inside(binding)))
        return tree.Call(self.box(called), named=tuple(bindings))

    def _list(self, element: Element) -> tree.Node:
        return tree.ListLiteral(tuple(self.box(each) for each in children(element, *READERS)))

    def _relation(self, element: Element) -> tree.Node:
        columns = [name_of(each) for each in children(element, "column")]
        rows = []
        for row in children(element, "row"):
            cells = [self.box(cell) for cell in children(row, *READERS)]
            rows.append(tree.ContextLiteral(tuple(zip(columns, cells, strict=False))))
        for name in columns:
            self.members.add(name)
        return tree.ListLiteral(tuple(rows))

    def function(self, element: Element, own: str = "") -> tree.Node:
        """A function definition, or the encapsulated logic of a business knowledge model."""
        if element.get("kind", "FEEL").upper() != "FEEL":
            return Broken("external", "A function from outside cannot be used here.")
        parameters = []
        for parameter in children(element, "formalParameter"):
            parameters.append((name_of(parameter), _type_name(parameter.get("typeRef"))))
        with self.knowing(*(name for name, _ in parameters), *([own] if own else [])):
            body = self.inside(element)
        shape = self.types.of(element)
        if shape is not None and shape.kind.name != "function":
            body = self.fitted(body, shape)
        return tree.FunctionDefinition(tuple(parameters), body)

    def _conditional(self, element: Element) -> tree.Node:
        condition, then, otherwise = (
            self.inside(child(element, name)) for name in ("if", "then", "else")
        )
        return Choice(condition, then, otherwise)

    def _for(self, element: Element) -> tree.Node:
        iterator, result = self._loop(element, "return", "partial")
        return tree.For((iterator,), result)

    def _quantified(self, element: Element) -> tree.Node:
        iterator, condition = self._loop(element, "satisfies")
        kind = cast(Literal["some", "every"], tag(element))
        return tree.Quantified(kind, (iterator,), condition)

    def _loop(self, element: Element, last: str, *more: str) -> tuple[tree.Iterator, tree.Node]:
        name = " ".join(element.get("iteratorVariable", "").split())
        domain = self.inside(child(element, "in"))
        with self.knowing(name, *more):
            return tree.Iterator(name, domain), self.inside(child(element, last))

    def _filter(self, element: Element) -> tree.Node:
        source = self.inside(child(element, "in"))
        before, self.opened = self.opened, True
        with self.knowing("item"):
            condition = self.inside(child(element, "match"))
        self.opened = before
        return tree.Filter(source, condition)

    def _table(self, element: Element) -> tree.Node:
        inputs = tuple(self._input(each) for each in children(element, "input"))
        outputs = tuple(self._column(each) for each in children(element, "output"))
        if len(inputs) + len(outputs) > MOST_COLUMNS:
            words = f"A table has at most {MOST_COLUMNS} columns."
            raise FeelSyntaxError(words, code="bound")
        rules = self._rules(element, len(inputs))
        if any(len(rule.outputs) != len(outputs) for rule in rules):
            return Broken("syntax", "A row has more or fewer cells than the table has columns.")
        policy = element.get("hitPolicy", "UNIQUE").upper()
        aggregation = element.get("aggregation")
        if policy not in get_args(Policy) or aggregation not in (None, *get_args(Aggregation)):
            return Broken("policy", f'"{policy}" is not a hit policy that is known.')
        name = element.get("outputLabel", "") or "this table"
        return Table(
            name,
            inputs,
            outputs,
            rules,
            cast(Policy, policy),
            cast(Aggregation | None, aggregation),
        )

    def _input(self, element: Element) -> Input:
        expression = child(element, "inputExpression")
        text = text_of(expression)
        allowed = text_of(child(element, "inputValues")).strip()
        tests = self.text(allowed, tests=True) if allowed else None
        label = element.get("label") or text.strip()
        known = tests if isinstance(tests, tree.UnaryTests) else None
        return Input(label, self.text(text), known)

    def _column(self, element: Element) -> Output:
        values = text_of(child(element, "outputValues")).strip()
        values = values or self.types.enumeration(element.get("typeRef"))
        tests = self.text(values, tests=True) if values else None
        ranked = tests.tests if isinstance(tests, tree.UnaryTests) else ()
        default = child(element, "defaultOutputEntry")
        made = None if default is None else self.text(text_of(default))
        return Output(name_of(element), self.types.of(element), ranked, made)

    def _rules(self, element: Element, width: int) -> tuple[Rule, ...]:
        made = []
        self.cells = {}  # the names that a cell may use are the same in all of them
        for number, each in enumerate(children(element, "rule"), start=1):
            self.cell = f"row {number}"
            made.append(self._rule(each, width))
        self.cell, self.cells = "", None
        return tuple(made)

    def _rule(self, element: Element, width: int) -> Rule:
        tests = [
            self.text(text_of(each).strip() or "-", tests=True)
            for each in children(element, "inputEntry")
        ]
        outputs = [self.text(text_of(each)) for each in children(element, "outputEntry")]
        if len(tests) != width:
            tests = [Broken("syntax", "This row has too few or too many cells.")] * width
        return Rule(tuple(tests), tuple(outputs))


def _type_name(written: str | None) -> tree.TypeName | None:
    return tree.TypeName(" ".join(written.split()).rpartition(":")[2]) if written else None


READERS: dict[str, Callable[[Boxes, Element], tree.Node]] = {
    "literalExpression": Boxes._literal,
    "decisionTable": Boxes._table,
    "context": Boxes._context,
    "invocation": Boxes._invocation,
    "list": Boxes._list,
    "relation": Boxes._relation,
    "functionDefinition": Boxes.function,
    "conditional": Boxes._conditional,
    "for": Boxes._for,
    "some": Boxes._quantified,
    "every": Boxes._quantified,
    "filter": Boxes._filter,
}
