"""What happened to a case, in words for staff: who did what, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from moothall.components.cases.contracts import (
    Case,
    Change,
    Kind,
    LinkedCase,
    LinkKind,
    Note,
    TimelineEntry,
)
from moothall.faces.workspace.showing import Names, published, state_label
from moothall.kernel.language import current_language
from moothall.kernel.questions import Answers, Question
from moothall.kernel.template_words import plain
from moothall.kernel.words import Said, Words, say

Files = Mapping[str, Mapping[str, Any]]
_THOUSAND = 1000
_TOLD = {
    Kind.OPENED: say("Sent to us"),
    Kind.REOPENED: say("Opened again"),
}
_LINKED = {
    LinkKind.DUPLICATE.value: say("Linked as the same thing: {reference}"),
    LinkKind.FOLLOW_UP.value: say("Linked as a follow-up: {reference}"),
    LinkKind.RELATED.value: say("Linked with {reference}"),
}
ELSEWHERE = say("another case")


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that is needed to tell what happened to one case."""

    case: Case
    names: Names
    clients: Mapping[UUID, str]
    """The API clients of the organisation."""
    linked: Mapping[UUID, str]
    """The references of the cases that it is linked with."""
    files: Files


def linked_references(links: Sequence[LinkedCase]) -> dict[UUID, str]:
    return {link.case.id: link.case.reference for link in links}


def who(by_kind: str, by_id: UUID | None, story: Story) -> str | Said:
    """Who it was, by name where there is one."""
    if by_kind == "officer":
        return story.names.person(by_id)
    if by_kind == "client":
        known = story.clients.get(by_id) if by_id else None
        return say("{name} (by API)", name=known) if known else say("A program, by API")
    return say("The resident") if by_kind == "resident" else say("By itself")


def what(entry: TimelineEntry | Change, story: Story) -> Said | Words:
    """What it was, in a few words."""
    details = entry.details
    if entry.kind is Kind.ACTED:
        return _action_words(entry.action, story.case)
    if entry.kind is Kind.ASSIGNED:
        return _assigned(details.get("to"), details.get("team"), story.names)
    if entry.kind is Kind.LAPSED:
        label = state_label(story.case, entry.to_state or "")
        return say("Time ran out: “{state}”", state=label)
    if entry.kind is Kind.LINKED:
        reference = story.linked.get(UUID(str(details.get("other"))), ELSEWHERE)
        kind = str(details.get("kind"))
        return say(_LINKED.get(kind, _LINKED["related"]).message, reference=reference)
    return _TOLD[entry.kind]


def told(entry: TimelineEntry, story: Story) -> dict[str, Any]:
    """An entry of the timeline as the page shows it."""
    answers = answers_shown(_asked(entry.action, story.case), entry.answers, story.files)
    reads = plain(entry.words) if entry.by_kind != "resident" else ""
    return {
        "title": what(entry, story),
        "when": entry.at,
        "by": who(entry.by_kind, entry.by_id, story),
        "private": entry.words is None and entry.by_kind != "resident",
        "moved": _moved(entry, story.case),
        # What the resident reads often holds the answers: then they stand there, once.
        "answers": [row for row in answers if row["files"] or row["value"] not in reads],
        "resident_reads": reads,
    }


def noted(note: Note, story: Story) -> dict[str, Any]:
    """A note among what happened."""
    return {
        "title": say("Note"),
        "when": note.at,
        "by": who(note.by_kind, note.by_id, story),
        "private": True,
        "text": note.text,
    }


def changed(change: Change | TimelineEntry, story: Story) -> dict[str, Any]:
    """What somebody did meanwhile, for whoever was about to act on an older picture."""
    return {
        "what": what(change, story),
        "who": who(change.by_kind, change.by_id, story),
        "when": change.at,
        "state": _came_to(change, story.case),
    }


def answers_shown(
    questions: Sequence[Question], answers: Answers, files: Files
) -> list[dict[str, Any]]:
    """Answers in words, with the files they name; what was not answered is left out."""
    language = current_language()
    rows: list[dict[str, Any]] = []
    for question in questions:
        answer = answers.get(question.id)
        if answer is None:
            continue
        held = question.file_ids(answer=answer)
        rows.append(
            {
                "key": question.label,
                "value": question.text(answer=answer, language=language),
                "files": [_file(i, files[i]) for i in held if i in files],
                "spot": _spot(question, answer),
            }
        )
    return rows


def size_words(size: int) -> str:
    """A file's size as people read it."""
    thousands = max(1, round(size / _THOUSAND))
    if thousands < _THOUSAND:
        return f"{thousands} KB"
    return f"{size / _THOUSAND**2:.1f} MB"


def _file(id_: str, file: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": file["name"],
        "size": size_words(file["size"]),
        "href": reverse("workspace:file", args=[id_]),
        "is_picture": str(file.get("type", "")).startswith("image/"),
    }


def _spot(question: Question, answer: Any) -> dict[str, float] | None:  # noqa: ANN401 - any kind's
    if question.kind not in ("location", "address") or not isinstance(answer, Mapping):
        return None
    if answer.get("lat") is None or answer.get("lon") is None:
        return None
    return {"lat": float(answer["lat"]), "lon": float(answer["lon"])}


def _action_words(action: str | None, case: Case) -> Words:
    known = published(case).service.life.action(action or "")
    return known.words if known else {"en": action or ""}


def _came_to(change: Change | TimelineEntry, case: Case) -> Words | None:
    """The state that a change led to, if it led anywhere."""
    known = published(case).service.life.action(change.action or "")
    stays = change.kind is Kind.ACTED and known is not None and known.to is None
    if stays or not change.to_state or change.kind is Kind.LAPSED:
        return None
    return state_label(case, change.to_state)


def _asked(action: str | None, case: Case) -> Sequence[Question]:
    known = published(case).service.life.action(action or "")
    return known.ask if known else ()


def _assigned(to: object, team: object, names: Names) -> Said:
    if to:
        return say("Assigned to {name}", name=names.person(UUID(str(to))))
    if team:
        return say("Given to the team {team}", team=names.team(str(team)))
    return say("Taken off everybody’s desk")


def _moved(entry: TimelineEntry, case: Case) -> Said | Words | None:
    if entry.kind is Kind.OPENED and entry.to_state:
        return state_label(case, entry.to_state)
    if entry.from_state and entry.to_state and entry.from_state != entry.to_state:
        before, after = (state_label(case, s) for s in (entry.from_state, entry.to_state))
        return say("{before} → {after}", before=before, after=after)
    return None
