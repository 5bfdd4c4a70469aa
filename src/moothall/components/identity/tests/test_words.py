"""Everything that sign-in says to people is said in Welsh as well."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from moothall.kernel.words import translations

HERE = Path(__file__).parents[1]
IN_TEMPLATE = re.compile(r"""(?<!\w)_\(\s*(?:"([^"]*)"|'([^']*)')""")


def said_in_code(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            first = node.args[0]
            assert isinstance(first, ast.Constant), f"{file.name}:{node.lineno}"
            yield str(first.value)


def said() -> Iterator[str]:
    for file in HERE.rglob("*.py"):
        if "tests" not in file.parts:
            yield from said_in_code(file)
    for file in HERE.rglob("*.html"):
        for one, other in IN_TEMPLATE.findall(file.read_text()):
            yield one or other


@pytest.mark.parametrize("message", sorted(set(said())))
def test_a_message_has_welsh_with_the_same_values(message: str) -> None:
    welsh = translations("cy")[message]
    assert set(re.findall(r"{\w+}", welsh)) == set(re.findall(r"{\w+}", message))
