"""Cases that are loaded in bulk, for measurements, are cases like any other."""

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import CaseFilters, Sort
from moothall.journeys.testing import a_service
from moothall.kernel.actors import Actor, acting
from moothall.kernel.references import read_reference
from moothall.kernel.testing import NOON, an_org, slug_of
from moothall.site.bulk_load import load


def test_they_are_found_in_the_list_and_can_be_opened() -> None:
    org = an_org()
    a_service(org)
    said: list[int] = []
    load(organisation=slug_of(org), count=30, report=said.append)
    with acting(Actor(org=org), purpose="test"):
        found = cases.find(filters=CaseFilters(), sort=Sort.UPDATED, limit=50, at=NOON)
        assert len(found.rows) == said[-1] == 30
        for row in found.rows:
            assert read_reference(row.reference) == row.reference
            assert cases.case(reference=row.reference).service == "mend-a-street"
