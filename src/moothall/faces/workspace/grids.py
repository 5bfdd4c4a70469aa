"""Rows of cells that people change on a page: put, added, moved and taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from moothall.feel import read_csv_cells, write_csv_cells

_Item = TypeVar("_Item")
HEADS: Mapping[str, int] = {"table": 2}
"""How many rows say what the columns are, by the setting that names the file; else one."""
_FIELDS = 400
"""How many cells a page may have: each is a field of its form."""
_FEWEST_ROWS = 5


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Cells; the first ``head`` rows say what the columns are. All rows are as long."""

    cells: tuple[tuple[str, ...], ...]
    head: int
    lines: tuple[int, ...] = ()
    """Where each row begins in the text that it was read from."""

    @property
    def width(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    @property
    def text(self) -> str:
        """The cells as CSV."""
        return write_csv_cells(self.cells)

    def row_at(self, line: int) -> int | None:
        """The row that stands on a line of the text."""
        rows = [row for row, begins in enumerate(self.lines) if begins <= line]
        return rows[-1] if rows else None

    def put(self, texts: Mapping[tuple[int, int], str]) -> "Grid":
        """Other texts in cells, by row and column; what is outside is left out."""
        cells = [
            tuple(texts.get((r, c), cell).strip() for c, cell in enumerate(row))
            for r, row in enumerate(self.cells)
        ]
        return replace(self, cells=tuple(cells))

    def add_row(self, after: int) -> "Grid":
        place = max(self.head, min(after + 1, len(self.cells)))
        return self._rows([*self.cells[:place], ("",) * self.width, *self.cells[place:]])

    def remove_row(self, row: int) -> "Grid":
        if not self.head <= row < len(self.cells):
            return self
        return self._rows([*self.cells[:row], *self.cells[row + 1 :]])

    def move_row(self, row: int, by: int) -> "Grid":
        if not (self.head <= row < len(self.cells) and self.head <= row + by):
            return self
        return self._rows(_moved(self.cells, row, by))

    def add_column(self, after: int) -> "Grid":
        place = max(1, min(after + 1, self.width))
        return self._rows([(*row[:place], "", *row[place:]) for row in self.cells])

    def remove_column(self, column: int) -> "Grid":
        if not 0 < column < self.width:
            return self
        return self._rows([(*row[:column], *row[column + 1 :]) for row in self.cells])

    def move_column(self, column: int, by: int) -> "Grid":
        if not (0 < column < self.width and column + by > 0):
            return self
        return self._rows([_moved(row, column, by) for row in self.cells])

    def window(self, begin: int) -> range:
        """The rows below the head that a page shows from ``begin`` on."""
        most = max(_FEWEST_ROWS, _FIELDS // max(1, self.width) - self.head)
        begin = max(self.head, min(begin, len(self.cells) - 1))
        return range(begin, min(begin + most, len(self.cells)))

    def _rows(self, rows: Sequence[tuple[str, ...]]) -> "Grid":
        return replace(self, cells=tuple(rows), lines=())


def read_grid(text: str, *, head: int) -> Grid:
    """The cells of a CSV text. Raises ``SheetError`` for what holds no cells."""
    cells, lines = read_csv_cells(text)
    return Grid(cells=tuple(map(tuple, cells)), head=head, lines=tuple(lines))


def done(grid: Grid, what: str, place: int) -> Grid:
    """The grid after what a button says, such as ``row-up``; as it is for any other word."""
    match what:
        case "row-add":
            return grid.add_row(place)
        case "row-remove":
            return grid.remove_row(place)
        case "row-up" | "row-down":
            return grid.move_row(place, -1 if what == "row-up" else 1)
        case "column-add":
            return grid.add_column(place)
        case "column-remove":
            return grid.remove_column(place)
        case "column-left" | "column-right":
            return grid.move_column(place, -1 if what == "column-left" else 1)
    return grid


def _moved(items: Sequence[_Item], place: int, by: int) -> tuple[_Item, ...]:
    if not 0 <= place + by < len(items):
        return tuple(items)
    rest = [*items[:place], *items[place + 1 :]]
    return (*rest[: place + by], items[place], *rest[place + by :])
