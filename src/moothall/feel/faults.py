"""What can go wrong with an expression, each with a code, plain words and a place in the
text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column, both counted from 1."""

    line: int = 1
    column: int = 1


class FeelError(Exception):
    """An expression that has no value: a stable `code`, plain `words`, and where it went
    wrong."""

    def __init__(self, code: str, words: str, line: int = 1, column: int = 1) -> None:
        super().__init__(code, words, line, column)
        self.code = code
        self.words = words
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.words}"

    @property
    def place(self) -> Place:
        return Place(self.line, self.column)


class FeelSyntaxError(FeelError):
    """A text that is not an expression; `words` say what to write instead where that is
    known."""

    def __init__(
        self, words: str, line: int = 1, column: int = 1, code: str = "syntax"
    ) -> None:
        super().__init__(code, words, line, column)

    def __reduce__(self) -> tuple[object, ...]:
        return (FeelSyntaxError, (self.words, self.line, self.column, self.code))


class Fault(Exception):
    """An operation that has no result. Strict mode makes it a FeelError, lenient mode null."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


class BoundReached(Exception):
    """Work or a value grew beyond its bound. It ends the evaluation in both modes."""

    def __init__(self, bound: str, words: str) -> None:
        super().__init__(bound, words)
        self.bound = bound
        self.words = words
