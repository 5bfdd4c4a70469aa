"""Rules on messages: when they go out, and what their templates say."""

import re
from collections.abc import Iterator, Mapping

from moothall.components.cases.contracts import Life
from moothall.components.notifications import rules
from moothall.components.notifications.contracts import Template, TemplateRefused
from moothall.journeys.definition import PLACEHOLDERS, Message, Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.lint.wording import hint
from moothall.journeys.reading import Finding

_OPENED = "case.opened"


def occasions_happen(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """``case.opened``, or a state or an action of the case."""
    if not draft.is_whole("case"):
        return
    known = _occasions(service)
    for n, message in enumerate(service.messages):
        if message.on not in known:
            yield draft.finding(
                draft.written("messages", n, "on"),
                "unknown-occasion",
                f"`{message.on}` never happens.",
                hint(message.on, sorted(known)),
            )


def attachments_are_made(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    made = {
        str(value)
        for life in service.case.values()
        for action in life.actions
        for effect in action.effects
        for value in effect.values()
    }
    for n, message in enumerate(service.messages):
        if message.attach and message.attach not in made and draft.is_whole("case"):
            yield draft.finding(
                draft.written("messages", n, "attach"),
                "unknown-attachment",
                f"no action makes `{message.attach}`.",
                hint(message.attach, sorted(made)),
            )


def templates_are_there(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    """Each message has a template that can be read, in every language of the place."""
    for n, message in enumerate(service.messages):
        path = draft.written("messages", n, "template")
        texts = draft.source.templates.get(message.template, {})
        for language in around.languages:
            file = f"messages/{message.template}.{language}.md"
            if language not in texts:
                yield draft.finding(
                    path,
                    "template-missing",
                    f"there is no template {file}.",
                    "Write it: `Subject: …`, an empty line, and the message.",
                )
                continue
            try:
                rules.read_template(text=texts[language])
            except TemplateRefused as refusal:
                yield draft.finding_in_template(
                    message.template,
                    language,
                    0,
                    "template-unreadable",
                    "this is no template of a message.",
                    str(refusal.said),
                )


def placeholders_are_filled(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """Templates use what every message knows, what was asked, and what the action asks."""
    for message in service.messages:
        if message.on not in _occasions(service):
            continue
        asked = {a.question.id for a in draft.asked} | draft.lost_names
        known = PLACEHOLDERS | asked | _asked_by_actions(service, message)
        for language, used in _placeholders(draft, message).items():
            for name in sorted(rules.unknown_placeholders(text=_as_text(used), names=known)):
                yield draft.finding_in_template(
                    message.template,
                    language,
                    _position(draft.source.templates[message.template][language], name),
                    "unknown-placeholder",
                    f"nothing fills in (({name})).",
                    hint(name, sorted(known)),
                )


def placeholders_are_in_every_language(
    draft: Draft, service: Service, around: Around
) -> Iterator[Finding]:
    for message in service.messages:
        by_language = _placeholders(draft, message)
        everything = frozenset().union(*by_language.values()) if by_language else frozenset()
        for language, used in by_language.items():
            for name in sorted(everything - used):
                yield draft.finding_in_template(
                    message.template,
                    language,
                    0,
                    "placeholder-left-out",
                    f"this leaves out (({name})), which another language has.",
                    "Say the same in every language.",
                )


def _occasions(service: Service) -> set[str]:
    found = {_OPENED}
    for life in service.case.values():
        found |= {f"case.{name}" for name in [*life.states, *(a.id for a in life.actions)]}
    return found


def _placeholders(draft: Draft, message: Message) -> Mapping[str, frozenset[str]]:
    """The names that a message's templates use, by language; only of those that can be read."""
    found: dict[str, frozenset[str]] = {}
    for language, text in draft.source.templates.get(message.template, {}).items():
        template = _read(text)
        if template is not None:
            found[language] = rules.placeholders(text=f"{template.subject}\n{template.body}")
    return found


def _read(text: str) -> Template | None:
    try:
        return rules.read_template(text=text)
    except TemplateRefused:
        return None


def _position(text: str, name: str) -> int:
    """Where a placeholder stands first."""
    for found in re.finditer(r"\(\(([^()?]+)", text):
        if rules.name_of(found[1]) == name:
            return found.start()
    return 0


def _as_text(names: frozenset[str]) -> str:
    return "".join(f"(({name}))" for name in names)


def _asked_by_actions(service: Service, message: Message) -> frozenset[str]:
    """What the actions ask that lead to the occasion of a message."""
    found = set[str]()
    occasion = message.on.partition(".")[2]
    for life in service.case.values():
        for action in life.actions:
            if occasion in {action.id, action.to} and not _only_opens(life, message):
                found |= {q.id for q in action.ask}
    return frozenset(found)


def _only_opens(life: Life, message: Message) -> bool:
    return message.on == _OPENED and "opened" not in life.states
