"""What the linter knows of the place in which a service is to run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Around:
    """Whatever is ``None`` is not known, and nothing is said about it."""

    languages: tuple[str, ...]
    duties: Collection[str] | None
    held: Mapping[str, Collection[str]] | None
    """Organisation -> the duties that somebody in it holds."""
    teams: Mapping[str, Collection[str]] | None
    """Organisation -> its teams."""
    needs: Collection[str] | None
    organisations: Collection[str] | None
    capabilities: Collection[str] | None
    """What components offer, such as ``documents.v1``."""
    effects: Collection[str]
    """What actions can set off."""
    at: datetime
    """When the worked examples happen that do not say ``today``."""
