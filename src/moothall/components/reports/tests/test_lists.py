"""The map and the list of what everybody may read."""

import gzip
import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from moothall.components.reports import services
from moothall.components.reports.contracts import Status
from moothall.components.reports.testing import SPOT, a_category
from moothall.components.reports.tests.browsing import a_town, reported, text
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, an_officer, an_org

BOX = "52.34,1.99,52.35,2.0"


@pytest.fixture
def category() -> str:
    """A kind of problem that no other test reports."""
    return f"k{uuid4().hex[:12]}"


@pytest.fixture
def town(category: str) -> OrgId:
    org = an_org("borough")
    return a_town(a_category(org, category), a_category(org, f"{category}_too")) and org


def shown(**query: str) -> str:
    return text(Client().get("/reports", query))


class TestTheList:
    def test_everybody_reads_what_is_open_the_newest_first(
        self, town: OrgId, category: str
    ) -> None:
        older = reported(town, category=category)
        newer = reported(town, category=category, at=NOON + timedelta(hours=1))
        page = shown(category=category)
        assert page.index(newer.reference) < page.index(older.reference)
        assert "A hole as deep as a bucket" in page

    def test_what_is_closed_is_there_for_who_asks_for_it(
        self, town: OrgId, category: str
    ) -> None:
        made = reported(town, category=category)
        with acting(an_officer(town), purpose="test"):
            services.update(report_id=made.report_id, text="fixed", at=NOON)
        assert made.reference not in shown(category=category)
        for status in ("closed", "all", "fixed"):
            assert made.reference in shown(category=category, status=status)

    def test_a_filter_by_category_leaves_the_others_out(
        self, town: OrgId, category: str
    ) -> None:
        other = reported(town, category=f"{category}_too")
        assert other.reference not in shown(category=category)

    def test_words_find_what_has_them(self, town: OrgId, category: str) -> None:
        made = reported(town, category=category, description=f"A gull named {category}")
        other = reported(town, category=category)
        page = shown(q=category)
        assert made.reference in page
        assert other.reference not in page

    def test_words_find_nothing_that_is_private_or_held(self, category: str) -> None:
        org = an_org("borough")
        a_town(a_category(org, category, private=True))
        private = reported(org, category=category, description=f"Secret {category}")
        a_town(a_category(org, category, hold={"text": True}))
        held = reported(org, category=category, description=f"Held {category}")
        for query in ({"q": category}, {"category": category}, {"q": private.reference}):
            page = shown(status="all", **query)
            assert f"Secret {category}" not in page
            assert held.reference not in page

    def test_a_reference_leads_to_its_report(self, town: OrgId, category: str) -> None:
        made = reported(town, category=category)
        answer = Client().get("/reports", {"q": made.reference.lower().replace("-", " ")})
        assert answer.headers["Location"] == f"/reports/{made.reference}"

    def test_it_goes_on_from_page_to_page(self, town: OrgId, category: str) -> None:
        made = [
            reported(town, category=category, at=NOON + timedelta(minutes=n)).reference
            for n in range(21)
        ]
        first = Client().get("/reports", {"category": category})
        onward = text(first).partition('rel="next"')[0].rpartition('href="')[2].split('"')[0]
        second = text(Client().get(onward.replace("&amp;", "&")))
        assert made[0] in second
        assert made[20] not in second

    def test_a_place_in_the_list_that_there_is_not_shows_its_beginning(
        self, town: OrgId, category: str
    ) -> None:
        made = reported(town, category=category)
        answer = Client().get("/reports", {"category": category, "after": "nonsense"})
        assert answer.status_code == 422
        assert made.reference in text(answer)

    @pytest.mark.parametrize(
        "query", [{"status": "x"}, {"category": "nothing"}, {"ward": "\0"}, {"q": "'&|!"}]
    )
    def test_whatever_the_address_says_there_is_a_page(self, query: dict[str, str]) -> None:
        assert Client().get("/reports", query).status_code == 200

    def test_it_is_in_welsh(self, town: OrgId, category: str) -> None:
        reported(town, category=category)
        page = text(Client().get("/cy/reports", {"category": category}))
        assert "A hole in the road (cy)" in page
        assert "Problemau ar y map" in page


class TestPins:
    def test_what_lies_in_the_box_is_a_pin(self, town: OrgId, category: str) -> None:
        made = reported(town, category=category)
        away = reported(town, category=category, at_spot=(52.5, 1.9))
        found = Client().get("/reports/pins.json", {"box": BOX, "category": category}).json()
        (pin,) = found["pins"]
        assert (pin["lat"], pin["lon"]) == SPOT
        assert pin["href"] == f"/reports/{made.reference}"
        assert pin["title"] == "A hole in the road"
        assert pin["open"] is True
        assert away.reference not in json.dumps(found)

    def test_it_says_of_what_is_closed_that_it_is(self, town: OrgId, category: str) -> None:
        made = reported(town, category=category)
        with acting(an_officer(town), purpose="test"):
            services.update(report_id=made.report_id, status=Status.FIXED, at=NOON)
        query = {"box": BOX, "category": category, "status": "closed"}
        (pin,) = Client().get("/reports/pins.json", query).json()["pins"]
        assert pin["open"] is False
        assert pin["note"].startswith("Fixed")

    @pytest.mark.parametrize(
        "box",
        [
            "",
            "1,2,3",
            "a,b,c,d",
            "2,0,1,1",
            "nan,nan,nan,nan",
            "-91,0,1,1",
            "0,0,1,181",
            "inf,0,1,1",
        ],
    )
    def test_what_is_no_box_is_refused(self, box: str) -> None:
        assert Client().get("/reports/pins.json", {"box": box}).status_code == 422

    def test_more_than_a_map_can_show_are_counted(self, town: OrgId, category: str) -> None:
        for n in range(301):
            reported(town, category=category, at_spot=(SPOT[0] + n * 1e-5, SPOT[1]))
        answer = Client().get("/reports/pins.json", {"box": BOX, "category": category})
        found = answer.json()
        assert found["pins"] == []
        assert sum(c["count"] for c in found["clusters"]) == 301

    def test_the_page_with_its_styles_scripts_and_pins_is_light(
        self, town: OrgId, category: str
    ) -> None:
        for n in range(300):
            reported(town, category=category, at_spot=(SPOT[0] + n * 1e-5, SPOT[1]))
        page = Client().get("/reports", {"category": category}).content
        pins = Client().get("/reports/pins.json", {"box": BOX, "category": category})
        assert len(pins.json()["pins"]) == 300
        built = Path(settings.STATICFILES_DIRS[0]) / "moothall"
        names = ("house.css", "house.js", "map.css", "map.js")
        parts = [page, pins.content, *((built / name).read_bytes() for name in names)]
        assert sum(len(gzip.compress(part)) for part in parts) < 100_000
