"""Reading a definition: YAML 1.2 into plain data, with the line and column of everything.

Plain types only: text, whole numbers, exact decimals, true and false. No aliases, no tags, no
words that turn into dates; bounded in size and depth, so that a hostile document is refused
quickly.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from moothall.journeys.attached import with_attached

MOST_BYTES = 512 * 1024
MOST_TEMPLATE_BYTES = 64 * 1024
MOST_DEPTH = 24
MOST_PARTS = 12_000
"""Names, values, lists and groups together."""
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,12}")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
_LANGUAGE = re.compile(r"(?P<name>.+)\.(?P<language>[a-z]{2})\.md")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_ESCAPES = {"x": 4, "u": 6, "U": 10}
_NOT_YAML: Mapping[str, tuple[str, str]] = {
    "mapping values are not allowed here": (
        "a second `:` stands where one setting was expected.",
        "Put words that hold a `:` into double quotes, or begin a new line.",
    ),
    "found character '\\t'": ("this line is indented with a tab.", "Indent with spaces."),
    "that cannot start any token": (
        "words cannot begin with this character.",
        "Put the words into double quotes.",
    ),
    "expected ',' or": (
        "a bracket is not closed here, or a comma is missing.",
        "Close what `{` or `[` opened; put words that hold , # { or [ into double quotes.",
    ),
    "unexpected end of stream": (
        "a quote was opened and never closed.",
        "Close the quote where the words end.",
    ),
    "expected <block end>": (
        "this line is indented differently from those it belongs with.",
        "Indent it exactly as the setting above it.",
    ),
    "could not find expected ':'": (
        "a setting needs a `:` after its name.",
        "Write `name: value`, with a space after the `:`.",
    ),
    "unknown escape character": (
        "a `\\` in double quotes begins a code that does not exist.",
        "Write `\\\\` for a backslash.",
    ),
    "expected the node content": (
        "a value is missing here.",
        "Write the value, or close the bracket.",
    ),
    "<document start>": (
        "the document ends before this line, because the indentation changed.",
        "Let every top setting begin in the first column, and write one document only.",
    ),
}

Path_ = tuple[str | int, ...]
"""Keys and list positions from the top of the document."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One mistake: where it is, what is wrong, and how to mend it."""

    file: str
    line: int
    column: int
    code: str
    words: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.words} {self.mend} [{self.code}]"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A definition as it was read from its file, with its message templates beside it."""

    file: str
    data: Mapping[str, Any]
    places: Mapping[Path_, tuple[int, int]]
    """Path -> line and column, both counted from 1; of a key where there is one."""
    templates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)
    """Language -> the privacy notice that ``legal.privacy`` names."""
    text: str = ""
    values: Mapping[Path_, tuple[int, int, str]] = field(default_factory=dict)
    """Path -> line, column and quotes of each single value."""

    def inside(self, path: Path_, *, line: int, column: int) -> tuple[int, int]:
        """Where the given line and column of the words at ``path`` stand in the file.

        Words folded over several lines are found by where they begin.
        """
        first, begins, quotes = self.values.get(path, (*self.at(path), ""))
        rows = self.text.split("\n")
        if quotes == "|":
            row = next((row for row in rows[first:] if row.strip()), "")
            return first + line, column + len(row) - len(row.lstrip(" "))
        if line > 1 or first > len(rows):
            return first, begins
        return first, begins + _raw_length(rows[first - 1][begins - 1 :], quotes, column - 1)

    def at(self, path: Path_) -> tuple[int, int]:
        """Where ``path`` stands, or the nearest thing above it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def finding(self, path: Path_, *, code: str, words: str, mend: str) -> Finding:
        line, column = self.at(path)
        return Finding(
            file=self.file, line=line, column=column, code=code, words=words, mend=mend
        )


class CannotRead(Exception):
    """The document is not YAML as we take it; ``finding`` says where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def read_source(*, path: Path, shown_as: str | None = None) -> Source:
    """Read a definition and ``messages/<template>.<language>.md`` beside it.

    Raises ``CannotRead``.
    """
    shown = shown_as or str(path)
    source = read_text(text=_content(path, shown, MOST_BYTES), file=shown)
    return Source(
        file=shown,
        data=with_attached(source.data, folder=path.parent, read=_content),
        places=source.places,
        templates=read_templates(folder=path.parent / "messages"),
        notices=read_notices(file=path, named=_notice_named(source.data)),
        text=source.text,
        values=source.values,
    )


