"""Which names are known at a point of the text, and the longest one that begins there.

FEEL names may hold spaces and signs ("monthly income", "date and time"), so the only way to
know where
a name ends is to know the names.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from moothall.feel.faults import FeelSyntaxError
from moothall.feel.tokens import Token, scan

Part = tuple[str, bool]


@lru_cache(maxsize=4096)
def parts_of(name: str) -> tuple[Part, ...]:
    """The tokens of a name, each with whether space goes before it."""
    try:
        return _parts(scan(name)[:-1])
    except FeelSyntaxError:
        return ()


def _parts(tokens: Sequence[Token]) -> tuple[Part, ...]:
    parts = []
    before = tokens[0].start if tokens else 0
    for token in tokens:
        parts.append((token.text, token.start > before))
        before = token.end
    return tuple(parts)


class Vocabulary:
    """A set of names that can be looked up by the tokens they begin with."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: set[str] = set()
        self._by_first: dict[str, list[tuple[tuple[Part, ...], str]]] = {}
        for name in names:
            self.add(name)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def add(self, name: str) -> None:
        """Make a name known."""
        if name in self.names:
            return
        self.names.add(name)
        parts = parts_of(name)
        if not parts:
            return
        known = self._by_first.setdefault(parts[0][0], [])
        known.append((parts, name))
        known.sort(key=lambda entry: -len(entry[0]))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The longest known name at this token, and of how many tokens it is made."""
        for parts, name in self._by_first.get(tokens[index].text, ()):
            if _matches(parts, tokens, index):
                return name, len(parts)
        return None


def vocabulary(names: Iterable[str] | Vocabulary) -> Vocabulary:
    """These names as a vocabulary, which they may be already."""
    return names if isinstance(names, Vocabulary) else Vocabulary(names)


def _matches(parts: tuple[Part, ...], tokens: Sequence[Token], index: int) -> bool:
    if index + len(parts) >= len(tokens):
        return False
    for offset, (text, spaced) in enumerate(parts):
        token = tokens[index + offset]
        if token.text != text or token.kind == "text":
            return False
        if offset and spaced != (token.start > tokens[index + offset - 1].end):
            return False
    return True


def written(tokens: Sequence[Token]) -> str:
    """A name as its tokens write it, each run of space made one space."""
    return "".join(" " + text if spaced else text for text, spaced in _parts(tokens)).strip()
