"""Background work of reports: telling who follows one, and sending reports on elsewhere."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import now

from moothall.components.reports import queries
from moothall.components.reports.contracts import (
    REPORTING,
    Accepted,
    Incoming,
    ReportNotFound,
    Turn,
)
from moothall.components.reports.ports import MOST_INCOMING, Reporting
from moothall.components.reports.services import sending
from moothall.components.reports.services.telling import FIRST, ask_whether_fixed, tell_some
from moothall.kernel import capabilities, jobs
from moothall.kernel.actors import Actor, acting, own_org
from moothall.kernel.capabilities import Choice
from moothall.kernel.ids import OrgId
from moothall.kernel.refusals import Refused, Unavailable

_SENDING = "sending reports on"
_PATIENCE = timedelta(minutes=5)


def tell(org: str, update: str) -> None:
    """Queue the messages about an update, some in each transaction; each is queued once."""
    beyond: UUID | None = FIRST
    while beyond is not None:
        with acting(Actor(org=OrgId(UUID(org))), purpose="news of a report"):
            beyond = tell_some(update_id=UUID(update), beyond=beyond, at=now())


def send_on(org: str, report: str) -> None:
    """Send a report, and what was said of it, to the system that its organisation has chosen.

    Each turn is committed before anything leaves. What is unavailable is tried again.
    """
    org_id, report_id = OrgId(UUID(org)), UUID(report)
    with acting(Actor(org=org_id), purpose=_SENDING):
        choice = _choice()
        if choice is None:
            return
        there = _adapter(choice)
        category = _category(report_id)
        if category is None or not there.takes(category=category):
            return
        turn = sending.begin(report_id=report_id, connector=choice.connector, at=now())
    if turn is not None:
        _take_turn(org_id, there, turn)


def follow_on(org: str) -> None:
    """Ask the other system what was said there, note it here, and go on with what waits.

    What goes wrong is noted, and the next time asks from the same moment again.
    """
    org_id = OrgId(UUID(org))
    with acting(Actor(org=org_id), purpose=_SENDING):
        choice = _choice()
        since = sending.listen(connector=choice.connector, at=now()) if choice else None
    if choice is None or since is None:
        return
    there, error, heard = _adapter(choice), "", list[Incoming]()
    began = now()
    try:
        heard = sorted(there.updates(since=since), key=lambda one: one.at)
        for one in heard:
            with acting(Actor(org=org_id), purpose=_SENDING):
                sending.take_in(connector=choice.connector, incoming=one, at=now())
    except Refused as failure:
        error = failure.code
    is_whole = len(heard) < MOST_INCOMING
    next_since = None if error else (began if is_whole else heard[-1].at)
    with acting(Actor(org=org_id), purpose=_SENDING):
        sending.heard(
            connector=choice.connector,
            since=next_since,
            looked_back=not error and is_whole,
            error=error,
            at=began,
        )
        _go_on(org_id, choice.connector, there, soon=not is_whole)


def keep_house(*, at: datetime) -> None:
    """What is due every few minutes. Inside ``acting`` for each organisation.

    The other system is asked again even where the last one to ask has died.
    """
    ask_whether_fixed(at=at)
    choice = _choice()
    if choice is None or not sending.is_used(connector=choice.connector):
        return
    try:
        late = timedelta(minutes=_adapter(choice).poll_minutes) + _PATIENCE
    except (Unavailable, TypeError, ValueError):
        return  # its settings will not do: what waits is kept until they do
    if sending.was_heard(connector=choice.connector, since=at - late):
        return
    org = str(own_org())
    jobs.enqueue(job="reports.follow-on", key=f"{org}/late", org=org)


def _take_turn(org: OrgId, there: Reporting, turn: Turn) -> None:
    accepted, error = None, "interrupted"
    try:
        accepted = _sent(there, turn)
        _note(org, turn, accepted)
        if accepted.external_id:
            _tell(org, there, turn, accepted.external_id)
        error = ""
    except Unavailable as failure:
        error = failure.code
        raise
    except Refused as failure:
        error = ""
        with acting(Actor(org=org), purpose=_SENDING):
            sending.refuse(turn=turn, error=failure.code)
        return
    finally:
        if accepted is not None or error:
            with acting(Actor(org=org), purpose=_SENDING):
                sending.note(turn=turn, accepted=accepted, error=error, at=now())


def _sent(there: Reporting, turn: Turn) -> Accepted:
    """What the other system says to the report: now, or in an earlier turn."""
    if turn.report is not None:
        return there.send(report=turn.report, again=turn.again)
    if turn.sent.external_id:
        return Accepted(external_id=turn.sent.external_id)
    found = there.resolve(token=turn.sent.token)
    return Accepted(external_id=found or "", token=turn.sent.token)


def _tell(org: OrgId, there: Reporting, turn: Turn, external_id: str) -> None:
    for update in turn.updates:
        error, answered = "", ""
        try:
            answered = there.tell(update=replace(update, external_id=external_id))
        except Unavailable:
            raise
        except Refused as failure:
            error = failure.code
        with acting(Actor(org=org), purpose=_SENDING):
            sending.told_of(
                turn=turn, update=update, external_id=answered, error=error, at=now()
            )


def _note(org: OrgId, turn: Turn, accepted: Accepted) -> None:
    """Note at once what was answered: what follows may go wrong by itself."""
    with acting(Actor(org=org), purpose=_SENDING):
        sending.note(turn=turn, accepted=accepted, goes_on=True, at=now())
        sending.start_listening(connector=turn.sent.connector, at=now())
        jobs.enqueue(job="reports.follow-on", key=str(org), org=str(org))


def _go_on(org: OrgId, connector: str, there: Reporting, *, soon: bool) -> None:
    for report_id in sending.to_try(connector=connector, at=now()):
        jobs.enqueue(
            job="reports.send-on", key=str(report_id), org=str(org), report=str(report_id)
        )
    after = now() + timedelta(minutes=0 if soon else there.poll_minutes)
    jobs.enqueue(job="reports.follow-on", key=str(org), after=after, org=str(org))


def _choice() -> Choice | None:
    try:
        return capabilities.chosen(capability=REPORTING)
    except Unavailable:
        return None


def _adapter(choice: Choice) -> Reporting:
    there: Reporting = capabilities.adapter(capability=REPORTING, choice=choice)
    return there


def _category(report_id: UUID) -> str | None:
    try:
        return queries.report(report_id=report_id).category
    except ReportNotFound:
        return None
