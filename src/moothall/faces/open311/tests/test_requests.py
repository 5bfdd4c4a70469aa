"""Finding and reading requests: what is public, within the window, and no more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from moothall.components.reports import services as reports
from moothall.components.reports.testing import a_category, a_report, a_scheme
from moothall.faces.open311.tests.testing import (
    BASE,
    alone,
    read,
    refused,
    two,
    xml,
)
from moothall.kernel.actors import acting
from moothall.kernel.testing import a_resident, an_officer


def ids(response: object) -> list[str]:
    return [item["service_request_id"] for item in read(response)]


def test_a_request_is_found_in_both_forms() -> None:
    caller = alone()
    made = caller.made(address_string="12 Harbour Street")
    (told,) = read(caller.get(f"requests/{made}.json"))
    assert told["service_request_id"] == made
    assert (told["status"], told["service_code"]) == ("open", "pothole")
    assert (told["service_name"], told["address"]) == (
        "A hole in the road",
        "12 Harbour Street",
    )
    assert (told["lat"], told["long"], told["media_url"]) == (52.343, 1.998, None)
    assert told["requested_datetime"].endswith("Z")
    root = xml(caller.get(f"requests/{made}.xml"))
    assert root.tag == "service_requests"
    (item,) = root
    assert item.tag == "request"
    assert {p.tag: p.text for p in item} | {"lat": "52.343"} == {
        name: None if value is None else str(value) for name, value in told.items()
    }


def test_one_that_is_closed_says_so() -> None:
    caller = alone()
    made = caller.made()
    caller.post(
        "servicerequestupdates.json",
        service_request_id=made,
        update_id="1",
        status="FIXED",
        updated_datetime="2030-01-01T00:00:00Z",
        description="Done",
    )
    (told,) = read(caller.get(f"requests/{made}.json", extensions="true"))
    assert told["status"] == "closed"
    assert told["extended_attributes"]["status"] == "fixed"
    assert made in ids(caller.get("requests.json", status="closed"))
    assert made not in ids(caller.get("requests.json", status="open"))
    assert made in ids(caller.get("requests.json", status="open,closed"))


def test_private_and_held_requests_never_leave() -> None:
    caller = alone(private=True)
    private = caller.made()
    a_scheme(a_category(caller.org, hold={"text": True}))
    held = caller.made()
    key = {"api_key": caller.key}
    for code in (private, held):
        refused(caller.get(f"requests/{code}.json", **key), 404)
        refused(caller.get(f"tokens/{code}.json", **key), 404)
        assert ids(caller.get("requests.json", service_request_id=code, **key)) == []
    assert ids(caller.get("requests.json", **key)) == []


def test_what_is_released_is_found() -> None:
    caller = alone(hold={"text": True})
    officer = an_officer(caller.org)
    made = a_report(a_resident(caller.org), at=now() - timedelta(hours=1))
    with acting(officer, purpose="test"):
        reports.release_held(report_id=made.report_id, at=now())
    assert ids(caller.get("requests.json")) == [made.reference]


def test_nobody_s_name_address_or_number_is_told() -> None:
    caller = alone()
    made = caller.made(
        first_name="Sam", last_name="Gull", email="sam@example.com", phone="07700900123"
    )
    for path in (f"requests/{made}.json", "requests.xml"):
        body = caller.get(path, extensions="true").content.decode()
        assert not [w for w in ("Sam", "Gull", "sam@example.com", "07700900123") if w in body]


def test_a_list_holds_ninety_days_and_no_more() -> None:
    caller = alone()
    at = now()
    ages = [timedelta(days=d) for d in (1, 89, 91, 200)]
    made = [a_report(a_resident(caller.org), at=at - age).reference for age in ages]
    assert ids(caller.get("requests.json")) == made[:2]
    earlier = (at - timedelta(days=100)).isoformat().replace("+00:00", "Z")
    assert ids(caller.get("requests.json", end_date=earlier)) == []
    assert ids(caller.get("requests.json", start_date=earlier)) == made[1:3]
    wide = (at - timedelta(days=400)).isoformat().replace("+00:00", "Z")
    end = at.isoformat().replace("+00:00", "Z")
    assert ids(caller.get("requests.json", start_date=wide, end_date=end)) == made[:2]
    assert ids(caller.get("requests.json", service_request_id=made[3])) == [made[3]]


def test_a_page_follows_the_other() -> None:
    caller = alone()
    at = now()
    made = [
        a_report(a_resident(caller.org), at=at - timedelta(hours=h)).reference for h in range(5)
    ]
    pages = [
        ids(caller.get("requests.json", page=str(page), page_size="2")) for page in (1, 2, 3, 4)
    ]
    assert pages == [made[0:2], made[2:4], made[4:5], []]
    assert ids(caller.get("requests.json", page="999999", page_size="1000")) == []


def test_what_lies_in_a_circle_is_found() -> None:
    caller = alone()
    at = now() - timedelta(hours=1)
    near = a_report(a_resident(caller.org), at_spot=(52.343, 1.998), at=at).reference
    a_report(a_resident(caller.org), at_spot=(52.3447, 1.998), at=at)
    asked = {"lat": "52.343", "long": "1.998", "radius": "150"}
    assert ids(caller.get("requests.json", **asked)) == [near]
    assert len(ids(caller.get("requests.json", **{**asked, "radius": "250"}))) == 2


def test_a_jurisdiction_has_its_own_requests_and_the_place_has_all() -> None:
    roads, bins = two()
    hole, full = roads.made(), bins.made(service_code="bin")
    assert ids(roads.get("requests.json")) == [hole]
    assert ids(bins.get("requests.json")) == [full]
    whole = ids(roads.get("requests.json", jurisdiction_id="place"))
    assert whole[:2] == [full, hole]
    refused(roads.get(f"requests/{full}.json"), 404)


@pytest.mark.parametrize("path", ["services", "requests", "services/pothole", "tokens/x"])
def test_of_several_jurisdictions_one_is_named(path: str) -> None:
    two()
    http = Client()
    for empty in ("", "?jurisdiction_id="):
        assert "jurisdiction_id" in refused(http.get(f"{BASE}/{path}.xml{empty}"), 400)
    said = refused(http.get(f"{BASE}/{path}.json?jurisdiction_id=atlantis"), 404)
    assert "atlantis" in said


def test_the_only_jurisdiction_need_not_be_named() -> None:
    caller = alone()
    made = caller.made(jurisdiction_id=None)
    assert ids(Client().get(f"{BASE}/requests.json")) == [made]


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("status", "ajar", 400),
        ("service_code", "unicorn", 404),
        ("start_date", "2026-03-27T09:30:00", 400),
        ("start_date", "yesterday", 400),
        ("start_date", "9999-12-31T23:59:59-14:00", 400),
        ("end_date", "0001-01-01T00:00:00+14:00", 400),
        ("end_date", "0001-01-02T00:00:00Z", 400),
        ("page", "0", 400),
        ("page", "-1", 400),
        ("page", "9" * 400, 400),
        ("page_size", "1001", 400),
        ("page_size", "٣", 400),
        ("lat", "52", 400),
        ("radius", "100", 400),
        ("jurisdiction_id", "a\x00b", 400),
        ("status", "x" * 9000, 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(name: str, value: str, status: int) -> None:
    caller = alone()
    assert refused(caller.get("requests.json", **{name: value}), status)
    assert refused(caller.get("requests.xml", **{name: value}), status)


@pytest.mark.parametrize("radius", ["0", "-5", "1e9", "nan", "inf", "1_0"])
def test_a_circle_has_some_size(radius: str) -> None:
    caller = alone()
    refused(caller.get("requests.json", lat="52", long="2", radius=radius), 400)


def test_what_is_empty_counts_as_not_given() -> None:
    caller = alone()
    made = caller.made()
    empty = dict.fromkeys(("status", "start_date", "page", "lat", "long", "service_code"), "")
    assert ids(caller.get("requests.json", **empty)) == [made]


@pytest.mark.parametrize("code", ["RP-000-000-000", "x", "%00", "a" * 300, "../services"])
def test_an_unknown_request_is_not_found(code: str) -> None:
    caller = alone()
    refused(caller.get(f"requests/{code}.json"), 404)
    refused(caller.get(f"tokens/{code}.xml"), 404)


@pytest.mark.parametrize(
    "path", ["", "nothing", "requests", "services.yaml", "requests.json/x"]
)
def test_where_nothing_is_it_says_so_in_its_own_form(path: str) -> None:
    refused(Client().get(f"{BASE}/{path}"), 404)


def test_other_methods_are_refused() -> None:
    caller = alone()
    response = caller.http.delete(f"{BASE}/requests.json")
    refused(response, 405)
    assert response.headers["Allow"] == "GET, POST"
    assert caller.http.head(f"{BASE}/services.xml").status_code == 200


def test_words_are_welsh_under_the_welsh_address() -> None:
    alone()
    (service,) = read(Client().get(f"/cy{BASE}/services.json"))
    assert service["service_name"] == "A hole in the road (cy)"
    welsh = refused(Client().get(f"/cy{BASE}/requests.json?status=ajar"), 400)
    assert welsh != refused(Client().get(f"{BASE}/requests.json?status=ajar"), 400)


def test_who_reads_too_often_is_told_when_to_come_back() -> None:
    alone()
    http = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(2000):
        response = http.get(f"{BASE}/requests.json")
        if response.status_code == 429:
            break
    refused(response, 429)
    assert int(response.headers["Retry-After"]) >= 1
