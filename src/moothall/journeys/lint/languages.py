"""Rules on languages: what people read is there in every language of the place."""

import re
from collections.abc import Iterator, Mapping

from moothall.journeys.definition import Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.reading import Finding, Path_
from moothall.kernel.words import ENDONYMS, in_language

_CODE = re.compile(r"[a-z]{2}")
_WORD = re.compile(r"\b[a-z]{2,}\b")
_NOT_FOR_PEOPLE = frozenset({"examples", "codes"})
_FEWEST_COPIED = 4


def words_are_in_every_language(draft: Draft, _: Service, around: Around) -> Iterator[Finding]:
    for path, words in _all_words(draft.source.data, (), around):
        for language in around.languages:
            if not str(words.get(language) or "").strip():
                yield draft.finding(
                    (*path, language) if language in words else path,
                    "language-missing",
                    f"{_what(path)} has no words in {_called(language)}.",
                    f'Add {language}: "…".',
                )
        for language in words:
            if language not in around.languages:
                yield draft.finding(
                    (*path, language),
                    "language-unknown",
                    f"the place is not offered in `{language}`.",
                    f"Write {', '.join(around.languages)}, or take it out.",
                )


def words_are_translated(draft: Draft, _: Service, around: Around) -> Iterator[Finding]:
    """The same sentence in two languages was copied, and not translated."""
    first, *others = around.languages
    for path, words in _all_words(draft.source.data, (), around):
        text = words.get(first)
        if not isinstance(text, str) or len(_WORD.findall(text)) < _FEWEST_COPIED:
            continue
        for language in others:
            if words.get(language) == text:
                yield draft.finding(
                    (*path, language),
                    "language-copied",
                    f"{_what(path)} says the same in {_called(first)} and {_called(language)}.",
                    f"Write it in {_called(language)}.",
                )


def buttons_have_words(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    """Without a label an action is called after its id, in English."""
    for name, life in service.case.items():
        for n, action in enumerate(life.actions):
            path = draft.written("case", name, "actions", n)
            if action.label is None and draft.is_whole(*path):
                yield draft.finding(
                    path,
                    "label-missing",
                    f"the button of `{action.id}` says “{in_language(action.words, 'en')}”"
                    " in every language.",
                    'Add label: {en: "…", cy: "…"}.',
                )


def _all_words(
    data: object, path: Path_, around: Around
) -> Iterator[tuple[Path_, Mapping[str, object]]]:
    """Every group of words by language. The rest of the document is not judged."""
    if isinstance(data, Mapping):
        if _are_words(data, around):
            yield path, data
            return
        for key, value in data.items():
            if path or key not in _NOT_FOR_PEOPLE:
                yield from _all_words(value, (*path, key), around)
    elif isinstance(data, list):
        for n, item in enumerate(data):
            yield from _all_words(item, (*path, n), around)


def _are_words(data: Mapping[str, object], around: Around) -> bool:
    return (
        any(language in data for language in around.languages)
        and all(_CODE.fullmatch(key) for key in data)
        and not any(isinstance(value, Mapping | list) for value in data.values())
    )


def _what(path: Path_) -> str:
    names = [key for key in path if isinstance(key, str)]
    return f"`{names[-1]}`" if names else "this"


def _called(language: str) -> str:
    return {"en": "English", "cy": "Welsh"}.get(language, ENDONYMS.get(language, language))
