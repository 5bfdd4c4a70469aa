"""Tests of the linter: each rule with a document that breaks exactly that one."""

from pathlib import Path

import pytest

from moothall.journeys.lint import CODES, lint
from moothall.journeys.reading import Finding
from moothall.journeys.tests.broken import BROKEN, Broken
from moothall.journeys.tests.good import GOOD, TEMPLATES, changed, findings, source_of


def spot(text: str, finding: Finding) -> str:
    """The text that begins where a finding points to."""
    return "\n".join(text.split("\n")[finding.line - 1 :])[finding.column - 1 :]


def name_of(broken: Broken) -> str:
    return f"{broken.code}-{broken.says or broken.at}"[:60]


def test_the_good_definition_is_good() -> None:
    assert findings(GOOD) == []


@pytest.mark.parametrize("broken", BROKEN, ids=name_of)
def test_a_mistake_is_found_alone_at_its_place_with_a_mend(broken: Broken) -> None:
    text = changed(*broken.changes)
    found = findings(
        text,
        templates=broken.templates or TEMPLATES,
        file=broken.file,
    )
    assert {f.code for f in found} == {broken.code}, [str(f) for f in found]
    file = f"council/messages/{broken.template}.md" if broken.template else broken.file
    if broken.template:
        name, language = broken.template.split(".")
        text = (broken.templates or TEMPLATES)[name][language]
    assert any(spot(text, f).startswith(broken.at) for f in found if f.file == file), [
        (spot(text, f)[:40], str(f)) for f in found
    ]
    assert any(broken.says in f"{f.words} {f.mend}" for f in found), [str(f) for f in found]
    assert all(f.mend and f.words for f in found)


def test_every_code_has_a_document_that_breaks_it() -> None:
    tried = {broken.code for broken in BROKEN} | {"capability-absent"}
    assert set(CODES) - tried == set()


def test_the_mistakes_of_every_part_are_found_at_once() -> None:
    text = changed(
        ("need: street.problem\n", ""),
        ("channels: [web, api]", "channels: [web, fax]"),
        ("kind: location", "kind: loction"),
        ("accept: [png],", "accept: [png], colour: red,"),
        ('show_when: kind = "hole"', 'show_when: kind = "whole"'),
        ("stop_when: hurt = true", "stop_when: hurt =="),
        ("team: streets", "team: street"),
        ("end: met", "end: mett"),
        ("on: case.opened", "on: opened"),
        ("target: 90%", "target: most"),
        ("    given: {kind: lamp, where", "    given: [kind, lamp]\n    given_too: {where"),
        ('"01632 960001"', '"ring us"'),
    )
    found = findings(text)
    assert {f.code for f in found} == {
        "missing-key",
        "wrong-value",
        "unknown-kind",
        "unknown-key",
        "condition-type",
        "condition-syntax",
        "unknown-team",
        "wrong-type",
        "bad-phone",
    }, [str(f) for f in found]
    assert found == sorted(found, key=lambda f: (f.line, f.column))


def test_a_step_that_cannot_be_read_does_not_make_its_answers_unknown() -> None:
    text = changed(
        ("  - page: hole\n", "  - pge: hole\n"),
        ("  - page: you\n", "  - page: you\n    show_when: depth > 5 and hurt = false\n"),
    )
    assert {f.code for f in findings(text)} == {"unknown-kind"}


def test_places_after_a_refused_step_are_still_right() -> None:
    text = changed(("kind: choice", "kind: choise"), ("{id: where,", "{id: today,"))
    found = {f.code: f for f in findings(text)}
    assert spot(text, found["unknown-kind"]).startswith("id: kind")
    assert spot(text, found["reserved-id"]).startswith("id: today")


@pytest.mark.parametrize(
    "text", ["a: 1", "moothall: 1", "steps: 3", "steps: []", "case: {a: {}}"]
)
def test_a_document_with_next_to_nothing_in_it_is_told_what_is_missing(text: str) -> None:
    found = findings(text)
    assert {"missing-key"} <= {f.code for f in found}
    assert len({f.words for f in found if f.code == "missing-key"}) >= 8


def test_what_is_not_known_is_not_judged() -> None:
    text = changed(("need: street.problem", "need: x"), ("team: streets", "team: x"))
    text = text.replace("duty: caseworker", "duty: x").replace(
        "areas: {", "spells: {}\n  areas: {"
    )
    text = text.replace("spells: {}", "spells: {when_unavailable: skip}")
    assert lint(source=source_of(text)) == []


def test_a_capability_that_is_not_here_cannot_be_required() -> None:
    text = changed(("documents: {when_unavailable: skip}", "documents: required"))
    assert lint(source=source_of(text), capabilities={"documents.v1", "areas.v1"}) == []
    (found,) = lint(source=source_of(text), capabilities={"areas.v1"})
    assert found.code == "capability-absent"
    assert spot(text, found).startswith("documents")


def test_effects_that_are_carried_out_may_be_attached() -> None:
    text = changed(
        ("by: applicant,", "by: applicant, effects: [{issue: permit}],"),
        ("template: please}", "template: please, attach: permit}"),
    )
    assert lint(source=source_of(text), effects=["issue"]) == []


def test_every_language_of_the_place_is_wanted_and_no_other() -> None:
    found = lint(source=source_of(GOOD), languages=("en",))
    assert {f.code for f in found} == {"language-unknown"}
    found = lint(source=source_of(GOOD), languages=("en", "cy", "pl"))
    assert {f.code for f in found} == {"language-missing", "template-missing"}


def test_the_privacy_notice_is_looked_for_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "privacy").mkdir()
    (tmp_path / "privacy" / "tell-us.md").write_text("# Privacy")
    file = str(tmp_path / "council" / "tell-us.yaml")
    (found,) = findings(GOOD, file=file)
    assert found.code == "no-privacy-notice"
    assert "tell-us.cy.md" in found.words
    (tmp_path / "privacy" / "tell-us.cy.md").write_text("# Preifatrwydd")
    assert findings(GOOD, file=file) == []


def test_a_group_sees_only_its_own_answers_in_conditions() -> None:
    group = (
        "      - id: people\n        kind: repeated\n        optional: true\n"
        '        label: {en: "People", cy: "Pobl"}\n        ask:\n'
        '          - {id: child, kind: yes_no, label: {en: "Child", cy: "Plentyn"}}\n'
        "          - id: age\n            kind: number\n            min: 0\n"
        '            max: 17\n            label: {en: "Age", cy: "Oed"}\n'
        "            required_when: CONDITION\n"
    )
    before = "      - {id: photo, kind"
    fine = changed((before, group.replace("CONDITION", "child = true") + before))
    assert findings(fine) == []
    text = changed((before, group.replace("CONDITION", "depth > 3") + before))
    (found,) = findings(text)
    assert found.code == "unknown-name"
    assert spot(text, found).startswith("depth > 3")


def test_a_guard_that_needs_what_was_passed_over_is_found_and_a_guarded_one_is_not() -> None:
    you = "  - page: you\n"
    guarded = changed(
        (you, f'{you}    show_when: kind = "hole" and depth > 5\n'),
        ("path: [start, hole, place, you", "path: [start, hole, place, you"),
    )
    codes = {f.code for f in findings(guarded)}
    assert "condition-may-fail" not in codes


def test_what_nobody_comes_to_after_a_stop_is_known() -> None:
    text = changed(("  - page: place\n", "  - page: place\n    show_when: hurt = true\n"))
    assert "never-holds" in {f.code for f in findings(text)}
