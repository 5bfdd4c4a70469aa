"""Files that a page brings: received outside any transaction, then kept with their journey or
case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from moothall.components.forms.kinds.file import Files
from moothall.faces.resident.visitors import not_too_often
from moothall.kernel import registry
from moothall.kernel.questions import Mistake, Question
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

UPLOAD, REMOVE = "upload", "remove-file"
"""The buttons of a question for files: each leaves one on its page."""
Pending = Mapping[str, Mapping[str, Any]]
"""File id -> name, type, size and question, of files that are not part of what was sent."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """The files that came with one page, stored but not yet anybody's."""

    files: Sequence[tuple[Files, Any]] = ()
    mistakes: tuple[Mistake, ...] = ()


def receive(request: HttpRequest, questions: Sequence[Question]) -> Received:
    """Check and store every file that came, for the question it answers. Call outside
    ``acting``.
    """
    files: list[tuple[Files, Any]] = []
    mistakes: list[Mistake] = []
    for question in questions:
        if isinstance(question, Files):
            mistakes += _missing(request, question)
            for upload in request.FILES.getlist(f"{question.id}-upload"):
                not_too_often(request, "upload")
                try:
                    files.append((question, _stored(question, upload)))
                except Refused as refusal:
                    mistakes += question.mistake(refusal.said, part="upload").mistakes
    return Received(files=files, mistakes=tuple(mistakes))


def keep(received: Received, *, subject: UUID, at: datetime) -> tuple[Mistake, ...]:
    """Make what was received part of ``subject``, inside ``acting``; answer the mistakes."""
    mistakes = received.mistakes
    for question, one in received.files:
        documents = registry.offer("documents.v1")
        sent = [d for d in documents.attached(subject=subject) if d.is_final]
        most = question.max_files + sum(1 for d in sent if d.question == question.id)
        try:
            documents.record(
                received=one, subject=subject, question=question.id, most=most, at=at
            )
        except Refused as refusal:
            mistakes += question.mistake(refusal.said, part="upload").mistakes
    return mistakes


def pending(*, subject: UUID) -> Pending:
    """The files of ``subject`` that can still be taken back. Inside ``acting``."""
    if not registry.offers("documents.v1"):
        return {}
    attached = registry.offer("documents.v1").attached(subject=subject)
    return {
        str(d.id): {"name": d.name, "type": d.type, "size": d.size, "question": d.question}
        for d in attached
        if not d.is_final
    }


def removed(request: HttpRequest) -> UUID | None:
    """The file whose button to remove it was pressed."""
    try:
        return UUID(request.POST.get(REMOVE, ""))
    except ValueError:
        return None


def asks_to_stay(request: HttpRequest) -> bool:
    """Whether a button was pressed that leaves one on the page."""
    return UPLOAD in request.POST or REMOVE in request.POST


def with_files(
    fields: Mapping[str, Sequence[str]], questions: Sequence[Question], files: Pending
) -> dict[str, list[str]]:
    """The fields of a page with the files that stand there for its questions."""
    full = {name: list(values) for name, values in fields.items()}
    for question in questions:
        if question.kind == "file":
            full[question.id] = [i for i, f in files.items() if f["question"] == question.id]
    return full


def _missing(request: HttpRequest, question: Files) -> tuple[Mistake, ...]:
    """What is wrong when a file was to come and none did.

    A request that is too long for any file is read without its files, so its length tells.
    """
    if request.FILES.getlist(f"{question.id}-upload"):
        return ()
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        return question.mistake(question.too_large(), part="upload").mistakes
    if request.POST.get(UPLOAD) == question.id:
        return question.mistake(say("Choose a file first"), part="upload").mistakes
    return ()


def _stored(question: Files, upload: Any) -> Any:  # noqa: ANN401 - of whichever maker
    if not registry.offers("documents.v1"):
        raise Refused(say("Files cannot be sent at the moment. Go on without them."))
    return registry.offer("documents.v1").receive(
        name=upload.name or "",
        content=upload,
        accept=question.accept,
        most_bytes=question.max_bytes,
    )
