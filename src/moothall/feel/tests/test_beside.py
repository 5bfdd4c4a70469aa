"""Compares our answers with those of an independent engine (feelin), and says who is right
where the two differ."""

import re
from dataclasses import dataclass
from itertools import islice

import pytest

from moothall.feel.tests.beside import ENGINE, Difference, compared, node, version
from moothall.feel.tests.expressions import FAMILIES, Maker

COUNT = 400
SEEDS = (1, 2, 3)
MOST_KNOWN = {
    "arithmetic": 0.01,
    "comparison": 0.25,
    "text": 0.1,
    "list": 0.25,
    "context": 0.01,
    "range": 0.6,
    "date and time": 0.2,
    "between and in": 0.35,
    "loops and if": 0.1,
    "filter": 0.1,
    "instance of": 0.2,
}
"""Which share of a family may differ, so that a pattern does not hide too much."""


@dataclass(frozen=True, slots=True)
class Known:
    """A kind of difference: the expressions that show it, and why ours is right, with the
    section of DMN 1.5 that says so, or the part of the compatibility kit."""

    expressions: str
    reason: str

    def tells(self, difference: Difference) -> bool:
        return re.search(self.expressions, difference[0]) is not None


DIFFERENCES: dict[str, tuple[Known, ...]] = {
    "arithmetic": (),
    "comparison": (
        Known(r"^\[.*\] = \[", "Lists of different lengths are unequal: false (10.3.2.2)."),
        Known(r"^\[.*\] !?= [^\[]", "A list and a number have no order: null (10.3.2.2)."),
        Known(r"^[^\"]+ < \"", "A number and a text cannot be compared: null (10.3.2.2)."),
        Known(r"^is\(", "What is of another type is another element: false (10.3.4.6)."),
    ),
    "text": (
        Known(
            r"^substring\(",
            "A start outside the text, or a length below 1, is outside the domain of the"
            " function: null (10.3.4.3, first footnote).",
        ),
    ),
    "list": (
        Known(
            r"^(sublist|insert before|remove|list replace)\(.*, (0|-?[1-4])(, .*)?\)$",
            "A position outside the list is outside the domain: null; one below 0 counts from"
            " the end, -1 being the last (10.3.4.4, footnotes).",
        ),
        Known(
            r"^(index of|list contains|union|distinct values)\(.*(date|duration)\(",
            "Days and durations that are the same are found by their value (10.3.2.2).",
        ),
        Known(r"^max\(\[\"", "Texts can be compared, so one is the largest (10.3.4.4)."),
        Known(r"^\[.*\] = \[", "Lists of different lengths are unequal: false (10.3.2.2)."),
    ),
    "context": (),
    "range": (
        Known(
            r"^(overlaps (before|after)|finishes|finished by|during|starts|started by"
            r"|coincides)\(",
            "The other engine does not have these functions (10.3.4.7).",
        ),
        Known(
            r"^date.* in \[date",
            "A range whose ends are the wrong way round holds nothing: e1 >= e2 and e1 <= e3"
            " (10.3.2, semantics of in).",
        ),
    ),
    "date and time": (
        Known(
            r"^date\(\"[0-9-]+\"\) [+-] duration\(\"-?P[0-9]*D?T",
            "A day and a duration give a day (10.3.2, addition and subtraction).",
        ),
        Known(
            r'^duration\("P1Y1D"\)',
            "A duration is of years and months or of days and time, not both: null (10.3.4.1).",
        ),
        Known(
            r"^years and months duration\(",
            "The result has no days: it is cut off towards zero (10.3.4.6).",
        ),
        Known(
            r"^duration\(.*\) [*/] |^-duration\(",
            "Durations may be multiplied and divided by numbers, divided by durations, and"
            " negated (10.3.2, multiplication and division, negative numbers).",
        ),
    ),
    "between and in": (
        Known(
            r" between .* and | in [\[(]-?[0-9]+\.\.",
            "A range whose ends are the wrong way round holds nothing: e1 >= e2 and e1 <= e3"
            " (10.3.2, semantics of between and in).",
        ),
        Known(r" in \(not\(", "not(number) is null, which equals no number: false (10.3.2)."),
        Known(
            r" in \(.*, .*\)$",
            "It is e1 = e2 or e1 = e3; what is of another type cannot be compared, so one of"
            " both is null, and so is the whole unless the other is true (10.3.2, semantics of"
            " in; 10.3.2.4).",
        ),
    ),
    "loops and if": (
        Known(r"^every x in \[.*null", "true and null is null, not false (10.3.2.4)."),
        Known(r"\.\.0 return", "A loop may end at 0, upwards or downwards (10.3.2.14)."),
    ),
    "filter": (
        Known(r"\[odd\(item\)\]", "odd(item) is a condition like any other (10.3.2.5)."),
        Known(r"\[item = null\]", "null = null is true, so a null is kept (10.3.2.2)."),
    ),
    "instance of": (
        Known(r"instance of range<", "The other engine cannot read this type (10.3.2.9)."),
        Known(r"^\[.*null.*\] instance of list<", "Null conforms to every type (10.3.2.9.1)."),
    ),
}
"""Where the two differ, by family. In none of these the other engine is right."""


@pytest.fixture
def _engine() -> None:
    program = node()
    if program is None or not ENGINE.is_dir():
        pytest.skip("Comparing engines needs Node and the front-end packages.")
    if version(program) < (20, 12):
        pytest.skip("Comparing engines needs Node 20.12 or later.")


@pytest.mark.slow
@pytest.mark.usefixtures("_engine")
@pytest.mark.parametrize("seed", SEEDS)
def test_an_independent_engine_answers_the_same_but_where_it_is_known_not_to(seed: int) -> None:
    found = compared(seed, COUNT)
    assert found.keys() == DIFFERENCES.keys()
    for family, (count, differences) in found.items():
        assert count > COUNT // 3, family
        news = [each for each in differences if not is_known(family, each)]
        assert news == [], family
        assert len(differences) < count * MOST_KNOWN[family], family


def is_known(family: str, difference: Difference) -> bool:
    return any(known.tells(difference) for known in DIFFERENCES[family])


@pytest.mark.slow
@pytest.mark.usefixtures("_engine")
def test_every_known_difference_is_still_there() -> None:
    seen: dict[str, list[Difference]] = {family: [] for family in FAMILIES}
    for seed in SEEDS:
        for family, (_, differences) in compared(seed, COUNT).items():
            seen[family] += differences
    gone = [
        known.expressions
        for family, all_known in DIFFERENCES.items()
        for known in all_known
        if not any(known.tells(each) for each in seen[family])
    ]
    assert gone == []


def test_the_same_seed_makes_the_same_expressions() -> None:
    for family in FAMILIES:
        one, other = (list(islice(Maker(5).of(family), 60)) for _ in range(2))
        assert one == other
