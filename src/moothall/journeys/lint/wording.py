"""Puts what the models refuse into plain words, each with a way to mend it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from moothall.feel import FeelSyntaxError, compile_expression
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.lint.schema import Wrong, value_at
from moothall.journeys.lint.shapes import is_plain_mapping, known_keys
from moothall.journeys.reading import Finding, Path_

_MOST_SHOWN = 40
_WORDS = '{en: "…", cy: "…"}'
_HOW = {
    "id": "id: a_short_name",
    "kind": "kind: text",
    "label": f"label: {_WORDS}",
    "title": f"title: {_WORDS}",
    "summary": f"summary: {_WORDS}",
    "moothall": "moothall: 1",
    "service": "service: name-of-the-service",
    "owner": "owner: name-of-the-folder",
    "need": "need: street.problem",
    "channels": "channels: [web, phone, counter, api]",
    "legal": "legal: {basis: public_task, keep: 2 years after closed}",
    "basis": "basis: public_task",
    "keep": "keep: 2 years after closed",
    "steps": "steps: [{page: first, ask: […]}, {check_answers: {}}, {case: its-name}]",
    "ask": f"ask: [{{id: name, kind: text, label: {_WORDS}}}]",
    "examples": "examples: [{name: …, given: {…}, expect: {…}}]",
    "states": f"states: {{received: {{start: true, label: {_WORDS}}}}}",
    "reference": "reference: SP",
    "from": "from: received",
    "value": "value: short_name",
    "options": f"options: [{{value: road, label: {_WORDS}}}]",
    "when_unavailable": "when_unavailable: defer",
    "template": "template: name-of-the-message",
    "on": "on: case.opened",
}
_WANTED = {
    "string_type": ("words", "Write words; put numbers, yes and no into double quotes."),
    "int_type": ("a whole number", "Write a whole number without quotes, such as 3."),
    "int_parsing": ("a whole number", "Write a whole number without quotes, such as 3."),
    "int_from_float": ("a whole number", "Write a whole number, such as 3."),
    "decimal_type": ("a number", "Write a number without quotes, such as 40.50."),
    "decimal_parsing": ("a number", "Write a number without quotes, such as 40.50."),
    "bool_type": ("true or false", "Write true or false without quotes."),
    "bool_parsing": ("true or false", "Write true or false without quotes."),
    "tuple_type": ("a list", "Write [one, two], or one line for each that begins with `- `."),
    "list_type": ("a list", "Write [one, two], or one line for each that begins with `- `."),
    "mapping_type": (
        "settings by name",
        "Write {name: value}, or one `name: value` on each line.",
    ),
    "dict_type": (
        "settings by name",
        "Write {name: value}, or one `name: value` on each line.",
    ),
    "model_type": (
        "settings by name",
        "Write {name: value}, or one `name: value` on each line.",
    ),
    "model_attributes_type": ("settings by name", "Write {name: value}."),
    "date_from_datetime_parsing": ("a day", 'Write a day as "2026-03-27".'),
    "date_parsing": ("a day", 'Write a day as "2026-03-27".'),
    "date_type": ("a day", 'Write a day as "2026-03-27".'),
}
_FORMS = {
    "^[a-z][a-z0-9_]{0,39}$": (
        "an id begins with a small letter and has only small letters, digits and _",
        "Write it like pays_council_tax, so that conditions can name it.",
    ),
    "^[a-z][a-z0-9_-]{0,59}$": (
        "a name here begins with a small letter and has only small letters, digits, - and _",
        "Write it like your-vehicle, as it would stand in an address.",
    ),
    "^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*$": (
        "a need has small letters, digits, _ and full stops",
        "Write it as the place's list has it, like street.problem.",
    ),
    "^\\d{1,3} (days|weeks|months|years) after closed$": (
        "this is no time of keeping",
        "Write it like: 2 years after closed.",
    ),
    "^(case|journey)\\.[a-z][a-z0-9_-]*$": (
        "this is no occasion",
        "Write case.opened, or case. and the id of a state or an action.",
    ),
    "^\\d{1,3}%$": ("a target is a share", "Write it like: 95%."),
    "^[A-Z]{2,3}$": ("a reference begins with two or three capitals", "Write it like: SP."),
    "^area\\.[A-Za-z0-9_-]{1,60}$": (
        "an area is written with area. before its code",
        "Write it like: area.seaborough.",
    ),
}
_LIMITS = {
    "greater_than_equal": ("must be {ge} or more", "Write a number from {ge}."),
    "less_than_equal": ("must be {le} or less", "Write a number up to {le}."),
    "greater_than": ("must be more than {gt}", "Write a larger number."),
    "less_than": ("must be less than {lt}", "Write a smaller number."),
    "too_short": ("needs at least {min_length}", "Add one."),
    "too_long": ("may have {max_length} at most", "Take some away."),
    "string_too_short": ("needs at least {min_length} characters", "Write more."),
    "string_too_long": ("may have {max_length} characters at most", "Write less."),
    "decimal_max_places": ("may have {decimal_places} decimal places at most", "Round it."),
}
_UNKNOWN_KIND = re.compile(
    r"(?:no component offers the step|there is no kind of answer) `(.*?)`"
)
_OFFERED = re.compile(r"'([^']+)'")

_Said = tuple[str, str, str]
"""Code, words and mend."""


def written_badly(draft: Draft, around: Around) -> Iterator[Finding]:
    """One finding for each thing that a model refuses."""
    for wrong in draft.wrongs:
        conditioned = _condition(draft, wrong)
        if conditioned is not None:
            yield conditioned
            continue
        code, words, mend = _said(draft, wrong, around)
        yield draft.finding(wrong.path, code, words, mend)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was most likely meant."""
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.6)), None)


