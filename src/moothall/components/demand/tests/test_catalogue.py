"""The catalogue: everything that DCAT asks for, with addresses that stay."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from moothall.components.demand.rules.releases import (
    OPEN_GOVERNMENT_LICENCE,
    Listed,
    catalogue_of,
    facts_of,
    files_of,
    listed,
)
from moothall.components.demand.tests.releasing import a_publication, a_release

BASE = "https://data.seaborough.example.com/demand"
Node = dict[str, Any]


def a_listed(number: int = 4) -> Listed:
    release = a_release(number=number, issued=date(2026, number, 2))
    files = files_of(release, a_publication())
    return listed(release, [facts_of(name, content) for name, content in files.items()])


def catalogue(*releases: Listed) -> Node:
    found: Node = json.loads(catalogue_of(releases, a_publication()))
    return found


def of_type(found: Node, kind: str) -> list[Node]:
    return [node for node in nodes(found) if node.get("@type") == kind]


def nodes(found: object) -> Iterator[Node]:
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from nodes(value)
    if isinstance(found, list):
        for one in found:
            yield from nodes(one)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("dcat:Catalog", {"dcterms:title", "dcterms:description", "dcterms:publisher",
                          "dcterms:license", "dcterms:issued", "dcat:dataset"}),
        ("dcat:DatasetSeries", {"dcterms:title", "dcterms:description"}),
        ("dcat:Dataset", {"dcterms:title", "dcterms:description", "dcterms:issued",
                          "dcterms:temporal", "dcterms:spatial", "dcterms:publisher",
                          "dcterms:license", "dcat:contactPoint", "dcat:distribution",
                          "dcat:inSeries"}),
        ("dcat:Distribution", {"dcat:accessURL", "dcat:downloadURL", "dcat:mediaType",
                               "dcat:byteSize", "spdx:checksum", "dcterms:license",
                               "dcterms:issued"}),
    ],
)  # fmt: skip
def test_every_node_has_what_is_asked_of_its_kind(kind: str, asked: set[str]) -> None:
    found = of_type(catalogue(a_listed()), kind)
    assert found
    for node in found:
        assert asked <= set(node)


def test_every_prefix_is_in_the_context() -> None:
    found = catalogue(a_listed())
    known = set(found["@context"])
    told = {key: value for key, value in found.items() if key != "@context"}
    used = {key for node in nodes(told) for key in node if not key.startswith("@")}
    kinds = {node["@type"] for node in nodes(told) if "@type" in node}
    assert {name.partition(":")[0] for name in used | kinds} <= known


def test_every_date_is_iso_and_every_value_has_a_type_or_a_language() -> None:
    for node in nodes(catalogue(a_listed())):
        if "@value" in node:
            assert set(node) in ({"@value", "@type"}, {"@value", "@language"})
            if node["@type" if "@type" in node else "@language"] == "xsd:date":
                assert date.fromisoformat(node["@value"])


def test_size_and_checksum_are_those_of_the_file() -> None:
    files = files_of(a_release(issued=date(2026, 4, 2)), a_publication())
    for node in of_type(catalogue(a_listed()), "dcat:Distribution"):
        content = files[node["dcat:downloadURL"]["@id"].rpartition("/")[2]]
        assert node["dcat:byteSize"]["@value"] == str(len(content))
        told = node["spdx:checksum"]
        assert told["spdx:checksumValue"]["@value"] == sha256(content).hexdigest()
        assert told["spdx:algorithm"] == {"@id": "spdx:checksumAlgorithm_sha256"}


def test_each_table_is_there_as_csv_and_as_parquet() -> None:
    found = of_type(catalogue(a_listed()), "dcat:Distribution")
    assert [node["dcat:mediaType"]["@id"].partition("media-types/")[2] for node in found] == [
        "text/csv",
        "application/vnd.apache.parquet",
    ]
    assert (
        found[0]["foaf:page"]["@id"] == f"{found[0]['dcat:downloadURL']['@id']}-metadata.json"
    )


def test_addresses_are_below_the_base_and_stay_when_more_is_released() -> None:
    first = of_type(catalogue(a_listed(1)), "dcat:Dataset")
    later = of_type(catalogue(a_listed(2), a_listed(1)), "dcat:Dataset")
    assert first[0]["@id"] == f"{BASE}/releases/1/contacts-by-area"
    assert later[0] == first[0]


def test_each_release_of_a_table_names_the_one_before_and_the_series() -> None:
    found = of_type(catalogue(a_listed(3), a_listed(1)), "dcat:Dataset")
    assert "dcat:prev" not in found[0]
    assert found[1]["dcat:prev"] == {"@id": f"{BASE}/releases/1/contacts-by-area"}
    assert found[1]["dcat:inSeries"] == {"@id": f"{BASE}/series/contacts-by-area"}
    assert len(of_type(catalogue(a_listed(3), a_listed(1)), "dcat:DatasetSeries")) == 1


def test_the_order_of_the_releases_makes_no_difference() -> None:
    ways = [(a_listed(1), a_listed(2)), (a_listed(2), a_listed(1))]
    assert len({catalogue_of(way, a_publication()) for way in ways}) == 1


def test_a_catalogue_of_nothing_yet_is_one() -> None:
    found = catalogue()
    assert found["@type"] == "dcat:Catalog"
    assert found["dcat:dataset"] == []


def test_the_licence_and_the_place_are_those_of_the_publication() -> None:
    (dataset,) = of_type(catalogue(a_listed()), "dcat:Dataset")
    assert dataset["dcterms:license"] == {"@id": OPEN_GOVERNMENT_LICENCE}
    assert dataset["dcterms:spatial"]["@id"].endswith("E99999999")


def test_questions_go_to_a_page_or_a_mailbox() -> None:
    by_page = replace(a_publication(), contact="https://seaborough.example.com/data")
    found = json.loads(catalogue_of([a_listed()], by_page))
    (point,) = of_type(found, "vcard:Kind")
    assert point["vcard:hasURL"] == {"@id": "https://seaborough.example.com/data"}
    (point,) = of_type(catalogue(a_listed()), "vcard:Kind")
    assert point["vcard:hasEmail"] == {"@id": "mailto:data@seaborough.example.com"}
