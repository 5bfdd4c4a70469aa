"""All files of a release, by name."""

from collections.abc import Mapping

from moothall.components.demand.rules.releases.columnar import parquet_of
from moothall.components.demand.rules.releases.csvw import METADATA, csv_of, csvw_of
from moothall.components.demand.rules.releases.documents import dictionary_of, method_note_of
from moothall.components.demand.rules.releases.model import Publication, Release
from moothall.kernel.words import LANGUAGES


def files_of(release: Release, publication: Publication) -> Mapping[str, bytes]:
    """The content of each file: the same for the same release, byte for byte."""
    files: dict[str, bytes] = {}
    for table in release.tables:
        files[f"{table.name}.csv"] = csv_of(table)
        files[f"{table.name}.csv{METADATA}"] = csvw_of(table, release, publication)
        files[f"{table.name}.parquet"] = parquet_of(table, release, publication)
    for language in LANGUAGES:
        files[f"dictionary-{language}.md"] = dictionary_of(release, language)
        files[f"methods-{language}.md"] = method_note_of(release, language)
    return files
