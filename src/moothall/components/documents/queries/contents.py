"""Where contents are kept: a folder, or any storage that Django's settings name ``files``."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from moothall.components.documents.contracts import ContentMissing, StorageUnavailable
from moothall.kernel.actors import AlreadyActing, is_acting
from moothall.kernel.ids import uuid7
from moothall.kernel.words import say

ALIAS = "files"
"""The entry of ``settings.STORAGES`` that is used where there is one."""
_log = logging.getLogger(__name__)
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


@cache
def _folder(location: str) -> Storage:
    return FileSystemStorage(
        location=location,
        file_permissions_mode=_PRIVATE_FILE,
        directory_permissions_mode=_PRIVATE_FOLDER,
    )


def storage() -> Storage:
    """Where contents are. Outside ``acting`` only: it may be another machine."""
    if is_acting():
        raise AlreadyActing("contents are read and written outside acting")
    return storages[ALIAS] if ALIAS in settings.STORAGES else _folder(settings.FILES_FOLDER)


def new_key() -> str:
    """A key for new content: the day in UTC, then an id that tells nothing of the file."""
    new = uuid7()
    return f"{day_of(new):%Y/%m/%d}/{new}"


def day_of(made: UUID) -> date:
    return datetime.fromtimestamp((made.int >> 80) / 1000, tz=UTC).date()


def save(*, key: str, content: bytes) -> None:
    """Store ``content``; an existing key is never overwritten. ``StorageUnavailable``."""
    try:
        kept = storage().save(key, ContentFile(content))
    except OSError as failure:
        _log.exception("content cannot be stored")
        said = say("Files cannot be kept at the moment. Try again later.")
        raise StorageUnavailable(said) from failure
    if kept != key:
        storage().delete(kept)
        raise FileExistsError(key)


def read(*, key: str) -> BinaryIO:
    """The stored content, to be closed by the caller. Raises ``ContentMissing``."""
    try:
        return cast(BinaryIO, storage().open(key, "rb"))
    except FileNotFoundError:
        raise ContentMissing(say("The file cannot be read at the moment.")) from None


def delete(*, key: str) -> None:
    """Delete the content, if it is there."""
    storage().delete(key)


def keys_of(day: date) -> Iterator[str]:
    """The keys of all that was stored on one day."""
    folder = f"{day:%Y/%m/%d}"
    try:
        _, names = storage().listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in sorted(names))
