"""Conditions as lines of a form and as FEEL say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.faces.workspace.clauses import Clause, Clauses, read, written
from moothall.faces.workspace.comparing import compare, told
from moothall.faces.workspace.grids import Grid, done, read_grid
from moothall.feel import compile_expression
from moothall.kernel.steps import Named

FIELDS = [
    Named(name="savings", type="number", label={"en": "Savings"}),
    Named(name="fee.total", type="number", label={"en": "Fee"}),
    Named(name="name", type="string", label={"en": "Name"}),
    Named(name="partner", type="boolean", label={"en": "Partner"}),
    Named(name="born", type="date", label={"en": "Born"}),
    Named(name="needs", type="list", label={"en": "Needs"}),
]
_TEXT = (
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters=","), min_size=1
    )
    .map(str.strip)
    .filter(bool)
)
_CLAUSES = st.one_of(
    st.builds(
        Clause,
        name=st.sampled_from(["savings", "fee.total"]),
        test=st.sampled_from(["=", "!=", ">", ">=", "<", "<="]),
        value=st.decimals(-(10**9), 10**9, places=2).map(lambda n: f"{n:f}"),
    ),
    st.builds(
        Clause,
        name=st.just("savings"),
        test=st.just("in"),
        value=st.lists(st.integers(0, 99).map(str), min_size=2, max_size=4).map(", ".join),
    ),
    st.builds(Clause, name=st.just("name"), test=st.sampled_from(["=", "!="]), value=_TEXT),
    st.builds(Clause, name=st.just("needs"), test=st.just("contains"), value=_TEXT),
    st.builds(
        Clause,
        name=st.just("partner"),
        test=st.just("="),
        value=st.sampled_from(["yes", "no"]),
    ),
    st.builds(
        Clause,
        name=st.just("born"),
        test=st.sampled_from([">", "<="]),
        value=st.dates().map(str),
    ),
    st.builds(
        Clause,
        name=st.sampled_from([f.name for f in FIELDS]),
        test=st.sampled_from(["answered", "unanswered"]),
    ),
)


@given(
    st.builds(
        Clauses,
        join=st.sampled_from(["and", "or"]),
        items=st.lists(_CLAUSES, min_size=2, max_size=4).map(tuple),
    )
)
def test_what_is_written_as_feel_is_read_back_as_the_same_lines(clauses: Clauses) -> None:
    text = written(clauses, FIELDS)
    assert written(read(text) or Clauses(), FIELDS) == text
    assert compile_expression(text).names <= {f.name.partition(".")[0] for f in FIELDS}


@pytest.mark.parametrize(
    "text",
    [
        "if a then b else c",
        "a + 1 > 2",
        "a = 1 and (b = 2 or c = 3)",
        "not(a = 1)",
        "a between 1 and 2",
        "a = b",
    ],
)
def test_what_says_more_than_lines_can_stays_text(text: str) -> None:
    assert read(text) is None


_CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6).map(str.strip)
_ROWS = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(_CELL, min_size=width, max_size=width).map(tuple), min_size=3, max_size=7
    )
)


@given(
    _ROWS,
    st.sampled_from(["row-up", "row-down", "column-left", "column-right", "nothing"]),
    st.integers(0, 9),
)
def test_moving_loses_and_changes_no_cell(
    rows: list[tuple[str, ...]], what: str, place: int
) -> None:
    grid = Grid(cells=tuple(rows), head=2)
    moved = done(grid, what, place)
    assert sorted(c for row in moved.cells for c in row) == sorted(c for r in rows for c in r)
    assert (
        moved.cells[: 2 if what.startswith("row") else 0]
        == tuple(rows)[: 2 if what.startswith("row") else 0]
    )


@given(_ROWS)
def test_cells_are_the_same_when_their_text_is_read_again(rows: list[tuple[str, ...]]) -> None:
    grid = Grid(cells=tuple(rows), head=2)
    once = read_grid(grid.text, head=2)
    assert read_grid(once.text, head=2).cells == once.cells


@given(_ROWS, _ROWS)
def test_a_comparison_holds_every_row_of_both(
    old: list[tuple[str, ...]], new: list[tuple[str, ...]]
) -> None:
    found = told(compare(old, new, head=1, keys=1))
    assert found["same"] + found["changed"] + found["removed"] >= len(old) - 1
    assert found["same"] + found["changed"] + found["added"] >= len(new) - 1


@given(_ROWS)
def test_a_table_does_not_differ_from_itself(rows: list[tuple[str, ...]]) -> None:
    comparison = compare(rows, rows, head=2, keys=1)
    assert comparison.changed == 0
    assert set(comparison.columns) <= {"same"}
