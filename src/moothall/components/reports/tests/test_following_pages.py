"""Following by email: a report, a street, a ward; and what mailed links do."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.components.reports import services
from moothall.components.reports.contracts import Contact, ReportNotFound, Status
from moothall.components.reports.forms.asking import can_mail
from moothall.components.reports.services.making import ASKS_AFTER
from moothall.components.reports.testing import a_category, as_seen_by
from moothall.components.reports.tests.browsing import (
    a_town,
    mailed_secret,
    reported,
    text,
)
from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.limits import keyed_hash
from moothall.kernel.testing import NOON, an_officer, an_org, the_steward

pytestmark = pytest.mark.usefixtures("_with_messages")


@pytest.fixture
def _with_messages() -> None:
    if not can_mail():
        pytest.skip("notifications is left out")


def count(org: OrgId, report_id: object) -> int:
    with acting(an_officer(org), purpose="test"):
        return services.followers(report_ids=[report_id])[report_id]  # type: ignore[list-item, index]


class TestFollowingAReport:
    def test_it_holds_once_the_mailed_link_is_confirmed(self) -> None:
        org = a_town()
        made = reported(org)
        browser = Client()
        answer = browser.post(f"/reports/{made.reference}/follow", {"email": "one@example.com"})
        assert "Check your email" in text(answer)
        assert count(org, made.report_id) == 0
        link = f"/reports/follow/confirm/{mailed_secret(org, of=str(made.report_id))}"
        assert "Yes, send me news" in text(browser.get(link))
        assert count(org, made.report_id) == 0
        assert "You follow this now" in text(browser.post(link))
        assert count(org, made.report_id) == 1
        assert "You follow this now" in text(browser.get(link))

    def test_whoever_follows_it_in_this_browser_is_told_so(self) -> None:
        org = a_town()
        made = reported(org)
        browser = Client()
        browser.post(f"/reports/{made.reference}/follow", {"email": "two@example.com"})
        browser.post(f"/reports/follow/confirm/{mailed_secret(org, of=str(made.report_id))}")
        assert "You are one of them." in text(browser.get(f"/reports/{made.reference}"))
        assert "You are one of them." not in text(Client().get(f"/reports/{made.reference}"))

    @pytest.mark.parametrize("email", ["", "nonsense", "a@b", "x" * 300 + "@example.com"])
    def test_what_is_no_address_is_asked_for_again(self, email: str) -> None:
        made = reported(a_town())
        answer = Client().post(f"/reports/{made.reference}/follow", {"email": email})
        assert answer.status_code == 422
        assert 'href="#email"' in text(answer)

    def test_one_mailbox_is_not_flooded(self) -> None:
        org = a_town()
        email = f"{org.hex}@example.com"
        answers = [
            Client().post(f"/reports/{reported(org).reference}/follow", {"email": email})
            for _ in range(6)
        ]
        assert [a.status_code for a in answers] == [200] * 5 + [429]

    def test_instead_of_making_another_one(self) -> None:
        made = reported(a_town())
        address = f"/reports/{made.reference}/follow?instead=1"
        shown = text(Client().get(address))
        assert "Follow this report instead of making another" in shown
        answer = Client().post(address, {"email": "three@example.com"})
        assert "You need not report it again." in text(answer)

    def test_the_link_to_stop_stops_it(self) -> None:
        org = a_town()
        made = reported(org)
        Client().post(f"/reports/{made.reference}/follow", {"email": "four@example.com"})
        secret = mailed_secret(org, of=str(made.report_id))
        Client().post(f"/reports/follow/confirm/{secret}")
        assert "Stop following this?" in text(Client().get(f"/reports/follow/stop/{secret}"))
        assert count(org, made.report_id) == 1
        for _ in range(2):
            answer = Client().post(f"/reports/follow/stop/{secret}")
            assert "You do not follow this any more" in text(answer)
        assert count(org, made.report_id) == 0

    def test_what_cannot_be_seen_cannot_be_followed(self) -> None:
        org = an_org("borough")
        a_town(a_category(org, private=True))
        made = reported(org)
        answer = Client().post(f"/reports/{made.reference}/follow", {"email": "x@example.com"})
        assert answer.status_code == 404


class TestFollowingAnArea:
    def test_a_street_is_followed_with_some_categories(self) -> None:
        a_town()
        fields = {"street": "Quay  Street", "categories": ["pothole", "nothing"]}
        answer = Client().post("/reports/follow", {**fields, "email": "five@example.com"})
        assert "Check your email" in text(answer)
        link = f"/reports/follow/confirm/{mailed_secret(the_steward(), of='quay street')}"
        assert "quay street (A hole in the road)" in text(Client().get(link))
        assert "You follow this now" in text(Client().post(link))

    @pytest.mark.parametrize("fields", [{}, {"ward": "XX", "street": ""}, {"street": " "}])
    def test_a_place_has_to_be_said(self, fields: dict[str, str]) -> None:
        a_town()
        answer = Client().post("/reports/follow", {**fields, "email": "six@example.com"})
        assert answer.status_code == 422
        assert "Choose a ward, or write the name of a street" in text(answer)


class TestLinksThatNobodyMailed:
    @pytest.mark.parametrize("act", ["confirm", "fixed"])
    def test_they_say_that_they_do_not_work(self, act: str) -> None:
        for answer in (
            Client().get(f"/reports/follow/{act}/nobody-s"),
            Client().post(f"/reports/follow/{act}/nobody-s", {"fixed": "yes"}),
        ):
            assert answer.status_code == 404
            assert "This link does not work any more" in text(answer)


class TestWasItFixed:
    @pytest.mark.parametrize("kept", [{"private": True}, {"hold": {"text": True}}])
    def test_whoever_reported_what_nobody_else_sees_answers_too(
        self, kept: dict[str, object]
    ) -> None:
        org = an_org("borough")
        a_town(a_category(org, **kept))
        report, link = self.asked(org)
        assert "Has it been fixed?" in text(Client().get(link))
        answer = Client().post(link, {"fixed": "yes", "words": "Since Monday"})
        assert "We have noted that it is fixed." in text(answer)
        assert as_seen_by(an_officer(org), report).status is Status.FIXED_BY_OTHERS  # type: ignore[arg-type]

    def test_the_same_link_does_not_flood_everybody_with_answers(self) -> None:
        _, link = self.asked(a_town())
        answers = [Client().post(link, {"fixed": "no"}).status_code for _ in range(6)]
        assert answers == [200] * 5 + [429]

    def test_the_link_of_one_report_opens_no_other(self) -> None:
        org = an_org("borough")
        a_town(a_category(org, private=True))
        other = reported(org)
        _, link = self.asked(org)
        secret = link.rpartition("/")[2]
        holder = Actor(visits=(parties.visit_of(secret),))
        with pytest.raises(ReportNotFound):
            as_seen_by(holder, other.report_id)

    def asked(self, org: OrgId) -> tuple[object, str]:
        made = reported(org, contact=Contact(email="sam@example.com"))
        later = NOON + ASKS_AFTER + timedelta(hours=1)
        with acting(Actor(org=org), purpose="test"):
            services.ask_whether_fixed(at=later)
        secret = keyed_hash(f"fixed/{made.report_id}")
        return made.report_id, f"/reports/follow/fixed/{secret}"

    def test_the_link_asks_and_a_yes_closes_the_report(self) -> None:
        org = a_town()
        report, link = self.asked(org)
        assert "Has it been fixed?" in text(Client().get(link))
        assert as_seen_by(an_officer(org), report).status is Status.OPEN  # type: ignore[arg-type]
        answer = Client().post(link, {"fixed": "yes", "words": "Since Monday"})
        assert "We have noted that it is fixed." in text(answer)
        assert as_seen_by(an_officer(org), report).status is Status.FIXED_BY_OTHERS  # type: ignore[arg-type]

    def test_a_no_leaves_it_open(self) -> None:
        org = a_town()
        report, link = self.asked(org)
        assert "is not fixed" in text(Client().post(link, {"fixed": "no"}))
        assert as_seen_by(an_officer(org), report).status is Status.OPEN  # type: ignore[arg-type]

    def test_neither_yes_nor_no_is_asked_again(self) -> None:
        _, link = self.asked(a_town())
        answer = Client().post(link, {"fixed": "perhaps"})
        assert answer.status_code == 422
        assert "Choose yes or no" in text(answer)
