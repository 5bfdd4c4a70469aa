"""The public form: what is hidden, what is rounded, and what totals and rates say."""

import math

import pytest

from moothall.components.demand.contracts import PolicyRefused
from moothall.components.demand.rules.disclosure import (
    ALL,
    AllSame,
    Cell,
    Cube,
    Dimension,
    Key,
    Policy,
    Why,
    protect,
    said_of_lines,
)
from moothall.components.demand.tests.disclosing import a_cube

POLICY = Policy()


def byar(count: int) -> tuple[float, float]:
    z = 1.959964
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    more = count + 1
    return low, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (1, "*"), (7, "*"), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (102, 100)],
)
def test_small_counts_are_hidden_and_others_rounded(count: int, shown: object) -> None:
    assert protect(a_cube([[count, 30]]), POLICY).shown(("a", "1")) == shown


def test_the_threshold_is_of_persons_and_what_is_shown_are_contacts() -> None:
    cube = a_cube([[40, 43]], people={("a", "1"): 7, ("a", "2"): 8})
    table = protect(cube, POLICY)
    assert [table.shown(("a", at)) for at in "12"] == ["*", 45]


@pytest.mark.parametrize(("share", "shown"), [(0.89, 40), (0.9, "*"), (1.0, "*")])
def test_a_count_made_up_mostly_by_two_is_hidden(share: float, shown: object) -> None:
    cube = a_cube([[40, 40]], people={("a", "1"): 9}, heavy={("a", "1"): share})
    assert protect(cube, POLICY).shown(("a", "1")) == shown


def test_a_total_is_the_sum_of_what_is_shown_with_the_base_for_what_is_hidden() -> None:
    table = protect(a_cube([[3, 12, 0], [33, 1, 8]]), POLICY)
    assert table.shown(("a", ALL)) == 5 + 10
    assert table.shown((ALL, "2")) == 10 + 5
    assert table.shown((ALL, ALL)) == 5 + 10 + 0 + 35 + 5 + 10


@pytest.mark.parametrize("hidden", [1, 4, 7])
def test_nothing_else_that_is_shown_depends_on_a_hidden_count(hidden: int) -> None:
    cube = a_cube([[hidden, 12], [33, 18]])
    reference = protect(a_cube([[5, 12], [33, 18]]), POLICY)
    table = protect(cube, POLICY)
    assert [table.shown(k) for k in table.entries] == [
        reference.shown(k) for k in reference.entries
    ]


def test_groups_of_categories_are_totals_too() -> None:
    wards = {"north": ("1", "2"), "south": ("3",), "town": ("north", "south")}
    table = protect(a_cube([[3, 12, 21]], wards=wards), POLICY)
    assert [table.shown(("a", ward)) for ward in wards] == [15, 20, 35]


def test_shares_are_of_rounded_parts() -> None:
    table = protect(a_cube([[12, 33, 2]]), POLICY)
    assert table.share(("a", "2"), ("a", ALL)) == 35 / 50
    assert table.share(("a", "3"), ("a", ALL)) is None


def test_a_share_of_nothing_is_none() -> None:
    assert protect(a_cube([[0, 0]]), POLICY).share(("a", "1"), ("a", ALL)) is None


def test_a_rate_and_its_interval_come_from_the_rounded_count() -> None:
    rate = protect(a_cube([[23]]), POLICY).rate(("a", "1"), population=1000, limits=byar)
    assert rate is not None
    assert rate.value == 25
    assert (round(rate.low, 4), round(rate.high, 4)) == (16.1743, 36.9065)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_there_is_no_rate_of_fewer_persons_than_the_threshold(count: int) -> None:
    table = protect(a_cube([[count, 0]]), POLICY)
    assert table.rate(("a", "1"), population=1000, limits=byar) is None
    assert table.rate(("a", ALL), population=1000, limits=byar) is None


def test_there_is_no_rate_where_nobody_lives() -> None:
    table = protect(a_cube([[23]]), POLICY)
    assert table.rate(("a", "1"), population=0, limits=byar) is None


def test_a_line_that_is_all_in_one_category_is_reported() -> None:
    table = protect(a_cube([[12, 0, 0], [9, 20, 30]]), POLICY)
    assert table.all_same == ((ALL, "2"), (ALL, "3"), ("a", ALL))
    assert str(said_of_lines(table)[-1]) == "Everything in a · all falls into one category"
    assert "a · all" in said_of_lines(table)[-1].in_language("cy")


def test_such_a_line_can_be_hidden_so_that_it_could_be_another_category() -> None:
    cube = a_cube([[12, 0, 0], [9, 20, 30], [9, 20, 30]])
    table = protect(cube, Policy(all_same=AllSame.HIDE))
    assert [table.shown(("a", at)) for at in "123"] == ["*", "*", 0]
    assert table.entries["a", "2"].why is Why.ALL_SAME
    assert table.shown(("a", ALL)) == 10


@pytest.mark.parametrize(
    "setting",
    [
        {"threshold": 4},
        {"base": 4},
        {"base": 1},
        {"candidates": 3},
        {"dominance": 0.95},
        {"dominance": 0.0},
        {"spread": 0.05},
        {"threshold": 5, "candidates": 5},
        {"threshold": 5, "base": 11},
    ],
)
def test_a_setting_below_the_floor_is_refused(setting: dict[str, float]) -> None:
    with pytest.raises(PolicyRefused) as refusal:
        Policy(**setting)  # type: ignore[arg-type]
    assert refusal.value.code == "demand.policy-refused"


@pytest.mark.parametrize("base", [5, 6, 7, 10])
def test_what_a_shown_count_may_stand_for_is_what_is_rounded_to_it(base: int) -> None:
    policy = Policy(base=base)
    for shown in {policy.rounded(count) for count in range(8, 60)}:
        counts = [n for n in range(8, 80) if policy.rounded(n) == shown]
        assert policy.may_stand_for(shown) == (min(counts), max(counts))


def test_the_floor_itself_is_allowed() -> None:
    assert Policy(threshold=5, base=5, candidates=4, dominance=0.9).threshold == 5


@pytest.mark.parametrize(("people", "contacts"), [(3, 2), (0, 1), (-1, 4)])
def test_a_cell_is_of_persons_who_each_have_a_contact(people: int, contacts: int) -> None:
    with pytest.raises(ValueError, match="every person has a contact"):
        Cell(people=people, contacts=contacts)


def test_a_total_that_is_stated_has_to_be_the_sum() -> None:
    area = Dimension(name="area", categories=("1", "2"))
    cells: dict[Key, Cell] = {
        ("1",): Cell(people=3, contacts=3),
        (ALL,): Cell(people=3, contacts=4),
    }
    with pytest.raises(ValueError, match="is not the sum of its parts"):
        Cube(name="Release 1", dimensions=(area,), cells=cells)


@pytest.mark.parametrize("groups", [{"x": ("x",)}, {"x": ("y",), "y": ("x",)}, {"x": ("9",)}])
def test_a_group_is_of_categories_and_never_of_itself(groups: dict[str, tuple[str]]) -> None:
    with pytest.raises(ValueError, match="contains itself, or is no category"):
        Dimension(name="area", categories=("1", "2"), groups=groups)


def test_a_key_that_is_not_of_the_cube_is_refused() -> None:
    area = Dimension(name="area", categories=("1",))
    with pytest.raises(ValueError, match="is no key"):
        Cube(name="Release 1", dimensions=(area,), cells={("9",): Cell(people=1, contacts=1)})
