"""Making requests: by key, once, for whoever is responsible, and never by halves."""

import json
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from moothall.components.reports import services as reports
from moothall.components.reports.contracts import Report, Told
from moothall.components.reports.testing import a_category, a_scheme, words
from moothall.faces.open311.tests.testing import (
    BASE,
    Caller,
    a_caller,
    a_hole,
    alone,
    read,
    refused,
    two,
    xml,
)
from moothall.kernel.actors import acting
from moothall.kernel.testing import NOON, an_officer, an_org, at_once

FORM = "application/x-www-form-urlencoded"
ASK = (
    {"id": "depth", "kind": "number", "label": words("How deep is it?")},
    {"id": "wet", "kind": "yes_no", "label": words("Is it wet?"), "optional": True},
    {
        "id": "lane",
        "kind": "choices",
        "optional": True,
        "label": words("Which lanes?"),
        "options": [
            {"value": "left", "label": words("Left")},
            {"value": "right", "label": words("Right")},
        ],
    },
    {"id": "since", "kind": "date", "label": words("Since when?"), "optional": True},
)


def kept(caller: Caller, reference: str) -> tuple[Report, Told | None]:
    """A report as its organisation sees it."""
    with acting(an_officer(caller.org), purpose="test"):
        report = reports.report(reference=reference)
        return report, reports.told(report_id=report.id)


def how_many(caller: Caller) -> int:
    with acting(an_officer(caller.org), purpose="test"):
        return len(reports.worklist(at=NOON, limit=200).rows)


def test_a_request_is_a_report_of_who_is_responsible() -> None:
    caller = alone()
    made = caller.made(
        description="  A hole  ",
        address_string="12 Harbour Street",
        first_name="Sam",
        last_name="Gull",
        email="sam@example.com",
        phone="07700900123",
    )
    report, told = kept(caller, made)
    assert (report.org, report.asked) == (caller.org, caller.org)
    assert (report.description, report.channel) == ("A hole", "open311")
    assert (report.lat, report.lon, report.address) == (52.343, 1.998, "12 Harbour Street")
    assert told is not None
    assert (told.contact.name, told.contact.email) == ("Sam Gull", "sam@example.com")
    assert told.contact.phone == "07700900123"


def test_it_is_answered_in_xml_too() -> None:
    caller = alone()
    root = xml(caller.post("requests.xml", **a_hole()))
    assert root.tag == "service_requests"
    (made,) = root
    assert made.tag == "request"
    assert kept(caller, str(made.findtext("service_request_id")))[0].org == caller.org
    assert made.find("token") is None
    assert "It looks after roads." in str(made.findtext("service_notice"))


def test_a_plain_form_does_as_well_as_a_multipart_one() -> None:
    caller = alone()
    body = (
        f"api_key={caller.key}&jurisdiction_id={caller.slug}&service_code=pothole"
        "&lat=52.343&long=1.998&description=T%C5%B7%27n+oer"
    )
    response = caller.http.post(f"{BASE}/requests.json", body, content_type=FORM)
    (made,) = read(response)
    assert kept(caller, made["service_request_id"])[0].description == "Tŷ'n oer"


def test_where_another_is_responsible_it_goes_there_and_says_so() -> None:
    asked, other = a_caller(an_org("borough")), an_org("county")
    mine = {"organisation": asked.slug, "because": words("Ours"), "within": "nowhere"}
    hole = a_category(other)
    a_scheme({**hole, "responsible": [mine, *hole["responsible"]]})
    (made,) = read(asked.post("requests.json", **a_hole()))
    assert made["service_notice"] == "County: It looks after roads."
    with acting(an_officer(other), purpose="test"):
        report = reports.report(reference=made["service_request_id"])
    assert (report.org, report.asked) == (other, asked.org)


def test_without_words_it_is_called_as_the_service_is() -> None:
    caller = alone()
    made = caller.made(description="")
    assert kept(caller, made)[0].description == "A hole in the road"


def test_attributes_are_answers() -> None:
    caller = alone(ask=ASK)
    told = {
        "attribute[depth]": "12",
        "attribute[wet]": "true",
        "attribute[lane][]": ["left", "right"],
        "attribute[since]": "2026-03-27T00:00:00Z",
        "attribute[uprn]": "10000000001",
        "media_url": "https://example.com/hole.jpg",
    }
    _, kept_told = kept(caller, caller.made(**told))
    assert kept_told is not None
    assert kept_told.answers == {
        "depth": 12,
        "wet": True,
        "lane": ["left", "right"],
        "since": "2026-03-27",
        "media_url": "https://example.com/hole.jpg",
    }


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({}, "depth"),
        ({"attribute[depth]": ""}, "depth"),
        ({"attribute[depth]": "deep"}, "depth"),
        ({"attribute[depth]": "9" * 400}, "depth"),
        ({"attribute[depth]": "NaN"}, "depth"),
        ({"attribute[depth]": "1", "attribute[wet]": "perhaps"}, "wet"),
        ({"attribute[depth]": "1", "attribute[lane][]": "middle"}, "lane"),
        ({"attribute[depth]": "1", "attribute[since]": "2026-02-30"}, "since"),
    ],
)
def test_answers_that_will_not_do_are_named(told: dict[str, Any], named: str) -> None:
    caller = alone(ask=ASK)
    assert named in refused(caller.post("requests.json", **a_hole(**told)), 400)
    assert how_many(caller) == 0


