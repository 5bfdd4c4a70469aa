"""Files that a page brings: received outside any transaction, then kept with their journey or
case.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from moothall.kernel import registry
from moothall.kernel.questions import AnswersRefused, Question
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

Received = list[tuple[Question, Any]]


def receive(request: HttpRequest, questions: Sequence[Question]) -> Received:
    """Check and store every file that came, for the question it answers. Call outside
    ``acting``.

    Raises ``AnswersRefused`` with one mistake for each file that will not do.
    """
    found: Received = []
    for question in questions:
        for upload in request.FILES.getlist(question.id):
            found.append((question, _received(question, upload)))
    return found


def keep(received: Received, *, subject: UUID, at: datetime) -> dict[str, list[str]]:
    """Keep what was received with ``subject``, inside ``acting``: ids by question."""
    kept: dict[str, list[str]] = {}
    for question, one in received:
        documents = registry.offer("documents.v1")
        document = documents.record(received=one, subject=subject, question=question.id, at=at)
        kept.setdefault(question.id, []).append(str(document.id))
    return kept


def with_files(
    fields: Mapping[str, Sequence[str]],
    questions: Sequence[Question],
    files: Mapping[str, Mapping[str, Any]],
) -> dict[str, list[str]]:
    """The fields of a page with the files that stand there for its questions."""
    full = {name: list(values) for name, values in fields.items()}
    for question in questions:
        if question.kind == "file":
            full[question.id] = [i for i, f in files.items() if f["question"] == question.id]
    return full


def _received(question: Question, upload: Any) -> Any:  # noqa: ANN401 - of whichever maker
    if not registry.offers("documents.v1"):
        raise question.mistake(say("Files cannot be sent at the moment. Go on without them."))
    try:
        return registry.offer("documents.v1").receive(
            name=upload.name or "",
            content=upload,
            accept=getattr(question, "accept", ()),
            most_bytes=getattr(question, "max_bytes", 10 * 1024 * 1024),
        )
    except AnswersRefused:
        raise
    except Refused as refusal:
        raise question.mistake(refusal.said) from refusal
