"""Who a file belongs to: recorded, attached, removed, scanned. Inside ``acting``."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from moothall.components.documents import models
from moothall.components.documents.contracts import (
    AlreadySent,
    Document,
    DocumentNotFound,
    FileAttached,
    FileReceived,
    FileRemoved,
    FileScanned,
    Received,
    Scan,
    TooManyFiles,
)
from moothall.components.documents.ports import Scanner, Verdict
from moothall.components.documents.queries.documents import MOST, as_document
from moothall.kernel import capabilities, events, jobs
from moothall.kernel.actors import current, serving_org
from moothall.kernel.ids import uuid7
from moothall.kernel.registry import NoConnector
from moothall.kernel.words import say

_SWEPT_AFTER = timedelta(days=2)


def record(
    *,
    received: Received,
    at: datetime,
    subject: UUID | None = None,
    question: str = "",
    most: int = 20,
    for_staff: bool = False,
) -> Document:
    """Make a stored file a document of ``subject``, a journey or a case.

    Without a subject, as for an upload through the API, it belongs to itself until ``attach``
    claims it. What is ``for_staff`` the resident whose case it is does not see. Raises
    ``TooManyFiles`` beyond ``most`` for one question.
    """
    document_id = uuid7()
    where = subject or document_id
    if subject:
        _check_count(subject, question, most)
    looks = _has_scanner()
    row = models.Document.readable.create(
        id=document_id,
        org_id=serving_org(),
        subject=where,
        question=question,
        key=received.key,
        name=received.name,
        type=received.type,
        size=received.size,
        sha256=received.sha256,
        scan=Scan.WAITING if looks else Scan.NOT_SCANNED,
        added_at=at,
        for_staff=for_staff,
    )
    events.record(FileReceived(document_id=row.id, subject_id=where), at=at)
    if looks:
        jobs.enqueue(
            job="documents.scan", key=str(row.id), org=str(row.org_id), document=str(row.id)
        )
    jobs.enqueue(job="documents.sweep", key=f"{at:%Y-%m-%d}", after=at + _SWEPT_AFTER)
    return as_document(row)


def attach(
    *,
    ids: Collection[UUID],
    subject: UUID,
    at: datetime,
    journey: UUID | None = None,
    for_staff: bool = False,
) -> list[Document]:
    """Make files part of ``subject``, which was made of a journey; they are final from then on.

    A resident attaches files of their own. Whoever acts for an organisation attaches files that
    belong to nothing yet, or to ``journey``; ``for_staff`` hides them from the resident
    whose case it is. Attaching again changes nothing. Raises ``DocumentNotFound`` when one of
    them is not there or belongs elsewhere.
    """
    wanted = set(ids)
    rows = list(models.Document.readable.filter(_may_attach(subject, journey), id__in=wanted))
    if len(rows) != len(wanted):
        raise DocumentNotFound(say("There is no such file."))
    moving = [row for row in rows if row.subject != subject or not row.is_final]
    for row in moving:
        left = row.subject
        row.subject, row.is_final, row.for_staff = subject, True, for_staff
        row.save(update_fields=["subject", "is_final", "for_staff"])
        events.record(FileAttached(document_id=row.id, subject_id=subject, from_id=left), at=at)
    return sorted((as_document(row) for row in rows), key=lambda d: d.id)


def remove(*, document_id: UUID, at: datetime) -> None:
    """Take a file away; its content is deleted once this is committed.

    A resident may only until it is part of what they sent: ``AlreadySent``.
    """
    row = models.Document.readable.filter(id=document_id).first()
    if row is None or (row.org_id != serving_org()):
        raise DocumentNotFound(say("There is no such file."))
    if row.is_final and current().is_resident:
        raise AlreadySent(say("You have already sent this file, so it cannot be removed."))
    row.delete()
    events.record(FileRemoved(document_id=document_id, subject_id=row.subject), at=at)
    jobs.enqueue(job="documents.forget", key=row.key, stored=row.key)


def remove_unclaimed(*, before: datetime, at: datetime) -> int:
    """Remove what was sent in before then and still belongs to nothing; answer how many."""
    loose = models.Document.objects.filter(subject=F("id"), is_final=False, added_at__lt=before)
    ids = list(loose.order_by("id").values_list("id", flat=True)[:MOST])
    for document_id in ids:
        remove(document_id=document_id, at=at)
    return len(ids)


def note_scan(*, document_id: UUID, verdict: Verdict, at: datetime) -> None:
    """Keep what the scanner found; a file that was removed meanwhile is no matter."""
    row = models.Document.objects.filter(id=document_id, scan=Scan.WAITING).first()
    if row is None:
        return
    row.scan, row.scanned_at = Scan(verdict.value), at
    row.save(update_fields=["scan", "scanned_at"])
    found = FileScanned(document_id=row.id, subject_id=row.subject, found=Scan(row.scan))
    events.record(found, at=at)


def _may_attach(subject: UUID, journey: UUID | None) -> Q:
    if current().is_resident:
        return Q(org_id=serving_org())
    where = Q(subject=F("id")) | Q(subject=subject)
    if journey:
        where |= Q(subject=journey)
    return Q(org_id=serving_org()) & where


def _check_count(subject: UUID, question: str, most: int) -> None:
    there = models.Document.readable.filter(subject=subject)
    if there.filter(question=question).count() >= most or there.count() >= MOST:
        one = say("You can attach 1 file")
        several = say("You can attach up to {most} files", most=most)
        raise TooManyFiles(one if most == 1 else several)


def _has_scanner() -> bool:
    """Whether somebody here looks into files; a scanner that cannot be built is waited for."""
    try:
        choice = capabilities.chosen(capability="scanning.v1")
    except NoConnector:
        return False
    try:
        scanner: Scanner = capabilities.adapter(capability="scanning.v1", choice=choice)
    except (NoConnector, TypeError, ValueError):
        return True
    return scanner.looks
