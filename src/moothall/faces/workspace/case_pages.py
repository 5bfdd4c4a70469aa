"""What the page of a case shows: answers, what happened, and what may be done next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import (
    ASSIGNING_DUTIES,
    REOPENING_DUTY,
    WORKING_DUTIES,
    Action,
    Case,
    Change,
    LinkedCase,
    LinkKind,
    TimelineEntry,
    placeholders,
)
from moothall.components.identity import queries as identity
from moothall.faces.workspace.filters import Asked
from moothall.faces.workspace.happenings import (
    Story,
    answers_shown,
    changed,
    linked_references,
    noted,
    told,
)
from moothall.faces.workspace.officers import Officer
from moothall.faces.workspace.showing import (
    clock_words,
    day_words,
    due_shown,
    published,
    state_shown,
    who_has,
    who_works_on,
)
from moothall.faces.workspace.worklist import Desk
from moothall.journeys import queries, services
from moothall.journeys.definition import Service
from moothall.kernel import registry
from moothall.kernel.language import current_language
from moothall.kernel.questions import Question
from moothall.kernel.words import Said, Words, say

_CHANNELS = {
    "web": say("On the web"),
    "phone": say("By telephone"),
    "counter": say("At the counter"),
    "api": say("By another system"),
}
_LANGUAGES = {"en": say("English"), "cy": say("Welsh")}
_LINK_KINDS = {
    LinkKind.RELATED: say("It has to do with this case"),
    LinkKind.DUPLICATE: say("It is about the same thing"),
    LinkKind.FOLLOW_UP: say("It follows from this case"),
}
_ONE_TIME_LINK = re.compile(r"/l/[\w-]+")
_MESSAGE_TONES = {"queued": "grey", "sending": "grey", "sent": "green"}
_SAME = say("About the same thing")
_LINKED_FROM = {"duplicate": _SAME, "follow_up": say("Follows from this case")}
_LINKED_TO = {"duplicate": _SAME, "follow_up": say("This case follows from it")}


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Something that an officer tried and that was not done: what they typed, and why not."""

    form: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    said: Said | None = None
    mistakes: dict[str, Said] = field(default_factory=dict)
    changes: Sequence[Change | TimelineEntry] = ()
    kept: list[dict[str, Any]] = field(default_factory=list)
    """What was answered to an action that is no longer open, to be copied."""


NOTHING = Attempt()


def case_page(
    case: Case, here: Desk, wanted: Asked, *, attempt: Attempt = NOTHING
) -> dict[str, Any]:
    """Everything about one case. Inside ``acting``."""
    officer, links = here.officer, cases.links(case_id=case.id)
    entries = cases.timeline(case_id=case.id)
    story = story_of(case, here, links=links, entries=entries)
    service, actions = published(case).service, services.open_actions(case=case)
    answers = answers_shown(_told(service), case.answers, story.files)
    return {
        "case": case,
        "case_open": True,
        "title": case.title or service.title,
        "service": service.title,
        "state": state_shown(case),
        "due": due_shown(case, officer.at),
        "clock": clock_words(case, officer.at),
        "who": who_works_on(case, here.names),
        "me": officer.actor.officer,
        "ours": case.assignee == officer.actor.officer,
        "came": _came(case),
        "ward": here.names.ward(case.ward),
        "answers": answers,
        "decided": _decided(service, case),
        "spots": _spots(case, answers),
        "happened": _happened(case, entries, story),
        "linked": [_linked(link, here, wanted) for link in links],
        "link_kinds": [{"value": k.value, "text": text} for k, text in _LINK_KINDS.items()],
        "messages": [
            {**m, "resend": wanted.case_url(case.reference, "resend", str(m["id"]))}
            for m in _messages(case)
        ],
        "actions": [_action(a, case, wanted) for a in actions],
        "may": _may(case, officer, actions),
        "desks": _desks(case, here, attempt),
        "urls": {
            name: wanted.case_url(case.reference, name)
            for name in ("assign", "note", "link", "reopen", "case")
        },
        "attempt": attempt,
        "changes": _changes(attempt.changes, story),
    }


