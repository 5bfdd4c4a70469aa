"""Bringing a place up to what its folder says: its organisations, areas, addresses, and what
can be reported."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import now
from ruamel.yaml import YAML

from moothall.kernel import organisations, registry, theme
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.models import Organisation
from moothall.kernel.place import document
from moothall.site.database import Report

_PURPOSE = "set-up"
_REPORTS = "reports.yaml"
_MAP = "moothall.site.place_map:load"


def load(*, report: Report) -> dict[str, OrgId]:
    """Make or change the organisations of ``place.yaml``, and take in its areas.

    Nothing is removed. Answers the ids of the organisations by their short names. Raises
    ``ColourRefused`` for a colour on which white words cannot be read.
    """
    folder = Path(settings.PLACE_FOLDER)
    said = document(folder)
    theme.check(str(said["colour"]))
    ids = {o["slug"]: _organisation(o) for o in said["organisations"]}
    report("organisations")
    if registry.offers("areas.v1"):
        registry.load(_MAP)(folder)
        report("wards, neighbourhoods, postcodes and addresses")
    if registry.offers("reports.v1") and (folder / _REPORTS).exists():
        _publish_reports(folder / _REPORTS)
        report("what can be reported, and who is responsible")
    return ids


def _publish_reports(path: Path) -> None:
    content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    steward = Actor(org=organisations.steward().id, duties=frozenset({"steward"}))
    with acting(steward, purpose=_PURPOSE):
        registry.offer("reports.v1").publish(content=content, at=now())


def _organisation(said: Mapping[str, Any]) -> OrgId:
    theme.check(str(said["colour"]))
    with acting(Actor(), purpose=_PURPOSE):
        row, _ = Organisation.objects.update_or_create(
            slug=said["slug"],
            defaults={
                "name": said["name"],
                "summary": said.get("summary", {}),
                "kind": said["kind"],
                "colour": said["colour"],
                "contact": dict(said.get("contact", {})),
                "teams": list(said.get("teams", [])),
                "is_steward": bool(said.get("steward", False)),
                "two_people": bool(said.get("two_people", False)),
            },
        )
    return OrgId(row.id)
