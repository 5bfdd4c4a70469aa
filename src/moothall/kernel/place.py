"""The place that this deployment serves: its name, look and calendar, read from its folder."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from ruamel.yaml import YAML

from moothall.kernel.calendars import WorkingDays
from moothall.kernel.words import Words


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is the same for every organisation of the place."""

    name: Words
    strapline: Words
    colour: str
    mark_svg: str
    languages: tuple[str, ...]
    centre: tuple[float, float]
    zoom: int
    time_zone: str
    country: str
    subdivision: str | None
    tiles: str
    """Address template of map tiles; empty for own boundaries on a plain ground."""

    def working_days(self) -> WorkingDays:
        return WorkingDays(
            country=self.country, subdivision=self.subdivision, time_zone=self.time_zone
        )


@cache
def place() -> Place:
    """The place of the folder that ``settings.PLACE_FOLDER`` names; read once."""
    folder = Path(settings.PLACE_FOLDER)
    said = document(folder)
    mark = folder / said.get("mark", "mark.svg")
    holidays = said.get("holidays", {})
    centre = said.get("centre", {})
    return Place(
        name=said["name"],
        strapline=said.get("strapline", {}),
        colour=said["colour"],
        mark_svg=mark.read_text() if mark.exists() else "",
        languages=tuple(said.get("languages", ["en", "cy"])),
        centre=(float(centre.get("lat", 0)), float(centre.get("lon", 0))),
        zoom=int(said.get("zoom", 12)),
        time_zone=said.get("time_zone", "Europe/London"),
        country=holidays.get("country", "GB"),
        subdivision=holidays.get("subdivision"),
        tiles=settings.MAP_TILES,
    )


def document(folder: Path) -> dict[str, Any]:
    """The whole ``place.yaml`` of a folder."""
    found = YAML(typ="safe", pure=True).load((folder / "place.yaml").read_text())
    return dict(found)
