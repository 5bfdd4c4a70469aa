"""What happens as time passes, without anybody doing anything."""

from datetime import datetime, timedelta
from uuid import UUID

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case
from moothall.journeys import services, timers
from moothall.journeys.contracts import JourneyLeft
from moothall.journeys.testing import ANSWERS, a_service
from moothall.kernel import parties, readers
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.readers import Line
from moothall.kernel.steps import Step
from moothall.kernel.testing import NOON, a_resident, an_org

SAM = "sam@example.com"
PATIENCE = timedelta(days=28)
"""How long a case of the service stays asked, as its definition says."""


def an_asked_case(org: OrgId, *, asked: datetime = NOON) -> Case:
    published = a_service(org)
    with acting(Actor(org=org, duties=frozenset({"caseworker"})), purpose="test"):
        sent = services.request(
            published=published,
            answers=ANSWERS,
            contact={"email": SAM},
            language="en",
            at=asked,
        )
        case = cases.case(reference=sent.reference)
        return services.act(case=case, action="ask", answers={"question": "Where?"}, at=asked)


def now_of(case: Case) -> Case:
    with acting(Actor(org=case.org), purpose="test"):
        return cases.case(reference=case.reference)


def pass_to(at: datetime) -> None:
    """What is due by then is done, in as many turns as it takes."""
    while timers.run_due(at=at):
        pass


def test_a_case_whose_time_is_over_moves_to_where_its_definition_says() -> None:
    case = an_asked_case(an_org())
    pass_to(NOON + PATIENCE + timedelta(hours=12))
    lapsed = now_of(case)
    assert (lapsed.state, lapsed.outcome) == ("lapsed", "withdrawn")


def test_before_its_time_a_case_stays_where_it_is() -> None:
    case = an_asked_case(an_org())
    pass_to(NOON + PATIENCE - timedelta(days=1))
    assert now_of(case).state == "asked"


def test_a_case_that_was_answered_in_time_does_not_lapse() -> None:
    case = an_asked_case(an_org())
    applicant = Actor(served_by=case.org, visits=(parties.visit_of_mailbox(SAM),))
    with acting(applicant, purpose="test"):
        services.act(case=case, action="answer", answers={"reply": "Here."}, at=NOON)
    pass_to(NOON + PATIENCE + timedelta(days=2))
    assert now_of(case).state == "received"


def test_cases_of_every_organisation_are_looked_at_and_none_twice() -> None:
    found = [an_asked_case(an_org(name)) for name in ("town", "trust")]
    late = NOON + PATIENCE + timedelta(days=2)
    pass_to(late)
    assert [now_of(case).state for case in found] == ["lapsed", "lapsed"]
    revisions = [now_of(case).revision for case in found]
    pass_to(late)
    assert [now_of(case).revision for case in found] == revisions


def journeys_left(org: OrgId) -> list[Line]:
    with acting(Actor(), purpose="test"):
        every = readers.lines_after(epoch=0, transaction=0, position=0, at_most=1_000_000)
    return [x for x in every if x.org == org and x.name == JourneyLeft.name]


def test_where_somebody_gave_up_is_told_on_the_log_once_their_answers_are_forgotten() -> None:
    org = an_org()
    published = a_service(org)
    with acting(a_resident(org), purpose="test"):
        journey = services.begin(published=published, language="en", channel="web", at=NOON)
    with acting(Actor(org=org), purpose="test"):
        timers.forget_journeys(at=NOON + timedelta(days=3))
    (told,) = journeys_left(org)
    first = published.service.steps[0].id
    assert (told.body["step"], told.body["need"]) == (first, published.service.need)
    assert UUID(told.body["journey_id"]) == journey


def test_a_journey_that_was_sent_is_forgotten_without_a_word() -> None:
    org = an_org()
    published = a_service(org)
    with acting(a_resident(org), purpose="test"):
        journey = services.begin(published=published, language="en", channel="web", at=NOON)
        step: Step | None = published.service.steps[0]
        while step is not None and not step.ends:
            mine = {q.id: ANSWERS[q.id] for q in step.asks() if q.id in ANSWERS}
            after = services.answer(journey_id=journey, step_id=step.id, answers=mine, at=NOON)
            step = after.step
        services.submit(journey_id=journey, at=NOON)
    with acting(Actor(org=org), purpose="test"):
        assert timers.forget_journeys(at=NOON + timedelta(days=3)) == 1
    assert journeys_left(org) == []