def read_templates(*, folder: Path) -> dict[str, dict[str, str]]:
    """Every message template of a folder: name -> language -> text. Raises ``CannotRead``."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.md")):
        match = _LANGUAGE.fullmatch(path.name)
        if match:
            text = _content(path, str(path), MOST_TEMPLATE_BYTES)
            found.setdefault(match["name"], {})[match["language"]] = text
    return found


def read_notices(*, file: Path, named: str | None) -> dict[str, str]:
    """The privacy notice ``name.md`` in English and ``name.<language>.md`` in others.

    It is named from the folder above the document that has its first folder.
    """
    if not named:
        return {}
    first = Path(named).parts[0]
    root = next((p for p in file.absolute().parents if (p / first).is_dir()), None)
    if root is None:
        return {}
    english = root / named
    found = {"en": english} if english.is_file() else {}
    for path in english.parent.glob(f"{english.stem}.??{english.suffix}"):
        found[path.suffixes[0][1:]] = path
    return {language: path.read_text() for language, path in sorted(found.items())}


def _notice_named(data: Mapping[str, Any]) -> str | None:
    legal = data.get("legal")
    named = legal.get("privacy") if isinstance(legal, Mapping) else None
    return named if isinstance(named, str) and not Path(named).is_absolute() else None


def read_text(*, text: str, file: str) -> Source:
    """Read a definition from text. Raises ``CannotRead``."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    _refuse_hostile(text, file)
    reader = _Reader(file, YAML(typ="safe", pure=True).parse(text))
    try:
        data = reader.document()
    except MarkedYAMLError as failure:
        raise CannotRead(_not_yaml(failure, file)) from None
    except YAMLError as failure:
        words = f"this is not YAML: {str(failure).splitlines()[0]}"
        raise CannotRead(_finding(file, 1, 1, words, "Check the first lines.")) from None
    if not isinstance(data, dict):
        mend = "Begin with `moothall: 1`."
        raise CannotRead(_finding(file, 1, 1, "a definition is a list of settings.", mend))
    return Source(file=file, data=data, places=reader.places, text=text, values=reader.values)


