"""The map of a place: loaded where the place has the component that keeps maps."""

from pathlib import Path

from django.utils.timezone import now

from moothall.components.areas import services as areas
from moothall.components.areas.rules.features import Properties
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting

_PURPOSE = "set-up"
_LAYERS = (
    ("place", "place", Properties(code="code", name="name")),
    ("wards", "ward", Properties(code="code", name="name", name_cy="name_cy", parent="place")),
    ("neighbourhoods", "neighbourhood", Properties(code="code", name="name", parent="ward")),
    ("main-roads", "main-road", Properties(code="code", name="name", parent="place")),
    ("estates", "estate", Properties(code="code", name="name", parent="place")),
)
"""The files of the place's folder, the largest areas first."""


def load(place: Path) -> None:
    """Take in the areas that the place's folder has, its postcodes and its addresses."""
    steward = Actor(org=organisations.steward().id, duties=frozenset({"steward"}))
    with acting(steward, purpose=_PURPOSE):
        for name, kind, properties in _LAYERS:
            if not (place / f"{name}.geojson").exists():
                continue
            areas.import_areas(
                text=(place / f"{name}.geojson").read_text(),
                kind=kind,
                properties=properties,
                at=now(),
            )
        areas.import_postcodes(text=(place / "postcodes.csv").read_text(), at=now())
        areas.import_addresses(text=(place / "addresses.csv").read_text(), at=now())
