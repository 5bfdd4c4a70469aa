"""When what is sent on is gone on with, though nobody does."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.test import override_settings

from moothall.components.reports import jobs, queries
from moothall.components.reports.contracts import SentState
from moothall.components.reports.readers import send_on
from moothall.components.reports.testing import a_category, a_report, a_scheme
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.readers import Line, lines_after
from moothall.kernel.testing import NOON, a_resident, an_org

PAPER = override_settings(CONNECTORS={"reporting.v1": ("open311_paper", {"tray": "sending"})})


def waiting(job: str, org: OrgId) -> int:
    with acting(Actor(org=org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name = %s"
            " and args->>'org' = %s and status = 'todo'",
            [job, str(org)],
        )
        return int(cursor.fetchone()[0])


def made_line(org: OrgId, report_id: UUID) -> Line:
    with acting(Actor(org=org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select epoch, transaction, position from event_log where org_id = %s"
            " and subject = %s order by position limit 1",
            [org, report_id],
        )
        epoch, transaction, position = cursor.fetchone()
    with acting(Actor(org=org), purpose="test"):
        (line,) = lines_after(
            epoch=epoch, transaction=int(transaction), position=position - 1, at_most=1
        )
    return line


def test_a_new_report_is_sent_on_where_a_system_is_chosen() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made = a_report(a_resident(org))
    line = made_line(org, made.report_id)
    with acting(Actor(org=org), purpose="test"):
        send_on(line)
    assert waiting("reports.send-on", org) == 0
    with PAPER, acting(Actor(org=org), purpose="test"):
        send_on(line)
        send_on(line)
    assert waiting("reports.send-on", org) == 1


def test_the_other_system_is_asked_again_when_nobody_has_for_long() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made = a_report(a_resident(org))
    with PAPER:
        with acting(Actor(org=org), purpose="test"):
            jobs.keep_house(at=NOON)
        assert waiting("reports.follow-on", org) == 0
        jobs.send_on(org=str(org), report=str(made.report_id))
        with acting(Actor(org=org), purpose="test"):
            sent = queries.sent(report_id=made.report_id)
            assert sent is not None
            assert sent.state is SentState.SENT
            before = waiting_in(org)
            jobs.keep_house(at=NOON + timedelta(days=3650))
            assert waiting_in(org) == before + 1


def waiting_in(org: OrgId) -> int:
    """As ``waiting``, inside ``acting``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name = 'reports.follow-on'"
            " and args->>'org' = %s and status = 'todo'",
            [str(org)],
        )
        return int(cursor.fetchone()[0])


def test_settings_that_will_not_do_stop_nobody_else() -> None:
    org = an_org()
    a_scheme(a_category(org))
    made = a_report(a_resident(org))
    with PAPER:
        jobs.send_on(org=str(org), report=str(made.report_id))
    wrong = {"reporting.v1": ("open311_paper", {"no": "such setting"})}
    with override_settings(CONNECTORS=wrong), acting(Actor(org=org), purpose="test"):
        jobs.keep_house(at=NOON)
        assert waiting_in(org) == 1
