"""Changing a live service: kept, refused while unsound, proposed, and published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from moothall.components.assessment.testing import (
    LABELS,
    OUTCOMES,
    SCENARIOS,
    TABLE,
)
from moothall.journeys import amendments, catalogue, queries, services
from moothall.journeys.amending import amended, condition_at, conditions
from moothall.journeys.contracts import (
    Amendment,
    AmendmentChanged,
    AmendmentUnsound,
    AnotherPersonNeeded,
)
from moothall.journeys.testing import DEFINITION, a_service, words
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import an_org

AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
FILE, TRIES = "tables/permit.csv", "tables/permit.scenarios.csv"
OVERLAP = TABLE.replace("first,", "unique,", 1)
LESS = TABLE.replace("> 255", "> 200")
SERVICE = "tables-in-motion"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A designer of an organisation whose service decides by a table."""

    org: OrgId
    actor: Actor

    def amend(self, revision: int, /, text: str = LESS, **more: Any) -> Amendment:  # noqa: ANN401
        with acting(self.actor, purpose="test"):
            return services.amend(
                service=SERVICE, revision=revision, files={FILE: text}, at=AT, **more
            )

    def now(self) -> Amendment:
        with acting(self.actor, purpose="test"):
            return amendments.of(published=amendments.live(service=SERVICE))

    def enact(self, revision: int) -> catalogue.Published:
        with acting(self.actor, purpose="test"):
            return services.enact(
                service=SERVICE, revision=revision, by="Ada", note="Voted", at=AT
            )

    def propose(self, revision: int) -> Amendment:
        with acting(self.actor, purpose="test"):
            return services.propose(service=SERVICE, revision=revision, note="", at=AT)

    def colleague(self) -> "Desk":
        return Desk(org=self.org, actor=a_designer(self.org))


def a_designer(org: OrgId) -> Actor:
    return Actor(org=org, officer=PersonId(uuid4()), duties=frozenset({"service_designer"}))


def definition_steps() -> list[dict[str, Any]]:
    zones = [{"value": zone, "label": words(zone)} for zone in ("A", "B", "outside")]
    asked = [
        {"id": "zone", "kind": "choice", "label": words("Zone"), "options": zones},
        {"id": "co2", "kind": "number", "label": words("CO2"), "min": 0},
        {"id": "pays_council_tax", "kind": "yes_no", "label": words("Council tax?")},
    ]
    assess = {
        "assess": "eligibility",
        "title": words("Whether you can have it"),
        "table": {"file": FILE, "text": TABLE},
        "scenarios": {"file": TRIES, "text": SCENARIOS.replace("300", "260")},
        "outcomes": OUTCOMES,
        "labels": LABELS,
    }
    page = {"page": "car", "title": words("Your car"), "ask": asked}
    return [page, assess, *DEFINITION["steps"]]


@pytest.fixture
def desk() -> Desk:
    return a_desk(two_people=False)


@pytest.fixture
def two_people() -> Desk:
    return a_desk(two_people=True)


def a_desk(*, two_people: bool) -> Desk:
    org = an_org("amending", two_people=two_people)
    given = {"zone": "A", "co2": 90, "pays_council_tax": True}
    example: Mapping[str, Any] = DEFINITION["examples"][0]
    a_service(
        org,
        service=SERVICE,
        steps=definition_steps(),
        examples=[{**example, "given": {**example["given"], **given}}],
    )
    return Desk(org=org, actor=a_designer(org))


def test_what_is_kept_changes_nothing_for_anybody_until_it_is_published(desk: Desk) -> None:
    desk.amend(0)
    with acting(Actor(), purpose="test"):
        live = catalogue.live(owner=desk.org, service=SERVICE)
    assert "> 200" not in live.text


def test_a_sound_change_becomes_the_next_version(desk: Desk) -> None:
    published = desk.enact(desk.amend(0).revision)
    assert published.number == 2
    assert "> 200" in published.text
    assert not desk.now().changes_anything


def test_the_version_says_who_published_it_and_why(desk: Desk) -> None:
    desk.enact(desk.amend(0).revision)
    with acting(desk.actor, purpose="test"):
        newest = queries.versions(owner=desk.org, service=SERVICE)[0]
    assert (newest.published_by, newest.note) == ("Ada", "Voted")


