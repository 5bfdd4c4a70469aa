"""How a decision came about: what was looked at, which rows applied, why the others did not."""

from dataclasses import dataclass

from moothall.feel.values import Value


@dataclass(frozen=True, slots=True)
class TableNote:
    """One look at a table: its inputs; the rows that applied, and for each other row the column
    of the first cell that failed. Rows count from 1."""

    table: str
    inputs: tuple[tuple[str, Value], ...]
    applied: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class DecisionNote:
    """One decision that was made on the way, with its value and the tables it looked at."""

    name: str
    value: Value
    tables: tuple[TableNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The value of what was asked, and every decision it rests on in the order of making."""

    value: Value
    decisions: tuple[DecisionNote, ...]
