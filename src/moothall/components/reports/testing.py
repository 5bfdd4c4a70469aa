"""Builders of schemes and reports for tests anywhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import Contact, Made, Published, Report
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, slug_of, the_steward

SPOT = (52.343, 1.998)
"""In the middle of the demonstration place."""


def words(english: str, welsh: str = "") -> dict[str, str]:
    return {"en": english, "cy": welsh or f"{english} (cy)"}


def a_category(
    responsible: OrgId, category: str = "pothole", **changed: object
) -> dict[str, Any]:
    """A category for which one organisation is responsible everywhere; free to be changed."""
    return {
        "id": category,
        "name": words("A hole in the road"),
        "description": words("In a road or pavement"),
        "need": "street.pothole",
        "radius": 50,
        "weeks": 12,
        "due": 5,
        "responsible": [
            {"organisation": slug_of(responsible), "because": words("It looks after roads.")}
        ],
        **changed,
    }


def a_scheme_document(*categories: Mapping[str, Any]) -> dict[str, Any]:
    """A scheme of these categories with two prepared texts for all."""
    return {
        "categories": list(categories),
        "texts": [
            {
                "id": "planned",
                "name": words("Work is planned"),
                "status": "planned",
                "words": words("We plan the work on {reference} in {days} days."),
            },
            {
                "id": "fixed",
                "name": words("It is fixed"),
                "status": "fixed",
                "words": words("We have fixed it."),
            },
        ],
    }


def a_scheme(*categories: Mapping[str, Any], at: datetime = NOON) -> Published:
    """A scheme in force: that of the tests until the next one."""
    with acting(Actor(org=the_steward()), purpose="test"):
        return services.publish(content=a_scheme_document(*categories), at=at)


def a_report(
    actor: Actor,
    *,
    category: str = "pothole",
    description: str = "A hole as deep as a bucket",
    at_spot: tuple[float, float] = SPOT,
    contact: Contact = Contact(),  # noqa: B008 - frozen
    at: datetime = NOON,
    **told: Any,  # noqa: ANN401 - what `make` takes
) -> Made:
    """A report that ``actor`` has just made, under the scheme that is in force."""
    lat, lon = at_spot
    with acting(actor, purpose="test"):
        return services.make(
            category=category,
            description=description,
            lat=lat,
            lon=lon,
            contact=contact,
            at=at,
            **told,
        )


def as_seen_by(actor: Actor, report_id: UUID) -> Report:
    """A report as somebody sees it."""
    with acting(actor, purpose="test"):
        return queries.report(report_id=report_id)