def hint(word: str, known: Sequence[str]) -> str:
    """``Did you mean `x`?``, or what there is."""
    near = nearest(word, known)
    if near:
        return f"Did you mean `{near}`?"
    shown = sorted(known)[:_MOST_SHOWN]
    return f"There are: {', '.join(shown)}." if shown else "Take it out."


def _condition(draft: Draft, wrong: Wrong) -> Finding | None:
    """A condition that cannot be read, with the place of the mistake inside it."""
    text = value_at(draft.source.data, wrong.path)
    if not wrong.message.startswith("Value error, the condition `") or not isinstance(
        text, str
    ):
        return None
    try:
        compile_expression(text)
    except FeelSyntaxError as failure:
        return draft.finding_in(
            wrong.path,
            failure.line,
            failure.column,
            "condition-syntax",
            f"this condition cannot be read: {failure.words}",
            'Write it like: kind = "pothole" and depth > 10.',
        )
    return None


def _said(draft: Draft, wrong: Wrong, around: Around) -> _Said:
    if _was_cut(draft, wrong, around):
        return _cut(draft, wrong)
    say = _BY_TYPE.get(wrong.type)
    if say:
        return say(draft, wrong)
    name = _name(wrong.path)
    if wrong.type in _WANTED:
        wanted, mend = _WANTED[wrong.type]
        shown = _shown(value_at(draft.source.data, wrong.path))
        return "wrong-type", f"{name} must be {wanted}, but {shown} stands here.", mend
    if wrong.type in _LIMITS:
        words, mend = (text.format(**wrong.context) for text in _LIMITS[wrong.type])
        return "wrong-value", f"{name} {words}.", mend
    return "wrong-value", f"{name} cannot be read: {wrong.message}.", "Change it."


def _unknown_key(draft: Draft, wrong: Wrong) -> _Said:
    key = str(wrong.path[-1])
    known = known_keys(draft.source.data, wrong.path[:-1])
    return "unknown-key", f"there is no setting `{key}` here.", hint(key, known)


def _missing(draft: Draft, wrong: Wrong) -> _Said:
    key = str(wrong.path[-1])
    return "missing-key", f"`{key}` is missing here.", f"Add {_HOW.get(key, f'{key}: …')}"


def _pattern(draft: Draft, wrong: Wrong) -> _Said:
    value = value_at(draft.source.data, wrong.path)
    shown = _shown(wrong.path[-1] if wrong.branch == "[key]" else value)
    pattern = wrong.context.get("pattern", "")
    why, mend = _FORMS.get(pattern, (f"it must fit {pattern}", "Write it in that form."))
    return "wrong-value", f"{shown} will not do: {why}.", mend


def _not_offered(draft: Draft, wrong: Wrong) -> _Said:
    value = _shown(value_at(draft.source.data, wrong.path))
    offered = _OFFERED.findall(str(wrong.context.get("expected", ""))) or [
        str(wrong.context.get("expected", ""))
    ]
    return "wrong-value", f"{value} cannot stand here.", hint(value.strip("`"), offered)


def _no_reading(draft: Draft, wrong: Wrong) -> _Said:
    shown = _shown(value_at(draft.source.data, wrong.path))
    near = known_keys(draft.source.data, wrong.path)
    mend = f"Write {{{near[0]}: …}}." if near else "Write {en: …, cy: …}, true or false."
    if wrong.path and wrong.path[0] == "uses":
        mend = "Write {when_unavailable: defer} (or skip, or stop), or required."
    return "wrong-type", f"{_name(wrong.path)} cannot be {shown}.", mend


def _value_error(draft: Draft, wrong: Wrong) -> _Said:
    words = wrong.message.removeprefix("Value error, ")
    unknown = _UNKNOWN_KIND.search(words)
    if unknown:
        kind, offered = unknown[1], _OFFERED.findall(words.partition("there are")[2])
        what = "step" if words.startswith("no component") else "kind of answer"
        if kind == "None":
            return "missing-key", "`kind` is missing here.", f"Add {_HOW['kind']}"
        return "unknown-kind", f"there is no {what} `{kind}`.", hint(kind, offered)
    if words.startswith("write "):
        shown = _shown(value_at(draft.source.data, wrong.path))
        return "wrong-value", f"{shown} cannot stand here.", f"{words[:1].upper()}{words[1:]}."
    return "wrong-value", f"{words}.", "Put that right."


_BY_TYPE: Mapping[str, Callable[[Draft, Wrong], _Said]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "string_pattern_mismatch": _pattern,
    "literal_error": _not_offered,
    "enum": _not_offered,
    "no_reading": _no_reading,
    "value_error": _value_error,
}


def _was_cut(draft: Draft, wrong: Wrong, around: Around) -> bool:
    """Whether words without quotes were cut at a comma: ``{en: Yes, please}``."""
    return (
        wrong.type == "string_type"
        and len(wrong.path) > 1
        and wrong.path[-1] not in around.languages
        and value_at(draft.source.data, wrong.path) is None
        and is_plain_mapping(draft.source.data, wrong.path[:-1])
    )


def _cut(draft: Draft, wrong: Wrong) -> _Said:
    words = f"the words are cut before “{wrong.path[-1]}”: a comma ends them."
    return "words-cut", words, 'Put them into double quotes: {en: "Yes, please"}.'


def _name(path: Path_) -> str:
    names = [f"`{key}`" for key in path if isinstance(key, str)]
    return names[-1] if names else "this"


def _shown(value: Any) -> str:  # noqa: ANN401 - plain data
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, Mapping):
        return "a group of settings"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"`{text[:_MOST_SHOWN]}…`" if len(text) > _MOST_SHOWN else f"`{text}`"
