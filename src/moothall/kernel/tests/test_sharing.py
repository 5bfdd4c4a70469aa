"""Sharing: an agreement opens rows of one organisation to another, while it is in force."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection
from django.utils.timezone import now

from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.models import SharingGrant
from moothall.kernel.tenancy import SHARED, ForceRowSecurity
from moothall.kernel.testing import NOON, an_officer, an_org, at_once
from moothall.kernel.tests.tables import a_row, changes, deletes, reads, tables


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    with tables({"try_lent": ForceRowSecurity("try_lent", readers=[SHARED])}):
        yield


def share(
    owner: OrgId,
    *,
    to: OrgId,
    since: datetime,
    until: datetime,
    data_set: str = "needs",
    purpose: str = "planning",
) -> None:
    with acting(an_officer(owner), purpose="test"):
        SharingGrant.objects.create(
            org_id=owner,
            to_org_id=to,
            data_set=data_set,
            purpose=purpose,
            effective_from=since,
            effective_to=until,
        )


class TestSharing:
    """An agreement opens one data set of one owner to one other, for one purpose and a time."""

    def read_by(self, other: OrgId, row: UUID, *, purpose: str = "planning") -> bool:
        return reads(an_officer(other), "try_lent", row, purpose=purpose)

    def test_in_force_it_opens_rows_for_reading_and_not_for_writing(self) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_lent", owner)
        share(owner, to=other, since=now() - timedelta(days=1), until=now() + timedelta(days=1))
        assert self.read_by(other, row)
        assert not changes(an_officer(other), "try_lent", row)
        assert not deletes(an_officer(other), "try_lent", row)

    def test_it_opens_nothing_for_another_purpose_or_to_a_third_or_the_other_way(self) -> None:
        owner, other = an_org(), an_org()
        row, back = a_row("try_lent", owner), a_row("try_lent", other)
        share(owner, to=other, since=now() - timedelta(days=1), until=now() + timedelta(days=1))
        assert not self.read_by(other, row, purpose="casework")
        assert not self.read_by(an_org(), row)
        assert not self.read_by(owner, back)

    def test_it_opens_no_other_data_set(self) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_lent", owner)
        day = timedelta(days=1)
        share(owner, to=other, since=now() - day, until=now() + day, data_set="contacts")
        assert not self.read_by(other, row)

    @pytest.mark.parametrize(("since", "until"), [(1, 2), (-2, -1)])
    def test_it_opens_nothing_before_its_time_or_after_it(self, since: int, until: int) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_lent", owner)
        share(
            owner,
            to=other,
            since=now() + timedelta(days=since),
            until=now() + timedelta(days=until),
        )
        assert not self.read_by(other, row)

    @pytest.mark.parametrize(
        ("since", "until", "opens"),
        [
            ("statement_timestamp()", "'infinity'", 1),
            ("statement_timestamp() + interval '1 microsecond'", "'infinity'", 0),
            ("'-infinity'", "statement_timestamp()", 0),
            ("'-infinity'", "statement_timestamp() + interval '1 microsecond'", 1),
        ],
    )
    def test_it_begins_at_its_first_instant_and_is_over_at_its_last(
        self, since: str, until: str, opens: int
    ) -> None:
        owner, other = an_org(), an_org()
        # Statements that are sent together share their timestamp, so the instant can be met.
        together = f"""
          select set_config('moothall.org', '{owner}', true);
          insert into sharing_grant
                 (id, org_id, to_org_id, data_set, purpose, effective_from, effective_to)
          values ('{uuid7()}', '{owner}', '{other}', 'needs', 'planning', {since}, {until});
          select set_config('moothall.org', '{other}', true);
          select cardinality(readable_keys())
        """
        with acting(Actor(), purpose="planning"), connection.cursor() as cursor:
            cursor.execute(together)
            for _ in range(3):
                assert cursor.nextset()
            assert cursor.fetchone() == (opens,)

    def test_once_it_is_ended_an_open_transaction_reads_no_more(self) -> None:
        owner, other = an_org(), an_org()
        row = a_row("try_lent", owner)
        share(owner, to=other, since=now() - timedelta(days=1), until=now() + timedelta(days=1))

        def end() -> None:
            with acting(an_officer(owner), purpose="test"), connection.cursor() as cursor:
                cursor.execute("update sharing_grant set effective_to = clock_timestamp()")

        found = "select from try_lent where id = %s"
        with acting(an_officer(other), purpose="planning"), connection.cursor() as cursor:
            cursor.execute(found, [row])
            assert cursor.rowcount == 1
            at_once(1, end)
            cursor.execute(found, [row])
            assert cursor.rowcount == 0

    def test_it_is_known_to_both_sides_and_to_nobody_else(self) -> None:
        owner, other = an_org(), an_org()
        share(owner, to=other, since=now(), until=now())
        for actor, knows in (
            (an_officer(owner), True),
            (an_officer(other), True),
            (an_officer(), False),
            (Actor(), False),
        ):
            with acting(actor, purpose="test"):
                assert SharingGrant.objects.filter(org=owner).exists() is knows

    def test_nobody_opens_what_is_not_theirs(self) -> None:
        owner, other = an_org(), an_org()
        with pytest.raises(ProgrammingError, match="row-level security"):
            insert_grant_for(owner, by=an_officer(other), to=other)


def insert_grant_for(owner: OrgId, *, by: Actor, to: OrgId) -> None:
    with acting(by, purpose="test"):
        SharingGrant.objects.create(
            org_id=owner,
            to_org_id=to,
            data_set="needs",
            purpose="planning",
            effective_from=NOON,
            effective_to=NOON,
        )
