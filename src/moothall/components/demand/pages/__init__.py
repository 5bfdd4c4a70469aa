"""Pages of demand for every face: the capability ``demand.pages.v1``.

A face asks for a page by its name and puts it in its own frame with the macros of
``demand/pieces.html``; what it shows, in which words and pictures, is the same everywhere.
"""

from moothall.components.demand.pages.choosing import (
    chosen,
    fields,
    last_whole_quarter,
    periods,
    quarter_words,
    query_of,
)
from moothall.components.demand.pages.findings import described
from moothall.components.demand.pages.naming import Known, Names, names
from moothall.components.demand.pages.plainly import plain_answers
from moothall.components.demand.pages.sections import Page, Section, Table, as_csv
from moothall.components.demand.pages.views import (
    MEASURES,
    YEAR,
    Chosen,
    PageNotFound,
    page,
    titles,
)

__all__ = [
    "MEASURES", "YEAR", "Chosen", "Known", "Names", "Page", "PageNotFound", "Section", "Table",
    "as_csv", "chosen", "described", "fields", "last_whole_quarter", "names", "page", "periods",
    "plain_answers", "quarter_words", "query_of", "titles",
]  # fmt: skip
