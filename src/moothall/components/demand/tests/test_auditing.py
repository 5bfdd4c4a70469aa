"""The audit: what the attacker can work out of a release, beside all that went before."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.components.demand.rules.disclosure import (
    ALL,
    PARTNERS,
    Claim,
    Contradictory,
    Policy,
    Table,
    View,
    audit,
    can_be,
    protect,
    protect_exactly,
    view_of,
)
from moothall.components.demand.tests.disclosing import (
    a_cube,
    a_large_cube,
    by_ward,
    exactly,
    values_by_trying,
    with_true_totals,
)

DEMO = [[3, 20, 15], [22, 30, 18], [25, 40, 9]]
SMALL = ("a", "1")
POLICY = Policy()


def test_one_hidden_count_among_true_totals_is_recovered() -> None:
    view = view_of(with_true_totals(a_cube(DEMO), SMALL))
    assert can_be(view, SMALL) == (3, 3)
    report = audit(view, policy=PARTNERS)
    assert not report.passed
    (finding,) = report.findings
    assert str(finding.why) == "a · 1 in Release 1 can be worked out: it is 3"
    assert "3 ydyw" in finding.why.in_language("cy")


def test_three_more_hidden_beside_it_leave_it_from_0_to_18() -> None:
    beside = [("a", "3"), ("b", "1"), ("b", "3")]
    view = view_of(with_true_totals(a_cube(DEMO), SMALL, *beside))
    assert can_be(view, SMALL) == (0, 18)
    assert audit(view, policy=PARTNERS).passed


def test_two_hidden_in_one_row_alone_are_recovered_from_their_columns() -> None:
    view = view_of(with_true_totals(a_cube(DEMO), SMALL, ("a", "3")))
    found = {(f.cell, f.low, f.high) for f in audit(view, policy=PARTNERS).findings}
    assert found == {(SMALL, 3, 3), (("a", "3"), 15, 15)}


def test_what_is_shown_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        can_be(view_of(with_true_totals(a_cube(DEMO))), SMALL)


def test_a_public_table_alone_tells_nothing_of_what_is_secret() -> None:
    view = view_of(protect(a_cube(DEMO), POLICY))
    report = audit(view, policy=POLICY)
    assert (report.passed, report.hidden) == (True, 1)
    assert can_be(view, SMALL) == (1, 7)


def test_a_total_that_went_out_earlier_reveals_a_count_and_blocks_the_release() -> None:
    cube = a_cube([[3, 0, 0], [22, 30, 18]])
    earlier = exactly(cube, ("a", ALL), source="Annual report")
    report = audit(view_of(protect(cube, POLICY)), policy=POLICY, earlier=[earlier])
    assert [(f.cell, f.low, f.high) for f in report.findings] == [(SMALL, 3, 3)]
    assert report.beside == ("Annual report",)


def test_an_earlier_total_that_many_rounded_counts_hide_in_reveals_nothing() -> None:
    cube = a_cube([[3, 22, 31, 18], [22, 30, 18, 9]])
    earlier = exactly(cube, ("a", ALL), source="Annual report")
    assert audit(view_of(protect(cube, POLICY)), policy=POLICY, earlier=[earlier]).passed


@pytest.mark.parametrize("step", [1, -1])
def test_a_total_that_was_rounded_twice_is_known_better_than_by_either(step: int) -> None:
    cube = a_cube([[3, 0], [22, 30]])
    (exact,) = exactly(cube, ("a", ALL), source="Once").claims
    told = [
        View(source=name, claims=(replace(exact, source=name, low=low, high=high),))
        for name, low, high in (("Once", 0, 4), ("Twice", 3, 12))
    ]
    view = view_of(protect(cube, POLICY))
    assert all(audit(view, policy=POLICY, earlier=[one]).passed for one in told)
    both = told[::step]
    assert can_be(view, SMALL, earlier=both) == (3, 4)
    assert not audit(view, policy=POLICY, earlier=both).passed


def test_a_release_that_reveals_what_an_earlier_one_hid_is_blocked() -> None:
    cube = a_cube([[3, 0], [22, 30]])
    new = exactly(cube, ("a", ALL), source="Release 2")
    report = audit(new, policy=POLICY, earlier=[view_of(protect(cube, POLICY))])
    assert [(f.source, f.cell) for f in report.findings] == [("Release 1", SMALL)]


QUARTERS = [f"2026-Q{n}" for n in (1, 2, 3, 4)]


def in_quarter(table: Table, quarter: str) -> View:
    return view_of(table, source=quarter, across={"period": [quarter]})


def test_a_year_less_its_other_quarters_reveals_the_last() -> None:
    counts = [12, 18, 9, 2]
    shown = [with_true_totals(a_cube([[n]])) for n in counts[:3]]
    told = [in_quarter(t, q) for t, q in zip(shown, QUARTERS[:3], strict=True)]
    year = view_of(
        with_true_totals(a_cube([[sum(counts)]])), source="2026", across={"period": QUARTERS}
    )
    last = in_quarter(protect(a_cube([[2]]), POLICY), QUARTERS[3])
    assert audit(last, policy=POLICY, earlier=told).passed
    (finding,) = audit(year, policy=POLICY, earlier=[*told, last]).findings
    assert (finding.source, finding.cell, finding.low, finding.high) == (
        "2026-Q4", SMALL, 2, 2,
    )  # fmt: skip


def test_the_same_place_in_another_quarter_is_another_count() -> None:
    before = in_quarter(with_true_totals(a_cube(DEMO)), QUARTERS[0])
    now = in_quarter(protect(a_cube([[3, 20, 15]]), POLICY), QUARTERS[1])
    assert audit(now, policy=POLICY, earlier=[before]).passed


def test_a_ward_less_its_other_neighbourhoods_reveals_one() -> None:
    wards = {"north": ("1", "2"), "south": ("3",)}
    cube = a_cube([[1, 8, 40], [20, 30, 40]], wards=wards)
    ward = protect(by_ward(cube, wards, name="Wards"), POLICY)
    told = view_of(ward, finer={"area": wards})
    report = audit(view_of(protect(cube, POLICY)), policy=POLICY, earlier=[told])
    assert report.passed
    exact = protect_exactly(by_ward(cube, wards, name="Wards")).table
    both = [view_of(exact, finer={"area": wards})]
    report = audit(view_of(protect(cube, POLICY)), policy=POLICY, earlier=both)
    assert [(f.cell, f.low, f.high) for f in report.findings] == [(SMALL, 1, 1)]


def test_rounding_alone_reveals_a_count_beside_a_rounded_ward() -> None:
    wards = {"north": ("1", "2"), "south": ("3",)}
    cube = a_cube([[7, 11, 40], [20, 30, 40]], wards=wards)
    ward = view_of(protect(by_ward(cube, wards, name="Wards"), POLICY), finer={"area": wards})
    view = view_of(protect(cube, POLICY))
    assert can_be(view, SMALL, earlier=[ward]) == (6, 7)
    (finding,) = audit(view, policy=POLICY, earlier=[ward]).findings
    said = "a · 1 in Release 1 can only be 2 of the numbers from 6 to 7"
    assert str(finding.why) == said


def test_a_dimension_that_an_earlier_release_did_not_have_is_summed_over() -> None:
    cube = a_cube([[3, 20], [20, 30]])
    areas = a_cube([[23, 50]], name="Areas")
    told = view_of(with_true_totals(areas), source="Areas", finer={"need": {"a": ("a", "b")}})
    report = audit(view_of(protect(cube, POLICY)), policy=POLICY, earlier=[told])
    assert can_be(view_of(protect(cube, POLICY)), SMALL, earlier=[told]) == (1, 5)
    assert report.passed


def test_what_contradicts_itself_passes_no_audit() -> None:
    cube = a_cube([[3, 20], [20, 30]])
    told = exactly(a_cube([[300, 20], [20, 30]]), ("a", ALL), source="Annual report")
    view = view_of(protect(cube, POLICY))
    report = audit(view, policy=POLICY, earlier=[told])
    assert [f.cell for f in report.findings] == [SMALL]
    assert "cannot all be true" in str(report.findings[0].why)
    with pytest.raises(Contradictory):
        can_be(view, SMALL, earlier=[told])


def test_a_contradiction_between_known_counts_is_found_too() -> None:
    cube = a_cube([[33, 20], [20, 30]])
    told = exactly(a_cube([[300, 20], [20, 30]]), ("a", ALL), source="Annual report")
    exact = view_of(with_true_totals(cube))
    assert not audit(exact, policy=POLICY, earlier=[told]).passed


def test_a_total_that_is_not_the_sum_of_what_is_shown_is_refused() -> None:
    table = protect(a_cube([[3, 20], [20, 30]]), POLICY)
    wrong = {**table.entries, ("a", ALL): replace(table.entries["a", ALL], shown=23)}
    with pytest.raises(ValueError, match="is not the sum of what is shown"):
        view_of(replace(table, entries=wrong))


def test_an_empty_release_passes() -> None:
    assert audit(View(source="Release 1", claims=()), policy=POLICY).passed


def odd(*pairs: tuple[str, int]) -> View:
    """Sums of counts that go round in a ring of three, so that halves would fit them."""
    return View(
        source="Ring",
        claims=tuple(
            Claim(
                source="Ring",
                cell=(name,),
                atoms=frozenset((("at", letter),) for letter in name),
                low=value,
                high=value,
                is_secret=False,
            )
            for name, value in pairs
        ),
    )


def test_what_only_halves_would_fit_is_a_contradiction() -> None:
    hidden = Claim(
        source="Ring", cell=("x",), atoms=frozenset({(("at", "x"),)}), low=0, high=None,
        is_secret=True,
    )  # fmt: skip
    ring = odd(("xy", 7), ("yz", 7), ("xz", 7))
    told = View(source="Ring", claims=(*ring.claims, hidden))
    (finding,) = audit(told, policy=POLICY).findings
    assert "cannot all be true" in str(finding.why)


def test_values_between_the_bounds_that_no_whole_numbers_reach_are_not_counted() -> None:
    """w + x = y + z + u and so on leave w even: bounds of 0 to 6 hold four values, not 7."""
    hidden = Claim(
        source="Ring", cell=("w",), atoms=frozenset({(("at", "w"),)}), low=0, high=6,
        is_secret=True,
    )  # fmt: skip
    ring = odd(("xyw", 12), ("xz", 6), ("yz", 6))
    told = View(source="Ring", claims=(*ring.claims, hidden))
    tried = values_by_trying([told], top=12)["Ring", ("w",)]
    assert tried == {0, 2, 4, 6}
    assert audit(told, policy=Policy(candidates=4)).passed
    assert not audit(told, policy=Policy(candidates=5)).passed


counts = st.integers(0, 11)
tables = st.lists(st.lists(counts, min_size=2, max_size=2), min_size=2, max_size=3)


@settings(max_examples=60, deadline=None)
@given(counts=tables, threshold=st.integers(5, 8), data=st.data())
def test_nobody_pins_a_count_hidden_in_a_public_release_that_passed(
    counts: list[list[int]], threshold: int, data: st.DataObject
) -> None:
    cube, policy = a_cube(counts), Policy(threshold=threshold)
    told = data.draw(st.lists(st.sampled_from(list(cube.margins())), max_size=3))
    earlier = [exactly(cube, key, source=f"Told {n}") for n, key in enumerate(told)]
    view = view_of(protect(cube, policy))
    report = audit(view, policy=policy, earlier=earlier)
    by_trying = values_by_trying([view, *earlier], top=13)
    found = {key for key, values in by_trying.items() if len(values) < policy.candidates}
    assert {(f.source, f.cell) for f in report.findings} == found


@settings(max_examples=60, deadline=None)
@given(counts=tables)
def test_nobody_pins_a_count_hidden_among_true_totals_that_passed(
    counts: list[list[int]],
) -> None:
    view = view_of(protect_exactly(a_cube(counts)).table)
    if audit(view, policy=PARTNERS).passed:
        by_trying = values_by_trying([view], top=35)
        assert all(len(values) >= PARTNERS.candidates for values in by_trying.values())


@pytest.mark.slow
def test_a_large_release_with_a_hierarchy_and_an_earlier_one_is_audited() -> None:
    cube, wards = a_large_cube()
    told = protect(by_ward(cube, wards, name="Release 1"), POLICY)
    earlier = view_of(told, finer={"area": wards})
    view = view_of(protect(cube, POLICY))
    assert len(view.claims) == 40 * 120
    report = audit(view, policy=POLICY, earlier=[earlier])
    assert report.passed
    assert report.hidden > 1_500
    key = next(key for key in cube.finest() if 0 < cube.at(key).people < 8)
    ward = next(ward for ward, hoods in wards.items() if key[1] in hoods)
    leaks = [exactly(cube, (key[0], h), source="Leak") for h in wards[ward] if h != key[1]]
    leaks += [exactly(cube, (key[0], ward), source="Leak")]
    report = audit(view, policy=POLICY, earlier=[earlier, *leaks])
    assert key in {finding.cell for finding in report.findings}
