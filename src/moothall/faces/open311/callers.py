"""Who calls the Open311 server, how often they may, and for which jurisdiction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from moothall.components.identity import queries as identity
from moothall.components.identity.contracts import ApiClient
from moothall.components.reports.contracts import Category
from moothall.faces.open311.problems import bad, missing, no_entry
from moothall.faces.open311.reading import Given
from moothall.kernel import organisations, registry
from moothall.kernel.actors import Actor
from moothall.kernel.ids import OrgId
from moothall.kernel.limits import Buckets
from moothall.kernel.organisations import Organisation
from moothall.kernel.words import say

CAPABILITY = "reports.v1"
PURPOSE = "open311"
WHOLE_PLACE = "place"
"""The jurisdiction of all organisations together."""
_BURST_SECONDS = 10
_rate = settings.API_RATE / max(1, settings.WEB_PROCESSES)
_clients = Buckets(rate=_rate, burst=max(20, int(_rate * _BURST_SECONDS / 60)))
_readers = Buckets(rate=settings.VISITOR_RATE, burst=max(20, settings.VISITOR_RATE // 6))


@dataclass(frozen=True, kw_only=True)
class Jurisdiction:
    """Whose requests a call is about: one organisation's, or all of the place."""

    organisation: Organisation | None
    categories: Sequence[Category]
    """All of the scheme, read once for the call."""

    @property
    def org(self) -> OrgId | None:
        return self.organisation.id if self.organisation else None


def reports() -> Any:  # noqa: ANN401 - the capability as a module
    """What can be done with reports; ``NotOffered`` where nobody takes any."""
    return registry.offer(CAPABILITY)


def reader(request: HttpRequest) -> Actor:
    """Whoever reads what is public, within the rate of their network address."""
    _readers.take(identity.client_address(request))
    return Actor()


def client(given: Given, *, scope: str) -> ApiClient:
    """The API client whose key came with the call, within its scopes and rate."""
    key = given.get("api_key")
    found = identity.api_client(key) if key else None
    if found is None:
        raise no_entry(say("The api_key is missing, or is none of ours."))
    _clients.take(found.id)
    if scope not in found.scopes:
        raise no_entry(say("This key lacks the scope {scope}.", scope=scope))
    return found


def actor_of(found: ApiClient) -> Actor:
    """An API client as whoever acts."""
    return Actor(org=OrgId(found.org), client=found.id, duties=found.duties)


def source_of(found: ApiClient) -> str:
    """By what a report or an update is known that a client has sent."""
    return f"open311/{found.id.hex}"


def jurisdiction(given: Given) -> Jurisdiction:
    """The jurisdiction that a call names; it need not name the only one. Inside ``acting``.

    Each organisation that is responsible for something in the scheme is one, by its short name.
    """
    wanted, categories = given.get("jurisdiction_id"), reports().categories()
    known = _taking(categories)
    if wanted in known or (not wanted and len(known) == 1):
        slug = wanted or next(iter(known))
        return Jurisdiction(organisation=organisations.called(slug=slug), categories=categories)
    if wanted == WHOLE_PLACE:
        return Jurisdiction(organisation=None, categories=categories)
    if wanted:
        raise missing(say("There is no jurisdiction_id {name} here.", name=wanted[:60]))
    if not known:
        raise missing(say("Nothing can be reported here yet."))
    named = ", ".join([*sorted(known), WHOLE_PLACE])
    raise bad(say("jurisdiction_id is missing. It is one of: {named}.", named=named))


def own_jurisdiction(given: Given, found: ApiClient) -> Jurisdiction:
    """The jurisdiction that a call names, for a key of that organisation. Inside ``acting``."""
    wanted = jurisdiction(given)
    if wanted.org not in {None, found.org}:
        raise no_entry(say("This key is of another jurisdiction."))
    return wanted


def _taking(categories: Sequence[Category]) -> frozenset[str]:
    return frozenset(rule.organisation for c in categories for rule in c.responsible)
