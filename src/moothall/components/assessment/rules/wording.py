"""What a cell of a table asks, in words that people read."""

import re

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


def cell_words(cell: str, *, language: str) -> str:
    """``<= 100`` as “100 or less”, ``A, B`` as “A or B”; what is not as simple stays."""
    text = cell.strip()
    if text.lower() in _YES_NO:
        return _YES_NO[text.lower()].in_language(language)
    if found := _COMPARED.fullmatch(text):
        return translate(_WORDS[found[1]].message, language, value=found[2])
    if found := _BETWEEN.fullmatch(text):
        return translate("{least} to {most}", language, least=found[1], most=found[2])
    parts = [part.strip().strip('"') for part in text.split(",")]
    if len(parts) > 1 and all(re.fullmatch(r"[\w -]+", part) for part in parts):
        first, last = ", ".join(parts[:-1]), parts[-1]
        return translate("{first} or {last}", language, first=first, last=last)
    return text.strip('"')
