"""What is kept for pages to read: summaries, and releases with their files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One body of figures, as it was made."""

    name: str
    period: str
    body: Mapping[str, Any]
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class PublishedRelease:
    """One release of a quarter. It never changes; a correction has the next number."""

    id: UUID
    quarter: str
    number: int
    manifest: Mapping[str, Any]
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class PublishedFile:
    name: str
    media_type: str
    content: bytes
