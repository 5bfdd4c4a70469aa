"""How services write the timeline: in the statement that changes the case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from moothall.components.cases.contracts import Kind, TimelineWords
from moothall.kernel.actors import current
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import uuid7
from moothall.kernel.words import LANGUAGES, Said, Words

ENTRIES = """
insert into cases_timeline (id, entry, org_id, case_id, audience, kind, at, by_kind, by_id,
                            action, from_state, to_state, revision, words, answers, details)
select row.id, %(entry)s, changed.org_id, changed.id, row.audience, %(kind)s, %(at)s,
       %(by_kind)s, %(by_id)s, %(action)s, %(from_state)s, %(to_state)s, changed.revision,
       row.words, row.answers, %(details)s::jsonb
  from changed, jsonb_to_recordset(%(rows)s::jsonb)
       as row (id uuid, audience text, words jsonb, answers jsonb)
"""
"""Writes one happening for each row of the common table expression ``changed``."""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What goes on the timeline. A resident's own act is theirs to read, with its answers."""

    kind: Kind
    words: TimelineWords
    action: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


def entry_values(happening: Happening, *, at: datetime) -> dict[str, Any]:
    """The values of ``ENTRIES``."""
    by_kind, by_id = who()
    return {
        "entry": uuid7(),
        "kind": happening.kind.value,
        "at": at,
        "by_kind": by_kind,
        "by_id": by_id,
        "action": happening.action or "",
        "from_state": happening.from_state or "",
        "to_state": happening.to_state or "",
        "details": to_json(happening.details),
        "rows": to_json(_rows(happening)),
    }


def who() -> tuple[str, UUID | None]:
    """Who acts, as the timeline and notes keep it: a kind and an id."""
    actor = current()
    if actor.officer:
        return "officer", actor.officer
    if actor.client:
        return "client", actor.client
    return ("resident", actor.person) if actor.is_resident else ("system", None)


def spoken(said: Said) -> Words:
    """Words of the platform in all its languages, to be kept."""
    return {language: said.in_language(language) for language in LANGUAGES}


def _rows(happening: Happening) -> list[dict[str, Any]]:
    if current().is_resident:
        words = happening.words.resident or happening.words.staff
        return [_row("resident", words, happening.answers)]
    found = []
    if happening.words.resident:
        found.append(_row("resident", happening.words.resident, {}))
    if happening.words.staff or happening.answers or not found:
        found.append(_row("staff", happening.words.staff, happening.answers))
    return found


def _row(audience: str, words: object, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": uuid7(), "audience": audience, "words": words, "answers": answers}
