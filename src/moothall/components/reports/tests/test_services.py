"""Making reports, and what staff do with them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import (
    AlreadyReported,
    Contact,
    NeedsAPlace,
    NeedsWords,
    NotReportedHere,
    NotTheSame,
    NotYours,
    OnlyTheSteward,
    ReportChanged,
    ReportNotFound,
    SchemeRefused,
    Status,
    StatusRefused,
    TooLong,
)
from moothall.components.reports.testing import (
    a_category,
    a_report,
    a_scheme,
    a_scheme_document,
    as_seen_by,
    words,
)
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.refusals import Forbidden
from moothall.kernel.testing import (
    NOON,
    a_resident,
    an_officer,
    an_org,
    slug_of,
    the_steward,
)

SAM = Contact(name="Sam Gull", email="sam@example.com", phone="07700 900123")
ANYBODY = Actor()


def names_of(actor: Actor, report_id: UUID) -> list[str]:
    """What the log of an organisation says of a report."""
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select name from event_log where subject = %s order by position", [report_id]
        )
        return [name.removeprefix("reports.").removesuffix(".v1") for (name,) in cursor]


def test_a_report_belongs_to_the_organisation_that_is_responsible() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(county))
    made = a_report(a_resident(borough), contact=SAM)
    seen = as_seen_by(an_officer(county), made.report_id)
    assert (seen.org, seen.asked, seen.status) == (county, borough, Status.OPEN)
    assert made.responsible.because["en"] == "It looks after roads."
    assert seen.due_at is not None
    assert seen.due_at > NOON + timedelta(days=4)


def test_that_it_was_made_is_said_on_the_log_of_whoever_was_asked() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(county))
    made = a_report(a_resident(borough), contact=SAM)
    assert names_of(an_officer(borough), made.report_id) == ["report-made"]
    assert names_of(an_officer(county), made.report_id) == []


def test_the_same_mailbox_is_the_same_person_on_the_log() -> None:
    org = an_org()
    a_scheme(a_category(org))
    persons = set()
    for _ in range(2):
        made = a_report(a_resident(org), contact=SAM)
        with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
            cursor.execute(
                "select body->>'person' from event_log where subject = %s", [made.report_id]
            )
            persons |= set(cursor.fetchall())
    assert len(persons) == 1
    assert persons != {(None,)}


def test_everybody_reads_a_report_and_nobody_else_who_made_it() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(county))
    resident = a_resident(borough)
    made = a_report(resident, contact=SAM, answers={"depth": "fist"})
    assert as_seen_by(ANYBODY, made.report_id).reference == made.reference
    for actor, reads in (
        (an_officer(county), True),
        (resident, True),
        (an_officer(borough), False),
        (a_resident(borough), False),
        (ANYBODY, False),
    ):
        with acting(actor, purpose="test"):
            told = queries.told(report_id=made.report_id)
        assert (told is not None) is reads
        assert told is None or (told.contact, told.answers) == (SAM, {"depth": "fist"})


@pytest.mark.parametrize(
    ("changed", "description", "code"),
    [
        ({"private": True}, "A hole", ""),
        ({}, "Ask sam@example.com", "email"),
        ({"hold": {"text": True}}, "A hole", "text"),
    ],
)
def test_what_is_private_or_held_only_those_concerned_read(
    changed: dict[str, object], description: str, code: str
) -> None:
    org = an_org()
    a_scheme(a_category(org, **changed))
    resident = a_resident(org)
    made = a_report(resident, description=description)
    assert made.held == code
    for actor in (an_officer(org), resident):
        assert as_seen_by(actor, made.report_id).description == description
    for actor in (ANYBODY, a_resident(org), an_officer(an_org())):
        with pytest.raises(ReportNotFound):
            as_seen_by(actor, made.report_id)


def test_what_was_held_is_public_once_somebody_has_looked() -> None:
    org, photo = an_org(), uuid4()
    a_scheme(a_category(org, hold={"text": True, "photos": True}))
    made = a_report(a_resident(org), photos=[photo], attach=False)
    officer = an_officer(org)
    assert [p.held for p in as_seen_by(officer, made.report_id).photos] == [True]
    with acting(officer, purpose="test"):
        services.release_held(report_id=made.report_id, at=NOON)
    assert as_seen_by(ANYBODY, made.report_id).photos == ()
    with acting(officer, purpose="test"):
        services.release_held(report_id=made.report_id, photos=(photo,), at=NOON)
    assert [p.document for p in as_seen_by(ANYBODY, made.report_id).photos] == [photo]


def test_nothing_is_made_of_what_nobody_here_deals_with() -> None:
    there = {"words": words("Tell the railway"), "link": "https://railway.example"}
    org = an_org()
    a_scheme(a_category(org), a_category(org, "trains", responsible=[], elsewhere=there))
    with pytest.raises(NotReportedHere, match="Tell the railway"):
        a_report(a_resident(org), category="trains")


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"description": "  "}, NeedsWords),
        ({"description": "x" * 4001}, TooLong),
        ({"lat": None, "lon": None}, NeedsAPlace),
        ({"lat": 52.0, "lon": None}, NeedsAPlace),
    ],
)
def test_a_report_needs_words_and_a_place(
    told: dict[str, object], refusal: type[Exception]
) -> None:
    org = an_org()
    a_scheme(a_category(org))
    whole: dict[str, object] = {"description": "A hole", "lat": 52.3, "lon": 2.0, **told}
    with pytest.raises(refusal), acting(a_resident(org), purpose="test"):
        services.make(category="pothole", at=NOON, **whole)  # type: ignore[arg-type]


def test_what_a_source_sends_twice_is_one_report_whoever_is_responsible_by_then() -> None:
    org, other = an_org(), an_org()
    a_scheme(a_category(org))
    client = Actor(org=org, client=uuid4())
    first = a_report(client, source="app", source_id="7")
    a_scheme(a_category(other))
    with pytest.raises(AlreadyReported) as refused:
        a_report(client, source="app", source_id="7")
    assert refused.value.details["report_id"] == first.report_id
    assert a_report(client, source="other", source_id="7").report_id != first.report_id


def test_a_prepared_text_says_it_and_leads_where_it_says() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made, officer = a_report(a_resident(org)), an_officer(org)
    with acting(officer, purpose="test"):
        said = services.update(report_id=made.report_id, text="planned", at=NOON)
    assert said.words["en"] == f"We plan the work on {made.reference} in 5 days."
    assert as_seen_by(officer, made.report_id).status is Status.PLANNED


def test_a_report_that_is_closed_says_how_long_it_was_open() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made, officer = a_report(a_resident(org)), an_officer(org)
    with acting(officer, purpose="test"):
        services.update(report_id=made.report_id, text="fixed", at=NOON + timedelta(hours=1))
    with acting(officer, purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select body->>'outcome', (body->>'seconds_open')::int from event_log"
            " where subject = %s and name = 'reports.report-closed.v1'",
            [made.report_id],
        )
        assert cursor.fetchall() == [("met", 3600)]


def test_words_for_staff_are_read_by_staff() -> None:
    org = an_org()
    a_scheme(a_category(org))
    resident, officer = a_resident(org), an_officer(org)
    made = a_report(resident)
    with acting(officer, purpose="test"):
        services.update(
            report_id=made.report_id, words={"en": "Ask Kim"}, public=False, at=NOON
        )
        assert len(queries.updates(report_id=made.report_id)) == 1
    for actor in (resident, ANYBODY, an_officer(an_org())):
        with acting(actor, purpose="test"):
            assert queries.updates(report_id=made.report_id) == []


def test_an_update_is_refused_from_outside_and_when_something_changed() -> None:
    org = an_org()
    a_scheme(a_category(org))
    resident, officer = a_resident(org), an_officer(org)
    made = a_report(resident)
    fixed = {"report_id": made.report_id, "text": "fixed", "at": NOON}
    for actor, refusal in (
        (resident, NotYours),
        (an_officer(an_org()), ReportNotFound),
        (an_officer(org, "clerk"), Forbidden),
    ):
        with pytest.raises(refusal), acting(actor, purpose="test"):
            services.update(**fixed)  # type: ignore[arg-type]
    with pytest.raises(ReportChanged), acting(officer, purpose="test"):
        services.update(**fixed, revision=9)  # type: ignore[arg-type]
    with acting(officer, purpose="test"):
        services.update(**fixed, revision=1)  # type: ignore[arg-type]
    with pytest.raises(StatusRefused), acting(officer, purpose="test"):
        services.update(report_id=made.report_id, status=Status.PLANNED, at=NOON)


def test_a_report_that_is_forwarded_takes_along_what_came_with_it() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(borough))
    made = a_report(a_resident(borough), contact=SAM)
    ours, theirs = an_officer(borough), an_officer(county)
    with acting(ours, purpose="test"):
        services.take(report_id=made.report_id, at=NOON)
        services.forward(
            report_id=made.report_id,
            to=slug_of(county),
            reason={"en": "A main road"},
            at=NOON,
        )
    with acting(theirs, purpose="test"):
        found = queries.report(report_id=made.report_id)
        told = queries.told(report_id=made.report_id)
        assert (found.org, found.asked, found.assignee) == (county, borough, None)
        assert told is not None
        assert told.contact == SAM
        services.update(report_id=made.report_id, text="fixed", at=NOON)
    with acting(ours, purpose="test"):
        assert queries.told(report_id=made.report_id) is None
    assert names_of(ours, made.report_id) == [
        "report-made", "report-assigned", "report-forwarded",
    ]  # fmt: skip


@pytest.mark.skipif(
    not registry.offers("notifications.v1"), reason="nobody sends messages here"
)
def test_whose_it_is_from_now_on_tells_the_followers_that_it_was_forwarded() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(borough))
    made = a_report(a_resident(borough))
    with acting(an_officer(borough), purpose="test"):
        services.forward(
            report_id=made.report_id, to=slug_of(county), reason={"en": "Theirs"}, at=NOON
        )
    with acting(an_officer(county), purpose="test"), connection.cursor() as cursor:
        told = queries.updates(report_id=made.report_id)[-1]
        cursor.execute(
            "select args->>'org' from procrastinate_jobs where args->>'update' = %s",
            [str(told.id)],
        )
        assert cursor.fetchall() == [(str(county),)]


def test_why_a_report_is_forwarded_is_said_in_few_words() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(borough))
    made = a_report(a_resident(borough))
    with pytest.raises(TooLong), acting(an_officer(borough), purpose="test"):
        services.forward(
            report_id=made.report_id, to=slug_of(county), reason={"en": "x" * 4001}, at=NOON
        )


def test_an_organisation_reads_on_what_it_forwarded_in_private_but_works_on_it_no_more() -> (
    None
):
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(borough, private=True))
    made, ours = a_report(a_resident(borough)), an_officer(borough)
    with acting(ours, purpose="test"):
        services.forward(
            report_id=made.report_id, to=slug_of(county), reason={"en": "Theirs"}, at=NOON
        )
    assert as_seen_by(ours, made.report_id).org == county
    with pytest.raises(ReportNotFound), acting(ours, purpose="test"):
        services.update(report_id=made.report_id, text="fixed", at=NOON)


def test_a_duplicate_brings_its_followers_along() -> None:
    org = an_org()
    a_scheme(a_category(org))
    one, other, officer = a_report(a_resident(org)), a_report(a_resident(org)), an_officer(org)
    for made in (one, other):
        with acting(a_resident(org), purpose="test"):
            assert services.follow_instead(report_id=made.report_id, at=NOON)
    with acting(officer, purpose="test"):
        services.merge(report_id=one.report_id, into=other.report_id, at=NOON)
        assert queries.followers(report_ids=[other.report_id]) == {other.report_id: 2}
        merged = queries.report(report_id=one.report_id)
        assert (merged.status, merged.duplicate_of) == (Status.DUPLICATE, other.report_id)
    with pytest.raises(NotTheSame), acting(officer, purpose="test"):
        services.merge(report_id=other.report_id, into=one.report_id, at=NOON)


def test_only_the_steward_publishes_a_scheme() -> None:
    org = an_org()
    with pytest.raises(OnlyTheSteward), acting(an_officer(org), purpose="test"):
        services.publish(content=a_scheme_document(a_category(org)), at=NOON)


def test_a_scheme_with_mistakes_is_refused_with_all_of_them() -> None:
    org = an_org()
    wrong = a_category(org, radius=-1, need=3, responsible=[])
    with (
        pytest.raises(SchemeRefused) as refused,
        acting(Actor(org=the_steward()), purpose="test"),
    ):
        services.publish(content=a_scheme_document(wrong), at=NOON)
    for place in ("categories.pothole.radius", "categories.pothole.need"):
        assert place in str(refused.value)


def test_the_same_scheme_again_is_no_new_version() -> None:
    org = an_org()
    first = a_scheme(a_category(org))
    assert a_scheme(a_category(org)) == first
    assert a_scheme(a_category(org, radius=7)).number == first.number + 1
