"""The words of the house: in English and Welsh, and nothing inline in a page."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from django.template.utils import get_app_template_dirs
from jinja2 import DictLoader, nodes
from jinja2.ext import extract_from_ast

import moothall
from moothall.kernel import template_words, words
from moothall.kernel.pages import environment

HOUSE = Path(moothall.__file__).parent
JINJA = environment(loader=DictLoader({}))
OF_JINJA = {"caller", "range", "dict", "namespace", "super"}
FOR_OPERATORS = (
    "site/",
    "feel/",
    "components/areas/commands",
    "components/reports/commands",
    "components/reports/rules/importing",
    "components/reports/services/importing",
    "components/reports/services/publishing",
)
"""What only operators and designers read is in English."""


def shipped() -> list[Path]:
    return [
        path
        for path in sorted(HOUSE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(HOUSE).parts)
    ]


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def templates() -> list[Path]:
    return sorted(
        path
        for folder in get_app_template_dirs("templates")
        if str(folder).startswith(str(HOUSE))
        for path in Path(folder).rglob("*.html")
    )


def said_in(path: Path) -> set[str]:
    """The English message ids that a module or template says."""
    if path.suffix == ".py":
        with path.open("rb") as file:
            found = list(extract("python", file, keywords={"say": None, "translate": None}))
        return {message for _, message, *_ in found if isinstance(message, str)}
    tree = JINJA.parse(path.read_text())
    said = extract_from_ast(tree, gettext_functions=("_",))
    return {m if isinstance(m, str) else m[0] or "" for _, _, m in said if m} - {""}


SAYERS = [*shipped(), *templates()]


@pytest.mark.parametrize("path", SAYERS, ids=lambda p: str(p.relative_to(HOUSE)))
def test_every_word_of_the_platform_is_said_in_welsh_too(path: Path) -> None:
    missing = {m for m in said_in(path) if m.strip() and m not in words.translations("cy")}
    assert name_of(path).startswith(FOR_OPERATORS) or not missing, sorted(missing)


@pytest.mark.parametrize("message", sorted(words.translations("cy")), ids=str)
def test_a_welsh_message_has_the_placeholders_of_its_english(message: str) -> None:
    pattern = re.compile(r"\{(\w+)\}|%\{(\w+)\}")
    assert sorted(pattern.findall(message)) == sorted(
        pattern.findall(words.translations("cy")[message])
    )


@pytest.mark.parametrize("path", templates(), ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_template_holds_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", text)


@pytest.mark.parametrize("path", templates(), ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_template_calls_nothing_unknown(path: Path) -> None:
    """Undefined names print as nothing, so the names of functions are checked here."""
    tree = JINJA.parse(path.read_text())
    called = {c.node.name for c in tree.find_all(nodes.Call) if isinstance(c.node, nodes.Name)}
    imported = {
        name if isinstance(name, str) else name[1]
        for found in tree.find_all(nodes.FromImport)
        for name in found.names
    }
    own = {macro.name for macro in tree.find_all(nodes.Macro)}
    assert not called - imported - own - set(template_words.GLOBALS) - OF_JINJA
