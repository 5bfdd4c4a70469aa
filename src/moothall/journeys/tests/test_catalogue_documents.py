"""Tests of the services of the demonstration place, as they stand in its catalogue."""

from pathlib import Path
from uuid import UUID

import pytest

from moothall.components.notifications import rules
from moothall.journeys import lint
from moothall.journeys.contracts import Listed
from moothall.journeys.definition import Service
from moothall.journeys.examples import check_examples
from moothall.journeys.lint import SOME_DAY
from moothall.journeys.reading import Source, read_source
from moothall.journeys.search import find, needs
from moothall.journeys.services.requests import walked
from moothall.kernel import registry
from moothall.kernel.ids import OrgId
from moothall.kernel.place import document

CATALOGUE = Path(__file__).parents[4] / "catalogue"
REPORT = CATALOGUE / "seaborough-council" / "report-a-problem-on-the-street.yaml"
REPAIR = CATALOGUE / "harbour-homes" / "ask-for-a-repair.yaml"
_SOME = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
PERMIT = CATALOGUE / "seaborough-council" / "resident-parking-permit.yaml"
REDUCTION = CATALOGUE / "seaborough-council" / "council-tax-reduction.yaml"
REGISTER = CATALOGUE / "harbour-homes" / "housing-register.yaml"
BADGE = CATALOGUE / "coastshire-county" / "blue-badge.yaml"
HELD_FOR_YEARS = {REGISTER, BADGE}
"""What somebody holds for years, so that it needs its holder's name as long."""
DOCUMENTS = [REPORT, REPAIR, PERMIT, REDUCTION, REGISTER, BADGE]
each = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)


def source(path: Path) -> Source:
    return read_source(path=path)


def service(path: Path) -> Service:
    return Service.model_validate(source(path).data)


def as_listed(found: Service) -> Listed:
    return Listed(
        owner=OrgId(_SOME),
        service=found.service,
        version=_SOME,
        title=found.title,
        summary=found.summary,
        need=found.need,
        channels=found.channels,
    )


@each
def test_the_linter_finds_nothing(path: Path) -> None:
    said = document(CATALOGUE / "place")
    organisations = said["organisations"]
    found = lint.lint(
        source=source(path),
        languages=tuple(said["languages"]),
        duties={"adviser", "caseworker", "service_designer", "manager", "steward", "clerk"},
        held={
            o["slug"]: {duty for officer in o["officers"] for duty in officer["duties"]}
            for o in organisations
        },
        teams={o["slug"]: {team["id"] for team in o["teams"]} for o in organisations},
        needs={need.id for need in needs(folder=CATALOGUE / "place")},
        organisations={o["slug"] for o in organisations},
        capabilities={name for c in registry.components().values() for name in c.offers},
    )
    assert [str(finding) for finding in found] == []


@each
def test_there_are_examples_enough_and_all_hold(path: Path) -> None:
    assert len(service(path).examples) >= 6
    templates = source(path).templates
    assert check_examples(service=service(path), templates=templates, at=SOME_DAY) == []


@each
def test_every_message_carries_the_reference_and_a_way_to_follow(path: Path) -> None:
    for message in service(path).messages:
        for text in source(path).templates[message.template].values():
            used = rules.placeholders(text=text)
            assert "link" in used, message.template
            assert used & {"reference", "question"}, message.template


@each
def test_contact_details_and_files_are_not_kept_as_long_as_the_case(path: Path) -> None:
    kept = {q.id: q.keep for q in service(path).questions()}
    assert all(q.keep for q in service(path).questions() if q.kind == "file")
    assert all(kept[name] for name in ("email", "phone"))
    assert kept["your_name"] or path in HELD_FOR_YEARS


def test_a_report_needs_only_a_kind_a_description_and_a_place_in_words() -> None:
    given = {
        "kind": "pothole",
        "description": "A hole in the road",
        "location": {"words": "By the bridge"},
    }
    for kind in ("pothole", "street_light", "rubbish", "drain", "other"):
        found = walked(service=service(REPORT), given={**given, "kind": kind}, at=SOME_DAY)
        assert found.step is not None
        assert found.step.ends


def test_the_example_for_the_api_is_such_a_report() -> None:
    example = next(e for e in service(REPORT).examples if "API" in e.name)
    assert set(example.given) == {"kind", "description", "location"}
    found = walked(service=service(REPORT), given=example.given, at=SOME_DAY)
    assert found.step is not None
    assert found.step.ends


def test_a_report_is_resolved_with_a_message_and_nothing_else() -> None:
    resolve = service(REPORT).life.action("resolve")
    assert resolve is not None
    assert [(q.id, q.kind, q.optional) for q in resolve.ask] == [
        ("message", "long_text", False)
    ]
    assert set(resolve.starts) == {"received", "planned"}
    assert resolve.to == "resolved"


def test_danger_is_told_the_emergency_numbers() -> None:
    repair, report = service(REPAIR), service(REPORT)
    gas = repair.step(step_id="gas").stop_words or {}
    leak = repair.step(step_id="leak").stop_words or {}
    danger = report.step(step_id="danger").stop_words or {}
    for language in ("en", "cy"):
        assert "0800 111 999" in gas[language]
        assert "01632 960499" in leak[language]
        assert "999" in danger[language]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pothole", REPORT),
        ("broken street light", REPORT),
        ("rubbish", REPORT),
        ("twll yn y ffordd", REPORT),
        ("golau stryd", REPORT),
        ("sbwriel", REPORT),
        ("leak", REPAIR),
        ("dripping tap", REPAIR),
        ("no heating", REPAIR),
        ("damp", REPAIR),
        ("boeler", REPAIR),
        ("lleithder", REPAIR),
    ],
)
def test_people_find_the_services_by_the_words_they_would_use(text: str, found: Path) -> None:
    listed = {path: as_listed(service(path)) for path in DOCUMENTS}
    results = find(
        services=list(listed.values()),
        needs=needs(folder=CATALOGUE / "place"),
        text=text,
        language="en",
    )
    assert results.services[:1] == (listed[found],)


@each
def test_a_privacy_notice_stands_beside_it_in_both_languages(path: Path) -> None:
    named = CATALOGUE.parent / (service(path).legal.privacy or "")
    assert named.is_file()
    assert named.with_suffix(".cy.md").is_file()
