"""Writes a sheet as a model of the DMN standard, and reads a model that is one table."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, indent, tostring

from moothall.feel import tree
from moothall.feel.dmn.elements import (
    LONGEST_DOCUMENT,
    child,
    children,
    name_of,
    root_of,
    tag,
    text_of,
)
from moothall.feel.dmn.sheet_cells import typed_answer, typed_test
from moothall.feel.dmn.sheet_elements import ROW_NAME, definitions
from moothall.feel.dmn.sheet_heads import Record
from moothall.feel.dmn.sheet_parts import KINDS, POLICIES, Kind, refusal
from moothall.feel.dmn.sheet_rows import make_sheet, marked
from moothall.feel.dmn.sheets import Sheet
from moothall.feel.expression import compile_unary_tests
from moothall.feel.faults import FeelError

DEEPEST = 10
Typed = tuple[Kind, tuple[str, ...]]


def write_dmn(sheet: Sheet) -> str:
    """A sheet as the XML of a DMN 1.5 model, which `read_model` and `read_dmn_sheet` read."""
    root = definitions(sheet, sheet.names)
    indent(root)
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'
    if len(document) > LONGEST_DOCUMENT:
        raise refusal("source_length", "This sheet is too large for a DMN model.")
    return document


def read_dmn_sheet(document: str | bytes, *, decision: str | None = None) -> Sheet:
    """Read a decision that is one decision table, the only one of its model if none is named.

    Raises SheetError for whatever a sheet cannot say.
    """
    try:
        root = root_of(document)
    except FeelError as error:
        raise refusal(error.code, error.words) from None
    if tag(root) != "definitions":
        raise refusal("model", "This is XML, but not a decision model.")
    return _Model(root).sheet(decision)


class _Model:
    """Reads the one table of a model, refusing what a sheet cannot say."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.types = {name_of(each): each for each in children(root, "itemDefinition")}
        self.data: dict[str, str] = {}
        for each in children(root, "inputData"):
            variable = child(each, "variable")
            self.data[name_of(each)] = _type_name(variable)

    def sheet(self, name: str | None) -> Sheet:
        decision = self._decision(name)
        table = child(decision, "decisionTable")
        if table is None:
            raise refusal("no_table", f'"{name_of(decision)}" is not one decision table.')
        self._plain(decision)
        inputs = [self._input(each) for each in children(table, "input")]
        outputs = [self._output(each, name_of(decision)) for each in children(table, "output")]
        titles = [name_of(each) for each in children(table, "annotation")]
        named = titles[:1] == [ROW_NAME]
        notes = titles[1:] if named else titles
        head = [_policy(table), *(f"if {words}" for words, _ in inputs)]
        head += [f"then {words}" for words, _ in outputs]
        head += [f"note {title}".strip() for title in notes]
        kinds = [kind for _, kind in (*inputs, *outputs)]
        records: list[Record] = [(1, head), (2, ["type", *map(_type_cell, kinds)])]
        for line, rule in enumerate(children(table, "rule"), start=3):
            cells = self._rule(rule, kinds, len(inputs), line)
            remarks = [text_of(each).strip() for each in children(rule, "annotationEntry")]
            if not named:
                remarks.insert(0, _description(rule))
            records.append((line, [*remarks[:1], *cells, *remarks[1 : len(notes) + 1]]))
        return make_sheet(
            ((line, [marked(cell) for cell in cells]) for line, cells in records),
            name_of(decision),
        )

    def _decision(self, name: str | None) -> Element:
        found = list(children(self.root, "decision"))
        if name is not None:
            found = [each for each in found if name in (name_of(each), each.get("id"))]
        if len(found) == 1:
            return found[0]
        if name is not None:
            raise refusal("unknown_decision", f'This model has no one decision "{name}".')
        words = f"This model has {len(found)} decisions, but a sheet is one."
        raise refusal("several_decisions", words, "Say which decision is meant.")

    def _plain(self, decision: Element) -> None:
        """Refuse what reaches beyond the table itself."""
        for each in decision.iter():
            if tag(each) in ("requiredDecision", "requiredKnowledge"):
                words = "This table rests on another decision, which a sheet cannot say."
                raise refusal("requirement", words)
            if tag(each) == "defaultOutputEntry":
                mend = "Add a row for it instead."
                raise refusal("default", "This table has a default answer.", mend)
            if "feel" not in each.get("expressionLanguage", "feel").lower():
                raise refusal("language", "Only FEEL can be read here.")

    def _input(self, element: Element) -> tuple[str, Typed]:
        expression = child(element, "inputExpression")
        words = text_of(expression).strip()
        name = _type_name(expression) or self.data.get(words, "")
        values = text_of(child(element, "inputValues")).strip()
        return words, self._typed(name, values, f'"{words}"')

    def _output(self, element: Element, decision: str) -> tuple[str, Typed]:
        words = name_of(element) or " ".join(element.get("label", "").split()) or decision
        values = text_of(child(element, "outputValues")).strip()
        return words, self._typed(_type_name(element), values, f'"{words}"')

    def _typed(self, name: str, values: str, column: str) -> Typed:
        """The type of a column and the values it may have, from the name of its type."""
        for _ in range(DEEPEST):
            definition = self.types.get(name)
            if definition is None:
                break
            values = values or text_of(child(definition, "allowedValues")).strip()
            if definition.get("isCollection") in ("true", "1"):
                break
            name = _type_name(definition)
        plain = name.rpartition(":")[2]
        for kind, known in KINDS.items():
            if known.name == plain:
                return kind, _allowed(kind, values, column)
        mend = "Give it the type string, number, boolean or date."
        raise refusal("type", f"The column {column} has no type that a sheet has.", mend)

    def _rule(self, rule: Element, kinds: list[Typed], width: int, line: int) -> list[str]:
        tests, answers = list(children(rule, "inputEntry")), list(children(rule, "outputEntry"))
        if len(tests) != width or len(answers) != len(kinds) - width:
            words = f"Row {line - 2} has more or fewer cells than the table has columns."
            raise refusal("cells", words)
        cells = []
        for number, (entry, (kind, _)) in enumerate(
            zip((*tests, *answers), kinds, strict=True), start=1
        ):
            way = typed_test if number <= width else typed_answer
            cells.append(_cell(way, kind, text_of(entry), f"row {line - 2}, column {number}"))
        return cells


