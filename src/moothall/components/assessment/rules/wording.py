"""What cells ask and what inputs were, in words that people read."""

import re
from collections.abc import Mapping
from typing import Any

from moothall.kernel.questions import Question
from moothall.kernel.words import say, translate

_COMPARED = re.compile(r"(<=|>=|<|>)\s*(\S.*)")
_BETWEEN = re.compile(r"[\[(]\s*(\S+?)\s*\.\.\s*(\S+?)\s*[\])]")
_WORDS = {
    "<=": say("{value} or less"),
    ">=": say("{value} or more"),
    "<": say("less than {value}"),
    ">": say("more than {value}"),
}
_YES_NO = {"yes": say("yes"), "true": say("yes"), "no": say("no"), "false": say("no")}
_UNNAMED: Mapping[str, str] = {}


def cell_words(
    cell: str,
    question: Question | None = None,
    *,
    language: str,
    named: Mapping[str, str] = _UNNAMED,
) -> str:
    """``<= 100`` as “100 or less”, ``A, B`` as “A or B”; what is not as simple stays.

    A text that is an answer to ``question`` is said as its option, one that is ``named`` so.
    """
    text = cell.strip()
    if text in {"", "-"}:
        return "–"
    if text.lower() in _YES_NO:
        return _YES_NO[text.lower()].in_language(language)
    if found := _COMPARED.fullmatch(text):
        return translate(_WORDS[found[1]].message, language, value=found[2])
    if found := _BETWEEN.fullmatch(text):
        return translate("{least} to {most}", language, least=found[1], most=found[2])
    parts = [part.strip().strip('"') for part in text.split(",")]
    if not all(re.fullmatch(r"[\w -]+", part) for part in parts):
        return text.strip('"')
    *first, last = [
        named.get(part) or answer_words(question, part, language=language) for part in parts
    ]
    if not first:
        return last
    return translate("{first} or {last}", language, first=", ".join(first), last=last)


def answer_words(question: Question | None, value: Any, *, language: str) -> str:  # noqa: ANN401
    """A value as the person who answered ``question`` read it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _YES_NO["yes" if value else "no"].in_language(language)
    values = question.values() if question is not None else None
    if question is not None and values is not None and value in values:
        return question.text(answer=value, language=language)
    return str(value)
