"""What the ids and codes of summaries are called by people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from moothall.components.demand.contracts import Outcome
from moothall.components.demand.pages.figures import Sayable
from moothall.kernel import organisations, registry
from moothall.kernel.ids import OrgId
from moothall.kernel.organisations import OrganisationNotFound
from moothall.kernel.words import Words, say

OUTCOMES: Mapping[str, Sayable] = {
    Outcome.OPEN: say("Still open"),
    Outcome.MET: say("Met"),
    Outcome.PARTLY: say("Met in part"),
    Outcome.UNMET_NO_SERVICE: say("Not met: nothing is offered"),
    Outcome.UNMET_INELIGIBLE: say("Not met: not entitled"),
    Outcome.UNMET_NO_CAPACITY: say("Not met: no room left"),
    Outcome.GAVE_UP: say("Gave up"),
    Outcome.REFERRED: say("Referred elsewhere"),
    Outcome.WITHDRAWN: say("Withdrawn"),
}
"""What became of a need, as people say it."""
CHANNELS: Mapping[str, Sayable] = {
    "web": say("Online"),
    "phone": say("By telephone"),
    "desk": say("In person"),
    "counter": say("In person"),
    "email": say("By email"),
    "post": say("By post"),
    "letter": say("By post"),
    "api": say("Through another system"),
    "outreach": say("On a visit"),
}
_TOLERANCE = 0.0004


@dataclass(frozen=True, kw_only=True)
class Known:
    """What whoever asks for a page knows and demand does not: names of needs and services."""

    needs: Mapping[str, Words] = field(default_factory=dict)
    services: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names for everything that a page shows; what has none is shown as it is."""

    known: Known
    areas: Mapping[str, Words]
    shapes: Mapping[str, Mapping[str, Any]]
    """GeoJSON features of wards by code; empty where nobody knows them."""

    def need(self, code: str) -> Sayable:
        return self.known.needs.get(code, code)

    def area(self, code: str) -> Sayable:
        return self.areas.get(code, code) if code else say("No area given")

    def service(self, slug: str) -> Sayable:
        return self.known.services.get(slug, slug)

    def organisation(self, org: str) -> Sayable:
        try:
            return organisations.known(org=OrgId(UUID(org))).name
        except (ValueError, OrganisationNotFound):
            return say("An organisation that is no longer here")

    def channel(self, channel: str) -> Sayable:
        return CHANNELS.get(channel, channel)

    def outcome(self, outcome: str) -> Sayable:
        return OUTCOMES.get(outcome, outcome)


def names(known: Known, *, with_shapes: bool = False) -> Names:
    """The names of the place as it is now. Call it inside ``acting``."""
    if not registry.offers("areas.v1"):
        return Names(known=known, areas={}, shapes={})
    areas = registry.offer("areas.v1")
    shapes = areas.shapes(kind="ward", tolerance=_TOLERANCE)["features"] if with_shapes else []
    return Names(
        known=known,
        areas={area.code: area.name for area in areas.areas(kind="ward")},
        shapes={feature["properties"]["code"]: feature for feature in shapes},
    )
