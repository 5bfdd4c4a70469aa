"""Who takes part in what: joining, seeing and leaving."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection
from django.utils.timezone import now

from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.models import Party
from moothall.kernel.testing import a_person, a_resident, an_officer, an_org


def joined(actor: Actor, subject: UUID) -> UUID:
    with acting(actor, purpose="test"):
        parties.add_self(subject=subject)
    return subject


def subjects_of(actor: Actor) -> list[UUID]:
    with acting(actor, purpose="test"):
        return parties.my_subjects()


class TestJoining:
    def test_a_resident_joins_what_nobody_has_joined(self) -> None:
        resident = a_resident(an_org())
        subject = joined(resident, uuid7())
        assert subjects_of(resident) == [subject]

    def test_a_resident_does_not_join_what_another_takes_part_in(self) -> None:
        org = an_org()
        subject = joined(a_resident(org), uuid7())
        for other in (a_resident(org), a_resident(org, signed_in=True), a_resident(an_org())):
            with pytest.raises(ProgrammingError, match="row-level security"):
                joined(other, subject)
            assert subjects_of(other) == []

    def test_nor_after_everybody_has_left(self) -> None:
        org = an_org()
        first = a_resident(org)
        subject = joined(first, uuid7())
        with acting(first, purpose="test"):
            parties.end(subject=subject, visit=first.visits[0], at=now())
        with pytest.raises(ProgrammingError, match="row-level security"):
            joined(a_resident(org), subject)

    def test_a_resident_lets_a_helper_take_part_in_what_is_theirs(self) -> None:
        org = an_org()
        resident, helper = a_resident(org), a_resident(org)
        subject = joined(resident, uuid7())
        with acting(resident, purpose="test"):
            parties.add(subject=subject, role=parties.Role.HELPER, visit=helper.visits[0])
        assert subjects_of(helper) == [subject]

    def test_an_officer_lets_somebody_take_part(self) -> None:
        org, subject = an_org(), uuid7()
        resident = a_resident(org)
        with acting(an_officer(org), purpose="test"):
            parties.add(subject=subject, visit=resident.visits[0])
        assert subjects_of(resident) == [subject]

    def test_an_officer_does_not_open_what_takes_place_at_another_organisation(self) -> None:
        subject = joined(a_resident(an_org()), uuid7())
        theirs = parties.visit_of(parties.new_secret())
        with (
            acting(an_officer(), purpose="test"),
            pytest.raises(ProgrammingError, match="row-level security"),
        ):
            parties.add(subject=subject, visit=theirs)

    def test_one_who_is_signed_in_takes_part_on_every_device(self) -> None:
        org = an_org()
        resident = a_resident(org, signed_in=True)
        subject = joined(resident, uuid7())
        elsewhere = Actor(served_by=org, person=resident.person)
        assert subjects_of(elsewhere) == [subject]
        assert set(subjects_of(Actor(served_by=org, visits=resident.visits))) == {subject}

    def test_one_who_proved_a_mailbox_takes_part_in_what_was_sent_to_it(self) -> None:
        org, subject = an_org(), uuid7()
        with acting(an_officer(org), purpose="test"):
            mailbox = parties.visit_of_mailbox("Sam@Example.com ")
            parties.add(subject=subject, visit=mailbox)
        proved = Actor(served_by=org, visits=(parties.visit_of_mailbox("sam@example.com"),))
        assert subject in subjects_of(proved)

    def test_nobody_takes_part_in_anything_by_having_no_visit(self) -> None:
        joined(a_resident(an_org()), uuid7())
        assert subjects_of(Actor(served_by=an_org())) == []
        assert subjects_of(Actor(served_by=an_org(), visits=("",))) == []


class TestLeaving:
    @pytest.mark.parametrize(("hours", "takes_part"), [(1, True), (-1, False)])
    def test_a_party_takes_part_until_its_time_is_up(
        self,
        hours: int,
        takes_part: bool,  # noqa: FBT001
    ) -> None:
        org, subject = an_org(), uuid7()
        resident = a_resident(org)
        with acting(an_officer(org), purpose="test"):
            until = now() + timedelta(hours=hours)
            parties.add(subject=subject, visit=resident.visits[0], until=until)
        assert (subjects_of(resident) == [subject]) is takes_part

    def test_it_is_over_at_its_last_instant(self) -> None:
        org = an_org()
        together = f"""
          insert into party (id, org_id, subject, visit, role, until)
          values ('{uuid7()}', '{org}', '{uuid7()}', 'v', 'helper', statement_timestamp()),
                 ('{uuid7()}', '{org}', '{uuid7()}', 'v', 'helper',
                  statement_timestamp() + interval '1 microsecond');
          select set_config('moothall.visits', 'v', true);
          select cardinality(my_subjects())
        """
        with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
            cursor.execute(together)
            assert cursor.nextset()
            assert cursor.nextset()
            assert cursor.fetchone() == (1,)

    def test_who_was_let_in_can_be_let_out_at_once(self) -> None:
        org = an_org()
        resident = a_resident(org)
        subject = joined(resident, uuid7())
        with acting(an_officer(org), purpose="test"):
            assert parties.end(subject=subject, visit=resident.visits[0], at=now()) == 1
            assert parties.end(subject=subject, visit=resident.visits[0], at=now()) == 0
        assert subjects_of(resident) == []

    def test_nobody_outside_ends_it(self) -> None:
        org = an_org()
        resident = a_resident(org)
        subject = joined(resident, uuid7())
        for other in (an_officer(), a_resident(org)):
            with acting(other, purpose="test"):
                assert parties.end(subject=subject, visit=resident.visits[0], at=now()) == 0
        assert subjects_of(resident) == [subject]


class TestSeeing:
    def test_a_resident_sees_only_their_own_parties(self) -> None:
        org = an_org()
        resident, other = a_resident(org, signed_in=True), a_resident(org, signed_in=True)
        subject = joined(resident, uuid7())
        joined(other, uuid7())
        with acting(resident, purpose="test"):
            assert {p.subject for p in Party.objects.all()} == {subject}

    def test_an_organisation_sees_its_own_and_no_others(self) -> None:
        org = an_org()
        subject = joined(a_resident(org), uuid7())
        joined(a_resident(an_org()), uuid7())
        with acting(an_officer(org), purpose="test"):
            assert {p.subject for p in Party.objects.all()} == {subject}

    def test_a_person_is_nobody_else(self) -> None:
        org = an_org()
        subject = joined(a_resident(org, signed_in=True), uuid7())
        assert subject not in subjects_of(Actor(served_by=org, person=a_person()))


class TestSecrets:
    def test_a_visit_does_not_tell_its_secret(self) -> None:
        secret = parties.new_secret()
        assert parties.visit_of(secret) == parties.visit_of(secret)
        assert secret not in parties.visit_of(secret)
        assert len(secret) >= 43

    def test_a_mailbox_is_known_whatever_its_case_and_tells_no_address(self) -> None:
        visit = parties.visit_of_mailbox("sam@example.com")
        assert visit == parties.visit_of_mailbox(" SAM@example.com")
        assert visit != parties.visit_of_mailbox("pat@example.com")
        assert visit != parties.visit_of("sam@example.com")
