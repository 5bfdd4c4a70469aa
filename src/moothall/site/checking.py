"""Checking and publishing one document, with all that this place knows."""

from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.timezone import now

from moothall.components.people.contracts import Duty
from moothall.journeys import catalogue, lint, queries, reading, services
from moothall.journeys.catalogue import Published
from moothall.journeys.reading import CannotRead, Finding
from moothall.journeys.search import needs
from moothall.journeys.steps import step_kinds
from moothall.kernel import organisations, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.place import document

_DESIGNER = frozenset({"service_designer"})


def check(*, path: Path) -> list[Finding]:
    """Every mistake in a document, failing worked examples included. No database is needed."""
    try:
        source = reading.read_source(path=path)
    except CannotRead as failure:
        return [failure.finding]
    folder = Path(settings.PLACE_FOLDER)
    said = document(folder)
    return lint.lint(
        source=source,
        languages=tuple(said.get("languages", ("en", "cy"))),
        duties=frozenset(d.value for d in Duty),
        teams={o["slug"]: {t["id"] for t in o.get("teams", [])} for o in said["organisations"]},
        held={
            o["slug"]: {d for officer in o.get("officers", []) for d in officer["duties"]}
            for o in said["organisations"]
        },
        organisations=frozenset(o["slug"] for o in said["organisations"]),
        needs=frozenset(need.id for need in needs(folder=folder)),
        capabilities=frozenset(
            name for component in registry.components().values() for name in component.offers
        ),
    )


def lacks(*, path: Path) -> list[str]:
    """The kinds of step in a document of the catalogue that no component here offers."""
    steps = reading.read_source(path=path).data.get("steps", [])
    kinds = step_kinds()
    return sorted({next(iter(step)) for step in steps if not kinds.keys() & step.keys()})


def publish(
    *, path: Path, by: str, note: str, again: bool = False
) -> tuple[Published, Literal["new", "live", "overtaken"]]:
    """Publish a document that was checked; answer its live version, and what that is.

    A document that was published before and has been ``overtaken`` since, such as by officers
    who changed a table, is left alone unless it is to be published ``again``.
    """
    source = reading.read_source(path=path)
    owner = organisations.called(slug=str(source.data["owner"]))
    at = now()
    with acting(Actor(org=owner.id, duties=_DESIGNER), purpose="publishing"):
        before = {
            line.id
            for line in queries.versions(owner=owner.id, service=str(source.data["service"]))
        }
        content: Any = {
            "definition": source.data,
            "templates": source.templates,
            "notices": source.notices,
        }
        if not again and services.is_overtaken(**content):
            service = str(source.data["service"])
            return catalogue.live(owner=owner.id, service=service), "overtaken"
        published = services.publish(**content, by=by, note=note, at=at)
        live = catalogue.live(owner=owner.id, service=published.service.service)
    return live, "live" if published.id in before else "new"
