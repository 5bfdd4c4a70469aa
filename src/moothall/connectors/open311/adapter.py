"""Another maker's Open311 server: reports go there, and what is said there comes back.

The standard knows no way to send something again without it becoming two. So each report goes
out under a key that servers may heed, and with the address of its page here, by which it is
looked for before it is sent again.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

import httpx

from moothall.components.reports.contracts import (
    LONGEST_DESCRIPTION,
    Accepted,
    Incoming,
    Outgoing,
    OutgoingUpdate,
    ReportingRefused,
    ReportingUnavailable,
    Status,
)
from moothall.components.reports.ports import MOST_INCOMING, Reporting
from moothall.connectors.open311 import reading
from moothall.connectors.open311.reading import NotOpen311, Record
from moothall.kernel.outside import Outside
from moothall.kernel.words import say

_REQUESTS, _UPDATES = "service_requests", "service_request_updates"
_WELL, _GO_ON = 200, 300
_FOR_GOOD = {400, 404, 405, 409, 410, 413, 415, 422}
_STATUSES = {
    Status.NOT_RESPONSIBLE: "NOT_COUNCILS_RESPONSIBILITY",
    Status.FIXED_BY_OTHERS: "FIXED",
}
_MOST_PAGES = 20
_PAGE = 50
Fields = list[tuple[str, str]]


class Open311(Reporting):
    """One jurisdiction of one server."""

    def __init__(
        self,
        *,
        endpoint: str,
        key: str,
        services: Mapping[str, str],
        jurisdiction: str = "",
        attributes: Mapping[str, str] | None = None,
        form: Literal["xml", "json"] = "xml",
        contact: bool = False,
        poll_minutes: float = 15.0,
        timeout: float = 20.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._endpoint, self._key = endpoint.rstrip("/"), key
        self._jurisdiction, self._form = jurisdiction, form
        self._services, self._attributes = dict(services), dict(attributes or {})
        self._contact, self._minutes = contact, float(poll_minutes)
        self._outside = Outside(seconds=float(timeout), transport=transport)

    @property
    def poll_minutes(self) -> float:
        return self._minutes

    def takes(self, *, category: str) -> bool:
        return category in self._services

    def send(self, *, report: Outgoing, again: bool) -> Accepted:
        if self._came_from_there(report):
            raise ReportingRefused(say("This report has come from there."))
        if again and (found := self._find(report)):
            return Accepted(external_id=found)
        headers = {"Idempotency-Key": str(report.id)}
        items = self._call("POST", "requests", self._sent(report), _REQUESTS, headers)
        for item in items:
            if item.get("service_request_id") or item.get("token"):
                return Accepted(
                    external_id=item.get("service_request_id", ""), token=item.get("token", "")
                )
        raise _unclear()

    def resolve(self, *, token: str) -> str | None:
        for item in self._call("GET", f"tokens/{quote(token, safe='')}", [], _REQUESTS):
            if found := item.get("service_request_id"):
                return found
        return None

    def tell(self, *, update: OutgoingUpdate) -> str:
        sent = [
            ("api_key", self._key),
            ("service_request_id", update.external_id),
            ("update_id", str(update.id)),
            ("status", _STATUSES.get(update.status, update.status.value.upper())),
            ("updated_datetime", _moment(update.at)),
            ("description", update.text),
            ("service_code", self._services.get(update.category, "")),
        ]
        items = self._call("POST", "servicerequestupdates", sent, _UPDATES)
        return next((i.get("update_id") or i.get("token", "") for i in items), "")

    def updates(self, *, since: datetime) -> Sequence[Incoming]:
        asked = [
            ("api_key", self._key),
            ("start_date", _moment(since)),
            ("end_date", _moment(datetime.now(UTC) + timedelta(minutes=5))),
        ]
        items = self._call("GET", "servicerequestupdates", asked, _UPDATES)
        found = [one for item in items if (one := reading.update(item))]
        return sorted(found, key=lambda one: one.at)[:MOST_INCOMING]

    def _sent(self, report: Outgoing) -> Fields:
        mark = f"\n\n{report.link}"
        sent = [
            ("api_key", self._key),
            ("service_code", self._services[report.category]),
            ("description", report.description[: LONGEST_DESCRIPTION - len(mark)] + mark),
            ("address_string", report.address),
        ]
        if report.lat is not None and report.lon is not None:
            sent += [("lat", f"{report.lat:.6f}"), ("long", f"{report.lon:.6f}")]
        for question, answer in report.answers.items():
            sent += _attribute(self._attributes.get(question, question), answer)
        return sent + (self._who(report) if self._contact else [])

    def _who(self, report: Outgoing) -> Fields:
        first, _, last = report.contact.name.partition(" ")
        return [
            ("first_name", first),
            ("last_name", last),
            ("email", report.contact.email),
            ("phone", report.contact.phone),
        ]

    def _came_from_there(self, report: Outgoing) -> bool:
        """Whether it was sent here by the same server: the mark says where it was made."""
        there = urlsplit(self._endpoint)
        return f"\n{there.scheme}://{there.netloc}/reports/" in report.description

    def _find(self, report: Outgoing) -> str | None:
        """The id of a report that may have arrived before."""
        start = _moment(report.opened_at - timedelta(hours=1))
        asked = [("service_code", self._services[report.category]), ("start_date", start)]
        for page in range(1, _MOST_PAGES + 1):
            paged = [*asked, ("page", str(page)), ("page_size", str(_PAGE))]
            items = self._call("GET", "requests", paged, _REQUESTS)
            for item in items:
                if report.link in item.get("description", ""):
                    return item.get("service_request_id")
            if len(items) != _PAGE:
                break
        return None

    def _call(
        self,
        method: str,
        path: str,
        fields: Fields,
        root: str,
        headers: Mapping[str, str] | None = None,
    ) -> list[Record]:
        given = [("jurisdiction_id", self._jurisdiction), *fields]
        content = urlencode([(name, value) for name, value in given if value])
        response = self._outside.call(
            method,
            f"{self._endpoint}/{path}.{self._form}",
            **({"params": content} if method == "GET" else {"content": content}),
            headers={**(headers or {}), **(_FORM_HEADER if method == "POST" else {})},
        )
        if not _WELL <= response.status_code < _GO_ON:
            raise _refusal(method, response.status_code)
        try:
            return reading.records(response.content, root=root)
        except NotOpen311:
            raise _unclear() from None


_FORM_HEADER = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def _refusal(method: str, status: int) -> ReportingRefused | ReportingUnavailable:
    """A key that will not do, or too many calls, is a matter of time or of settings."""
    said = say("The other system answered with status {status}.", status=status)
    if method == "POST" and status in _FOR_GOOD:
        return ReportingRefused(said, details={"status": status})
    return ReportingUnavailable(said, details={"status": status})


def _unclear() -> ReportingUnavailable:
    return ReportingUnavailable(
        say("The other system did not answer in a way that we understand.")
    )


def _attribute(code: str, answer: Any) -> Fields:  # noqa: ANN401 - JSON may hold anything
    if answer is None or isinstance(answer, dict):
        return []
    if isinstance(answer, list):
        return [(f"attribute[{code}][]", str(part)) for part in answer]
    text = str(answer).lower() if isinstance(answer, bool) else str(answer)
    return [(f"attribute[{code}]", text)]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
