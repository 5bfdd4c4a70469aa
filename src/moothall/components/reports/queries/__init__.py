"""What reports can be asked; all of it answers in contracts, inside ``acting``."""

from moothall.components.reports.queries.exchange import news, sent
from moothall.components.reports.queries.following import following, following_by
from moothall.components.reports.queries.lists import count, export_rows, listing, worklist
from moothall.components.reports.queries.reports import (
    called,
    duplicates,
    followers,
    is_concerned,
    mine,
    report,
    reports,
    told,
    updates,
)
from moothall.components.reports.queries.scheme import (
    categories,
    category,
    redirect,
    route,
    scheme,
    versions,
)
from moothall.components.reports.queries.spots import nearby, on_map

__all__ = [
    "called",
    "categories",
    "category",
    "count",
    "duplicates",
    "export_rows",
    "followers",
    "following",
    "following_by",
    "is_concerned",
    "listing",
    "mine",
    "nearby",
    "news",
    "on_map",
    "redirect",
    "report",
    "reports",
    "route",
    "scheme",
    "sent",
    "told",
    "updates",
    "versions",
    "worklist",
]
