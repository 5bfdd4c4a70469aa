"""From the log to demand records: what each event changes, the same whenever it is read.

A record depends on the events of its own subject in the order of the log, and on nothing else;
so reading one event at a time and reading the whole log again come to the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid5

from moothall.components.demand.contracts import Fact, Kind, Outcome, Record
from moothall.kernel.ids import OrgId

_SEARCHES = UUID("6f1d0a52-8a0e-5d57-9d38-0b8a54c3a2c1")
"""The namespace in which a search's place on the log becomes the id of its record."""
UNKNOWN_NEED = "unknown"
_STAFF = ("officer:", "client:")
_DELIVERED = frozenset({Outcome.MET, Outcome.PARTLY})


class Records(Protocol):
    """Where records are while events are folded into them."""

    def get(self, id_: UUID) -> Record | None: ...
    def put(self, record: Record, *, person: UUID | None = None) -> None: ...
    def drop(self, id_: UUID) -> None: ...


_MAKERS = frozenset(
    {
        "journeys.need-searched.v1",
        "journeys.beginning-refused.v1",
        "journeys.journey-started.v1",
        "cases.case-opened.v1",
        "reports.report-made.v1",
    }
)


def fold(records: Records, fact: Fact) -> None:
    """Take one event in; events that say nothing of demand change nothing."""
    take = TAKEN.get(fact.name)
    if take is not None:
        take(records, fact)


def concerns(fact: Fact) -> list[UUID]:
    """The ids of the records that ``fold`` may read for an event; none where it makes one."""
    if fact.name in _MAKERS:
        return []
    found = [fact.subject] if fact.subject else []
    other = fact.body.get("case_id") or fact.body.get("into")
    return [*found, _id(other)] if other else found


def id_of_search(fact: Fact) -> UUID:
    return uuid5(_SEARCHES, f"{fact.epoch}-{fact.position}")


def _searched(records: Records, fact: Fact) -> None:
    if fact.body.get("found"):
        return
    needs = fact.body.get("needs")
    need = str(needs[0]) if isinstance(needs, list) and needs else UNKNOWN_NEED
    records.put(
        Record(
            id=id_of_search(fact),
            org=fact.org,
            asked_org=fact.org,
            need=need,
            channel="web",
            language=_text(fact, "language") or "en",
            asked_at=fact.at,
            ended_at=fact.at,
            outcome=Outcome.UNMET_NO_SERVICE,
            changed_at=fact.at,
        )
    )


def _turned_away(records: Records, fact: Fact) -> None:
    """A service could not be begun, because something that it needs was not there."""
    records.put(
        Record(
            id=id_of_search(fact),
            org=fact.org,
            asked_org=fact.org,
            service=_text(fact, "service"),
            need=_text(fact, "need"),
            channel=_text(fact, "channel"),
            language=_text(fact, "language") or "en",
            asked_at=fact.at,
            ended_at=fact.at,
            outcome=Outcome.UNMET_NO_CAPACITY,
            missed=_text(fact, "capability"),
            changed_at=fact.at,
        )
    )


def _started(records: Records, fact: Fact) -> None:
    records.put(_new(fact, id_=_subject(fact), org=fact.org), person=_maybe(fact, "person"))


def _stopped(records: Records, fact: Fact) -> None:
    """The service told somebody that it is not for them; they may change an answer yet."""
    _end(records, fact, Outcome.UNMET_INELIGIBLE, step=_text(fact, "step"))


def _left(records: Records, fact: Fact) -> None:
    record = records.get(_subject(fact))
    if record is None or record.outcome is not Outcome.OPEN:
        return
    left = max(record.asked_at, _moment(fact, "left_at"))
    records.put(
        replace(
            record,
            outcome=Outcome.GAVE_UP,
            step=_text(fact, "step"),
            ended_at=left,
            changed_at=fact.at,
        )
    )


def _sent(records: Records, fact: Fact) -> None:
    """A journey came to a case or a report: from now on that is the record of the need."""
    journey, case = records.get(_subject(fact)), records.get(_id(fact.body["case_id"]))
    records.drop(_subject(fact))
    if journey is not None and case is not None:
        records.put(
            replace(
                case,
                asked_org=journey.asked_org,
                asked_at=min(journey.asked_at, case.asked_at),
                changed_at=fact.at,
            )
        )


def _opened(records: Records, fact: Fact) -> None:
    made = _new(fact, id_=_subject(fact), org=fact.org)
    records.put(made, person=_maybe(fact, "person"))


def _reported(records: Records, fact: Fact) -> None:
    holding = OrgId(_id(fact.body["responsible"]))
    made = _new(fact, id_=_subject(fact), org=holding)
    made = replace(made, asked_org=OrgId(_id(fact.body.get("asked") or fact.org)))
    records.put(made, person=_maybe(fact, "person"))


def _assigned(records: Records, fact: Fact) -> None:
    record, team = records.get(_subject(fact)), _text(fact, "team")
    if record is None or not team or team == record.team:
        return
    moved = 1 if record.team else 0
    records.put(
        replace(record, team=team, handoffs=record.handoffs + moved, changed_at=fact.at)
    )


def _acted(records: Records, fact: Fact) -> None:
    record = records.get(_subject(fact))
    if record is None:
        return
    if record.first_response_at is None and fact.by.startswith(_STAFF):
        records.put(replace(record, first_response_at=fact.at, changed_at=fact.at))


