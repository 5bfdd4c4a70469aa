"""Writers of a release: open formats for programs, words for people, a catalogue for both."""

from moothall.components.demand.rules.releases.catalogue import (
    Listed,
    ListedTable,
    catalogue_of,
    listed,
)
from moothall.components.demand.rules.releases.columnar import parquet_of
from moothall.components.demand.rules.releases.csvw import csv_of, csvw_of
from moothall.components.demand.rules.releases.documents import dictionary_of, method_note_of
from moothall.components.demand.rules.releases.model import (
    OPEN_GOVERNMENT_LICENCE,
    Column,
    Datatype,
    FileFacts,
    Method,
    Period,
    Publication,
    Release,
    ReleaseTable,
    Value,
    facts_of,
)
from moothall.components.demand.rules.releases.writing import files_of

__all__ = [
    "OPEN_GOVERNMENT_LICENCE", "Column", "Datatype", "FileFacts", "Listed", "ListedTable",
    "Method", "Period", "Publication", "Release", "ReleaseTable", "Value", "catalogue_of",
    "csv_of", "csvw_of", "dictionary_of", "facts_of", "files_of", "listed", "method_note_of",
    "parquet_of",
]  # fmt: skip
