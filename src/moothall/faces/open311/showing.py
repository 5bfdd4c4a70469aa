"""How a report, and what was said about it, look in Open311: what is public, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from moothall.components.reports.contracts import Category, News, Report
from moothall.faces.open311 import statuses
from moothall.kernel import organisations
from moothall.kernel.language import current_language
from moothall.kernel.words import in_language


def moment(at: datetime | None) -> str | None:
    """A moment in the W3C's subset of ISO 8601, with its time zone."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, kw_only=True)
class Showing:
    """What is needed to show many of them."""

    categories: Mapping[str, Category]
    language: str
    extended: bool

    @classmethod
    def of(cls, categories: Sequence[Category], *, extended: bool = False) -> Self:
        """In the language of the request, by the categories of the scheme."""
        found = {c.id: c for c in categories}
        return cls(categories=found, language=current_language(), extended=extended)

    def request(self, report: Report) -> dict[str, Any]:
        """A request as it stands in a list."""
        category = self.categories.get(report.category)
        name = in_language(category.name, self.language) if category else report.category
        agency = organisations.known(org=report.org)
        shown = {
            "service_request_id": report.reference,
            "status": statuses.of_standard(report.status),
            "status_notes": None,
            "service_name": name,
            "service_code": report.category,
            "description": report.description,
            "agency_responsible": in_language(agency.name, self.language),
            "service_notice": None,
            "requested_datetime": moment(report.opened_at),
            "updated_datetime": moment(report.updated_at),
            "expected_datetime": moment(report.due_at),
            "address": ", ".join(p for p in (report.street, report.address) if p),
            "address_id": None,
            "zipcode": None,
            "lat": report.lat,
            "long": report.lon,
            "media_url": None,
        }
        return {**shown, "extended_attributes": _more(report)} if self.extended else shown

    def update(self, news: News) -> dict[str, Any]:
        """An update as it stands in a list."""
        return {
            "update_id": str(news.update.id),
            "service_request_id": news.reference,
            "status": statuses.of_extension(news.update.to_status),
            "updated_datetime": moment(news.update.at),
            "description": in_language(news.update.words, self.language),
            "media_url": None,
        }


def _more(report: Report) -> dict[str, Any]:
    return {
        "status": statuses.of_extension(report.status),
        "jurisdiction_id": organisations.known(org=report.org).slug,
        "ward": report.ward,
        "channel": report.channel,
        "closed_datetime": moment(report.closed_at),
    }