def test_an_overlap_is_kept_and_told_and_not_published(desk: Desk) -> None:
    kept = desk.amend(0, OVERLAP)
    published = amendments_live(desk)
    codes = {
        finding.code for finding in amendments.findings(published=published, amendment=kept)
    }
    assert "assessment.overlap" in codes
    with pytest.raises(AmendmentUnsound):
        desk.enact(kept.revision)


def test_a_table_that_fails_its_scenarios_is_not_published(desk: Desk) -> None:
    kept = desk.amend(0, TABLE.replace("> 255", "> 270"))
    with pytest.raises(AmendmentUnsound):
        desk.enact(kept.revision)


def test_nothing_changed_is_not_published(desk: Desk) -> None:
    kept = desk.amend(0, TABLE)
    assert not kept.changes_anything
    with pytest.raises(AmendmentUnsound):
        desk.enact(kept.revision)


def test_somebody_who_has_not_seen_the_last_change_overwrites_nothing(desk: Desk) -> None:
    desk.amend(0)
    with pytest.raises(AmendmentChanged):
        desk.colleague().amend(0, OVERLAP)
    assert desk.now().files[FILE] == LESS


def test_another_organisation_sees_and_changes_nothing(desk: Desk) -> None:
    desk.amend(0)
    other = Desk(org=an_org("elsewhere"), actor=a_designer(an_org("elsewhere")))
    with acting(other.actor, purpose="test"):
        assert queries.amendment(service=SERVICE) is None


def test_a_caseworker_may_not_change_it(desk: Desk) -> None:
    actor = Actor(org=desk.org, officer=desk.actor.officer, duties=frozenset({"caseworker"}))
    with pytest.raises(Forbidden):
        Desk(org=desk.org, actor=actor).amend(0)


def test_a_file_that_the_service_does_not_have_is_refused(desk: Desk) -> None:
    with acting(desk.actor, purpose="test"), pytest.raises(AmendmentUnsound):
        services.amend(service=SERVICE, revision=0, files={"tables/x.csv": "a"}, at=AT)


def test_where_two_people_rule_nobody_publishes_what_nobody_proposed(
    two_people: Desk,
) -> None:
    with pytest.raises(AnotherPersonNeeded):
        two_people.colleague().enact(two_people.amend(0).revision)


def test_where_two_people_rule_whoever_proposed_it_does_not_publish_it(
    two_people: Desk,
) -> None:
    proposed = two_people.propose(two_people.amend(0).revision)
    with pytest.raises(AnotherPersonNeeded):
        two_people.enact(proposed.revision)


def test_where_two_people_rule_another_one_publishes(two_people: Desk) -> None:
    proposed = two_people.propose(two_people.amend(0).revision)
    assert two_people.colleague().enact(proposed.revision).number == 2


def test_a_change_after_the_proposal_has_to_be_proposed_again(two_people: Desk) -> None:
    colleague = two_people.colleague()
    proposed = two_people.propose(two_people.amend(0).revision)
    changed = colleague.amend(proposed.revision, TABLE.replace("> 255", "> 210"))
    assert changed.proposed_by is None
    with pytest.raises(AnotherPersonNeeded):
        two_people.enact(changed.revision)


def test_what_was_begun_on_an_older_version_is_not_published_over_the_newer(
    desk: Desk,
) -> None:
    kept = desk.amend(0)
    overtake(desk)
    with pytest.raises(AmendmentUnsound):
        desk.enact(kept.revision)


def test_it_is_taken_over_onto_the_newest_version_and_then_published(desk: Desk) -> None:
    kept = desk.amend(0)
    overtake(desk)
    with acting(desk.actor, purpose="test"):
        moved = services.rebase(service=SERVICE, revision=kept.revision, at=AT)
    published = desk.enact(moved.revision)
    assert published.number == 3
    assert "> 200" in published.text
    assert published.service.summary["en"] == "Faster"


def test_what_is_given_up_is_gone(desk: Desk) -> None:
    kept = desk.amend(0)
    with acting(desk.actor, purpose="test"):
        services.discard(service=SERVICE, revision=kept.revision)
    assert not desk.now().changes_anything


def test_a_condition_is_changed_added_and_taken_out_by_its_place() -> None:
    data = {"steps": [{"page": "a"}, {"page": "b", "show_when": "x = 1", "ask": []}]}
    changed = amended(data, conditions={"steps.0.show_when": "y = 2", "steps.1.show_when": ""})
    assert conditions(changed) == {"steps.0.show_when": "y = 2"}
    assert condition_at(data, "steps.1.show_when") == "x = 1"


