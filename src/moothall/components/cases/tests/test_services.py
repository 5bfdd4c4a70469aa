"""Cases as residents bring them and officers work them."""

from moothall.components.cases import queries, services
from moothall.components.cases.contracts import Outcome
from moothall.components.cases.testing import a_case, a_life
from moothall.kernel.actors import acting
from moothall.kernel.models import EventRecord
from moothall.kernel.testing import NOON, a_person, an_officer


def test_a_case_goes_from_open_to_closed_and_the_log_tells_it() -> None:
    officer = an_officer()
    case = a_case(officer)
    who = a_person()
    with acting(officer, purpose="casework"):
        services.assign(case_id=case.id, to=who, at=NOON)
        services.act(case_id=case.id, life=a_life(), action="resolve", at=NOON)
    with acting(officer, purpose="casework"):
        names = EventRecord.objects.order_by("position").values_list("name", flat=True)
        assert list(names) == [
            "cases.case-opened.v1",
            "cases.case-assigned.v1",
            "cases.case-moved.v1",
            "cases.case-closed.v1",
        ]
        found = queries.case(reference=case.reference)
        assert (found.outcome, found.assignee, found.revision) == (Outcome.MET, who, 3)
