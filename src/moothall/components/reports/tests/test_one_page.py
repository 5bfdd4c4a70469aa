"""The page of one report: what everybody reads, and what stays with who is concerned."""

import os

import pytest
from django.test import Client

from moothall.components.reports import services
from moothall.components.reports.contracts import Contact, Status, Target
from moothall.components.reports.testing import a_category, as_seen_by
from moothall.components.reports.tests.browsing import (
    a_person_here,
    a_town,
    reported,
    text,
)
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.references import new_reference
from moothall.kernel.testing import NOON, an_officer, an_org, slug_of

without_documents = pytest.mark.skipif(
    "documents" in os.environ.get("MOOTHALL_WITHOUT", ""), reason="documents is left out"
)


def page(reference: str, browser: Client | None = None) -> str:
    return text((browser or Client()).get(f"/reports/{reference}"))


def updated(org: OrgId, report: object, **said: object) -> None:
    with acting(an_officer(org), purpose="test"):
        services.update(report_id=report, at=NOON, **said)  # type: ignore[arg-type]


class TestReading:
    def test_everybody_reads_what_is_wrong_where_and_who_is_responsible(self) -> None:
        org = a_town()
        made = reported(org, address="By the fish market", street="Quay Street")
        shown = page(made.reference)
        for words in ("A hole as deep as a bucket", "By the fish market", made.reference):
            assert words in shown
        assert "Borough is responsible." in shown
        assert "It looks after roads." in shown

    def test_nothing_says_who_reported_it(self) -> None:
        org = a_town()
        contact = Contact(name="Sam Gull", email="sam.gull@example.com", phone="07700 900123")
        made = reported(org, contact=contact, answers={"lamp": "Lamp 12"})
        shown = page(made.reference)
        for words in ("Sam", "sam.gull", "07700", "Lamp 12"):
            assert words not in shown

    def test_words_of_the_organisation_are_there_and_notes_for_staff_are_not(self) -> None:
        org = a_town()
        made = reported(org)
        updated(org, made.report_id, words={"en": "We come on Monday."}, status=Status.PLANNED)
        updated(org, made.report_id, words={"en": "Ask Robin"}, public=False)
        shown = page(made.reference)
        assert "We come on Monday." in shown
        assert "Planned" in shown
        assert "Ask Robin" not in shown

    def test_a_forwarded_report_says_why_the_other_organisation_is_responsible(self) -> None:
        org, other = a_town(), an_org("county")
        made = reported(org)
        with acting(an_officer(org), purpose="test"):
            reason = {"en": "It is a main road.", "cy": "Mae’n briffordd."}
            services.forward(
                report_id=made.report_id, to=slug_of(other), reason=reason, at=NOON
            )
        shown = page(made.reference)
        assert "County is responsible. It is a main road." in " ".join(shown.split())
        assert "It looks after roads." not in shown

    def test_a_duplicate_points_to_the_report_that_goes_on_and_back(self) -> None:
        org = a_town()
        one, other = reported(org), reported(org)
        with acting(an_officer(org), purpose="test"):
            services.merge(report_id=one.report_id, into=other.report_id, at=NOON)
        assert f'href="/reports/{other.reference}"' in page(one.reference)
        assert f'href="/reports/{one.reference}"' in page(other.reference)

    def test_it_says_how_many_follow(self) -> None:
        org = a_town()
        made = reported(org)
        with acting(a_person_here(org).actor, purpose="test"):
            services.subscribe(target=Target.REPORT, of=str(made.report_id), at=NOON)
        assert "1 person follows this" in page(made.reference)

    @pytest.mark.parametrize("changed", [{"private": True}, {"hold": {"text": True}}])
    def test_what_is_private_or_held_is_as_missing_as_what_never_was(
        self, changed: dict[str, object]
    ) -> None:
        org = an_org("borough")
        a_town(a_category(org, **changed))
        made = reported(org)
        seen = Client().get(f"/reports/{made.reference}")
        never = Client().get(f"/reports/{new_reference('RP')}")
        assert (seen.status_code, never.status_code) == (404, 404)
        assert "Check the reference" in text(seen)
        assert "A hole" not in text(seen)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"private": True}, "Only you and the organisation can see this report."),
            ({"hold": {"text": True}}, "Only you can see this report until"),
        ],
    )
    def test_whoever_reported_it_sees_it_and_that_others_do_not(
        self, changed: dict[str, object], said: str
    ) -> None:
        org = an_org("borough")
        a_town(a_category(org, **changed))
        person = a_person_here(org)
        made = reported(org, by=person.actor)
        assert said in page(made.reference, person.browser)

    @pytest.mark.parametrize("reference", ["RP-1", "nonsense", "%F0%9F%95%B3"])
    def test_what_is_no_reference_gets_the_page_that_helps(self, reference: str) -> None:
        answer = Client().get(f"/reports/{reference}")
        assert answer.status_code == 404
        assert 'href="/reports"' in text(answer)