def story_of(
    case: Case,
    here: Desk,
    *,
    links: list[LinkedCase] | None = None,
    entries: list[TimelineEntry] | None = None,
) -> Story:
    """What is needed to tell what happened to the case. Inside ``acting``."""
    found = cases.links(case_id=case.id) if links is None else links
    by_api = any(e.by_kind == "client" for e in entries or ())
    return Story(
        case=case,
        names=here.names,
        clients=_clients(here.officer) if by_api else {},
        linked=linked_references(found),
        files=queries.files_of(subject=case.id),
    )


def act_page(case: Case, action: Action, here: Desk, wanted: Asked) -> dict[str, Any]:
    """An action with its questions, and beside them what one needs to answer. In ``acting``."""
    officer, service = here.officer, published(case).service
    leads_to = service.life.states[action.to] if action.to else None
    tell = action.tell if action.tell and not _has_gaps(action.tell) else None
    return {
        "case": case,
        "title": case.title or service.title,
        "state": state_shown(case),
        "due": due_shown(case, officer.at),
        "clock": clock_words(case, officer.at),
        "came": _came(case),
        "answers": answers_shown(
            _told(service), case.answers, queries.files_of(subject=case.id)
        ),
        "action": action,
        "leads_to": leads_to,
        "tell": tell,
        "back": wanted.case_url(case.reference),
        "post_url": wanted.case_url(case.reference, "act", action.id),
    }


def changes_shown(
    changes: Sequence[Change | TimelineEntry], case: Case, here: Desk
) -> list[dict[str, Any]]:
    """What others did meanwhile, and who. Inside ``acting``."""
    return _changes(changes, story_of(case, here)) if changes else []


def _changes(changes: Sequence[Change | TimelineEntry], story: Story) -> list[dict[str, Any]]:
    return [changed(change, story) for change in changes]


def _has_gaps(tell: Words) -> bool:
    """Whether answers stand in the words, which nobody knows before they are given."""
    return any(placeholders(text) for text in tell.values())


def _clients(officer: Officer) -> dict[UUID, str]:
    return {key.id: key.name for key in identity.api_keys(org=officer.organisation.id)}


def _told(service: Service) -> list[Question]:
    """The questions whose answers tell what it is about: who sent it stands elsewhere."""
    who = {service.applicant_question(part) for part in ("name", "email", "phone")}
    return [question for question in service.questions() if question.id not in who]


def _decided(service: Service, case: Case) -> list[dict[str, Any]]:
    """What steps worked out and how; and what they left for a person to decide."""
    language = current_language()
    asked = {question.id: question for question in service.questions()}
    found = [
        {
            "title": step.title,
            "rows": [
                {"key": told.label, "value": told.value, "because": told.because}
                for told in step.explains(
                    remembered=case.answers, language=language, asked=asked
                )
            ],
            "left_open": step.left_open(remembered=case.answers),
        }
        for step in service.steps
    ]
    return [one for one in found if one["rows"] or one["left_open"]]


def _spots(case: Case, answers: Sequence[dict[str, Any]]) -> list[dict[str, float]]:
    """The spots that were put on a map; else the one that the case is known to be at."""
    found = [row["spot"] for row in answers if row["spot"]]
    if not found and case.lat is not None and case.lon is not None:
        found.append({"lat": case.lat, "lon": case.lon})
    return found


def _came(case: Case) -> list[dict[str, Any]]:
    """How the case came: facts for the head of its answers."""
    rows: list[dict[str, Any]] = [
        {"key": say("Name"), "value": case.contact.get("name", "")},
        {"key": say("Email"), "value": case.contact.get("email", ""), "scheme": "mailto"},
        {"key": say("Telephone"), "value": case.contact.get("phone", ""), "scheme": "tel"},
        {"key": say("Language"), "value": _LANGUAGES.get(case.language, case.language)},
        {
            "key": say("Sent to us"),
            "value": say(
                "{how}, {day}",
                how=_CHANNELS.get(case.channel, case.channel),
                day=day_words(case.opened_at),
            ),
        },
    ]
    return [row for row in rows if row["value"]]


