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


class Explanation:
    """The value of what was asked, and every decision it rests on in the order of making."""

    __slots__ = ("_decisions", "value")

    def __init__(self, value: Value, decisions: tuple[DecisionNote, ...]) -> None:
        self.value = value
        self._decisions = decisions

    @property
    def decisions(self) -> tuple[DecisionNote, ...]:
        """The notes of the decisions on the way."""
        return self._decisions

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Explanation):
            return NotImplemented
        return (self.value, self.decisions) == (other.value, other.decisions)

    def __hash__(self) -> int:
        return hash((Explanation, self.decisions))

    def __repr__(self) -> str:
        return f"Explanation({self.value!r}, {self.decisions!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return Explanation, (self.value, self.decisions)
