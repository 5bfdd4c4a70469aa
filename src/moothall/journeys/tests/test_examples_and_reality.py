"""Tests that worked examples come to the same in the running house as on paper."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case
from moothall.components.documents import services as documents
from moothall.components.documents.contracts import Document
from moothall.components.documents.testing import a_pdf
from moothall.components.notifications import queries as messages
from moothall.journeys import services
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Stopped
from moothall.journeys.definition import Example, Service
from moothall.journeys.examples import LAPSE, Outcome, run_example
from moothall.journeys.lint import SOME_DAY
from moothall.journeys.reading import read_source
from moothall.journeys.samples import sample
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.questions import AnswersRefused
from moothall.kernel.testing import an_org

CATALOGUE = Path(__file__).parents[4] / "catalogue"
DOCUMENTS = (
    CATALOGUE / "seaborough-council" / "report-a-problem-on-the-street.yaml",
    CATALOGUE / "seaborough-council" / "resident-parking-permit.yaml",
    CATALOGUE / "seaborough-council" / "council-tax-reduction.yaml",
    CATALOGUE / "harbour-homes" / "ask-for-a-repair.yaml",
    CATALOGUE / "harbour-homes" / "housing-register.yaml",
    CATALOGUE / "coastshire-county" / "blue-badge.yaml",
)
MOST_BYTES = 10**6
DUTIES = frozenset({"adviser", "caseworker", "manager", "service_designer"})


def _examples() -> list[Any]:
    found = []
    for path in DOCUMENTS:
        service = Service.model_validate(read_source(path=path).data)
        found += [
            pytest.param(path, n, id=f"{service.service}-{n}")
            for n in range(len(service.examples))
        ]
    return found


def with_files(service: Service, example: Example, officer: Actor) -> Example:
    """The example with a file that is really there for each that it must have, and no other."""
    by_actions = [question for action in service.life.actions for question in action.ask]
    files = {q.id: q for q in [*service.questions(), *by_actions] if q.kind == "file"}
    given = {name: answer for name, answer in example.given.items() if name not in files}
    must = {name for name in example.given if name in files and not files[name].optional}
    given |= {name: [str(an_unclaimed(officer).id)] for name in must}
    return example.model_copy(update={"given": given})


def an_unclaimed(officer: Actor) -> Document:
    file = documents.receive(
        name="proof.pdf", content=a_pdf(), accept=["pdf"], most_bytes=MOST_BYTES
    )
    with acting(officer, purpose="test"):
        return documents.record(received=file, at=SOME_DAY)


class Life:
    """What really happens to an example, as far as it can be seen from outside."""

    def __init__(self, published: Published, example: Example, at: datetime) -> None:
        self._published, self._example, self._at = published, example, at
        self._case: UUID | None = None

    def opened(self) -> str:
        service = self._published.service
        asked = {q.id for q in service.questions()}
        given = {name: a for name, a in self._example.given.items() if name in asked}
        sent = services.request(
            published=self._published, answers=given, contact={}, language="cy", at=self._at
        )
        self._case = sent.case_id
        return sent.state

    def moved(self, name: str) -> str:
        """Take an action, or let time run out; the state it led to."""
        case = self.case()
        if name == LAPSE:
            assert case.due_at is not None
            self._at = case.due_at + timedelta(seconds=1)
            after = services.lapse(case_id=case.id, at=self._at)
            assert after is not None
            return after.state
        declared = self._published.service.life.action(name)
        assert declared is not None
        answers = {
            q.id: self._example.given.get(q.id, sample(q, at=self._at))
            for q in declared.ask
            if q.id in self._example.given or not q.optional
        }
        return services.act(case=case, action=name, answers=answers, at=self._at).state

    def case(self) -> Case:
        assert self._case is not None
        return cases.case_by_id(case_id=self._case)

    def mail(self) -> list[str]:
        assert self._case is not None
        return [f"{m.subject}\n{m.body}" for m in messages.messages_about(subject=self._case)]


@pytest.mark.parametrize(("path", "place"), _examples())
def test_an_example_comes_to_the_same_in_the_running_house(path: Path, place: int) -> None:
    source = read_source(path=path)
    officer = Actor(org=an_org(), client=uuid7(), duties=DUTIES)
    with acting(officer, purpose="test"):
        published = services.publish(
            definition=source.data,
            templates=source.templates,
            by="designer@council.example",
            note="First",
            at=SOME_DAY,
        )
    service = published.service
    example = with_files(service, service.examples[place], officer)
    today = example.today or SOME_DAY.date()
    at = datetime.combine(today, time(12), SOME_DAY.tzinfo)
    expected = run_example(
        service=service, templates=source.templates, example=example, at=SOME_DAY
    )
    assert expected.troubles == ()
    life = Life(published, example, at)
    if expected.refuses or expected.stops_at:
        refused_alike(life, expected, officer)
        return
    with acting(officer, purpose="test"):
        assert life.opened() == expected.state
    for move in expected.after:
        for name, state in move.items():
            with acting(officer, purpose="test"):
                assert life.moved(name) == state
    with acting(officer, purpose="test"):
        assert len(life.mail()) == len(expected.messages)
        for text in life.mail():
            assert "((" not in text
            assert life.case().reference in text
        assert life.case().answers == expected.answers


def refused_alike(life: Life, expected: Outcome, officer: Actor) -> None:
    """What is refused, or stops, on paper is refused, or stops, in the house."""
    with (
        acting(officer, purpose="test"),
        pytest.raises((AnswersRefused, Stopped)) as caught,
    ):
        life.opened()
    if isinstance(caught.value, AnswersRefused):
        assert {m.question for m in caught.value.mistakes} == set(expected.refuses)
    else:
        assert caught.value.details["step"] == expected.stops_at
