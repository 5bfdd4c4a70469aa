"""Some work to look at in the demonstration, made from the worked examples of services."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moothall.components.areas.contracts import Address
from moothall.components.cases import queries as cases
from moothall.components.people import queries as people
from moothall.components.people.contracts import Duty
from moothall.journeys import catalogue, services
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Sent
from moothall.journeys.definition import Example
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.questions import Question

_CASES, _DAYS = 18, 21
_PURPOSE = "demonstration"
_SEED = 1066
_SAYINGS = (
    "We have been there and put it right.",
    "Our people looked at it this morning and dealt with it.",
    "Thank you for telling us. It is done.",
)
_NAMES = (
    "Ada Holt", "Bashir Khan", "Cerys Vaughan", "Dilip Rao", "Efua Mensah", "Frank Oyelaran",
    "Gwen Pask", "Huw Tamplin", "Ines Costa", "Jola Wrona", "Kwame Boateng", "Lena Marsh",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One service and the people who work on it."""

    published: Published
    examples: Sequence[Example]
    caseworkers: Sequence[Actor]
    addresses: Sequence[Address]
    chance: random.Random


def make(*, at: datetime) -> None:
    """Open cases for every service as its worked examples show, and work on some of them."""
    with acting(Actor(), purpose=_PURPOSE):
        live = [catalogue.version(version_id=one.version) for one in catalogue.listed()]
    for published in live:
        work = _work(published, at)
        for number in range(_CASES if work.examples else 0):
            _one(work, number, at)


def _work(published: Published, at: datetime) -> _Work:
    org = published.owner
    files = {q.id for q in published.service.questions() if q.kind == "file" and not q.optional}
    with acting(Actor(org=org), purpose=_PURPOSE):
        members = people.officers(at=at)
        addresses = _addresses()
    return _Work(
        published=published,
        examples=[
            e
            for e in published.service.examples
            if e.expect.state
            and not e.expect.stops_at
            and not e.expect.refuses
            # Nobody uploads what such an example must have.
            and not files & e.given.keys()
        ],
        caseworkers=[
            Actor(org=m.org, officer=m.person, duties=frozenset(d.value for d in m.duties))
            for m in members
            if Duty.CASEWORKER in m.duties
        ],
        addresses=addresses,
        chance=random.Random(f"{_SEED}/{published.service.service}"),  # noqa: S311 - a story
    )


def _addresses() -> Sequence[Address]:
    if not registry.offers("areas.v1"):
        return []
    found: Sequence[Address] = registry.offer("areas.v1").kept_addresses(
        text="Seaborough", limit=100
    )
    return found


def _one(work: _Work, number: int, at: datetime) -> None:
    example = work.examples[number % len(work.examples)]
    opened = at - timedelta(
        days=_DAYS * (1 - number / _CASES), minutes=work.chance.randrange(400)
    )
    with acting(Actor(org=work.published.owner), purpose=_PURPOSE):
        sent = services.request(
            published=work.published,
            answers=_varied(work, example.given),
            contact=_contact(number),
            language="cy" if number % 6 == 5 else "en",
            at=opened,
        )
    if not work.published.service.opens_case:
        _reported(sent, number, opened, at)
    elif number % 3 and work.caseworkers:
        _worked_on(work, sent, example, opened, at, whole=number % 2 == 0)


def _reported(sent: Sent, number: int, opened: datetime, at: datetime) -> None:
    """Answer two reports of three with a prepared text, as whoever is responsible."""
    reports = registry.offer("reports.v1")
    with acting(Actor(), purpose=_PURPOSE):
        shown = [r for r in reports.reports(ids=[sent.case_id]) if r.id == sent.case_id]
        scheme = reports.scheme()
    if not (shown and number % 3):
        return
    text = scheme.texts[number % len(scheme.texts)]
    answered = min(at, opened + timedelta(hours=20 + number))
    duties = frozenset({"caseworker"})
    with acting(Actor(org=shown[0].org, duties=duties), purpose=_PURPOSE):
        words = reports.fill(report=shown[0], text=text, at=answered)
        reports.update(report_id=sent.case_id, words=words, status=text.status, at=answered)


def _worked_on(
    work: _Work, sent: Sent, example: Example, opened: datetime, at: datetime, *, whole: bool
) -> None:
    worker = work.chance.choice(work.caseworkers)
    moment = opened + timedelta(hours=work.chance.randrange(2, 30))
    with acting(worker, purpose=_PURPOSE):
        case = cases.case_by_id(case_id=sent.case_id)
        services.assign(case=case, to=worker.officer, at=min(moment, at))
    moves = [action for move in example.expect.after or () for action in move]
    for action in moves if whole else []:
        moment += timedelta(hours=work.chance.randrange(3, 40))
        if moment > at or not _acted(work, worker, sent, action, example, moment):
            return


def _acted(
    work: _Work, worker: Actor, sent: Sent, action: str, example: Example, at: datetime
) -> bool:
    """Take one action as an officer would; answer whether it could be taken."""
    with acting(worker, purpose=_PURPOSE):
        case = cases.case_by_id(case_id=sent.case_id)
        declared = {a.id: a for a in services.open_actions(case=case)}
        if action not in declared:
            return False
        given = {q.id: _said(work, q, example) for q in declared[action].ask if not q.optional}
        if None in given.values():
            return False
        services.act(case=case, action=action, answers=given, at=at)
    return True


def _said(work: _Work, question: Question, example: Example) -> Any:  # noqa: ANN401 - plain JSON
    if question.kind in {"text", "long_text"}:
        return example.given.get(question.id) or work.chance.choice(_SAYINGS)
    return None if question.kind in {"date", "file"} else example.given.get(question.id)


def _varied(work: _Work, given: Mapping[str, Any]) -> dict[str, Any]:
    """The example's answers with another address or spot, and without files nobody uploaded."""
    questions = {q.id: q for q in work.published.service.questions()}
    return {
        name: _elsewhere(work, questions[name], answer)
        for name, answer in given.items()
        if name in questions and questions[name].kind != "file"
    }


def _elsewhere(work: _Work, question: Question, answer: Any) -> Any:  # noqa: ANN401 - plain JSON
    if not work.addresses or question.kind not in {"address", "location"}:
        return answer
    address = work.chance.choice(work.addresses)
    if question.kind == "address":
        return dict(address.parts)
    spot = {"lat": address.parts["lat"], "lon": address.parts["lon"]}
    return {**spot, "address": address.one_line[:200]}


def _contact(number: int) -> dict[str, str]:
    name = _NAMES[number % len(_NAMES)]
    mailbox = name.lower().replace(" ", ".")
    return {"name": name, "email": f"{mailbox}@example.com"} if number % 4 else {}
