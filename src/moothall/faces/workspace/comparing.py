"""Two versions of a table, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

State = Literal["same", "changed", "added", "removed"]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What stood in a cell and what stands there."""

    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of either version, or of both."""

    state: State
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The rows of two versions under the columns of both, their headings first."""

    columns: tuple[State, ...]
    rows: tuple[Row, ...]

    @property
    def changed(self) -> int:
        """How many rows are not the same."""
        return sum(row.state != "same" for row in self.rows)


def compare(old: Rows, new: Rows, *, head: int, keys: int) -> Comparison:
    """Which cells differ. Columns are known by their headings, rows by their first ``keys``
    cells, in order; rows that have the same ones are matched one after the other."""
    columns = list(_columns(_first(old), _first(new)))
    before, after = _laid(old, [c[0] for c in columns]), _laid(new, [c[1] for c in columns])
    heads = [_row(a, b) for a, b in zip(before[:head], after[:head], strict=False)]
    body = _rows(before[head:], after[head:], keys)
    return Comparison(columns=tuple(map(_state, columns)), rows=(*heads, *body))


_Place = tuple[int | None, int | None]


def _first(rows: Rows) -> Sequence[str]:
    return rows[0] if rows else ()


def _columns(old: Sequence[str], new: Sequence[str]) -> Iterator[_Place]:
    """Where each column stands in the old and in the new. The first are the same one."""
    for what, a, b, c, d in SequenceMatcher(
        None, old[1:], new[1:], autojunk=False
    ).get_opcodes():
        if what == "equal":
            yield from zip(range(a + 1, b + 1), range(c + 1, d + 1), strict=True)
        else:
            yield from ((n, None) for n in range(a + 1, b + 1))
            yield from ((None, n) for n in range(c + 1, d + 1))


def _state(place: _Place) -> State:
    return "added" if place[0] is None else "removed" if place[1] is None else "same"


def _laid(rows: Rows, places: Sequence[int | None]) -> list[tuple[str, ...]]:
    """The rows under the columns of both versions."""
    return [
        (row[0] if row else "", *("" if n is None else row[n] for n in places)) for row in rows
    ]


def _rows(old: Rows, new: Rows, keys: int) -> Iterator[Row]:
    old_keys = [tuple(row[:keys]) for row in old]
    new_keys = [tuple(row[:keys]) for row in new]
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield from map(_row, old[a:b], new[c:d])
            continue
        yield from (Row(state="removed", cells=_cells(row, ())) for row in old[a:b])
        yield from (Row(state="added", cells=_cells((), row)) for row in new[c:d])


def _row(old: Sequence[str], new: Sequence[str]) -> Row:
    cells = _cells(old, new)
    is_changed = any(cell.is_changed for cell in cells)
    return Row(state="changed" if is_changed else "same", cells=cells)


def _cells(old: Sequence[str], new: Sequence[str]) -> tuple[Cell, ...]:
    width = max(len(old), len(new))
    return tuple(
        Cell(old=old[n] if n < len(old) else "", new=new[n] if n < len(new) else "")
        for n in range(width)
    )


def told(comparison: Comparison) -> Mapping[State, int]:
    """How many rows are in each state."""
    found: dict[State, int] = dict.fromkeys(("same", "changed", "added", "removed"), 0)
    for row in comparison.rows:
        found[row.state] += 1
    return found
