"""Functions of text that take a pattern."""

import re
from typing import Any

from moothall.feel.bounds import Meter
from moothall.feel.faults import BoundReached, Fault
from moothall.feel.regexes import compiled
from moothall.feel.registry import CHARACTERS_A_STEP, builtin
from moothall.feel.values import Value

MOST_PATTERNS = 200
"""Different ones in one evaluation, so that each is made ready once only."""

READING, UNROLLING = 20, 4_000
"""What it costs in steps to make a pattern ready, and one in which something is repeated a
number of times."""

_REPEATED = re.compile(r"\{[0-9]")


def _regex(meter: Meter, pattern: str, flags: str | None) -> Any:  # noqa: ANN401 - no types
    """A pattern ready to search with, its cost taken the first time in an evaluation."""
    key = (_utf8(pattern), flags or "")
    if key not in meter.patterns:
        if len(meter.patterns) >= MOST_PATTERNS:
            words = f"An evaluation may use at most {MOST_PATTERNS} patterns."
            raise BoundReached("patterns", words)
        meter.patterns.add(key)
        meter.spend(UNROLLING if _REPEATED.search(pattern) else READING + len(pattern))
    meter.spend()
    return compiled(*key)


def _utf8(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Fault("type", "This text has half of a character in it.") from None
    return text


@builtin(
    "matches(input: string, pattern: string) -> boolean",
    "matches(input: string, pattern: string, flags: string?) -> boolean",
    metered=True,
)
def matches(meter: Meter, text: str, pattern: str, flags: str | None = None) -> bool:
    meter.spend(len(text) // CHARACTERS_A_STEP)
    return _regex(meter, pattern, flags).search(_utf8(text)) is not None


@builtin(
    "replace(input: string, pattern: string, replacement: string) -> string",
    "replace(input: string, pattern: string, replacement: string, flags: string?) -> string",
    metered=True,
)
def replace(
    meter: Meter, text: str, pattern: str, replacement: str, flags: str | None = None
) -> str:
    meter.spend(len(text) // CHARACTERS_A_STEP)
    regex = _regex(meter, pattern, flags)
    if regex.search("") is not None:
        raise Fault("pattern", "This pattern also finds nothing at all, so it cannot replace.")
    literal = "q" in (flags or "")
    pieces: list[str | int] = [replacement] if literal else _template(replacement, regex.groups)
    made: list[str] = []
    size = end = 0
    for found in regex.finditer(_utf8(text)):
        meter.spend()
        put = [text[end : found.start()], *_filled(pieces, found)]
        made.extend(put)
        size += sum(map(len, put))
        meter.length(size)
        end = found.end()
    made.append(text[end:])
    meter.length(size + len(made[-1]))
    return "".join(made)


def _filled(pieces: list[str | int], found: Any) -> list[str]:  # noqa: ANN401 - RE2 has no types
    return [piece if isinstance(piece, str) else found.group(piece) or "" for piece in pieces]


def _template(replacement: str, groups: int) -> list[str | int]:
    r"""The texts of a replacement, and the numbers of groups: `$1` is a group, `\$` a
    dollar."""
    made: list[str | int] = []
    index = 0
    while index < len(replacement):
        letter = replacement[index]
        index += 1
        if letter == "\\":
            if replacement[index : index + 1] not in ("\\", "$"):
                raise Fault("pattern", "In a replacement, a backslash goes before \\ or $.")
            made.append(replacement[index])
            index += 1
        elif letter == "$":
            number, index = _group(replacement, index, groups)
            made.append(number if number <= groups else "")
        else:
            made.append(letter)
    return made


def _group(replacement: str, index: int, groups: int) -> tuple[int, int]:
    if replacement[index : index + 1] not in tuple("0123456789"):
        raise Fault("pattern", "In a replacement, a dollar goes before the number of a group.")
    number = int(replacement[index])
    index += 1
    while replacement[index : index + 1] in tuple("0123456789"):
        longer = number * 10 + int(replacement[index])
        if longer > groups:
            break
        number = longer
        index += 1
    return number, index


@builtin("split(string: string, delimiter: string) -> list<string>", metered=True)
def split(meter: Meter, text: str, delimiter: str) -> list[Value]:
    meter.spend(len(text) // CHARACTERS_A_STEP)
    regex = _regex(meter, delimiter, "")
    made: list[Value] = []
    end = 0
    for found in regex.finditer(_utf8(text)):
        if found.end() == found.start():
            continue
        meter.spend()
        made.append(text[end : found.start()])
        meter.size(len(made))
        end = found.end()
    return [*made, text[end:]]