@pytest.mark.parametrize("key", ["", "mh_wrong", "x" * 3000, "ключ"])
def test_without_a_key_of_ours_nothing_is_made(key: str) -> None:
    caller = alone()
    refused(caller.post("requests.xml", **a_hole(api_key=key)), 403 if len(key) < 2000 else 400)
    assert how_many(caller) == 0


def test_a_key_needs_the_scope_and_is_good_for_its_own_jurisdiction_only() -> None:
    roads, bins = two()
    reads = a_caller(roads.org, scopes=("reports:read",))
    assert "reports:write" in refused(reads.post("requests.json", **a_hole()), 403)
    told = {**a_hole(), "jurisdiction_id": roads.slug}
    refused(bins.post("requests.json", **told), 403)
    everywhere = {**a_hole(), "jurisdiction_id": "place"}
    assert bins.post("requests.json", **everywhere).status_code == 200


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "unicorn"}, 404),
        ({"service_code": "bin"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "52.343", "long": ""}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "91"}, 400),
        ({"long": "-180.5"}, 400),
        ({"lat": "nan"}, 400),
        ({"lat": "inf"}, 400),
        ({"lat": "1e400"}, 400),
        ({"lat": "5" * 400}, 400),
        ({"description": "x" * 4001}, 400),
        ({"description": "a\x00b"}, 400),
        ({"address_string": "x" * 3000}, 400),
        ({"email": "nobody"}, 400),
        ({"media_url": "javascript:alert(1)"}, 400),
        ({"jurisdiction_id": "atlantis"}, 404),
        ({"jurisdiction_id": ""}, 400),
    ],
)
def test_what_will_not_do_is_refused_in_words(changed: dict[str, str], status: int) -> None:
    roads, _ = two()
    told = {**a_hole(), **changed}
    assert refused(roads.post("requests.json", **told), status)
    assert refused(roads.post("requests.xml", **told), status)
    assert how_many(roads) == 0


def test_ten_megabytes_of_words_are_refused() -> None:
    caller = alone()
    told = a_hole(description="x" * 10_000_000)
    refused(caller.post("requests.json", **told), 400)
    body = "&".join(f"{n}={v}" for n, v in {**told, "api_key": caller.key}.items())
    refused(caller.http.post(f"{BASE}/requests.xml", body, content_type=FORM), 400)
    assert how_many(caller) == 0


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"service_code": "pothole"}', "application/json"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml"),
        ("service_code=pothole", "text/plain"),
        ("service_code=pothole", ""),
        ("no boundary", "multipart/form-data"),
        ("--x\r\nbroken", "multipart/form-data; boundary=x"),
        ("service_code=%ff%fe&api_key=x", FORM),
        ("service_code=pothole", f"{FORM}; charset=utf-16"),
        ("&".join(f"a{n}=1" for n in range(2000)), FORM),
    ],
)
def test_what_is_no_form_is_refused(body: str, content_type: str) -> None:
    caller = alone()
    response = caller.http.post(f"{BASE}/requests.json", body, content_type=content_type)
    assert response.status_code in {400, 403}
    refused(response, response.status_code)


def test_a_parameter_that_is_there_twice_with_two_values_is_refused() -> None:
    caller = alone()
    said = refused(
        caller.post("requests.json", **a_hole(), email=["a@b.example", "c@d.example"]), 400
    )
    assert "email" in said


def test_the_same_key_makes_one_request_however_often_it_is_sent() -> None:
    caller, hole = alone(), a_hole()
    first, again = (read(caller.post("requests.json", "one", **hole)) for _ in range(2))
    assert first[0]["service_request_id"] == again[0]["service_request_id"]
    other = read(caller.post("requests.json", "two", **hole))
    assert other[0]["service_request_id"] != first[0]["service_request_id"]
    assert how_many(caller) == 2


def test_the_same_key_makes_one_request_when_it_is_sent_at_once() -> None:
    caller, hole = alone(), a_hole()

    def send() -> str:
        response = caller.post("requests.json", "one", **hole)
        return str(json.loads(response.content)[0]["service_request_id"])

    assert len(set(at_once(4, send))) == 1
    assert how_many(caller) == 1


def test_a_token_is_looked_up() -> None:
    caller = alone()
    made = caller.made()
    (found,) = read(caller.get(f"tokens/{made}.json"))
    assert found == {"service_request_id": made, "token": made}


def a_picture() -> BytesIO:
    content = BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    content.seek(0)
    content.name = "hole.png"
    return content


def test_photos_come_along() -> None:
    caller = alone()
    made = caller.made(photo1=a_picture())
    report, _ = kept(caller, made)
    assert len(report.photos) == 1


def test_what_is_no_picture_is_refused_and_nothing_is_made() -> None:
    caller = alone()
    script = BytesIO(b"#!/bin/sh\nrm -rf /\n")
    script.name = "hole.png"
    refused(caller.post("requests.json", **a_hole(), photo1=script), 400)
    assert how_many(caller) == 0