def _closed(records: Records, fact: Fact) -> None:
    _end(records, fact, Outcome(_text(fact, "outcome")))


def _reopened(records: Records, fact: Fact) -> None:
    record = records.get(_subject(fact))
    if record is not None:
        again = _open_again(record, fact)
        records.put(replace(again, reopened=record.reopened + 1, contacts=record.contacts + 1))


def _forwarded(records: Records, fact: Fact) -> None:
    record = records.get(_subject(fact))
    if record is not None:
        to = OrgId(_id(fact.body["to_org"]))
        records.put(replace(record, org=to, handoffs=record.handoffs + 1, changed_at=fact.at))


def _again(records: Records, fact: Fact) -> None:
    """Somebody else has the same need: they follow what is there already."""
    record = records.get(_subject(fact))
    if record is not None:
        records.put(replace(record, contacts=record.contacts + 1, changed_at=fact.at))


def _merged(records: Records, fact: Fact) -> None:
    _end(records, fact, Outcome.WITHDRAWN)
    into = fact.body.get("into")
    target = records.get(_id(into)) if into else None
    if target is not None:
        records.put(replace(target, contacts=target.contacts + 1, changed_at=fact.at))


def _missed(records: Records, fact: Fact) -> None:
    record = records.get(_subject(fact))
    if record is not None:
        records.put(replace(record, missed=_text(fact, "capability"), changed_at=fact.at))


def _answered(records: Records, fact: Fact) -> None:
    """The person concerned said whether it was put right."""
    record = records.get(_subject(fact))
    if record is not None and fact.body.get("fixed") in {"no", False}:
        records.put(replace(record, resident_says=Kind.FAILURE, changed_at=fact.at))


def _coded(records: Records, fact: Fact) -> None:
    record = records.get(_subject(fact))
    if record is None:
        return
    cause = fact.body.get("cause_org")
    view = _text(fact, "view")
    said = replace(
        record,
        changed_at=fact.at,
        **{f"{view}_says": Kind(_text(fact, "kind"))},  # type: ignore[arg-type]  # of the two
    )
    if view == "adviser" or record.adviser_says is Kind.UNKNOWN:
        said = replace(
            said,
            reason=_text(fact, "reason"),
            cause_org=OrgId(_id(cause)) if cause else None,
            cause_service=_text(fact, "cause_service"),
        )
    records.put(said)


TAKEN: Mapping[str, Callable[[Records, Fact], None]] = {
    "journeys.need-searched.v1": _searched,
    "journeys.beginning-refused.v1": _turned_away,
    "journeys.journey-started.v1": _started,
    "journeys.journey-stopped.v1": _stopped,
    "journeys.journey-left.v1": _left,
    "journeys.journey-ended.v1": _sent,
    "journeys.capability-missed.v1": _missed,
    "cases.case-opened.v1": _opened,
    "cases.case-assigned.v1": _assigned,
    "cases.case-acted.v1": _acted,
    "cases.case-moved.v1": _acted,
    "cases.case-closed.v1": _closed,
    "cases.case-reopened.v1": _reopened,
    "reports.report-made.v1": _reported,
    "reports.report-updated.v1": _acted,
    "reports.report-closed.v1": _closed,
    "reports.report-reopened.v1": _reopened,
    "reports.report-forwarded.v1": _forwarded,
    "reports.report-followed.v1": _again,
    "reports.report-merged.v1": _merged,
    "reports.fixed-answered.v1": _answered,
    "demand.demand-coded.v1": _coded,
}
"""Event name -> what it changes: all that demand reads of the log."""


def _new(fact: Fact, *, id_: UUID, org: OrgId) -> Record:
    return Record(
        id=id_,
        org=org,
        asked_org=fact.org,
        service=_text(fact, "service"),
        need=_text(fact, "need") or UNKNOWN_NEED,
        channel=_text(fact, "channel"),
        language=_text(fact, "language") or "en",
        area=_text(fact, "ward"),
        team=_text(fact, "team"),
        asked_at=fact.at,
        changed_at=fact.at,
    )


def _end(records: Records, fact: Fact, outcome: Outcome, *, step: str = "") -> None:
    record = records.get(_subject(fact))
    if record is None:
        return
    by_staff = fact.by.startswith(_STAFF)
    response = record.first_response_at or (fact.at if by_staff else None)
    records.put(
        replace(
            record,
            outcome=outcome,
            met_org=record.org if outcome in _DELIVERED else None,
            ended_at=fact.at,
            first_response_at=response,
            step=step,
            changed_at=fact.at,
        )
    )


def _open_again(record: Record, fact: Fact) -> Record:
    return replace(
        record,
        outcome=Outcome.OPEN,
        met_org=None,
        ended_at=None,
        step="",
        changed_at=fact.at,
    )


def _subject(fact: Fact) -> UUID:
    if fact.subject is None:
        raise ValueError(f"{fact.name} says nothing about whom it concerns")
    return fact.subject


def _text(fact: Fact, name: str) -> str:
    value = fact.body.get(name)
    return "" if value is None else str(value)


def _id(value: Any) -> UUID:  # noqa: ANN401 - as the log has it
    return value if isinstance(value, UUID) else UUID(str(value))


def _maybe(fact: Fact, name: str) -> UUID | None:
    value = fact.body.get(name)
    return _id(value) if value else None


def _moment(fact: Fact, name: str) -> datetime:
    value = fact.body.get(name)
    return datetime.fromisoformat(str(value)) if value else fact.at