@without_documents
class TestPhotos:
    def a_photo(self, org: OrgId, **changed: object) -> tuple[str, str]:
        """A report with one photo: its reference, and the photo's address."""
        testing = registry.load("moothall.components.documents.testing")
        documents = registry.offer("documents.v1")
        a_town(a_category(org, **changed))
        stored = testing.received()
        with acting(Actor(org=org), purpose="test"):
            kept = documents.record(received=stored, at=NOON)
        made = reported(org, by=Actor(org=org), photos=[kept.id])
        return made.reference, f"/reports/{made.reference}/photos/{kept.id}"

    def test_a_photo_is_served_to_everybody_and_may_be_kept(self) -> None:
        reference, address = self.a_photo(an_org("borough"))
        assert f'src="{address}"' in page(reference)
        answer = Client().get(address)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.getvalue().startswith(b"\xff\xd8")
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert Client().get(address, headers=tag).status_code == 304

    def test_a_photo_that_is_held_is_served_once_it_is_released(self) -> None:
        org = an_org("borough")
        reference, address = self.a_photo(org, hold={"photos": True})
        assert address not in page(reference)
        assert Client().get(address).status_code == 404
        with acting(an_officer(org), purpose="test"):
            found = services.report(reference=reference)
            photos = tuple(p.document for p in found.photos)
            services.release_held(report_id=found.id, photos=photos, at=NOON)
        answer = Client().get(address)
        assert answer.status_code == 200
        answer.close()

    def test_a_photo_of_a_private_report_is_nobody_elses(self) -> None:
        _, address = self.a_photo(an_org("borough"), private=True)
        assert Client().get(address).status_code == 404

    def test_a_file_of_something_else_is_not_served_as_its_photo(self) -> None:
        org = an_org("borough")
        _, address = self.a_photo(org)
        other = reported(org)
        document = address.rpartition("/")[2]
        answer = Client().get(f"/reports/{other.reference}/photos/{document}")
        assert answer.status_code == 404


class TestOpeningAgain:
    def test_whoever_reported_it_opens_it_again_and_says_why(self) -> None:
        org = a_town()
        person = a_person_here(org)
        made = reported(org, by=person.actor)
        updated(org, made.report_id, text="fixed")
        address = f"/reports/{made.reference}/reopen"
        assert address in page(made.reference, person.browser)
        answer = person.browser.post(address, {"reason": "It is open still."})
        assert answer.headers["Location"] == f"/reports/{made.reference}?done=reopened"
        assert as_seen_by(an_officer(org), made.report_id).status is Status.OPEN
        assert "It is open still." in page(made.reference)

    def test_without_a_reason_it_stays_closed(self) -> None:
        org = a_town()
        person = a_person_here(org)
        made = reported(org, by=person.actor)
        updated(org, made.report_id, text="fixed")
        answer = person.browser.post(f"/reports/{made.reference}/reopen", {"reason": " "})
        assert answer.status_code == 422
        assert "Say why it should be open again" in text(answer)

    def test_a_stranger_is_told_how_and_cannot(self) -> None:
        org = a_town()
        made = reported(org)
        updated(org, made.report_id, text="fixed")
        address = f"/reports/{made.reference}/reopen"
        shown = text(Client().get(address))
        assert "Only people who reported this problem or follow it can do this." in shown
        assert "<textarea" not in shown
        assert Client().post(address, {"reason": "Open it"}).status_code == 422
        assert as_seen_by(an_officer(org), made.report_id).status is Status.FIXED
