"""Reads of the table: they answer in contracts, bounded and in the order of upload."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import F

from moothall.components.documents import models
from moothall.components.documents.contracts import Document, DocumentNotFound, Scan
from moothall.kernel.words import say

MOST = 200
"""More files than that no subject has."""


def attached(*, subject: UUID) -> list[Document]:
    """The files of a journey or case that the actor may see, the first one first."""
    rows = models.Document.readable.filter(subject=subject).order_by("id")[:MOST]
    return [as_document(row) for row in rows]


def document(*, document_id: UUID) -> Document:
    """One file. Raises ``DocumentNotFound`` unless the actor may see it."""
    row = models.Document.readable.filter(id=document_id).first()
    if row is None:
        raise DocumentNotFound(say("There is no such file."))
    return as_document(row)


def unclaimed(*, ids: Collection[UUID | str]) -> list[Document]:
    """Those of the organisation's files that were sent in and belong to nothing yet.

    ``ids`` may be whatever text a client names; what is no id names no file.
    """
    wanted = [found for found in map(_as_id, list(ids)[:MOST]) if found]
    loose = models.Document.objects.filter(id__in=wanted, subject=F("id"))
    return [as_document(row) for row in loose.order_by("id")]


def keys_in_use(*, keys: Sequence[str]) -> set[str]:
    """Which of these keys belong to a file of any organisation."""
    with connection.cursor() as cursor:
        cursor.execute("select documents_keys_in_use(%s)", [list(keys)])
        return {key for (key,) in cursor}


def _as_id(text: UUID | str) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def as_document(row: models.Document) -> Document:
    return Document(
        id=row.id,
        org=row.org_id,
        subject=row.subject,
        question=row.question,
        key=row.key,
        name=row.name,
        type=row.type,
        size=row.size,
        scan=Scan(row.scan),
        added_at=row.added_at,
        is_final=row.is_final,
    )
