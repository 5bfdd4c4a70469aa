"""Makes the elements of a decision model, as the DMN standard has them, of a sheet."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from moothall.feel.dmn.sheet_cells import answer_text, test_text
from moothall.feel.dmn.sheet_parts import (
    KINDS,
    SheetInput,
    SheetOutput,
    SheetRow,
    TypedSheet,
    kinds_of_names,
)
from moothall.feel.tokens import escape

SPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
OWN_SPACE = "urn:moothall:sheet"
ROW_NAME = "row name"
"""The title of the annotations that hold the names of rows."""


def definitions(sheet: TypedSheet, names: Iterable[str]) -> Element:
    """The root of a model with one decision, which is the table of this sheet."""
    root = Element("definitions", xmlns=SPACE, id="sheet", namespace=OWN_SPACE)
    root.set("name", sheet.name)
    for number, output in enumerate(sheet.outputs, start=1):
        if output.allowed:
            _values_type(root, number, output.allowed)
    kinds = kinds_of_names((each.expression, each.type) for each in sheet.inputs)
    given = sorted(names)
    for number, name in enumerate(given, start=1):
        data = SubElement(root, "inputData", id=f"input_{number}", name=name)
        variable = SubElement(data, "variable", name=name)
        if name in kinds:
            variable.set("typeRef", KINDS[kinds[name]].name)
    decision = SubElement(root, "decision", id="decision", name=sheet.name)
    SubElement(decision, "variable", name=sheet.name)
    for number, _ in enumerate(given, start=1):
        requirement = SubElement(decision, "informationRequirement", id=f"needs_{number}")
        SubElement(requirement, "requiredInput", href=f"#input_{number}")
    _table(decision, sheet)
    return root


def _values_type(root: Element, number: int, allowed: tuple[str, ...]) -> None:
    """A type of its own, so that an answer worked out is held to the values as well."""
    item = SubElement(root, "itemDefinition", name=f"values_{number}")
    SubElement(item, "typeRef").text = "string"
    _text(item, "allowedValues", _listed(allowed))


def _text(parent: Element, name: str, words: str) -> Element:
    made = SubElement(parent, name)
    SubElement(made, "text").text = words
    return made


def _listed(allowed: tuple[str, ...]) -> str:
    return ", ".join(f'"{escape(each)}"' for each in allowed)


def _table(decision: Element, sheet: TypedSheet) -> None:
    table = SubElement(decision, "decisionTable", id="table", hitPolicy=sheet.policy)
    table.set("outputLabel", sheet.name)
    if sheet.aggregation:
        table.set("aggregation", sheet.aggregation)
    for column in sheet.inputs:
        _input(table, column)
    for number, output in enumerate(sheet.outputs, start=1):
        _output(table, output, number)
    for title in (ROW_NAME, *sheet.notes):
        SubElement(table, "annotation", name=title)
    for row in sheet.rows:
        _rule(table, sheet, row)


def _input(table: Element, column: SheetInput) -> None:
    made = SubElement(table, "input", label=column.expression)
    looked_at = _text(made, "inputExpression", column.expression)
    looked_at.set("typeRef", KINDS[column.type].name)
    if column.allowed:
        _text(made, "inputValues", _listed(column.allowed))


def _output(table: Element, output: SheetOutput, number: int) -> None:
    kind = f"values_{number}" if output.allowed else KINDS[output.type].name
    made = SubElement(table, "output", name=output.name, typeRef=kind)
    if output.allowed:
        _text(made, "outputValues", _listed(output.allowed))


def _rule(table: Element, sheet: TypedSheet, row: SheetRow) -> None:
    rule = SubElement(table, "rule")
    for column, typed in zip(sheet.inputs, row.tests, strict=True):
        _text(rule, "inputEntry", test_text(column.type, typed))
    for output, typed in zip(sheet.outputs, row.outputs, strict=True):
        _text(rule, "outputEntry", answer_text(output.type, typed))
    for words in (row.name, *row.notes):
        _text(rule, "annotationEntry", words)
