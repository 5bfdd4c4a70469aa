"""Makes FEEL of the cells of a sheet, in which words need no quotes and dates no function."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from moothall.feel import tree
from moothall.feel.checking import check_types
from moothall.feel.dmn.sheet_parts import KINDS, Kind
from moothall.feel.expression import Expression, compile_expression, compile_unary_tests
from moothall.feel.faults import FeelError
from moothall.feel.kinds import FeelType
from moothall.feel.literals import literal
from moothall.feel.membership import SUBJECT
from moothall.feel.printer import to_text
from moothall.feel.tokens import escape

Types = Mapping[str, FeelType | None]

ANYTHING = ("", "-", "–", "—")
"""A spreadsheet may have made a dash of the hyphen."""

MENDS: dict[Kind, str] = {
    "text": 'Write the words as they are, or FEEL with its texts in "double quotes".',
    "number": "Write a number such as 100, or in a test <= 100 or [101..150].",
    "yes/no": "Write yes or no.",
    "date": "Write dates with the year first, such as 2026-04-01.",
}
_NOT = re.compile(r"not\s*\((.*)\)", re.IGNORECASE | re.DOTALL)
_TRUTH = re.compile(r"\b(yes|no|true|false)\b", re.IGNORECASE)
_DATE = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
_WRITTEN_DATE = re.compile(r'\bdate\("([0-9]{4}-[0-9]{2}-[0-9]{2})"\)')
_UNCLEAR = re.compile(r"[0-9],[0-9]")
_SIGNS = ("=", "<", ">", "!", "?")
_TRUE = ("yes", "true")


class BadCell(Exception):
    """A cell that cannot be read: why, and how to mend it."""

    def __init__(self, code: str, words: str, mend: str) -> None:
        super().__init__(code, words, mend)
        self.code = code
        self.words = words
        self.mend = mend


def test_text(kind: Kind, typed: str) -> str:
    """The unary tests that a cell of a column of inputs means. Raises BadCell."""
    if typed in ANYTHING:
        return "-"
    return typed if '"' in typed else TESTS[kind](typed)


def answer_text(kind: Kind, typed: str) -> str:
    """The expression that a cell of a column of answers means. Raises BadCell."""
    if typed in ANYTHING:
        words = "This row does not say what it answers here."
        raise BadCell("empty", words, "Write the answer.")
    if kind == "text":
        return typed if typed.startswith('"') else _quoted(typed)
    return typed if '"' in typed else ANSWERS[kind](typed)


def _quoted(words: str) -> str:
    return f'"{escape(words)}"'


def _text_tests(typed: str) -> str:
    if typed.startswith(_SIGNS):
        words = "A sign at the beginning may be meant as a sign or as a part of the text."
        mend = 'Put the text in "double quotes"; for any other than A write not(A).'
        raise BadCell("sign", words, mend)
    if "“" in typed or "”" in typed:
        words = "These are curly quotes."
        raise BadCell("quotes", words, 'Write words without quotes, or with straight ones: ".')
    negated = _NOT.fullmatch(typed)
    inside = negated[1] if negated else typed
    parts = [part.strip() for part in inside.split(",")]
    if not all(parts):
        words = "There is nothing between two commas, or inside not(...)."
        raise BadCell("empty", words, "Write a word there, or take the comma away.")
    tests = ", ".join(map(_quoted, parts))
    return f"not({tests})" if negated else tests


def _number_tests(typed: str) -> str:
    if _UNCLEAR.search(typed):
        words = "A comma between digits can be read in more than one way."
        mend = "Write 1.5 with a point, 1500 without a comma, a list with spaces: 1, 5."
        raise BadCell("comma", words, mend)
    return typed


def _truths(typed: str) -> str:
    return _TRUTH.sub(lambda found: "true" if found[0].lower() in _TRUE else "false", typed)


def _dates(typed: str) -> str:
    return _DATE.sub(_date, typed)


def _date(found: "re.Match[str]") -> str:
    try:
        date.fromisoformat(found[0])
    except ValueError:
        raise BadCell("date", f"There is no such day as {found[0]}.", MENDS["date"]) from None
    return f'date("{found[0]}")'


TESTS: dict[Kind, Callable[[str], str]] = {
    "text": _text_tests,
    "number": _number_tests,
    "yes/no": _truths,
    "date": _dates,
}
ANSWERS: dict[Kind, Callable[[str], str]] = {
    "number": lambda typed: typed,
    "yes/no": _truths,
    "date": _dates,
}


def read_test(kind: Kind, allowed: tuple[str, ...], typed: str, types: Types) -> Expression:
    """The tests of a cell, ready to run and of the type of their column. Raises BadCell."""
    subject = KINDS[kind].among(allowed) if allowed else KINDS[kind]
    return _checked(
        kind,
        lambda: compile_unary_tests(test_text(kind, typed), names=types),
        {**types, SUBJECT: subject},
        None,
    )


def read_answer(kind: Kind, allowed: tuple[str, ...], typed: str, types: Types) -> Expression:
    """The answer of a cell, ready to run and of the type of its column. Raises BadCell."""
    made = _checked(
        kind,
        lambda: compile_expression(answer_text(kind, typed), names=types),
        types,
        KINDS[kind],
    )
    value = literal(made.tree)
    if allowed and isinstance(value, str) and value not in allowed:
        words = f'"{value}" is not one of the values of this column.'
        raise BadCell("value", words, f"Write {' or '.join(allowed)}.")
    return made


def read_column(kind: Kind, typed: str, types: Types) -> Expression:
    """The expression of a column of inputs, of its type. Raises BadCell."""
    return _checked(kind, lambda: compile_expression(typed), types, KINDS[kind])


def _checked(
    kind: Kind, make: Callable[[], Expression], types: Types, wanted: FeelType | None
) -> Expression:
    try:
        made = make()
        problems = check_types(made, types, wanted=wanted)
    except FeelError as error:
        raise BadCell(error.code, error.words, MENDS[kind]) from None
    if problems:
        raise BadCell(problems[0].code, problems[0].words, MENDS[kind])
    return made


def typed_test(kind: Kind, feel: str) -> str | None:
    """How unary tests are typed into a cell; None when a cell cannot say the same."""
    meant = compile_unary_tests(feel.strip() or "-").tree
    ways = (_easy(kind, meant), feel.strip(), to_text(meant))
    return _first_like(meant, ways, lambda way: compile_unary_tests(test_text(kind, way)))


def typed_answer(kind: Kind, feel: str) -> str | None:
    """How an expression is typed into a cell; None when a cell cannot say the same."""
    meant = compile_expression(feel.strip()).tree
    ways = (_easy(kind, meant), feel.strip(), to_text(meant))
    return _first_like(meant, ways, lambda way: compile_expression(answer_text(kind, way)))


def _first_like(
    meant: tree.Node, ways: Iterable[str], read: Callable[[str], Expression]
) -> str | None:
    for way in ways:
        try:
            if way == way.strip() and read(way).tree == meant:
                return way
        except (BadCell, FeelError):
            continue
    return None


def _easy(kind: Kind, node: tree.Node) -> str:
    """The text of a tree without the quotes and functions that an author need not write."""
    text = to_text(node)
    if kind == "text":
        return _unquoted(node)
    if kind == "yes/no":
        return text.replace("true", "yes").replace("false", "no")
    return _WRITTEN_DATE.sub(r"\1", text) if kind == "date" else text


def _unquoted(node: tree.Node) -> str:
    if isinstance(node, tree.TextLiteral):
        return node.value
    if not isinstance(node, tree.UnaryTests):
        return ""
    texts = [each.value for each in node.tests if isinstance(each, tree.TextLiteral)]
    if len(texts) < len(node.tests) or not texts:
        return "" if node.tests else "-"
    return f"not({', '.join(texts)})" if node.negated else ", ".join(texts)