def _happened(case: Case, entries: list[TimelineEntry], story: Story) -> list[dict[str, Any]]:
    """Timeline and notes in one, what came last first."""
    notes = [noted(note, story) for note in cases.notes(case_id=case.id)]
    items = [told(entry, story) for entry in entries] + notes
    items.reverse()
    items.sort(key=lambda item: item["when"], reverse=True)
    return items


def _linked(link: LinkedCase, here: Desk, wanted: Asked) -> dict[str, Any]:
    kinds = _LINKED_FROM if link.is_from_here else _LINKED_TO
    return {
        "href": wanted.case_url(link.case.reference),
        "reference": link.case.reference,
        "title": link.case.title or link.case.service,
        "state": state_shown(link.case),
        "kind": kinds.get(link.kind),
        "who": who_has(link.case, here.names),
    }


def _messages(case: Case) -> list[dict[str, Any]]:
    """What was sent to the resident about the case, newest first, and what became of it."""
    if not registry.offers("notifications.v1"):
        return []
    offered = registry.offer("notifications.v1")
    found = offered.messages_about(subject=case.id)
    return [
        {**_message(message), "body": _without_links(offered.plain_text(message.body))}
        for message in reversed(found)
    ]


def _without_links(body: str) -> str:
    """A message without what opens the case for the resident: that is for them alone."""
    return _ONE_TIME_LINK.sub("/l/…", body)


def _message(message: Any) -> dict[str, Any]:  # noqa: ANN401 - of whichever maker
    return {
        "id": message.id,
        "subject": message.subject,
        "to": message.to,
        "when": message.settled_at or message.queued_at,
        "state": {
            "text": message.said,
            "tone": _MESSAGE_TONES.get(message.state, "red"),
        },
        "why": message.why,
        "message_id": message.message_id,
        "may_be_resent": message.may_be_resent,
    }


def _action(action: Action, case: Case, wanted: Asked) -> dict[str, Any]:
    leads_to = published(case).service.life.states[action.to] if action.to else None
    return {
        "id": action.id,
        "text": action.words,
        "href": wanted.case_url(case.reference, "act", action.id),
        "asks": bool(action.ask),
        "closes": bool(leads_to and leads_to.end),
    }


def _may(case: Case, officer: Officer, actions: Sequence[Action]) -> dict[str, bool]:
    states = published(case).service.life.states
    opens_again = any(a.to and not states[a.to].end for a in actions)
    return {
        "assign": case.is_open and officer.has_duty(*ASSIGNING_DUTIES),
        "link": officer.has_duty(*ASSIGNING_DUTIES),
        "note": officer.has_duty(*WORKING_DUTIES),
        "resend": officer.has_duty(*ASSIGNING_DUTIES),
        "reopen": not (case.is_open or opens_again) and officer.has_duty(REOPENING_DUTY),
    }


def _desks(case: Case, here: Desk, attempt: Attempt) -> list[dict[str, Any]]:
    """Who may be given the case: nobody, a team, or somebody; what was chosen stays so."""
    holder = f"officer:{case.assignee}" if case.assignee else ""
    team = f"team:{case.team}" if case.team and not case.assignee else ""
    wanted = attempt.typed.get("to", holder or team)
    found: list[tuple[str, Said | Words | str]] = [("", say("Nobody"))]
    for one in here.officer.organisation.teams:
        found.append((f"team:{one['id']}", say("Team: {team}", team=one["name"])))
    found += [(f"officer:{m.person}", m.name) for m in here.colleagues]
    return [
        {"value": value, "text": text, "selected": value == wanted} for value, text in found
    ]
