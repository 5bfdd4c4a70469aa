"""The catalogue of all releases, in DCAT 3 as JSON-LD: other catalogues harvest it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from moothall.components.demand.rules.releases.csvw import METADATA, in_json
from moothall.components.demand.rules.releases.model import (
    FileFacts,
    Period,
    Publication,
    Release,
)
from moothall.kernel.words import Words

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".json": "application/csvm+json",
    ".parquet": "application/vnd.apache.parquet",
    ".md": "text/markdown",
}
QUARTERLY = "http://publications.europa.eu/resource/authority/frequency/QUARTERLY"
_IANA = "https://www.iana.org/assignments/media-types/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, kw_only=True)
class ListedTable:
    """What the catalogue says of one table of a release."""

    name: str
    title: Words
    description: Words
    period: Period
    files: tuple[FileFacts, ...]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What the catalogue says of a release. Plain facts, which are kept when it goes out."""

    number: int
    quarter: str
    issued: date
    tables: tuple[ListedTable, ...]
    documents: tuple[FileFacts, ...]


def listed(release: Release, files: Sequence[FileFacts]) -> Listed:
    """What is to be kept of a release and its files, so that it can be listed for good."""
    tables = tuple(
        ListedTable(
            name=table.name,
            title=table.title,
            description=table.description,
            period=table.period,
            files=tuple(f for f in files if _is_of(f, table.name)),
        )
        for table in release.tables
    )
    taken = {file for table in tables for file in table.files}
    return Listed(
        number=release.number,
        quarter=release.quarter,
        issued=release.issued,
        tables=tables,
        documents=tuple(file for file in files if file not in taken),
    )


def catalogue_of(releases: Sequence[Listed], publication: Publication) -> bytes:
    """The catalogue: a series for each table, a dataset for each release of it, its files.

    ``releases`` may be in any order; datasets stand by number, and each names the one before
    it. No date is in it but those of the releases, so that it changes only when they do.
    """
    ordered = sorted(releases, key=lambda one: one.number)
    catalogue = {
        "@context": _CONTEXT,
        "@id": publication.address("catalogue"),
        "@type": "dcat:Catalog",
        "dcterms:title": _words(publication.title),
        "dcterms:description": _words(publication.description),
        "dcterms:publisher": _publisher(publication),
        "dcterms:license": _at(publication.licence),
        "dcterms:spatial": _place(publication),
        "dcterms:language": [_language(code) for code in ("ENG", "CYM")],
        "dcat:dataset": [
            *_series(ordered, publication),
            *(
                _dataset(one, table, _before(ordered, one, table), publication)
                for one in ordered
                for table in one.tables
            ),
        ],
    }
    if ordered:
        catalogue["dcterms:issued"] = _day(ordered[0].issued)
        catalogue["dcterms:modified"] = _day(max(one.issued for one in ordered))
    return in_json(catalogue)


def _series(releases: Sequence[Listed], publication: Publication) -> list[dict[str, Any]]:
    """Each table as a series, in the words of its newest release."""
    newest = {table.name: table for one in releases for table in one.tables}
    return [
        {
            "@id": publication.address("series", name),
            "@type": "dcat:DatasetSeries",
            "dcterms:title": _words(table.title),
            "dcterms:description": _words(table.description),
            "dcterms:publisher": _at(publication.publisher_url),
            "dcterms:accrualPeriodicity": _at(QUARTERLY),
        }
        for name, table in sorted(newest.items())
    ]


def _dataset(
    one: Listed, table: ListedTable, before: Listed | None, publication: Publication
) -> dict[str, Any]:
    dataset = {
        "@id": publication.address("releases", one.number, table.name),
        "@type": "dcat:Dataset",
        "dcterms:identifier": publication.address("releases", one.number, table.name),
        "dcterms:title": _words({k: f"{v} ({one.quarter})" for k, v in table.title.items()}),
        "dcterms:description": _words(table.description),
        "dcterms:publisher": _at(publication.publisher_url),
        "dcterms:license": _at(publication.licence),
        "dcterms:issued": _day(one.issued),
        "dcterms:modified": _day(one.issued),
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": _day(table.period.first),
            "dcat:endDate": _day(table.period.last),
        },
        "dcterms:spatial": _place(publication),
        "dcterms:accrualPeriodicity": _at(QUARTERLY),
        "dcat:version": str(one.number),
        "dcat:contactPoint": {
            "@type": "vcard:Kind",
            "vcard:fn": _words(publication.publisher),
            _contact(publication.contact): _at(publication.contact),
        },
        "dcat:inSeries": _at(publication.address("series", table.name)),
        "foaf:page": [
            _at(publication.address("releases", one.number, file.name))
            for file in one.documents
        ],
        "dcat:distribution": [
            _distribution(one, file, publication)
            for file in table.files
            if not file.name.endswith(METADATA)
        ],
    }
    if before is not None:
        dataset["dcat:prev"] = _at(publication.address("releases", before.number, table.name))
    return dataset


def _distribution(one: Listed, file: FileFacts, publication: Publication) -> dict[str, Any]:
    address = publication.address("releases", one.number, file.name)
    found: dict[str, Any] = {
        "@id": f"{address}#distribution",
        "@type": "dcat:Distribution",
        "dcterms:title": file.name,
        "dcat:accessURL": _at(publication.address("releases", one.number)),
        "dcat:downloadURL": _at(address),
        "dcat:mediaType": _at(_IANA + MEDIA_TYPES[file.name[file.name.rindex(".") :]]),
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "dcterms:issued": _day(one.issued),
        "dcterms:license": _at(publication.licence),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _at("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    if file.name.endswith(".csv"):
        found["dcterms:conformsTo"] = _at("https://www.w3.org/TR/tabular-data-model/")
        found["foaf:page"] = _at(address + METADATA)
    return found


def _before(releases: Sequence[Listed], one: Listed, table: ListedTable) -> Listed | None:
    """The release before in which there was the same table."""
    earlier = [
        other
        for other in releases
        if other.number < one.number and table.name in {t.name for t in other.tables}
    ]
    return earlier[-1] if earlier else None


def _publisher(publication: Publication) -> dict[str, Any]:
    return {
        "@id": publication.publisher_url,
        "@type": "foaf:Organization",
        "foaf:name": _words(publication.publisher),
    }


def _place(publication: Publication) -> dict[str, str]:
    return {"@id": publication.spatial, "@type": "dcterms:Location"}


def _contact(address: str) -> str:
    return "vcard:hasEmail" if address.startswith("mailto:") else "vcard:hasURL"


def _language(code: str) -> dict[str, str]:
    return _at(f"http://publications.europa.eu/resource/authority/language/{code}")


def _at(address: str) -> dict[str, str]:
    return {"@id": address}


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _words(words: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]


def _is_of(file: FileFacts, table: str) -> bool:
    return file.name.startswith(f"{table}.") and not file.name.endswith(".md")
