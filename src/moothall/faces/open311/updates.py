"""Updates in both directions: the extension that councils' systems speak among themselves."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from moothall.components.identity.contracts import ApiClient
from moothall.components.reports.contracts import NotYours, Report
from moothall.faces.open311 import callers, formats, statuses
from moothall.faces.open311.callers import PURPOSE
from moothall.faces.open311.problems import bad, missing, no_entry, told
from moothall.faces.open311.reading import Given, asked, posted
from moothall.faces.open311.requests import MOST, window
from moothall.faces.open311.showing import Showing
from moothall.kernel.actors import Actor, acting
from moothall.kernel.language import current_language
from moothall.kernel.words import say

READS, WRITES = "reports:read", "reports:write"
_ROOT = "service_request_updates"
_LONGEST_ID = 200


@told("GET", "POST")
def updates(request: HttpRequest, *, form: str) -> HttpResponse:
    """What was said of requests, or something to be said of one."""
    if request.method == "POST":
        content = _posted(posted(request), at=now())
    else:
        content = _listed(asked(request), at=now())
    return formats.answer(form, root=_ROOT, content=content)


def _listed(given: Given, *, at: datetime) -> list[dict[str, Any]]:
    """Public updates of the organisation's requests, the oldest first.

    What the client itself has sent is not among them, so that nothing goes round in circles.
    """
    client = callers.client(given, scope=READS)
    with acting(Actor(), purpose=PURPOSE):
        jurisdiction = callers.own_jurisdiction(given, client)
        since, until = window(given, at=at)
        found = callers.reports().news(
            org=client.org,
            since=since,
            until=until,
            beside=callers.source_of(client),
            limit=MOST,
        )
        showing = Showing.of(jurisdiction.categories)
    return [showing.update(news) for news in found]


def _posted(given: Given, *, at: datetime) -> list[dict[str, Any]]:
    """Say something of a request; the same ``update_id`` of the same client is said once."""
    client = callers.client(given, scope=WRITES)
    external, reference = given.need("update_id"), given.need("service_request_id")
    if len(external) > _LONGEST_ID:
        raise bad(say("{name} is too long.", name="update_id"))
    status = _status(given.need("status"))
    if given.moment("updated_datetime") is None:
        given.need("updated_datetime")
    with acting(callers.actor_of(client), purpose=PURPOSE):
        callers.own_jurisdiction(given, client)
        report = _report(reference, client)
        kept = callers.reports().take_news(
            report_id=report.id,
            words=given.get("description"),
            status=status,
            language=current_language(),
            source=callers.source_of(client),
            external_id=external,
            at=at,
        )
    return [{"update_id": str(kept or external)}]


def _status(text: str) -> Any:  # noqa: ANN401 - a status or none
    try:
        return statuses.read(text)
    except KeyError:
        raise bad(say("There is no status {status}.", status=text[:60])) from None


def _report(reference: str, client: ApiClient) -> Report:
    """The request that is meant, if it is one of the client's organisation."""
    found = callers.reports().called(references=[reference])
    if not found:
        raise missing(say("There is no service_request_id {code} here.", code=reference[:60]))
    report: Report = found[0]
    if report.org != client.org:
        raise no_entry(NotYours().said)
    return report