class _Reader:
    """Builds plain data from the parser's events, one after the other, and never deep."""

    def __init__(self, file: str, events: Iterator[Event]) -> None:
        self.places: dict[Path_, tuple[int, int]] = {}
        self.values: dict[Path_, tuple[int, int, str]] = {}
        self._file, self._events, self._count = file, events, 0

    def document(self) -> Any:  # noqa: ANN401 - plain data
        """The whole document; none if there is nothing in it."""
        for event in self._events:
            if isinstance(event, NodeEvent):
                data = self._value(self._checked(event), ())
                self._refuse_more()
                return data
        return None

    def _refuse_more(self) -> None:
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                raise self._refusal(
                    event.start_mark, "a second document begins here.", "Keep one of them."
                )

    def _value(self, event: Event, path: Path_) -> Any:  # noqa: ANN401 - plain data
        mark = event.start_mark
        self.places.setdefault(path, (mark.line + 1, mark.column + 1))
        if len(path) > MOST_DEPTH:
            raise self._refusal(mark, "this is nested too deeply.", "Write it flatter.")
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        if not isinstance(event, ScalarEvent):
            raise self._refusal(mark, "a value is missing here.", "Write the value.")
        style = event.style or ""
        self.values[path] = (mark.line + 1, mark.column + 1, style)
        return str(event.value) if style else _plain(str(event.value))

    def _sequence(self, path: Path_) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _mapping(self, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise self._refusal(
                    event.start_mark, "a name must be text.", "Write `name: value`."
                )
            key = str(event.value)
            if key in found:
                words = f"`{key}` stands here twice."
                raise self._refusal(event.start_mark, words, "Keep one of them.")
            self.places[*path, key] = (event.start_mark.line + 1, event.start_mark.column + 1)
            found[key] = self._value(self._next(), (*path, key))
        return found

    def _next(self) -> Event:
        return self._checked(next(self._events))

    def _checked(self, event: Event) -> Event:
        self._count += 1
        if self._count > MOST_PARTS:
            raise self._refusal(
                event.start_mark, "there is too much in this file.", "Split the service in two."
            )
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            words = "anchors (&) and aliases (*) are not used here."
            raise self._refusal(event.start_mark, words, "Write it out.")
        if getattr(event, "tag", None):
            raise self._refusal(
                event.start_mark,
                "tags (!) are not used here.",
                "Put the words into double quotes.",
            )
        return event

    def _refusal(self, mark: StreamMark, words: str, mend: str) -> CannotRead:
        return CannotRead(_finding(self._file, mark.line + 1, mark.column + 1, words, mend))


def _plain(text: str) -> object:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


def _content(path: Path, shown: str, most: int) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as failure:
        words = f"the file cannot be read: {failure.strerror}."
        raise CannotRead(_finding(shown, 1, 1, words, "Check its name.")) from None
    if len(raw) > most:
        words = f"the file is larger than {most // 1024} kB."
        raise CannotRead(_finding(shown, 1, 1, words, "Split it in two."))
    try:
        return raw.decode()
    except UnicodeDecodeError as failure:
        line = raw[: failure.start].count(b"\n") + 1
        column = failure.start - raw.rfind(b"\n", 0, failure.start)
        raise CannotRead(
            _finding(shown, line, column, "this is not UTF-8 text.", "Save the file as UTF-8.")
        ) from None


def _refuse_hostile(text: str, file: str) -> None:
    """Refuse what the parser would take long over: within brackets it looks far ahead."""
    if len(text) > MOST_BYTES:
        raise CannotRead(
            _finding(file, 1, 1, "the text is too long.", "Split the service in two.")
        )
    if found := _UNPRINTABLE.search(text):
        words = f"an invisible character stands here (U+{ord(found[0]):04X})."
        raise CannotRead(_finding(file, *_spot(text, found.start()), words, "Delete it."))
    depth = 0
    for found in re.finditer(r"[][{}]", text):
        depth = depth + 1 if found[0] in "[{" else max(0, depth - 1)
        if depth > MOST_DEPTH * 2:
            words, mend = "brackets are nested too deeply.", "Close them, or write it flatter."
            raise CannotRead(_finding(file, *_spot(text, found.start()), words, mend))


def _spot(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _not_yaml(failure: MarkedYAMLError, file: str) -> Finding:
    mark = failure.problem_mark or failure.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = failure.problem or "it cannot be read"
    for part, (words, mend) in _NOT_YAML.items():
        if part in problem:
            return _finding(file, line, column, words, mend)
    mend = "Put words with ? : , # or quotes into double quotes, and check the indentation."
    return _finding(file, line, column, f"this is not YAML: {problem}.", mend)


def _raw_length(raw: str, quotes: str, characters: int) -> int:
    """How many characters of the file the first ``characters`` of a value take up."""
    place = 1 if quotes else 0
    for _ in range(characters):
        if quotes == '"' and raw[place : place + 1] == "\\":
            place += _LONGEST_ESCAPES.get(raw[place + 1 : place + 2], 2)
        else:
            place += 2 if quotes == "'" and raw[place : place + 2] == "''" else 1
    return place


def _finding(file: str, line: int, column: int, words: str, mend: str) -> Finding:
    return Finding(file=file, line=line, column=column, code="yaml", words=words, mend=mend)
