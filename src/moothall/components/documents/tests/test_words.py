"""Everything that documents says to people is kept in Welsh as well."""

import ast
from pathlib import Path

from babel.messages.pofile import read_po

_PACKAGE = Path(__file__).parents[1]


def _said() -> set[str]:
    calls = (
        node
        for path in _PACKAGE.rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
    )
    return {str(ast.literal_eval(call.args[0])) for call in calls}


def test_every_message_has_its_welsh_and_no_welsh_is_left_over() -> None:
    with (_PACKAGE / "locale" / "cy.po").open("rb") as file:
        kept = {str(m.id): str(m.string) for m in read_po(file, locale="cy") if m.id}
    assert set(kept) == _said()
    for english, welsh in kept.items():
        assert english.count("{") == welsh.count("{")
        assert welsh not in ("", english)
