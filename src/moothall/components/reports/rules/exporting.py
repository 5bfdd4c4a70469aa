"""A report as a row of open data: the columns of Open311's proposed bulk format."""

from moothall.components.reports.contracts import Report
from moothall.components.reports.rules.wording import status_words

COLUMNS = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def open_data_row(*, report: Report, name: str, agency: str) -> list[str]:
    """The cells of ``COLUMNS``. ``name`` is the category's, ``agency`` who is responsible.

    Free text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    closed = report.closed_at.isoformat() if report.closed_at else ""
    return [
        report.reference,
        report.opened_at.isoformat(),
        report.updated_at.isoformat(),
        closed,
        "open" if report.is_open else "closed",
        status_words(status=report.status).in_language("en"),
        name,
        report.category,
        _plain(report.description),
        agency,
        _plain(report.address),
        "" if report.lat is None else f"{report.lat:.6f}",
        "" if report.lon is None else f"{report.lon:.6f}",
    ]


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
