"""Opening a case: what is kept, who may read it, and what the log says."""

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.components.cases import queries, services
from moothall.components.cases.contracts import (
    AlreadyOpened,
    Kind,
    OpenWords,
)
from moothall.components.cases.testing import VERSION, a_case
from moothall.components.cases.tests.doing import LIFE, log_of, read
from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import from_json
from moothall.kernel.ids import uuid7
from moothall.kernel.models import Party
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org


def test_an_opened_case_reads_back_as_it_was_answered() -> None:
    officer = an_officer()
    case = a_case(
        officer,
        answers={"size": from_json("2.50"), "where": {"line1": "1 Harbour Street"}},
        contact={"name": "A Person", "email": "a.person@example.com", "fax": "none"},
        ward="W1",
    )
    assert read(officer, case) == case
    assert str(case.answers["size"]) == "2.50"
    assert set(case.contact) == {"name", "email"}
    assert (case.state, case.team, case.revision) == ("received", "streets", 1)
    assert case.is_open
    assert not case.is_paused


def test_a_case_is_due_by_the_working_days_of_its_first_state() -> None:
    case = a_case(an_officer())
    assert case.due_at is not None
    assert case.due_at.isoformat() == "2030-06-06T23:59:59+01:00"
    assert not case.is_overdue(at=NOON)
    assert case.is_overdue(at=NOON + timedelta(days=4))


def test_opening_says_ids_and_codes_only() -> None:
    officer = an_officer()
    case = a_case(officer, answers={"name": "A Person"}, contact={"email": "a@example.com"})
    ((name, body),) = log_of(officer, case)
    assert name == "case-opened"
    visit = parties.visit_of_mailbox("a@example.com")
    assert body == {
        "case_id": str(case.id),
        "person": str(parties.pseudonym(visit=visit)),
        "service": "report-a-problem",
        "version": str(VERSION),
        "need": "street.hole",
        "state": "received",
        "channel": "web",
        "language": "en",
        "team": "streets",
        "ward": None,
    }


def test_a_resident_who_opens_a_case_reads_it_and_follows_it() -> None:
    resident = a_resident(an_org(), signed_in=True)
    case = a_case(resident)
    assert read(resident, case) == case
    with acting(replace(resident, served_by=None), purpose="own"):
        assert [row.id for row in queries.my_cases()] == [case.id]
        assert queries.case(reference=case.reference.lower()) == case


def test_whoever_proves_the_contact_s_mailbox_is_a_party_to_the_case() -> None:
    org = an_org()
    visit = parties.visit_of_mailbox("A.Person@Example.com ")
    for opener in (Actor(org=org, client=uuid4()), a_resident(org)):
        case = a_case(opener, contact={"email": "a.person@example.com"})
        assert read(Actor(visits=(visit,)), case).id == case.id


def test_a_mailbox_is_told_apart_from_another_one() -> None:
    officer = an_officer()
    case = a_case(officer, contact={"email": "a.person@example.com"})
    with acting(officer, purpose="casework"):
        found = queries.case_of_mailbox(reference=case.reference, email="A.PERSON@example.com")
        assert found == case.id
        other = queries.case_of_mailbox(reference=case.reference, email="b@example.com")
        assert other is None


def test_an_organisation_opens_a_case_without_a_contact_and_nobody_is_a_party() -> None:
    officer = an_officer()
    case = a_case(officer)
    with acting(officer, purpose="casework"):
        assert not Party.objects.filter(subject=case.id).exists()


def test_the_same_case_is_opened_once() -> None:
    org, case_id = an_org(), uuid7()
    resident = a_resident(org)
    given_once = {
        "life": LIFE,
        "service": "s",
        "version": VERSION,
        "need": "n",
        "answers": {},
        "contact": {},
        "case_id": case_id,
        "at": NOON,
    }
    with acting(resident, purpose="own"):
        services.open_case(**given_once)  # type: ignore[arg-type]
    with acting(resident, purpose="own"):
        with pytest.raises(AlreadyOpened):
            services.open_case(**given_once)  # type: ignore[arg-type]
        assert len(queries.my_cases()) == 1


def test_the_words_of_opening_are_told_to_each_in_turn() -> None:
    officer = an_officer()
    with acting(officer, purpose="casework"):
        case = services.open_case(
            life=LIFE,
            service="s",
            version=VERSION,
            need="n",
            answers={},
            contact={},
            words=OpenWords(resident={"en": "Thank you"}, staff={"en": "By telephone"}),
            at=NOON,
        )
        (entry,) = queries.timeline(case_id=case.id)
    assert (entry.words, entry.staff_words) == ({"en": "Thank you"}, {"en": "By telephone"})
    assert (entry.kind, entry.to_state, entry.by_id) == (
        Kind.OPENED,
        "received",
        officer.officer,
    )


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("3" * 16 + "4" * 8)
    monkeypatch.setattr(secrets, "choice", lambda _: next(drawn))
    officer = an_officer()
    first, second = a_case(officer), a_case(officer)
    assert first.reference.startswith("SR-333-333-33")
    assert second.reference.startswith("SR-444-444-44")
    assert read(officer, second) == second
    assert len(log_of(officer, second)) == 1


def test_two_organisations_may_hold_the_same_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "choice", lambda _: "6")
    officers = [an_officer(), an_officer()]
    cases = [a_case(officer) for officer in officers]
    assert cases[0].reference == cases[1].reference
    for officer, case in zip(officers, cases, strict=True):
        with acting(officer, purpose="casework"):
            assert queries.case(reference=case.reference).id == case.id
    with acting(Actor(), purpose="follow"):
        holders = queries.organisations_of_reference(reference=cases[0].reference)
    assert set(holders) == {officer.org for officer in officers}
