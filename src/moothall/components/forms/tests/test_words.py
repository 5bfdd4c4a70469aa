"""Everything that forms says to people is kept in Welsh as well."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from moothall.kernel.words import translate

_PACKAGE = Path(__file__).parents[1]


def _said_in_python() -> Iterator[str]:
    for path in _PACKAGE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                match node.args[0]:
                    case ast.Constant(value=str(message)):
                        yield message
                    case ast.Subscript(value=ast.Name(id=name)):
                        yield from _texts_of(path, name)


def _texts_of(path: Path, name: str) -> Iterator[str]:
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Dict(values=texts)):
                if found == name:
                    yield from (str(ast.literal_eval(text)) for text in texts)


def _said_in_templates() -> Iterator[str]:
    for path in _PACKAGE.rglob("*.html"):
        tree = Environment(autoescape=True).parse(path.read_text())
        for _, _, message in extract_from_ast(tree, gettext_functions=("_",)):
            match message:
                case str(text) | (str(text), *_):
                    yield text


def test_every_message_has_its_welsh() -> None:
    said = {*_said_in_python(), *_said_in_templates()}
    assert len(said) > 60
    assert [m for m in sorted(said) if translate(m, "cy") == m] == []


def test_no_translation_is_left_over_or_loses_a_value() -> None:
    said = {*_said_in_python(), *_said_in_templates()}
    with (_PACKAGE / "locale" / "cy.po").open("rb") as file:
        kept = {str(m.id): str(m.string) for m in read_po(file, locale="cy") if m.id}
    assert sorted(set(kept) - said) == []
    for english, welsh in kept.items():
        values = {part.split("}")[0] for part in english.split("{")[1:]}
        assert values == {part.split("}")[0] for part in welsh.split("{")[1:]}, english
