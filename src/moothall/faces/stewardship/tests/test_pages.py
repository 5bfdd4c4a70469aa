"""Pages of stewardship: who gets in, what they see, what they download and what they move."""

from uuid import uuid4

import pytest

from moothall.components.demand.tests import samples
from moothall.components.identity.testing import (
    a_client,
    a_resident_account,
    a_signed_in_client,
)
from moothall.components.people.contracts import Duty
from moothall.faces.stewardship.tests.looking import Person, an_officer, text
from moothall.kernel import registry
from moothall.kernel.testing import an_org, the_steward

pytestmark = pytest.mark.skipif(not registry.offers("demand.v1"), reason="demand is left out")
HOME, FINDINGS = "/stewardship/", "/stewardship/findings"


@pytest.fixture
def steward() -> Person:
    samples.summarised(samples.bodies())
    return an_officer(the_steward(), Duty.STEWARD)


@pytest.mark.parametrize("address", [HOME, "/stewardship/figures/map", FINDINGS])
def test_nobody_gets_in_without_signing_in_as_an_officer(address: str) -> None:
    for browser in (a_client(), a_signed_in_client(a_resident_account())):
        answer = browser.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/officers/sign-in")


def test_every_officer_of_the_place_sees_its_protected_figures(steward: Person) -> None:
    other = an_officer(an_org())
    for officer in (steward, other):
        page = text(officer.get(HOME))
        assert "3,955" in page
        assert "between 22% and 25%" in page


def test_a_page_has_its_picture_and_its_table(steward: Person) -> None:
    page = text(steward.get("/stewardship/figures/flows"))
    assert "chart--flow" in page
    assert "Hidden" in page


def test_figures_are_shown_in_welsh(steward: Person) -> None:
    assert "Yr hyn sydd ei angen ar bobl" in text(steward.get("/cy/stewardship/"))


def test_a_period_without_figures_says_what_to_do(steward: Person) -> None:
    page = text(steward.get("/stewardship/figures/needs", period="2026-Q1"))
    assert "Choose another period" in page or "Every need" in page


def test_a_page_that_is_none_is_not_found(steward: Person) -> None:
    assert steward.get("/stewardship/figures/nothing").status_code == 404


def test_a_table_is_downloaded_as_it_is_shown(steward: Person) -> None:
    answer = steward.get("/stewardship/figures/cover/coverage.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "coverage-12m.csv" in answer.headers["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Need,Ward,Asked"
    assert any(line.endswith(",45") for line in lines)


def test_a_table_that_is_none_is_not_found(steward: Person) -> None:
    assert steward.get("/stewardship/figures/cover/nothing.csv").status_code == 404


class TestFindings:
    def test_the_steward_sees_all_and_others_what_concerns_them(self, steward: Person) -> None:
        concerned, other = an_org(), an_org()
        finding = str(samples.found((concerned,)))
        seen = [
            finding in text(officer.get(FINDINGS))
            for officer in (steward, an_officer(concerned), an_officer(other))
        ]
        assert seen == [True, True, False]
        assert an_officer(other).get(f"{FINDINGS}/{finding}").status_code == 404

    def test_a_finding_is_told_in_words_with_its_figures(self, steward: Person) -> None:
        page = text(steward.get(f"{FINDINGS}/{samples.found()}"))
        assert "not met in one ward" in page
        assert "60% (50% to 70%)" in page
        assert "1 in 1,000 or less" in page

    def test_it_goes_from_state_to_state(self, steward: Person) -> None:
        finding = samples.found()
        for to, revision in (("accepted", "1"), ("acting", "2"), ("done", "3")):
            answer = steward.post(f"{FINDINGS}/{finding}/move", to=to, revision=revision)
            assert answer.status_code == 302, text(answer)
        page = text(steward.get(f"{FINDINGS}/{finding}"))
        assert "four weeks after it was done" in page

    def test_nobody_says_what_came_of_it_but_the_measure(self, steward: Person) -> None:
        finding = samples.found(state="done")
        answer = steward.post(f"{FINDINGS}/{finding}/move", to="judged", revision="1")
        assert answer.status_code == 409

    def test_the_second_of_two_is_told_that_it_has_moved(self, steward: Person) -> None:
        finding = samples.found()
        address = f"{FINDINGS}/{finding}/move"
        steward.post(address, to="accepted", revision="1")
        answer = steward.post(address, to="accepted", revision="1")
        assert answer.status_code == 409
        assert "meanwhile" in text(answer)

    def test_a_caseworker_moves_nothing(self) -> None:
        org = an_org()
        finding, officer = samples.found((org,)), an_officer(org, Duty.CASEWORKER)
        assert "Accept it" not in text(officer.get(f"{FINDINGS}/{finding}"))
        answer = officer.post(f"{FINDINGS}/{finding}/move", to="accepted", revision="1")
        assert answer.status_code == 403

    @pytest.mark.parametrize("to", ["", "nothing", "'"])
    def test_a_state_that_is_none_is_refused(self, steward: Person, to: str) -> None:
        finding = samples.found()
        answer = steward.post(f"{FINDINGS}/{finding}/move", to=to, revision="1")
        assert answer.status_code in {400, 409, 422}

    def test_what_is_not_there_is_not_found(self, steward: Person) -> None:
        assert steward.get(f"{FINDINGS}/{uuid4()}").status_code == 404


def test_releases_are_listed_with_how_the_next_is_made(steward: Person) -> None:
    quarter = "2019-Q1"
    samples.released(quarter, {"demand.csv": ("text/csv", b"x")})
    page = text(steward.get("/stewardship/releases"))
    assert f"/data/demand/{quarter}/1/demand.csv" in page
    assert "moothall demand release" in page