def _cell(way: Callable[[Kind, str], str | None], kind: Kind, feel: str, where: str) -> str:
    try:
        found = way(kind, feel)
    except FeelError as error:
        raise refusal(error.code, f"{where}: {error.words}") from None
    if found is None:
        words = f"{where}: what stands there cannot be typed into a cell of type {kind}."
        raise refusal("cell", words)
    return found


def _policy(table: Element) -> str:
    meant = (table.get("hitPolicy", "UNIQUE").upper(), table.get("aggregation"))
    for words, policy in POLICIES.items():
        if policy == meant:
            return words
    raise refusal("policy", f'"{meant[0]}" is not a hit policy.')


def _allowed(kind: Kind, values: str, column: str) -> tuple[str, ...]:
    if not values or values == "-":
        return ()
    try:
        node = compile_unary_tests(values).tree
    except FeelError as error:
        raise refusal(error.code, f"{column}: {error.words}") from None
    tests = node.tests if isinstance(node, tree.UnaryTests) and not node.negated else ()
    texts = tuple(each.value for each in tests if isinstance(each, tree.TextLiteral))
    truths = {each.value for each in tests if isinstance(each, tree.BooleanLiteral)}
    if kind == "yes/no" and truths == {True, False}:
        return ()
    fit = all(text == text.strip() != "" and "|" not in text for text in texts)
    if kind != "text" or len(texts) < len(tests) or not tests or not fit:
        words = f"The column {column} has allowed values that a sheet cannot name."
        raise refusal("values", words)
    return texts


def _type_cell(typed: Typed) -> str:
    kind, allowed = typed
    return f"{allowed[0]} |" if len(allowed) == 1 else " | ".join(allowed) or kind


def _type_name(element: Element | None) -> str:
    inner = child(element, "typeRef")
    written = "" if element is None else element.get("typeRef", "")
    return " ".join((written or ("" if inner is None else "".join(inner.itertext()))).split())


def _description(rule: Element) -> str:
    inner = child(rule, "description")
    return "" if inner is None else " ".join("".join(inner.itertext()).split())
