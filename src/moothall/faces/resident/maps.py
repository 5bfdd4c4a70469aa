"""The ground under every map: the place's own water, roads and wards, without a tile server."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import from_json, to_json

_TOLERANCE = 0.0002
_GROUND = ("water", "roads", "streets")
_KEPT_SECONDS = 3600


@require_safe
def ground(request: HttpRequest) -> HttpResponse:
    """What the place's folder draws: water, roads and streets, as one GeoJSON collection."""
    return _geojson(request, _drawn(settings.PLACE_FOLDER))


@require_safe
def wards(request: HttpRequest) -> HttpResponse:
    """The wards, simplified so that neighbours still share borders; none where nobody knows."""
    if not registry.offers("areas.v1"):
        return _geojson(request, to_json({"type": "FeatureCollection", "features": []}))
    with acting(Actor(), purpose="map"):
        shapes = registry.offer("areas.v1").shapes(kind="ward", tolerance=_TOLERANCE)
    drawn = [_named(feature) for feature in shapes["features"]]
    return _geojson(request, to_json({"type": "FeatureCollection", "features": drawn}))


def _named(feature: Mapping[str, Any]) -> dict[str, Any]:
    """A feature with its names as maps read them: ``name``, and ``name_cy`` in Welsh."""
    said = feature["properties"]
    names = {"name": said["name"].get("en", ""), "name_cy": said["name"].get("cy", "")}
    return {**feature, "properties": {"code": said["code"], "kind": said["kind"], **names}}


@cache
def _drawn(folder: str) -> str:
    features = [
        {**feature, "properties": {**feature.get("properties", {}), "layer": name}}
        for name in _GROUND
        if (path := Path(folder) / f"{name}.geojson").exists()
        for feature in from_json(path.read_text())["features"]
    ]
    return to_json({"type": "FeatureCollection", "features": features})


def _geojson(request: HttpRequest, body: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/geo+json")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return response
