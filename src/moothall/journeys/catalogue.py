"""The services of the place, as published: found quickly, and always the live version."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.journeys.absence import as_run_here
from moothall.journeys.contracts import Listed, ServiceNotFound
from moothall.journeys.definition import MAY_LACK_STEPS, Service
from moothall.kernel.encoding import canonical, from_json
from moothall.kernel.ids import OrgId
from moothall.kernel.words import say

_MOST_KEPT = 500
_LIVE = """
select version_id from journeys_service where org_id = %s and slug = %s and is_live
"""
_VERSION = """
select v.id, v.org_id, v.service, v.number, v.hash, v.content from journeys_version as v
 where v.id = %s
"""
_ALL_LIVE = """
select org_id, slug, version_id, title, summary, need, channels from journeys_service
 where is_live order by org_id, slug limit 2000
"""


@dataclass(frozen=True, kw_only=True)
class Published:
    """One version of a service with everything it needs to run. Immutable, kept in memory."""

    id: UUID
    owner: OrgId
    number: int
    hash: str
    service: Service
    """As it runs here: without the questions that a missing component would take."""
    templates: Mapping[str, Mapping[str, str]]
    """Template -> language -> the message as its author wrote it."""
    notices: Mapping[str, str]
    """Language -> the privacy notice."""
    text: str
    """The canonical JSON that ``hash`` is of."""


class _Versions:
    """The versions this process has read; they never change, so they are never read again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[UUID, Published] = OrderedDict()

    def get(self, version: UUID) -> Published | None:
        with self._lock:
            found = self._kept.get(version)
            if found:
                self._kept.move_to_end(version)
            return found

    def keep(self, published: Published) -> Published:
        with self._lock:
            self._kept[published.id] = published
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return published


_versions = _Versions()


def live(*, owner: OrgId, service: str) -> Published:
    """The live version of a service; ``ServiceNotFound`` if there is none. Inside ``acting``.

    Asked anew each time, so that what is published is live at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [owner, service])
        row = cursor.fetchone()
    if row is None:
        raise ServiceNotFound(say("We do not have a service at this address."))
    return version(version_id=row[0])


def version(*, version_id: UUID) -> Published:
    """One version, live or not. Inside ``acting``."""
    found = _versions.get(version_id)
    if found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [version_id])
        row = cursor.fetchone()
    if row is None:
        raise ServiceNotFound(say("We do not have a service at this address."))
    return _versions.keep(_published(row))


def listed() -> list[Listed]:
    """Every live service of the place. Inside ``acting``."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL_LIVE)
        return [
            Listed(
                owner=OrgId(org),
                service=slug,
                version=version_id,
                title=_json(title),
                summary=_json(summary),
                need=need,
                channels=_json(channels),
            )
            for org, slug, version_id, title, summary, need, channels in cursor
        ]


def hash_of(text: str) -> str:
    """The name of a version's content: SHA-256 of its canonical JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_text(
    *,
    definition: Mapping[str, Any],
    templates: Mapping[str, Mapping[str, str]],
    notices: Mapping[str, str],
) -> str:
    """The canonical JSON that is published, kept and hashed."""
    return canonical({"definition": definition, "templates": templates, "notices": notices})


def _published(row: tuple[Any, ...]) -> Published:
    version_id, org, _, number, digest, text = row
    content = from_json(text)
    return Published(
        id=version_id,
        owner=OrgId(org),
        number=number,
        hash=digest,
        service=as_run_here(
            Service.model_validate(content["definition"], context=MAY_LACK_STEPS)
        ),
        templates=content["templates"],
        notices=content.get("notices", {}),
        text=text,
    )


def _json(value: object) -> Any:  # noqa: ANN401 - jsonb comes as text through this cursor
    return from_json(value) if isinstance(value, str | bytes) else value
