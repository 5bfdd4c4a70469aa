"""Messages that a definition, or the platform itself, wants sent to the applicant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from moothall.components.cases.contracts import Case
from moothall.components.notifications.rules.filling import (
    filled,
    placeholders,
    read_template,
)
from moothall.journeys.catalogue import Published
from moothall.journeys.definition import Message
from moothall.journeys.ports import Messages
from moothall.journeys.services import links
from moothall.kernel import organisations, registry
from moothall.kernel.questions import Answers, Question
from moothall.kernel.words import Said, in_language, limit_words


def send(
    *,
    published: Published,
    occasions: Sequence[str],
    case: Case,
    values: Mapping[str, str],
    act: str,
    at: datetime,
) -> int:
    """Queue what the definition sends on these occasions; answer how many messages it wants.

    Without an email address there is nobody to send to; without a component that offers
    ``notifications.v1`` nothing is sent, and the caller says so on the log.
    """
    wanted = [
        m for m in published.service.messages if m.on in occasions and m.to == "applicant"
    ]
    email = case.contact.get("email")
    if not email or not registry.offers("notifications.v1"):
        return len(wanted) if email else 0
    for message in wanted:
        _queue(published, message, case, values, f"{case.id}/{act}/{message.template}", at)
    return len(wanted)


def texts(questions: Sequence[Question], answers: Answers, language: str) -> dict[str, str]:
    """Answers in plain words by question, as placeholders take them."""
    return {
        q.id: q.text(answer=answers[q.id], language=language)
        for q in questions
        if answers.get(q.id) is not None
    }


def queue(
    *,
    key: str,
    to: str,
    subject: Said,
    paragraphs: Sequence[Said],
    language: str,
    about: UUID | None,
    at: datetime,
) -> None:
    """Queue a message of the platform's own. Raises ``NotOffered`` where there are none."""
    offered: Messages = registry.offer("notifications.v1")
    offered.queue(
        key=key,
        to=to,
        subject=subject.in_language(language),
        body="\n\n".join(p.in_language(language) for p in paragraphs),
        language=language,
        about=about,
        at=at,
    )


def _queue(
    published: Published,
    message: Message,
    case: Case,
    values: Mapping[str, str],
    key: str,
    at: datetime,
) -> None:
    by_language = published.templates[message.template]
    language = case.language if case.language in by_language else "en"
    template = read_template(by_language[language])
    used = placeholders(template.subject) | placeholders(template.body)
    known = {**dict.fromkeys(used, ""), **values, **_standard(published, case, language)}
    if "link" in used:
        known["link"] = links.mail(subject=case.id, language=language, at=at)
    written = filled(template, known)
    offered: Messages = registry.offer("notifications.v1")
    offered.queue(
        key=key,
        to=case.contact["email"],
        subject=written.subject,
        body=written.body,
        language=language,
        about=case.id,
        at=at,
    )


def _standard(published: Published, case: Case, language: str) -> dict[str, str]:
    state = published.service.life.states[case.state]
    return {
        "reference": case.reference,
        "service": in_language(published.service.title, language),
        "organisation": in_language(organisations.known(org=published.owner).name, language),
        "state": in_language(state.label, language),
        "due": limit_words(case.due_at, language) if case.due_at else "",
        "name": case.contact.get("name", ""),
        "origin": settings.ORIGIN,
    }
