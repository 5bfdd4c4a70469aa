"""Reading releases: what was published, file by file, and the catalogue of it all."""

from moothall.components.demand.contracts import (
    PublishedFile,
    PublishedRelease,
    ReleaseNotFound,
)
from moothall.components.demand.queries import rows
from moothall.kernel.encoding import to_json
from moothall.kernel.words import say

CATALOGUE = "catalog.jsonld"
MOST = 400
_ALL = """
select id, quarter, number, manifest, published_at from demand_release
 where org_id = (select id from organisation where is_steward)
 order by quarter desc, number desc limit %s
"""
_FILE = """
select file.name, file.media_type, file.content
  from demand_release as release
  join demand_release_file as file
    on (file.org_id, file.release_id) = (release.org_id, release.id)
 where release.org_id = (select id from organisation where is_steward)
   and release.quarter = %s and release.number = %s and file.name = %s
"""
_CATALOGUE = """
select file.content, release.manifest ->> 'base_url'
  from demand_release as release
  join demand_release_file as file
    on (file.org_id, file.release_id) = (release.org_id, release.id)
 where release.org_id = (select id from organisation where is_steward) and file.name = %s
 order by (release.manifest ->> 'overall')::int desc limit 1
"""


def releases() -> list[PublishedRelease]:
    """Every release, the latest quarter and the latest correction first."""
    return [
        PublishedRelease(
            id=id_,
            quarter=quarter,
            number=number,
            manifest=rows.parsed(manifest),
            published_at=published_at,
        )
        for id_, quarter, number, manifest, published_at in rows.fetch(_ALL, [MOST])
    ]


def release_file(*, quarter: str, number: int, name: str) -> PublishedFile:
    """One file of a release, which never changes. Raises ``ReleaseNotFound``."""
    # PostgreSQL has no text with this character, and no name has.
    found = [] if "\0" in quarter + name else rows.fetch(_FILE, [quarter, number, name])
    if not found:
        raise ReleaseNotFound(say("There is no such file of open data."))
    kept_name, media_type, content = found[0]
    return PublishedFile(name=kept_name, media_type=media_type, content=bytes(content))


def catalogue(*, base_url: str) -> bytes:
    """The catalogue of all releases as JSON-LD (DCAT 3), with addresses below ``base_url``."""
    found = rows.fetch(_CATALOGUE, [CATALOGUE])
    base = base_url.rstrip("/")
    if not found:
        empty = {
            "@context": {"dcat": "http://www.w3.org/ns/dcat#"},
            "@id": f"{base}/{CATALOGUE}",
            "@type": "dcat:Catalog",
            "dcat:dataset": [],
        }
        return to_json(empty).encode()
    content, made_for = found[0]
    return bytes(content).replace(made_for.encode(), base.encode())
