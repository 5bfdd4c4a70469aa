"""Discovery, the list of services, and what is asked about one."""

import pytest
from django.conf import settings
from django.test import Client

from moothall.components.reports.testing import a_category, a_scheme, words
from moothall.faces.open311.formats import to_json, to_xml
from moothall.faces.open311.tests.test_making import ASK
from moothall.faces.open311.tests.testing import BASE, a_caller, alone, read, refused, two, xml
from moothall.kernel.testing import the_steward


def test_discovery_says_where_and_how() -> None:
    the_steward()
    told = read(Client().get(f"{BASE}/discovery.json"))
    assert set(told) == {"changeset", "contact", "key_service", "endpoints"}
    (endpoint,) = told["endpoints"]
    assert endpoint["url"] == f"{settings.ORIGIN}/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] in {"production", "test"}
    root = xml(Client().get(f"{BASE}/discovery.xml"))
    assert [f.text for f in root.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ]


def test_a_service_is_listed_with_all_that_the_standard_asks() -> None:
    caller = alone(
        group=words("Streets"),
        keywords={"en": ["road", "hole"], "cy": ["ffordd"]},
        ask=ASK,
    )
    (service,) = read(caller.get("services.json"))
    assert service == {
        "service_code": "pothole",
        "service_name": "A hole in the road",
        "description": "In a road or pavement",
        "metadata": True,
        "type": "realtime",
        "keywords": "road,hole",
        "group": "Streets",
    }
    (item,) = xml(caller.get("services.xml"))
    assert item.tag == "service"
    assert item.findtext("metadata") == "true"


def test_a_private_one_is_a_black_box() -> None:
    (service,) = read(alone(private=True).get("services.json"))
    assert (service["type"], service["keywords"]) == ("blackbox", "private")


def test_each_jurisdiction_lists_its_own() -> None:
    roads, bins = two()
    codes = [
        [s["service_code"] for s in read(roads.get("services.json", jurisdiction_id=j))]
        for j in (roads.slug, bins.slug, "place")
    ]
    assert codes == [["pothole"], ["bin"], ["pothole", "bin"]]


def test_what_is_not_reported_here_is_not_listed_and_says_where_to_turn() -> None:
    caller = a_caller()
    train = a_category(caller.org, "train", elsewhere={"words": words("Ask the railway.")})
    train["responsible"] = []
    a_scheme(a_category(caller.org), train)
    assert len(read(caller.get("services.json"))) == 1
    assert "Ask the railway." in refused(caller.get("services/train.json"), 404)


def test_the_questions_of_a_service_are_its_attributes() -> None:
    caller = alone(ask=ASK, emergency={"words": words("Is somebody hurt?"), "phone": "999"})
    told = read(caller.get("services/pothole.json"))
    assert told["service_code"] == "pothole"
    notice, depth, wet, lane, since = told["attributes"]
    assert (notice["variable"], notice["description"]) == (False, "Is somebody hurt? 999")
    assert depth == {
        "variable": True,
        "code": "depth",
        "datatype": "number",
        "required": True,
        "datatype_description": None,
        "order": 2,
        "description": "How deep is it?",
    }
    assert (wet["datatype"], wet["required"]) == ("singlevaluelist", False)
    assert [v["key"] for v in wet["values"]] == ["true", "false"]
    assert lane["datatype"] == "multivaluelist"
    assert lane["values"][0] == {"key": "left", "name": "Left"}
    assert since["datatype"] == "datetime"
    root = xml(caller.get("services/pothole.xml"))
    assert [v.findtext("name") for v in root.findall("attributes/attribute/values/value")][
        2:
    ] == [
        "Left",
        "Right",
    ]


@pytest.mark.parametrize("code", ["unicorn", "pothole"])
def test_a_service_without_questions_has_no_definition(code: str) -> None:
    refused(alone().get(f"services/{code}.json"), 404)


def test_before_a_scheme_there_is_no_jurisdiction() -> None:
    refused(alone().get("services.xml", jurisdiction_id="nowhere"), 404)


def test_xml_and_json_say_the_same() -> None:
    content = [{"service_code": "a&b", "keywords": "", "groups": ["x"], "metadata": False}]
    assert to_xml("services", content) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<services><service><service_code>a&amp;b</service_code><keywords/>"
        "<groups><group>x</group></groups><metadata>false</metadata></service></services>"
    )
    assert to_json(content) == (
        '[{"service_code":"a&b","keywords":null,"groups":["x"],"metadata":false}]'
    )
    assert to_xml("services", []).endswith("<services/>")
    assert to_json([]) == "[]"


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert to_xml("contact", "a\x0bb\ufffec").endswith("<contact>a\ufffdb\ufffdc</contact>")
