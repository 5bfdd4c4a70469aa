"""The questions of an action: what the page shows, what came, and the files with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Action, Case
from moothall.faces.workspace.happenings import size_words
from moothall.faces.workspace.officers import PURPOSE, Officer
from moothall.journeys import queries
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.questions import Answers, AnswersRefused, Mistake, Question
from moothall.kernel.refusals import Refused
from moothall.kernel.words import Said, say

_DOCUMENTS = "documents.v1"
_MOST_BYTES = 10 * 1024 * 1024
_MOST_ADDRESSES = 50
_REMOVE, _UPLOAD, _FIND = "remove-file", "upload", "find-address"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a browser sent for an action, after whatever leaves the process was done."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    stays: bool = False
    """Whether a button of a question was pressed, so that nothing is done yet."""
    refusal: AnswersRefused | None = None
    addresses: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def received(request: HttpRequest, officer: Officer, case: Case, action: Action) -> Sent:
    """Take in what came. Call it outside ``acting``: files and addresses leave the process."""
    fields = {name: request.POST.getlist(name) for name in request.POST}
    mistakes = list[Mistake]()
    for question in action.ask:
        for upload in request.FILES.getlist(f"{question.id}-upload"):
            try:
                kept = _kept(question, upload, case, officer)
                fields.setdefault(question.id, []).append(kept)
            except AnswersRefused as refusal:
                mistakes += refusal.mistakes
    if _REMOVE in fields:
        with acting(officer.actor, purpose=PURPOSE):
            _remove(fields, case, action, officer)
    pressed = _pressed(fields, action.ask)
    addresses = _addresses(fields, officer.organisation.id)
    return Sent(
        fields=pressed or fields,
        stays=pressed is not None or any(b in fields for b in (_UPLOAD, _REMOVE, _FIND)),
        refusal=AnswersRefused(mistakes) if mistakes else None,
        addresses=addresses,
    )


def questions_shown(
    action: Action, sent: Sent, *, case: Case, refusal: AnswersRefused | None = None
) -> dict[str, Any]:
    """What the page of an action needs to show its questions. Inside ``acting``."""
    files = queries.files_of(subject=case.id)
    mistakes = refusal.mistakes if refusal else ()
    first = {m.field: m.said for m in reversed(mistakes)}
    return {
        "fields": [(q, _context(q, sent, files)) for q in action.ask],
        "values": sent.fields,
        "field_errors": first,
        "errors": [{"text": m.said, "href": f"#{m.field}"} for m in mistakes],
    }


def as_typed(action: Action, sent: Sent) -> list[dict[str, Any]]:
    """What was typed, field by field, for a page on which it can no longer be sent."""
    asked = {q.id: q for q in action.ask}
    rows = []
    for name, texts in sent.fields.items():
        question = asked.get(name.partition("-")[0])
        text = "\n".join(t for t in texts if t.strip())
        if question is not None and text and question.kind != "file":
            rows.append({"key": question.label, "value": text})
    return rows


def _context(question: Question, sent: Sent, files: Mapping[str, Any]) -> dict[str, Any]:
    held = [i for i in sent.fields.get(question.id, ()) if i in files]
    return {
        "files": [
            {"id": i, "name": files[i]["name"], "size_words": size_words(files[i]["size"])}
            for i in held
        ],
        "addresses": sent.addresses.get(question.id),
        "can_find": registry.offers("areas.v1"),
    }


def _kept(question: Question, upload: Any, case: Case, officer: Officer) -> str:  # noqa: ANN401 - a file
    """Check and store a file and keep it with the case: its id. Raises ``AnswersRefused``."""
    if not registry.offers(_DOCUMENTS):
        said = say("Files cannot be sent at the moment. Go on without them.")
        raise question.mistake(said, part="upload")
    documents = registry.offer(_DOCUMENTS)
    try:
        stored = documents.receive(
            name=upload.name or "",
            content=upload,
            accept=getattr(question, "accept", ()),
            most_bytes=getattr(question, "max_bytes", _MOST_BYTES),
        )
        with acting(officer.actor, purpose=PURPOSE):
            kept = documents.record(
                received=stored,
                subject=case.id,
                question=question.id,
                at=officer.at,
                for_staff=True,
            )
    except Refused as refusal:
        raise question.mistake(_said(refusal), part="upload") from refusal
    return str(kept.id)


def _said(refusal: Refused) -> Said:
    if isinstance(refusal, AnswersRefused) and refusal.mistakes:
        return refusal.mistakes[0].said
    return refusal.said


def _remove(fields: dict[str, list[str]], case: Case, action: Action, officer: Officer) -> None:
    """Take a file away that this page has just brought, never one that the case holds."""
    unwanted = set(fields.get(_REMOVE, ()))
    for question in action.ask:
        if question.id in fields:
            fields[question.id] = [i for i in fields[question.id] if i not in unwanted]
    loose = unwanted & set(queries.files_of(subject=case.id)) - _held(case)
    for file in loose:
        registry.offer(_DOCUMENTS).remove(document_id=UUID(file), at=officer.at)


def _held(case: Case) -> set[str]:
    given: list[Answers] = [case.answers]
    given += [entry.answers for entry in cases.timeline(case_id=case.id)]
    return {
        file
        for answers in given
        for answer in answers.values()
        if isinstance(answer, list)
        for file in answer
        if isinstance(file, str)
    }


def _pressed(
    fields: dict[str, list[str]], questions: Sequence[Question]
) -> dict[str, list[str]] | None:
    """The fields after a button of a question's own, such as "add another"."""
    for question in questions:
        press = getattr(question, "pressed", None)
        after = press(fields=fields) if press else None
        if after is not None:
            return {name: list(values) for name, values in after.items()}
    return None


def _addresses(fields: Mapping[str, Sequence[str]], org: OrgId) -> dict[str, Sequence[Any]]:
    """The addresses found for the question whose button was pressed."""
    pressed = fields.get(_FIND)
    if not pressed:
        return {}
    text = (fields.get(f"{pressed[0]}-find") or [""])[0].strip()
    if not text or not registry.offers("areas.v1"):
        return {pressed[0]: []}
    try:
        found = registry.offer("areas.v1").search_addresses(
            text=text, org=org, limit=_MOST_ADDRESSES
        )
    except Refused:
        return {pressed[0]: []}
    return {pressed[0]: [address.parts for address in found]}
