"""The scheme that is in force, and what it says of a spot."""

import threading
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from moothall.components.reports import models
from moothall.components.reports.contracts import (
    Category,
    NoScheme,
    NoSuchCategory,
    Published,
    Redirect,
    Responsible,
    Rule,
    Scheme,
)
from moothall.components.reports.ports import AREAS, Areas
from moothall.components.reports.rules.routing import redirect_of, rule_for
from moothall.kernel import organisations, registry

_WARD = "ward"
_IN_FORCE = """
select id from reports_scheme where org_id = (select id from organisation where is_steward)
 order by number desc limit 1
"""


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """What areas say of a spot: nothing where there are none."""

    lies_in: frozenset[str] = frozenset()
    """Kind and code of every area that it lies in."""
    ward: str | None = None


class _Kept:
    """The scheme of this process, read anew when another version is in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[UUID, Scheme] | None = None

    def scheme(self) -> Scheme:
        wanted = _in_force()
        if wanted is None:
            raise NoScheme
        kept = self._kept
        if kept is None or kept[0] != wanted:
            with self._lock:
                content = models.Scheme.readable.values_list("content", flat=True)
                kept = (wanted, Scheme.model_validate(content.get(id=wanted)))
                self._kept = kept
        return kept[1]


_kept = _Kept()


def scheme() -> Scheme:
    """The newest version of what the steward has published. Raises ``NoScheme``."""
    return _kept.scheme()


def categories() -> tuple[Category, ...]:
    """What can be reported, in the order of the scheme; nothing before one is published."""
    try:
        return _kept.scheme().categories
    except NoScheme:
        return ()


def category(*, category: str) -> Category:
    """One category of the scheme. Raises ``NoSuchCategory`` and ``NoScheme``."""
    found = scheme().category(category)
    if found is None:
        raise NoSuchCategory
    return found


def versions(*, limit: int = 50) -> list[Published]:
    """The versions that were published, the newest first."""
    rows = models.Scheme.readable.filter(org__is_steward=True).order_by("-number")[:limit]
    return [
        Published(id=row.id, number=row.number, at=row.published_at, hash=row.hash)
        for row in rows
    ]


def route(
    *, category: str, lat: float | None = None, lon: float | None = None, words: str = ""
) -> Responsible | Redirect:
    """Who is responsible for a category at a spot and why, or where to turn instead.

    Where only ``words`` say where it is, or the place keeps no areas, the rule of everywhere
    holds. Raises ``NoSuchCategory`` and ``NoScheme``.
    """
    found = one_category(category)
    return routed(category=found, lies_in=whereabouts(lat=lat, lon=lon).lies_in)


def one_category(name: str) -> Category:
    """``category`` under a name that does not hide its argument. For this component."""
    return category(category=name)


def routed(*, category: Category, lies_in: frozenset[str]) -> Responsible | Redirect:
    """``route``, with what is known of the spot. For this component's services."""
    found = rule_for(category=category, lies_in=lies_in)
    return _responsible(category, found) if isinstance(found, Rule) else found


def redirect(*, category: str) -> Redirect | None:
    """Where a category sends people that is not reported here; none if it is."""
    found = one_category(category)
    return None if found.is_reported_here else redirect_of(category=found)


def whereabouts(*, lat: float | None, lon: float | None) -> Whereabouts:
    """What areas say of a spot. For this component's services."""
    if lat is None or lon is None or not registry.offers(AREAS):
        return Whereabouts()
    offered: Areas = registry.offer(AREAS)
    found = offered.areas_at(lat=lat, lon=lon)
    return Whereabouts(
        lies_in=frozenset(name for area in found for name in (area.kind, area.code)),
        ward=next((area.code for area in found if area.kind == _WARD), None),
    )


def _responsible(category: Category, rule: Rule) -> Responsible:
    organisation = organisations.called(slug=rule.organisation)
    emergency = category.emergency
    return Responsible(
        org=organisation.id,
        slug=organisation.slug,
        name=organisation.name,
        because=rule.because,
        team=rule.team,
        emergency=emergency.words if emergency else None,
        emergency_phone=emergency.phone if emergency else "",
    )


def _in_force() -> UUID | None:
    """Which version is in force: plain SQL, for every report asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE)
        row = cursor.fetchone()
    return row[0] if row else None
