"""What an import of history is told, and what it tells."""

from dataclasses import dataclass
from datetime import datetime

from moothall.kernel.words import Said


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A row that was not taken in."""

    line: int
    """Where it begins in the file, 1 for the first line."""
    said: Said


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did."""

    name: str
    digest: str
    """SHA-256 of the file and of what its columns were said to mean."""
    rows: int
    records: int
    refused: int
    vintage: str
    """Which areas the codes mean: ``LSOA 2011``."""
    at: datetime
    changed: bool = True
    """Whether anything was written: the same file again changes nothing."""
