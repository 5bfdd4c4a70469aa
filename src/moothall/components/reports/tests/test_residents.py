"""What residents do: open a report again, say it is fixed, follow, confirm, stop."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import (
    Contact,
    LinkUnknown,
    NotATarget,
    NotConcerned,
    NothingToSay,
    ReportNotFound,
    Status,
    StatusRefused,
    Target,
)
from moothall.components.reports.services.telling import FIRST
from moothall.components.reports.testing import a_category, a_report, a_scheme, as_seen_by
from moothall.kernel import parties, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org

LATER = NOON + timedelta(days=30)
mails = pytest.mark.skipif(
    not registry.offers("notifications.v1"), reason="nobody sends messages here"
)


def a_closed_report(org: OrgId, resident: Actor, **told: object) -> UUID:
    made = a_report(resident, **told)  # type: ignore[arg-type]
    with acting(an_officer(org), purpose="test"):
        services.update(report_id=made.report_id, text="fixed", at=NOON)
    return made.report_id


def mailed(org: OrgId) -> list[tuple[str, str, str]]:
    """To whom, subject and body of what the organisation has queued."""
    with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select recipient, subject, body from notifications_message"
            " where org_id = %s order by queued_at, id",
            [org],
        )
        return list(cursor.fetchall())


def secret_in(body: str, act: str) -> str:
    return body.partition(f"/reports/follow/{act}/")[2].split()[0]


def test_whoever_reported_it_opens_it_again_and_the_owner_finds_it_open() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(county))
    resident = a_resident(borough)
    report = a_closed_report(county, resident)
    with acting(resident, purpose="test"):
        services.reopen(report_id=report, reason="It is there again", at=LATER)
    with acting(an_officer(county), purpose="test"):
        found = queries.worklist(at=LATER).rows[0]
        assert (found.id, found.status, found.closed_at) == (report, Status.OPEN, None)
        last = queries.updates(report_id=report)[-1]
        assert (last.by_kind, last.words) == ("resident", {"en": "It is there again"})


def test_that_it_was_reopened_names_the_owner_on_whose_log_ever_it_is() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(county))
    resident = a_resident(borough)
    report = a_closed_report(county, resident)
    with acting(resident, purpose="test"):
        services.reopen(report_id=report, reason="It is there again", at=LATER)
    with acting(an_officer(borough), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select body->>'responsible', body->>'by_resident' from event_log"
            " where subject = %s and name = 'reports.report-reopened.v1'",
            [report],
        )
        assert cursor.fetchall() == [(str(county), "true")]


@mails
def test_what_was_asked_for_before_holds_once_the_mailbox_is_proved() -> None:
    org = an_org()
    a_scheme(a_category(org))
    report = a_report(a_resident(org)).report_id
    asked = {"report_id": report, "email": f"{uuid4().hex}@example.com", "at": NOON}
    with acting(a_resident(org), purpose="test"):
        assert not services.follow_instead(**asked)  # type: ignore[arg-type]
    visit = parties.visit_of_mailbox(str(asked["email"]))
    with acting(Actor(served_by=org, visits=(visit,)), purpose="test"):
        assert services.follow_instead(**asked)  # type: ignore[arg-type]
        assert queries.followers(report_ids=[report]) == {report: 1}


@pytest.mark.parametrize(
    "street", ["https://bad.example", "Win at bad.example now", "sam@example", "<b>", "a/b"]
)
def test_a_street_that_would_mail_a_link_to_somebody_is_none(street: str) -> None:
    with pytest.raises(NotATarget), acting(a_resident(an_org()), purpose="test"):
        services.subscribe(target=Target.STREET, of=street, email="victim@example.com", at=NOON)


def test_a_street_may_have_points_and_strokes_in_its_name() -> None:
    with acting(a_resident(an_org()), purpose="test"):
        assert not services.subscribe(
            target=Target.STREET, of="St. Mary's Heol-y-Môr", email="sam@example.com", at=NOON
        )


def test_a_stranger_opens_nothing_again_and_whoever_follows_it_does() -> None:
    org = an_org()
    a_scheme(a_category(org))
    report, neighbour = a_closed_report(org, a_resident(org)), a_resident(org)
    again = {"report_id": report, "reason": "Still there", "at": LATER}
    with pytest.raises(NotConcerned), acting(neighbour, purpose="test"):
        services.reopen(**again)  # type: ignore[arg-type]
    with acting(neighbour, purpose="test"):
        services.follow_instead(report_id=report, at=LATER)
    with acting(neighbour, purpose="test"):
        services.reopen(**again)  # type: ignore[arg-type]
    assert as_seen_by(neighbour, report).is_open


def test_a_resident_changes_a_report_in_no_other_way() -> None:
    org = an_org()
    a_scheme(a_category(org))
    resident = a_resident(org)
    made = a_report(resident)
    with acting(resident, purpose="test"), connection.cursor() as cursor:
        cursor.execute("update reports_report set description = 'x'")
        assert cursor.rowcount == 0
        cursor.execute(
            "select reports_set_by_resident(%s, 1, 'cancelled', now())", [made.report_id]
        )
        assert cursor.fetchall() == [(False,)]


def test_opening_again_needs_a_reason_and_a_closed_report() -> None:
    org = an_org()
    a_scheme(a_category(org))
    resident = a_resident(org)
    closed, opened = a_closed_report(org, resident), a_report(resident).report_id
    with pytest.raises(NothingToSay), acting(resident, purpose="test"):
        services.reopen(report_id=closed, reason=" ", at=LATER)
    with pytest.raises(StatusRefused), acting(resident, purpose="test"):
        services.reopen(report_id=opened, reason="Still there", at=LATER)


def test_a_reason_that_says_who_somebody_is_waits_for_a_look() -> None:
    org = an_org()
    a_scheme(a_category(org))
    resident, officer = a_resident(org), an_officer(org)
    report = a_closed_report(org, resident)
    with acting(resident, purpose="test"):
        again = services.reopen(report_id=report, reason="Ring 07700 900123", at=LATER)
    with acting(Actor(), purpose="test"):
        assert again.id not in {u.id for u in queries.updates(report_id=report)}
    with acting(officer, purpose="test"):
        services.release_update(update_id=again.id, at=LATER)
    with acting(Actor(), purpose="test"):
        assert again.id in {u.id for u in queries.updates(report_id=report)}


@pytest.mark.parametrize(
    ("closed", "fixed", "status"),
    [
        (False, True, Status.FIXED_BY_OTHERS),
        (False, False, Status.OPEN),
        (True, True, Status.FIXED),
        (True, False, Status.OPEN),
    ],
)
def test_the_answer_to_was_it_fixed_moves_the_report_where_it_must(
    *, closed: bool, fixed: bool, status: Status
) -> None:
    org = an_org()
    a_scheme(a_category(org))
    resident = a_resident(org)
    report = a_closed_report(org, resident) if closed else a_report(resident).report_id
    with acting(resident, purpose="test"):
        services.say_fixed(report_id=report, fixed=fixed, at=LATER)
    assert as_seen_by(resident, report).status is status


@mails
def test_whoever_reported_it_is_written_to() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(county))
    made = a_report(a_resident(borough), contact=Contact(email="sam@example.com"))
    ((to, subject, body),) = mailed(borough)
    assert to == "sam@example.com"
    assert made.reference in subject
    assert "It looks after roads." in body


@mails
def test_after_four_weeks_the_reporter_is_asked_once_and_may_answer_by_the_link() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made = a_report(a_resident(org), contact=Contact(email="sam@example.com"))
    a_report(a_resident(org))
    asked = []
    for at in (NOON + timedelta(days=27), LATER, LATER):
        with acting(Actor(org=org), purpose="test"):
            asked.append(services.ask_whether_fixed(at=at))
    assert asked == [0, 1, 0]
    visit = parties.visit_of(secret_in(mailed(org)[-1][2], "fixed"))
    with acting(Actor(served_by=an_org(), visits=(visit,)), purpose="test"):
        found = queries.following_by(token=visit)
        assert found is not None
        assert (found.target, found.of) == (Target.ASKED, str(made.report_id))
        services.say_fixed(report_id=made.report_id, fixed=True, at=LATER)
    assert as_seen_by(Actor(), made.report_id).status is Status.FIXED_BY_OTHERS


@mails
def test_following_by_mail_holds_once_the_link_was_opened() -> None:
    org, served_by = an_org(), an_org()
    a_scheme(a_category(org))
    made, officer = a_report(a_resident(org)), an_officer(org)
    with acting(a_resident(served_by), purpose="test"):
        holds = services.subscribe(
            target=Target.REPORT, of=str(made.report_id), email="kim@example.com", at=NOON
        )
        assert not holds
    secret = secret_in(mailed(served_by)[0][2], "confirm")
    with acting(officer, purpose="test"):
        assert queries.followers(report_ids=[made.report_id])[made.report_id] == 0
    visit = parties.visit_of(secret)
    with acting(Actor(served_by=served_by, visits=(visit,)), purpose="test"):
        assert services.confirm(secret=secret, at=NOON).is_confirmed
    with acting(officer, purpose="test"):
        said = services.update(report_id=made.report_id, text="planned", at=NOON)
        assert services.tell_some(update_id=said.id, beyond=FIRST, at=NOON) is None
    ((to, _, body),) = mailed(org)
    assert to == "kim@example.com"
    assert secret_in(body, "stop") == secret
    with acting(Actor(visits=(visit,)), purpose="test"):
        services.unsubscribe(secret=secret, at=NOON)
    with acting(officer, purpose="test"):
        assert queries.followers(report_ids=[made.report_id])[made.report_id] == 0


@mails
@pytest.mark.parametrize(
    ("target", "of", "categories", "is_told"),
    [
        (Target.STREET, "harbour  STREET", (), True),
        (Target.STREET, "Harbour Street", ("graffiti",), False),
        (Target.STREET, "Harbour Street", ("graffiti", "pothole"), True),
        (Target.STREET, "Quay Street", (), False),
    ],
)
def test_who_follows_a_street_hears_of_its_reports(
    *, target: Target, of: str, categories: tuple[str, ...], is_told: bool
) -> None:
    org = an_org()
    a_scheme(a_category(org))
    resident, email = a_resident(org), f"{uuid4()}@example.com"
    proved = Actor(served_by=org, visits=(*resident.visits, parties.visit_of_mailbox(email)))
    with acting(proved, purpose="test"):
        assert services.subscribe(
            target=target, of=of, email=email, categories=categories, at=NOON
        )
    made = a_report(a_resident(org), street="Harbour Street")
    with acting(an_officer(org), purpose="test"):
        said = services.update(report_id=made.report_id, text="planned", at=NOON)
        services.tell_some(update_id=said.id, beyond=FIRST, at=NOON)
    told = [to for to, _, body in mailed(org) if made.reference in body]
    assert (email in told) is is_told


def test_a_link_that_nobody_was_sent_confirms_nothing() -> None:
    with pytest.raises(LinkUnknown), acting(a_resident(an_org()), purpose="test"):
        services.confirm(secret="nonsense", at=NOON)


def test_only_what_there_is_can_be_followed() -> None:
    org = an_org()
    a_scheme(a_category(org, private=True))
    private = a_report(a_resident(org)).report_id
    resident = a_resident(org)
    for target, of, refusal in (
        (Target.REPORT, "nonsense", NotATarget),
        (Target.REPORT, str(private), ReportNotFound),
        (Target.STREET, "  ", NotATarget),
        (Target.WARD, "x" * 201, NotATarget),
    ):
        with pytest.raises(refusal), acting(resident, purpose="test"):
            services.subscribe(target=target, of=of, at=NOON)
