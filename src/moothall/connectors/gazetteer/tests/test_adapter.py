"""The embedded gazetteer sits the exam of address searches."""

import pytest

from moothall.components.areas import services
from moothall.components.areas.testing import EXAM_ADDRESSES, AddressSearchExam, as_rows
from moothall.connectors.gazetteer.adapter import Gazetteer
from moothall.kernel.actors import Actor, AlreadyActing, acting
from moothall.kernel.testing import NOON, the_steward


@pytest.fixture(scope="module", autouse=True)
def _the_exam_addresses_are_kept() -> None:
    with acting(Actor(org=the_steward()), purpose="test"):
        services.import_addresses(text=as_rows(EXAM_ADDRESSES), at=NOON)


class TestGazetteer(AddressSearchExam):
    def addresses(self) -> Gazetteer:
        return Gazetteer()


def test_it_is_not_called_inside_acting_as_no_search_may_be() -> None:
    with pytest.raises(AlreadyActing), acting(Actor(), purpose="test"):
        Gazetteer().search(text="1 Harbour Street", limit=1)
