"""The form for partners: exact counts, true totals, and as little more hidden as can be."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.components.demand.rules.disclosure import (
    ALL,
    PARTNERS,
    Cell,
    Cube,
    Dimension,
    Form,
    Key,
    Policy,
    Why,
    audit,
    can_be,
    protect_exactly,
    view_of,
)
from moothall.components.demand.rules.disclosure.secondary import Place, choose
from moothall.components.demand.tests.disclosing import (
    a_cube,
    values_by_trying,
    with_true_totals,
)

DEMO = [[3, 20, 15], [22, 30, 18], [25, 40, 9]]
SMALL = ("a", "1")


def test_a_small_count_is_secret_and_the_rest_exact_with_true_totals() -> None:
    table = protect_exactly(a_cube(DEMO)).table
    assert table.form is Form.PARTNERS
    assert table.shown(SMALL) == "*"
    assert table.shown(("b", "2")) == 30
    assert table.shown((ALL, ALL)) == 182
    assert {e.why for e in table.entries.values()} == {None, Why.SMALL, Why.BESIDE}


def test_what_is_secret_beside_it_covers_the_whole_band() -> None:
    protected = protect_exactly(a_cube(DEMO))
    view = view_of(protected.table)
    assert can_be(view, SMALL) == (1, 4)
    assert can_be(view_of(protected.table, knows_why=False), SMALL) == (0, 18)
    assert audit(view, policy=PARTNERS).passed


def cheaper(cube: Cube, cost: int) -> Iterator[tuple[Key, ...]]:
    """Every choice that adds up to less."""
    prices = {key: cube.at(key).contacts for key in (*cube.finest(), *cube.margins())}
    most = [key for key, price in prices.items() if key != SMALL and price < cost]
    for size in range(4):
        for keys in combinations(most, size):
            if sum(prices[key] for key in keys) < cost:
                yield keys


def test_no_choice_that_adds_up_to_less_protects_as_much() -> None:
    cube = a_cube(DEMO)
    choice = protect_exactly(cube).choice
    assert (choice.cost, choice.bound, choice.is_best) == (49, 49, True)
    assert choice.beside == {("a", "3"), ("c", "1"), ("c", "3")}
    tried = 0
    for keys in cheaper(cube, choice.cost):
        low, high = can_be(view_of(with_true_totals(cube, SMALL, *keys)), SMALL)
        assert high is not None
        assert not (low <= 1 and high >= 4), keys
        tried += 1
    assert tried > 20


def test_a_choice_that_is_not_found_in_time_protects_as_much_and_says_its_bound() -> None:
    counts = np.random.default_rng(0).poisson(6, size=(6, 8)).tolist()
    best = protect_exactly(a_cube(counts)).choice
    protected = protect_exactly(a_cube(counts), rounds=1)
    assert best.is_best
    assert not protected.choice.is_best
    assert 0 < protected.choice.bound <= best.cost <= protected.choice.cost
    assert audit(view_of(protected.table), policy=PARTNERS).passed


def test_nothing_more_is_secret_where_nothing_has_to_be() -> None:
    choice = protect_exactly(a_cube([[20, 30], [40, 50]])).choice
    assert (choice.beside, choice.cost, choice.is_best) == (frozenset(), 0, True)


def test_a_total_that_is_small_itself_is_secret() -> None:
    table = protect_exactly(a_cube([[2, 0, 0], [22, 30, 18], [25, 40, 9]])).table
    assert table.entries["a", ALL].why is Why.SMALL
    assert table.shown(("a", "2")) == 0
    assert audit(view_of(table), policy=PARTNERS).passed


def test_a_total_whose_persons_are_stated_is_shown() -> None:
    area = Dimension(name="area", categories=("1", "2", "3"))
    cells: dict[Key, Cell] = {(at,): Cell(people=3, contacts=3) for at in "123"}
    stated = {**cells, (ALL,): Cell(people=9, contacts=9)}
    unsure = protect_exactly(Cube(name="R", dimensions=(area,), cells=cells)).table
    sure = protect_exactly(Cube(name="R", dimensions=(area,), cells=stated)).table
    assert (unsure.shown((ALL,)), sure.shown((ALL,))) == ("*", 9)


@pytest.mark.parametrize(("people", "share"), [(9, 0.95), (3, 0.7)])
def test_many_contacts_of_few_or_mostly_of_two_cannot_be_guessed_within_a_tenth(
    people: int, share: float
) -> None:
    counts = [[60, 20, 15], [22, 30, 18], [25, 40, 19]]
    cube = a_cube(counts, people={SMALL: people}, heavy={SMALL: share})
    table = protect_exactly(cube).table
    low, high = can_be(view_of(table), SMALL)
    assert table.shown(SMALL) == "*"
    assert low <= 54
    assert high is None or high >= 66


def test_what_nothing_can_protect_is_named() -> None:
    small = Place(count=3, low=1, high=4, needs=(1, 4))
    choice = choose({("a",): small, (ALL,): Place(count=3, low=3, high=3)}, {(ALL,): [("a",)]},
                    rounds=5)  # fmt: skip
    assert choice.open == (("a",),)
    assert not choice.is_best


def a_table_of_three(lots: np.random.Generator) -> Cube:
    names = "xyz"
    dimensions = tuple(
        Dimension(name=n, categories=(f"{n}0", f"{n}1"), groups={}) for n in names
    )
    counts = {
        key: int(lots.integers(0, 7)) for key in product(*(d.categories for d in dimensions))
    }
    cells = {key: Cell(people=n, contacts=n) for key, n in counts.items() if n}
    return Cube(name="R", dimensions=dimensions, cells=cells)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_audit_of_tables_in_three_dimensions_finds_what_trying_finds(seed: int) -> None:
    lots = np.random.default_rng(seed)
    cube = a_table_of_three(lots)
    keys = [*cube.finest(), *cube.margins()]
    hidden = [key for key in keys if lots.random() < 0.5]
    view = view_of(with_true_totals(cube, *hidden))
    by_trying = values_by_trying([view], top=11)
    few = {key for (_, key), values in by_trying.items() if len(values) < PARTNERS.candidates}
    assert {f.cell for f in audit(view, policy=PARTNERS).findings} == few


def test_a_higher_threshold_hides_more() -> None:
    cube = a_cube([[6, 20, 15], [22, 30, 18], [25, 40, 19]])
    assert protect_exactly(cube).table.shown(SMALL) == 6
    assert protect_exactly(cube, Policy(threshold=10)).table.shown(SMALL) == "*"


def test_what_is_hidden_only_beside_something_else_is_no_secret() -> None:
    view = view_of(protect_exactly(a_cube(DEMO)).table)
    assert [claim.cell for claim in view.claims if claim.is_secret] == [SMALL]
    with pytest.raises(KeyError):
        can_be(view, ("c", "1"))
