"""Nobody reads or changes what is not theirs, by query, ORM, raw SQL, search or count."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from moothall.components.cases import models, queries, services
from moothall.components.cases.contracts import Case, CaseFilters, CaseNotFound, LinkKind
from moothall.components.cases.testing import a_case, a_life
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.models import SharingGrant
from moothall.kernel.testing import NOON, a_person, a_resident, an_officer, an_org

LIFE = a_life()
TABLES = ("cases_case", "cases_timeline", "cases_note", "cases_link")
ROWS = [models.Case, models.TimelineEntry, models.Note, models.Link]


def a_full_case(opener: Actor, officer: Actor) -> Case:
    """A case with words for staff, a note, a link, and the end of its life."""
    case, other = a_case(opener, contact={"email": "a@example.com"}), a_case(officer)
    with acting(officer, purpose="casework"):
        services.assign(case_id=case.id, to=a_person(), at=NOON)
        services.add_note(case_id=case.id, text="For staff", at=NOON)
        services.link(case_id=case.id, other=other.id, kind=LinkKind.RELATED, at=NOON)
        services.act(case_id=case.id, life=LIFE, action="update", at=NOON)
    return case


def strangers(served_by: Actor) -> list[Actor]:
    return [
        an_officer(None, "manager", "caseworker"),
        Actor(),
        a_resident(served_by.org or an_org(), signed_in=True),
        a_resident(an_org()),
        Actor(person=a_person()),
    ]


def visible(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchall()[0][0])


def test_a_stranger_reads_no_row_of_any_table() -> None:
    officer = an_officer()
    a_full_case(a_resident(officer.org or an_org()), officer)
    for stranger in strangers(officer):
        with acting(stranger, purpose="casework"):
            assert [visible(table) for table in TABLES] == [0, 0, 0, 0]
            assert [rows.readable.count() for rows in ROWS] == [0, 0, 0, 0]


def test_a_stranger_changes_no_row() -> None:
    officer = an_officer()
    case = a_full_case(a_resident(officer.org or an_org()), officer)
    for stranger in strangers(officer):
        with acting(stranger, purpose="casework"), connection.cursor() as cursor:
            cursor.execute("update cases_case set state = 'stolen'")
            assert cursor.rowcount == 0
    with acting(officer, purpose="casework"):
        assert queries.case_by_id(case_id=case.id).state == "received"


@pytest.mark.parametrize(
    "statement",
    [
        "delete from cases_case",
        "delete from cases_timeline",
        "update cases_timeline set kind = 'opened'",
        "delete from cases_note",
        "update cases_note set text = 'other'",
        "delete from cases_link",
    ],
)
def test_what_was_written_stays_also_for_its_own_organisation(statement: str) -> None:
    officer = an_officer()
    a_full_case(officer, officer)
    with pytest.raises(ProgrammingError, match="permission denied"):  # noqa: SIM117
        with acting(officer, purpose="casework"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_another_organisation_finds_nothing_by_any_query() -> None:
    officer = an_officer()
    case = a_full_case(officer, officer)
    with acting(an_officer(None, "manager", "caseworker"), purpose="casework"):
        for reference in (case.reference, case.reference.lower()):
            with pytest.raises(CaseNotFound):
                queries.case(reference=reference)
        with pytest.raises(CaseNotFound):
            queries.case_by_id(case_id=case.id)
        for q in ("", case.reference, "hole", "a@example.com"):
            filters = CaseFilters(q=q)
            assert queries.find(filters=filters, at=NOON).rows == ()
            assert queries.count(filters=filters, at=NOON) == 0
            assert list(queries.rows_for_csv(filters=filters, at=NOON)) == []
            assert queries.tallies(filters=filters, at=NOON) == []
        assert queries.timeline(case_id=case.id) == []
        assert queries.notes(case_id=case.id) == []
        assert queries.links(case_id=case.id) == []
        assert queries.officer_load(at=NOON) == []
        assert queries.case_of_mailbox(reference=case.reference, email="a@example.com") is None


def test_the_case_of_another_organisation_is_as_missing_as_one_that_never_was() -> None:
    case = a_case(an_officer())
    other = an_officer(None, "manager", "caseworker")
    for case_id in (case.id, uuid7()):
        with acting(other, purpose="casework"):
            with pytest.raises(CaseNotFound):
                services.act(case_id=case_id, life=LIFE, action="resolve", at=NOON)
            with pytest.raises(CaseNotFound):
                services.assign(case_id=case_id, to=a_person(), at=NOON)
            with pytest.raises(CaseNotFound):
                services.reopen(case_id=case_id, life=LIFE, at=NOON)
            with pytest.raises(CaseNotFound):
                services.add_note(case_id=case_id, text="Hello", at=NOON)
            late = NOON + timedelta(days=90)
            assert services.lapse(case_id=case_id, life=LIFE, at=late) is None


def test_the_search_past_the_policies_keeps_to_the_organisation_that_acts() -> None:
    officer = an_officer()
    a_case(officer)
    ask = (
        "select cases_search('words', '''hole''', null, null, null, null, null, null, 10),"
        " cases_search('reference', 'SR-', null, null, null, null, null, null, 10)"
    )
    for stranger in strangers(officer):
        with acting(stranger, purpose="casework"), connection.cursor() as cursor:
            cursor.execute(ask)
            assert cursor.fetchone() == ([], [])


def test_a_resident_reads_their_own_case_and_no_other_one() -> None:
    org = an_org()
    officer, resident, neighbour = an_officer(org), a_resident(org), a_resident(org)
    case = a_full_case(resident, officer)
    theirs = a_full_case(neighbour, officer)
    with acting(resident, purpose="own"):
        assert [row.id for row in queries.my_cases()] == [case.id]
        with pytest.raises(CaseNotFound):
            queries.case(reference=theirs.reference)
        with pytest.raises(CaseNotFound):
            queries.case_by_id(case_id=theirs.id)
        assert queries.timeline(case_id=theirs.id) == []
        assert set(models.Case.readable.values_list("id", flat=True)) == {case.id}


def test_a_resident_reads_what_is_for_them_and_no_word_for_staff_with_raw_sql_either() -> None:
    org = an_org()
    officer, resident = an_officer(org), a_resident(org)
    case = a_full_case(resident, officer)
    with acting(resident, purpose="own"):
        entries = queries.timeline(case_id=case.id)
        assert [e.action for e in entries] == [None, "update"]
        assert all(e.words and e.staff_words is None and e.by_id is None for e in entries)
        audiences = models.TimelineEntry.readable.values_list("audience", flat=True)
        assert set(audiences) == {"resident"}
        assert (visible("cases_note"), visible("cases_link")) == (0, 0)
    with acting(officer, purpose="casework"):
        kinds = [e.kind for e in queries.timeline(case_id=case.id)]
    assert len(kinds) == 4


def test_a_resident_writes_nothing_for_staff_and_nothing_on_the_case_of_another() -> None:
    org = an_org()
    resident, neighbour = a_resident(org), a_resident(org)
    mine, theirs = a_case(resident), a_case(neighbour)
    write = (
        "insert into cases_timeline (id, entry, org_id, case_id, audience, kind, at, by_kind,"
        " action, from_state, to_state, revision, answers, details) values"
        " (%s, %s, %s, %s, %s, 'acted', now(), 'resident', '', '', '', 9, '{}', '{}')"
    )
    for case, audience in ((mine, "staff"), (theirs, "resident")):
        with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117
            with acting(resident, purpose="own"), connection.cursor() as cursor:
                cursor.execute(write, [uuid7(), uuid7(), org, case.id, audience])
    with acting(resident, purpose="own"), connection.cursor() as cursor:
        cursor.execute(write, [uuid7(), uuid7(), org, mine.id, "resident"])


def test_nobody_opens_a_case_for_an_organisation_that_does_not_serve_them() -> None:
    org, elsewhere = an_org(), an_org()
    resident = a_resident(org)
    case = a_case(resident)
    with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117
        with acting(resident, purpose="own"), connection.cursor() as cursor:
            cursor.execute("update cases_case set org_id = %s", [elsewhere])
    with acting(resident, purpose="own"):
        assert queries.case_by_id(case_id=case.id).org == org


def test_a_note_cannot_hang_on_the_case_of_another_organisation() -> None:
    case, org = a_case(an_officer()), an_org()
    with pytest.raises(IntegrityError), acting(Actor(org=org), purpose="casework"):
        models.Note.objects.create(
            org_id=org, case_id=case.id, at=NOON, by_kind="officer", text="x"
        )


def test_an_agreement_in_force_opens_cases_for_its_purpose_and_no_other_one() -> None:
    owner, other = an_org(), an_org()
    officer, partner = an_officer(owner), an_officer(other)
    case = a_full_case(officer, officer)
    with acting(officer, purpose="agreements"), connection.cursor() as cursor:
        cursor.execute("select now()")
        now = cursor.fetchall()[0][0]
        SharingGrant.objects.create(
            org_id=owner,
            to_org_id=other,
            data_set="cases",
            purpose="prevention",
            effective_from=now - timedelta(days=1),
            effective_to=now + timedelta(days=1),
        )
    with acting(partner, purpose="prevention"):
        assert case.id in set(models.Case.readable.values_list("id", flat=True))
        assert (visible("cases_timeline"), visible("cases_note")) == (0, 0)
        assert queries.find(at=NOON).rows == ()
        with connection.cursor() as cursor:
            cursor.execute("update cases_case set state = 'stolen'")
            assert cursor.rowcount == 0
    with acting(partner, purpose="casework"):
        assert visible("cases_case") == 0


def test_the_holders_of_a_reference_are_all_that_the_place_is_told_of_it() -> None:
    officer = an_officer()
    case = a_case(officer)
    with acting(Actor(), purpose="follow"):
        assert queries.organisations_of_reference(reference=case.reference) == [officer.org]
        assert visible("cases_case") == 0
