"""What the linter finds in services that decide and work out, in whichever of their files."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.journeys.lint import lint
from moothall.journeys.reading import Finding, read_source
from moothall.journeys.steps import step_kinds

CATALOGUE = Path(__file__).parents[4] / "catalogue"
SERVICE = "resident-parking-permit.yaml"
TABLE = "tables/permit-eligibility.csv"
SCENARIOS = "tables/permit-eligibility.scenarios.csv"
RATES = "rates/parking.csv"

Broken = Callable[..., list[Finding]]
pytestmark = pytest.mark.skipif(
    not {"assess", "calculate"} <= step_kinds().keys(),
    reason="this place neither assesses nor calculates",
)


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """What is found once a text in one of the service's files is another."""
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    folder = tmp_path / "catalogue" / "seaborough-council"

    def found(file: str, before: str, after: str) -> list[Finding]:
        path = folder / file
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after, 1))
        return lint(source=read_source(path=folder / SERVICE, shown_as=SERVICE))

    return found


def at(findings: list[Finding], code: str) -> list[tuple[str, int]]:
    return [(finding.file, finding.line) for finding in findings if finding.code == code]


def line_of(file: str, text: str) -> int:
    lines = (CATALOGUE / "seaborough-council" / file).read_text().splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


def test_the_service_as_it_stands_has_no_mistakes(broken: Broken) -> None:
    assert broken(SERVICE, "moothall: 1", "moothall: 1") == []


def test_a_gap_in_a_table_is_found_in_the_table(broken: Broken) -> None:
    findings = broken(TABLE, "< 2,yes", "< 1,yes")
    assert at(findings, "assessment.gap") == [(TABLE, 1)]
    assert "permits_at_home = 1" in next(
        f.words for f in findings if f.code == "assessment.gap"
    )


def test_an_overlap_is_found_at_the_later_row(broken: Broken) -> None:
    findings = broken(TABLE, ">= 2", ">= 1")
    assert {file for file, _ in at(findings, "assessment.overlap")} == {TABLE}


def test_a_cell_that_cannot_be_read_is_found_with_its_line(broken: Broken) -> None:
    findings = broken(TABLE, ">= 2", ">= = 2")
    line = line_of(TABLE, ">= 2")
    assert (TABLE, line) in [(f.file, f.line) for f in findings]


def test_a_scenario_that_comes_out_otherwise_is_found_with_its_line(broken: Broken) -> None:
    text = (CATALOGUE / "seaborough-council" / SCENARIOS).read_text()
    row = next(r for r in text.splitlines() if r.endswith(",eligible"))
    findings = broken(SCENARIOS, row, row.removesuffix("eligible") + "not eligible")
    assert at(findings, "assessment.scenario-fails") == [(SCENARIOS, line_of(SCENARIOS, row))]


def test_a_file_that_is_not_there_is_said_to_be_missing(broken: Broken) -> None:
    findings = broken(SERVICE, f"table: {TABLE}", "table: tables/nothing.csv")
    (found,) = [f for f in findings if "tables/nothing.csv" in f.words]
    assert found.line == line_of(SERVICE, f"table: {TABLE}")


def test_a_table_that_looks_at_what_nobody_asks_is_found(broken: Broken) -> None:
    findings = broken(TABLE, "if zone", "if zones")
    found = [f for f in findings if f.code == "unknown-name" and "`zones`" in f.words]
    assert [f.line for f in found] == [line_of(SERVICE, "- assess: eligibility")]


def test_an_amount_that_uses_what_is_asked_later_is_found(broken: Broken) -> None:
    findings = broken(SERVICE, "amount: rates.electric.price", "amount: email")
    found = [f for f in findings if f.code == "used-before-asked" and "`email`" in f.words]
    assert [f.line for f in found] == [line_of(SERVICE, "- calculate: fee")]


def test_a_rate_that_is_no_number_is_found_in_the_rates(broken: Broken) -> None:
    findings = broken(RATES, ",80", ",eighty")
    assert {file for file, _ in at(findings, "calculation.rates-value")} == {RATES}


def test_money_without_rounding_is_found(broken: Broken) -> None:
    findings = broken(SERVICE, "    round: [2, half up]\n", "")
    assert at(findings, "calculation.money-without-rounding")


def test_an_example_that_expects_another_amount_fails(broken: Broken) -> None:
    findings = broken(SERVICE, "fee.total: 84.00", "fee.total: 85.00")
    (found,) = [f for f in findings if f.code == "example-fails"]
    assert "`fee.total` should be 85.00; it is 84" in found.words


SECOND = "show_when: permits_at_home >= 1"


def untried(findings: list[Finding]) -> list[tuple[int, str]]:
    return [(f.line, f.words) for f in findings if f.code == "branch-untried"]


@pytest.mark.parametrize(
    ("condition", "what"),
    [("permits_at_home > 99", "there"), ("permits_at_home >= 0", "left out")],
)
def test_a_line_that_no_example_reaches_or_leaves_out_is_found(
    condition: str, what: str, broken: Broken
) -> None:
    findings = broken(SERVICE, SECOND, f"show_when: {condition}")
    words = f"no example tries what happens when the line `second_permit` of `fee` is {what}."
    assert (line_of(SERVICE, SECOND), words) in untried(findings)


def test_a_line_without_a_condition_needs_no_examples_of_its_own(broken: Broken) -> None:
    findings = broken(SERVICE, f"        {SECOND}\n", "")
    assert untried(findings) == []


ASKED_TO_PAY = """
  - page: paying
    show_when: {condition}
    ask:
      - id: pays_by_card
        kind: yes_no
        label: {{en: "Do you pay by card?", cy: "A ydych yn talu gyda cherdyn?"}}
"""


def may_fail(broken: Broken, condition: str) -> list[str]:
    page = ASKED_TO_PAY.format(condition=condition)
    findings = broken(SERVICE, "\n  - page: contact\n", f"{page}\n  - page: contact\n")
    return [f.mend for f in findings if f.code == "condition-may-fail"]


@pytest.mark.parametrize(
    "condition",
    ["fee.total > 0", "fee.second_permit > 0", "electric = false and fee.total > 0"],
)
def test_a_condition_over_an_amount_that_there_may_not_be_is_found(
    condition: str, broken: Broken
) -> None:
    (mend,) = may_fail(broken, condition)
    assert f"fee.undecided = false and ({condition})" in mend


@pytest.mark.parametrize(
    "condition",
    [
        "fee.undecided = false and fee.total > 0",
        "fee.total != null and fee.total > 0",
        "if fee.undecided then true else fee.total > 0",
        "fee.undecided",
    ],
)
def test_a_condition_that_asks_first_whether_there_is_an_amount_is_sound(
    condition: str, broken: Broken
) -> None:
    assert may_fail(broken, condition) == []


def test_behind_a_stop_over_what_was_left_open_nothing_more_is_asked(broken: Broken) -> None:
    stops = """    round: [2, half up]
    stop_when: fee.undecided
    stop_words: {en: "Ring us", cy: "Ffoniwch ni"}
"""
    broken(SERVICE, "    round: [2, half up]\n", stops)
    assert may_fail(broken, "fee.total > 0") == []
