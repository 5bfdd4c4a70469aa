"""Regular expressions as the standard has them (those of XPath), run by RE2, which is linear.

The dialect is translated: what RE2 writes otherwise is rewritten, what it cannot do
(references back
to a group) is refused.
"""

from functools import lru_cache
from typing import Any

import re2

from moothall.feel.faults import Fault
from moothall.feel.regex_sets import (
    CLASSES,
    DOT,
    Ranges,
    block,
    folded,
    in_brackets,
    minus,
    negated,
    of_class,
)

LONGEST_PATTERN = 1_000
MEMORY = 1024 * 1024
SINGLE = frozenset("\\|.-^?*+{}()[]$")
CONTROLS = {"n": "\\n", "r": "\\r", "t": "\\t"}
FLAGS = frozenset("smixq")


class _Translator:
    """Goes through a pattern once and writes the same for RE2."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.text = _without_space(pattern) if "x" in flags else pattern
        self.folds = "i" in flags
        self.dot = "[\\x{0}-\\x{10FFFF}]" if "s" in flags else DOT
        self.at = 0

    def wrong(self, words: str) -> Fault:
        return Fault("pattern", f"This pattern cannot be read: {words}.")

    def more(self) -> bool:
        return self.at < len(self.text)

    def take(self) -> str:
        if not self.more():
            raise self.wrong("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def translate(self) -> str:
        made: list[str] = []
        while self.more():
            made.append(self._piece(self.take()))
        return "".join(made)

    def _piece(self, letter: str) -> str:
        if letter == "\\":
            return self._escape()
        if letter == "[":
            return in_brackets(self._class())
        if letter == ".":
            return self.dot
        if letter == "(" and self.peek() == "?" and self.peek(2) != "?:":
            raise self.wrong("after (? only : may stand")
        if letter in "]}":
            raise self.wrong(f"{letter} stands alone")
        return self._braces() if letter == "{" else letter

    def _braces(self) -> str:
        end = self.text.find("}", self.at)
        inside = self.text[self.at : end] if end >= 0 else ""
        parts = inside.split(",")
        if not parts[0].isdecimal() or len(parts) > 2 or not (parts[-1] + "0").isdecimal():
            raise self.wrong("{ } hold one number or two")
        self.at = end + 1
        return "{" + inside + "}"

    def _escape(self) -> str:
        letter = self.take()
        if letter in SINGLE:
            return "\\" + letter
        if letter in CONTROLS:
            return CONTROLS[letter]
        if letter in CLASSES:
            return CLASSES[letter]
        if letter in "pP":
            return self._property(letter)
        if letter.isdecimal():
            raise self.wrong("references back to a group cannot be used")
        raise self.wrong(f"\\{letter} means nothing")

    def _name(self) -> str:
        end = self.text.find("}", self.at)
        if self.peek() != "{" or end < 0:
            raise self.wrong("after \\p goes a name in braces")
        name = self.text[self.at + 1 : end]
        self.at = end + 1
        return name

    def _property(self, letter: str) -> str:
        name = self._name()
        if name.startswith("Is"):
            found = self._block(name)
            return in_brackets(negated(found) if letter == "P" else found)
        return f"\\{letter}{{{name}}}"

    def _block(self, name: str) -> Ranges:
        found = block(name[2:])
        if found is None:
            raise self.wrong(f'there is no block "{name}"')
        return [found]

    def _class(self) -> Ranges:
        """A class in brackets, less another if one is taken off: `[a-z-[aeiou]]`."""
        negative = self.peek() == "^"
        self.at += negative
        found: Ranges = []
        first = True
        while first or self.peek() != "]":
            first = False
            if self.peek(2) == "-[":
                self.at += 2
                less = self._class()
                if self.peek() != "]":
                    raise self.wrong("after what is taken off goes ]")
                self.at += 1
                return minus(self._closed(found, negative=negative), less)
            found.extend(self._member())
        self.at += 1
        return self._closed(found, negative=negative)

    def _closed(self, found: Ranges, *, negative: bool) -> Ranges:
        """The set with both cases of its letters if case is not minded, then turned about."""
        both = folded(found) if self.folds else found
        return negated(both) if negative else both

    def _member(self) -> Ranges:
        low = self._point()
        if isinstance(low, list):
            return low
        if self.peek() == "-" and self.peek(2) not in ("-]", "-["):
            self.at += 1
            high = self._point()
            if isinstance(high, list) or high < low:
                raise self.wrong("a span in brackets goes from a letter to a later one")
            return [(low, high)]
        return [(low, low)]

    def _point(self) -> int | Ranges:
        """One letter of a class, or the class that an escape stands for."""
        letter = self.take()
        if letter == "[":
            raise self.wrong("[ stands inside brackets")
        if letter != "\\":
            return ord(letter)
        letter = self.take()
        if letter in SINGLE:
            return ord(letter)
        if letter in CONTROLS:
            return ord({"n": "\n", "r": "\r", "t": "\t"}[letter])
        if letter in CLASSES:
            return of_class(letter)
        if letter in "pP":
            return self._property_set(letter)
        raise self.wrong(f"\\{letter} means nothing in brackets")

    def _property_set(self, letter: str) -> Ranges:
        name = self._name()
        found = self._block(name) if name.startswith("Is") else of_class("p", name)
        if not found:
            raise self.wrong(f'there is no category "{name}"')
        return negated(found) if letter == "P" else found


def _without_space(pattern: str) -> str:
    """The pattern with white space taken out, but for what stands in brackets."""
    made: list[str] = []
    level = 0
    escaped = False
    for letter in pattern:
        if not level and letter in " \t\n\r":
            continue
        if not escaped and letter in "[]":
            level += 1 if letter == "[" else -1
        escaped = letter == "\\" and not escaped
        made.append(letter)
    return "".join(made)


def compiled(pattern: str, flags: str) -> Any:  # noqa: ANN401 - RE2 has no types
    """A pattern ready to search with. Raises Fault for one that cannot be read."""
    made = _tried(pattern, flags)
    if isinstance(made, Fault):
        raise Fault(made.code, made.words)
    return made


@lru_cache(maxsize=512)
def _tried(pattern: str, flags: str) -> Any:  # noqa: ANN401 - as above
    """The same, or why it cannot be read: that too is worth remembering."""
    try:
        return _compiled(pattern, flags)
    except Fault as fault:
        return fault


def _compiled(pattern: str, flags: str) -> Any:  # noqa: ANN401 - as above
    if set(flags) - FLAGS:
        raise Fault("pattern", "The flags of a pattern are s, m, i, x and q.")
    if len(pattern) > LONGEST_PATTERN:
        raise Fault("pattern", f"A pattern has at most {LONGEST_PATTERN} characters.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    marks = "".join(mark for mark in "im" if mark in flags)
    text = re2.escape(pattern) if "q" in flags else _Translator(pattern, flags).translate()
    try:
        return re2.compile(f"(?{marks}){text}" if marks else text, options)
    except re2.error:
        raise Fault("pattern", "This pattern cannot be read.") from None