@pytest.mark.parametrize("path", ["steps.9.show_when", "title.en", "steps.a.b", "", "x.y.z"])
def test_a_place_that_is_not_there_changes_nothing_else(path: str) -> None:
    data = {"steps": [{"page": "a"}], "title": "t"}
    changed = amended(data, conditions={path: "true"})
    assert changed["steps"] == data["steps"]


def amendments_live(desk: Desk) -> catalogue.Published:
    with acting(desk.actor, purpose="test"):
        return amendments.live(service=SERVICE)


def overtake(desk: Desk) -> None:
    """Somebody publishes the service from its document meanwhile."""
    with acting(desk.actor, purpose="test"):
        live = amendments.live(service=SERVICE)
        services.publish(
            definition={**amendments.definition(live), "summary": words("Faster")},
            templates=live.templates,
            by="Devin",
            note="",
            at=AT,
        )


def test_the_document_of_before_does_not_undo_what_officers_published(desk: Desk) -> None:
    first = amendments_live(desk)
    content: Any = {
        "definition": amendments.definition(first),
        "templates": first.templates,
    }
    with acting(desk.actor, purpose="test"):
        assert not services.is_overtaken(**content)
    desk.enact(desk.amend(0).revision)
    with acting(desk.actor, purpose="test"):
        assert services.is_overtaken(**content)
        other = {**content["definition"], "summary": words("Faster")}
        assert not services.is_overtaken(definition=other, templates=first.templates)


def test_a_page_of_before_a_publication_overwrites_nothing_after_it(desk: Desk) -> None:
    desk.enact(desk.amend(0).revision)
    with pytest.raises(AmendmentChanged):
        desk.colleague().amend(0, OVERLAP)


def test_what_was_given_up_and_begun_again_is_not_what_somebody_has_seen(
    two_people: Desk,
) -> None:
    seen = two_people.propose(two_people.amend(0).revision)
    with acting(two_people.actor, purpose="test"):
        services.discard(service=SERVICE, revision=seen.revision)
    again = two_people.amend(two_people.now().revision, TABLE.replace("> 255", "> 210"))
    two_people.propose(again.revision)
    with pytest.raises(AmendmentChanged):
        two_people.colleague().enact(seen.revision)


def test_whoever_changed_it_at_any_time_does_not_publish_it(two_people: Desk) -> None:
    colleague = two_people.colleague()
    begun = two_people.amend(0)
    changed = colleague.amend(begun.revision, TABLE.replace("> 255", "> 210"))
    proposed = colleague.propose(changed.revision)
    with pytest.raises(AnotherPersonNeeded):
        two_people.enact(proposed.revision)
    assert two_people.colleague().enact(proposed.revision).number == 2


def test_keeping_it_as_it_is_makes_nobody_the_one_who_changed_it(two_people: Desk) -> None:
    begun = two_people.amend(0)
    assert two_people.colleague().amend(begun.revision) == begun


def test_a_condition_does_not_wander_to_another_step(desk: Desk) -> None:
    place = "steps.2.show_when"
    with acting(desk.actor, purpose="test"):
        kept = services.amend(service=SERVICE, revision=0, conditions={place: "co2 > 5"}, at=AT)
        live = amendments.live(service=SERVICE)
        data = amendments.definition(live)
        extra = {"page": "extra", "title": words("More"), "ask": data["steps"][0]["ask"][:1]}
        extra["ask"] = [{**extra["ask"][0], "id": "another"}]
        steps = [*data["steps"][:2], extra, *data["steps"][2:]]
        services.publish(
            definition={**data, "steps": steps},
            templates=live.templates,
            by="D",
            note="",
            at=AT,
        )
        moved = services.rebase(service=SERVICE, revision=kept.revision, at=AT)
    assert moved.conditions == {}


def test_a_text_that_is_too_large_in_bytes_is_refused_before_it_is_kept(desk: Desk) -> None:
    with pytest.raises(AmendmentUnsound):
        desk.amend(0, "ŷ" * 300_000)
    assert not desk.now().changes_anything


def test_what_somebody_else_published_meanwhile_is_no_change_any_more(desk: Desk) -> None:
    kept = desk.amend(0)
    with acting(desk.actor, purpose="test"):
        live = amendments.live(service=SERVICE)
        services.publish(
            definition=amended(amendments.definition(live), files={FILE: LESS}),
            templates=live.templates,
            by="Devin",
            note="",
            at=AT,
        )
        moved = services.rebase(service=SERVICE, revision=kept.revision, at=AT)
    assert not moved.changes_anything
