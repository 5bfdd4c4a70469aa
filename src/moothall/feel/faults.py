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


class Undecided(FeelError):
    """A decision that could not be made: which, and the row (from 1) and column."""

    def __init__(
        self,
        error: FeelError,
        *,
        decision: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(error.code, error.words, error.line, error.column)
        before = error if isinstance(error, Undecided) else None
        self.decision: str | None = (before.decision if before else None) or decision
        self.row: int | None = before.row if before else row
        self.table_column: str | None = before.table_column if before else column
        self.cause = error

    def __reduce__(self) -> tuple[object, ...]:
        return (_undecided, (self.cause, self.decision, self.row, self.table_column))

    def __str__(self) -> str:
        parts = [self.decision, self.row and f"row {self.row}", self.table_column]
        where = ", ".join(str(part) for part in parts if part)
        return f"{where}: {super().__str__()}" if where else super().__str__()


def _undecided(
    cause: FeelError, decision: str | None, row: int | None, column: str | None
) -> Undecided:
    return Undecided(cause, decision=decision, row=row, column=column)


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
