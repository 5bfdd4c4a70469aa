"""Everything that cases says to people is kept in Welsh as well."""

import ast
from collections.abc import Iterator
from pathlib import Path

from moothall.components.cases.rules import acts
from moothall.kernel.words import translate

_PACKAGE = Path(__file__).parents[1]
_CONSTANTS = (acts._NO_DUTY, acts._NOT_RESIDENTS)


def said_in_python() -> Iterator[str]:
    for path in _PACKAGE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(text))]):
                    yield text


def test_every_message_has_its_welsh() -> None:
    said = {*said_in_python(), *_CONSTANTS}
    assert len(said) > 15
    assert [message for message in sorted(said) if translate(message, "cy") == message] == []
