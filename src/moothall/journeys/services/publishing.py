"""Publishing a version of a service: frozen, hashed, told on the log, and live at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.journeys import catalogue, models
from moothall.journeys.changes import changes
from moothall.journeys.contracts import ServiceNotFound, ServicePublished, ServiceRetired
from moothall.journeys.definition import MAY_LACK_STEPS, Service
from moothall.kernel import events
from moothall.kernel.actors import own_org, require_duty
from moothall.kernel.encoding import from_json
from moothall.kernel.ids import uuid7
from moothall.kernel.words import say

_DUTIES = ("service_designer", "manager")


def publish(
    *,
    definition: Mapping[str, Any],
    templates: Mapping[str, Mapping[str, str]],
    notices: Mapping[str, str] | None = None,
    by: str,
    note: str,
    at: datetime,
) -> catalogue.Published:
    """Make ``definition`` the live version of its service, for the organisation that acts.

    The definition has passed the linter and its worked examples: that is the caller's part.
    Publishing the same content again changes nothing and answers the version that is live.
    """
    require_duty(*_DUTIES)
    service = Service.model_validate(definition)
    text = _content(service, definition, templates, notices)
    one_at_a_time(service.service)
    current = _current(service.service)
    if current and current[1] and current[0].hash == catalogue.hash_of(text):
        return catalogue.version(version_id=current[0].id)
    version = _insert(service, text, current[0] if current else None, by, note, at)
    _make_live(service, version.id)
    events.record(
        ServicePublished(version_id=version.id, service=service.service, number=version.number),
        at=at,
    )
    return catalogue.version(version_id=version.id)


def is_overtaken(
    *,
    definition: Mapping[str, Any],
    templates: Mapping[str, Mapping[str, str]],
    notices: Mapping[str, str] | None = None,
) -> bool:
    """Whether this very content was published before and another version is live since, such as
    one that officers made: publishing it again would undo that."""
    service = Service.model_validate(definition)
    digest = catalogue.hash_of(_content(service, definition, templates, notices))
    rows = models.Version.objects.filter(service=service.service)
    live = models.Service.objects.filter(slug=service.service, is_live=True)
    current = rows.filter(id__in=live.values("version_id")).values_list("hash", flat=True)
    return current.first() not in (None, digest) and rows.filter(hash=digest).exists()


def retire(*, service: str, at: datetime) -> None:
    """Take a service away from people; its journeys and cases go on to their end."""
    require_duty(*_DUTIES)
    changed = models.Service.objects.filter(slug=service, is_live=True).update(is_live=False)
    if not changed:
        raise ServiceNotFound(say("We do not have a service at this address."))
    events.record(ServiceRetired(service=service), at=at)


def _content(
    service: Service,
    definition: Mapping[str, Any],
    templates: Mapping[str, Mapping[str, str]],
    notices: Mapping[str, str] | None,
) -> str:
    """What is kept of a version: the definition with the templates that it uses."""
    used = {m.template for m in service.messages}
    kept = {name: dict(texts) for name, texts in templates.items() if name in used}
    return catalogue.content_text(definition=definition, templates=kept, notices=notices or {})


def one_at_a_time(service: str) -> None:
    """Two designers who change a service at once wait for each other, until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{own_org()}/{service}"]
        )


def _current(service: str) -> tuple[models.Version, bool] | None:
    newest = models.Version.objects.filter(service=service).order_by("-number").first()
    if newest is None:
        return None
    is_live = models.Service.objects.filter(
        slug=service, version_id=newest.id, is_live=True
    ).exists()
    return newest, is_live


def _insert(
    service: Service,
    text: str,
    before: models.Version | None,
    by: str,
    note: str,
    at: datetime,
) -> models.Version:
    old = None
    if before:
        definition = from_json(before.content)["definition"]
        old = Service.model_validate(definition, context=MAY_LACK_STEPS)
    return models.Version.objects.create(
        id=uuid7(),
        org_id=own_org(),
        service=service.service,
        number=(before.number if before else 0) + 1,
        hash=catalogue.hash_of(text),
        content=text,
        note=note,
        changes=changes(before=old, after=service),
        published_by=by,
        published_at=at,
    )


def _make_live(service: Service, version: UUID) -> None:
    models.Service.objects.update_or_create(
        org_id=own_org(),
        slug=service.service,
        defaults={
            "version_id": version,
            "title": dict(service.title),
            "summary": dict(service.summary),
            "need": service.need,
            "channels": list(service.channels),
            "is_live": True,
        },
    )
