"""What people here need, for everybody, and the open data with its files."""

import pytest

from moothall.components.demand.tests import samples
from moothall.components.identity.testing import a_client
from moothall.kernel import registry

pytestmark = pytest.mark.skipif(not registry.offers("demand.v1"), reason="demand is left out")
CSV = b"need,asked\r\nstreet.pothole,1500\r\n"


def test_anybody_reads_what_people_need_in_plain_words() -> None:
    samples.summarised(samples.bodies())
    page = a_client().get("/needs").content.decode()
    assert "A hole in the road or pavement" in page
    assert "90% (87% to 93%)" in page
    assert "Hidden" in page


def test_it_is_said_in_welsh() -> None:
    assert "Yr hyn sydd ei angen" in a_client().get("/cy/needs").content.decode()


def test_a_file_never_changes_and_may_be_kept() -> None:
    samples.released("2018-Q1", {"demand.csv": ("text/csv; charset=utf-8", CSV)})
    address = "/data/demand/2018-Q1/1/demand.csv"
    assert address in a_client().get("/data").content.decode()
    answer = a_client().get(address)
    assert answer.content == CSV
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    again = a_client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "2018-Q1/9/demand.csv",
        "2018-Q1/1/nothing.csv",
        "1-1/1/x",
        "2018-Q1/1/..",
        "2018-Q1/1/demand%00.csv",
        "2018-Q1/99999999999999999999/demand.csv",
    ],
)
def test_what_is_no_file_of_a_release_is_not_found(address: str) -> None:
    assert a_client().get(f"/data/demand/{address}").status_code == 404


def test_the_catalogue_is_linked_data() -> None:
    answer = a_client().get("/data/catalog.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.json()["@type"] == "dcat:Catalog"
