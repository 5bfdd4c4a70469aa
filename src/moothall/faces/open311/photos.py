"""Photos that come with a new request as files of a multipart form."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from moothall.components.reports.contracts import MOST_PHOTOS
from moothall.faces.open311.problems import bad
from moothall.kernel import registry
from moothall.kernel.words import say

_DOCUMENTS = "documents.v1"
_ACCEPTED = ("jpeg", "png", "gif", "webp")
_MOST_BYTES = 10 * 1024 * 1024


@dataclass
class Photos:
    """Photos whose content is stored: it goes again unless they are kept."""

    stored: list[Any] = field(default_factory=list)
    are_kept: bool = False

    def recorded(self, *, at: datetime) -> list[UUID]:
        """Make documents of them. Inside ``acting``."""
        if not self.stored:
            return []
        documents = registry.offer(_DOCUMENTS)
        return [documents.record(received=one, at=at).id for one in self.stored]

    def keep(self) -> None:
        """The request that they belong to has been made."""
        self.are_kept = True


@contextmanager
def received(request: HttpRequest) -> Iterator[Photos]:
    """The photos that came with a call, checked and stored. Outside ``acting``.

    Where the place keeps no documents they are left aside, and the request is made without.
    """
    photos = Photos()
    files = [f for _, several in request.FILES.lists() for f in several]
    try:
        if files and registry.offers(_DOCUMENTS):
            _store(photos, files)
        yield photos
    finally:
        if not photos.are_kept:
            for one in photos.stored:
                registry.offer(_DOCUMENTS).discard(received=one)


def _store(photos: Photos, files: list[Any]) -> None:
    if len(files) > MOST_PHOTOS:
        raise bad(say("Send at most {most} photos.", most=MOST_PHOTOS))
    for file in files:
        photos.stored.append(
            registry.offer(_DOCUMENTS).receive(
                name=file.name or "", content=file, accept=_ACCEPTED, most_bytes=_MOST_BYTES
            )
        )
