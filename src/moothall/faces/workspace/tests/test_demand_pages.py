"""An organisation's own demand, and what officers say of the kind of a contact."""

import pytest

from moothall.components.demand.tests import samples
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import an_office, text
from moothall.kernel import readers, registry

pytestmark = pytest.mark.skipif(not registry.offers("demand.v1"), reason="demand is left out")
CASE = "/workspace/cases/{}"


def read_the_log() -> None:
    """Let demand hear of the case."""
    while readers.follow(reader="demand", handlers=registry.readers()["demand"], batch=1000):
        pass


def test_own_figures_are_seen_by_own_officers_only() -> None:
    office, other = an_office(), an_office()
    made = samples.bodies()
    made["overview"]["asked"] = samples.fig(4321)
    samples.summarised(made, org=office.org, own=True)
    assert "4,321" in text(office.officer().get("/workspace/demand"))
    assert "4,321" not in text(other.officer().get("/workspace/demand"))


def test_own_figures_are_downloaded() -> None:
    office = an_office()
    samples.summarised(samples.bodies(), org=office.org, own=True)
    answer = office.officer().get("/workspace/demand/steps/steps.csv")
    assert answer.content.decode("utf-8-sig").splitlines()[0].startswith("Service,Step")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/workspace/demand/nothing", "/workspace/demand/steps/x.csv"]
)
def test_what_there_is_not_is_not_found(address: str) -> None:
    assert an_office().officer().get(address).status_code == 404


class TestTheKindOfAContact:
    def test_an_officer_says_that_something_had_gone_wrong(self) -> None:
        office = an_office()
        case, officer = office.case(), office.officer(Duty.CASEWORKER)
        read_the_log()
        assert "What kind of contact was this?" in text(
            officer.get(CASE.format(case.reference))
        )
        answer = officer.post(
            f"{CASE.format(case.reference)}/code",
            contact_kind="failure", reason="progress_chasing", cause="",
        )  # fmt: skip
        assert answer.status_code == 302, text(answer)

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({}, "Choose what kind of contact this was"),
            ({"contact_kind": "failure"}, "Choose why it could have been avoided"),
            ({"contact_kind": "failure", "reason": "repeat_notification", "cause": "nobody"},
             "Choose the organisation from the list"),
        ],
    )  # fmt: skip
    def test_what_is_missing_is_asked_for_again(
        self, given: dict[str, str], words: str
    ) -> None:
        office = an_office()
        case, officer = office.case(), office.officer(Duty.CASEWORKER)
        answer = officer.post(f"{CASE.format(case.reference)}/code", **given)
        assert answer.status_code == 422 or answer.status_code == 400
        assert words in text(answer)
