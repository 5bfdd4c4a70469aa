"""Following a case by reference and email address: a link, and no word on whether they fit."""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from moothall.faces.resident.tests.seen import Seen
from moothall.faces.resident.tests.town import (
    ANSWERS,
    Resident,
    a_resident,
    an_office,
    has,
)
from moothall.kernel.references import new_reference
from moothall.kernel.testing import at_once

pytestmark = pytest.mark.skipif(
    not has("notifications.v1"), reason="no messages can be sent here"
)


@dataclass
class Sent:
    """A case, and somebody who wants to follow it with a new browser."""

    reference: str
    email: str
    resident: Resident

    def ask(self, reference: str | None = None, email: str | None = None) -> Seen:
        fields = {"reference": reference or self.reference, "email": email or self.email}
        return self.resident.post("/follow", fields)

    def letters(self) -> int:
        return len(self.resident.office.letters(self.resident.office.case().id))


@pytest.fixture
def sent() -> Sent:
    office = an_office()
    email = f"sam.{uuid4().hex[:8]}@example.com"
    resident = a_resident(office)
    answers = {**ANSWERS, "contact": {"email": email}}
    resident.answer_until("check_answers", answers)
    resident.answer("check_answers", {})
    return Sent(reference=office.case().reference, email=email, resident=a_resident(office))


def test_reference_and_address_that_fit_mail_a_link_to_the_case(sent: Sent) -> None:
    sent.ask()
    link = sent.resident.office.link(sent.resident.office.case().id)
    assert sent.resident.get(link).heading == "Open your link"
    assert sent.resident.post(link).path == f"/cases/{sent.reference}"


def test_the_answer_is_the_same_whether_they_fit_or_not(sent: Sent) -> None:
    right = sent.ask()
    wrong_address = sent.ask(email="somebody.else@example.com")
    no_such_case = sent.ask(reference=new_reference("HO"))
    said = right.text.replace(sent.email, "X")
    assert wrong_address.text.replace("somebody.else@example.com", "X") == said
    assert no_such_case.text.replace(sent.email, "X") == said
    assert {s.status for s in (right, wrong_address, no_such_case)} == {200}


def test_an_address_that_does_not_fit_gets_nothing(sent: Sent) -> None:
    before = sent.letters()
    sent.ask(email="somebody.else@example.com")
    assert sent.letters() == before


def test_a_reference_and_an_address_open_nothing_by_themselves(sent: Sent) -> None:
    sent.ask()
    assert sent.resident.get(f"/cases/{sent.reference}").status == 404


@pytest.mark.parametrize(
    "change", [str.lower, lambda r: r.replace("-", " "), lambda r: f" {r} "]
)
def test_the_reference_may_be_typed_anyhow(sent: Sent, change: object) -> None:
    before = sent.letters()
    assert callable(change)
    sent.ask(reference=change(sent.reference), email=f" {sent.email.upper()} ")
    assert sent.letters() == before + 1


@pytest.mark.parametrize("reference", ["nonsense", "HO-AAA-AAA-AAA", "\0", "x" * 10_000, "١٢٣"])
def test_a_reference_that_is_none_is_refused(sent: Sent, reference: str) -> None:
    seen = sent.ask(reference=reference)
    assert (seen.status, list(seen.errors)) == (422, ["reference"])
    assert seen.fields["email"] == sent.email


def test_an_address_that_is_none_is_refused_and_the_reference_kept(sent: Sent) -> None:
    seen = sent.ask(email="sam")
    assert (seen.status, list(seen.errors)) == (422, ["email"])
    assert seen.fields["reference"] == sent.reference


def test_a_link_can_be_asked_for_in_welsh(sent: Sent) -> None:
    sent.resident.language = "cy"
    assert sent.resident.get("/follow").heading == "Dilyn eich achos"
    assert sent.ask().heading == "Edrychwch ar eich e-bost"


def test_nothing_typed_is_said_for_both(sent: Sent) -> None:
    seen = sent.resident.post("/follow", {})
    assert list(seen.errors) == ["reference", "email"]


def test_a_reference_in_the_address_is_filled_in(sent: Sent) -> None:
    seen = sent.resident.get(f"/follow?reference={sent.reference}")
    assert seen.fields["reference"] == sent.reference


def test_five_links_an_hour_are_mailed_over_all_who_ask_and_all_at_once(sent: Sent) -> None:
    before = sent.letters()

    def ask() -> int:
        fields = {"reference": sent.reference, "email": sent.email}
        return a_resident(sent.resident.office).browser.post("/follow", fields).status_code

    statuses = at_once(8, ask)
    assert sorted(statuses) == [200] * 5 + [429] * 3
    assert sent.letters() == before + 5


def test_the_limit_holds_for_addresses_that_do_not_fit_too(sent: Sent) -> None:
    for _ in range(5):
        assert sent.ask(email="guesser@example.com").status in {200, 429}
    seen = sent.ask(email="another.guess@example.com")
    assert seen.status == 429
    assert seen.response.headers["Retry-After"] == "3600"
