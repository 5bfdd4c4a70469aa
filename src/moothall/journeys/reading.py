"""Reading a definition: YAML 1.2 into plain data, with the line and column of everything.

Plain types only: text, whole numbers, exact decimals, true and false. No aliases, no tags, no
words that turn into dates; bounded in size and depth, so that a hostile document is refused
quickly.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MOST_BYTES = 512 * 1024
MOST_DEPTH = 24
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,12}")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
_LANGUAGE = re.compile(r"(?P<name>.+)\.(?P<language>[a-z]{2})\.md")

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
    """Read a definition and ``messages/<template>.<language>.md`` beside it."""
    shown = shown_as or str(path)
    try:
        raw = path.read_bytes()
    except OSError as failure:
        raise CannotRead(
            _finding(
                shown, 1, 1, f"the file cannot be read: {failure.strerror}", "Check its name."
            )
        ) from None
    source = read_text(text=_decoded(raw, shown), file=shown)
    return Source(
        file=shown,
        data=source.data,
        places=source.places,
        templates=read_templates(folder=path.parent / "messages"),
    )


def read_templates(*, folder: Path) -> dict[str, dict[str, str]]:
    """Every message template of a folder: name -> language -> text."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.md")):
        match = _LANGUAGE.fullmatch(path.name)
        if match:
            found.setdefault(match["name"], {})[match["language"]] = path.read_text()
    return found


def read_text(*, text: str, file: str) -> Source:
    """Read a definition from text. Raises ``CannotRead``."""
    _refuse_deep(text, file)
    yaml = YAML(typ="rt", pure=True)
    try:
        _refuse_aliases(yaml, text, file)
        node = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        why = f"this is not YAML: {failure.problem}"
        mend = "Put words with ? : , # or quotes into double quotes, and check the indentation."
        raise CannotRead(_finding(file, line, column, why, mend)) from None
    except YAMLError as failure:
        words = f"this is not YAML: {str(failure).splitlines()[0]}"
        raise CannotRead(_finding(file, 1, 1, words, "Check the first lines.")) from None
    places: dict[Path_, tuple[int, int]] = {}
    data = _plain(node, (), places, file) if node is not None else None
    if not isinstance(data, dict):
        mend = "Begin with `moothall: 1`."
        raise CannotRead(_finding(file, 1, 1, "a definition is a list of settings.", mend))
    return Source(file=file, data=data, places=places)


def _decoded(raw: bytes, file: str) -> str:
    if len(raw) > MOST_BYTES:
        words = f"the file is larger than {MOST_BYTES // 1024} kB."
        raise CannotRead(_finding(file, 1, 1, words, "Split the service in two."))
    try:
        return raw.decode()
    except UnicodeDecodeError as failure:
        line = raw[: failure.start].count(b"\n") + 1
        raise CannotRead(
            _finding(file, line, 1, "this is not UTF-8 text.", "Save the file as UTF-8.")
        ) from None


def _refuse_deep(text: str, file: str) -> None:
    """Count brackets and indentation before parsing: the parser recurses, and would give up."""
    if len(text) > MOST_BYTES:
        raise CannotRead(_finding(file, 1, 1, "the text is too long.", "Split the service."))
    for number, line in enumerate(text.splitlines(), start=1):
        indent = len(line) - len(line.lstrip(" "))
        opened = max(line.count("[") + line.count("{"), line.count("- "))
        if opened > 200 or indent > MOST_DEPTH * 8:
            words = "this is nested too deeply."
            raise CannotRead(_finding(file, number, 1, words, "Write it flatter."))
    if _deepest(text) > MOST_DEPTH * 2:
        raise CannotRead(
            _finding(file, 1, 1, "brackets are nested too deeply.", "Write it flatter.")
        )


def _deepest(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth = max(0, depth - 1)
    return deepest


def _refuse_aliases(yaml: YAML, text: str, file: str) -> None:
    for event in yaml.parse(text):
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            mark = event.start_mark
            words = "anchors (&) and aliases (*) are not used here."
            raise CannotRead(
                _finding(file, mark.line + 1, mark.column + 1, words, "Write it out.")
            )


def _plain(node: Node, path: Path_, places: dict[Path_, tuple[int, int]], file: str) -> Any:  # noqa: ANN401 - plain data
    places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if len(path) > MOST_DEPTH:
        raise CannotRead(
            _finding(file, *places[path], "this is nested too deeply.", "Write it flatter.")
        )
    if isinstance(node, MappingNode):
        return _mapping(node, path, places, file)
    if isinstance(node, SequenceNode):
        return [_plain(n, (*path, i), places, file) for i, n in enumerate(node.value)]
    return _scalar(node) if isinstance(node, ScalarNode) else None


def _mapping(
    node: MappingNode, path: Path_, places: dict[Path_, tuple[int, int]], file: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        key = str(key_node.value)
        if not isinstance(key_node, ScalarNode) or key in found:
            words = f"`{key}` stands here twice." if key in found else "a name must be text."
            raise CannotRead(
                _finding(file, mark.line + 1, mark.column + 1, words, "Keep one of them.")
            )
        places[*path, key] = (mark.line + 1, mark.column + 1)
        found[key] = _plain(value_node, (*path, key), places, file)
    return found


def _scalar(node: ScalarNode) -> object:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


def _finding(file: str, line: int, column: int, words: str, mend: str) -> Finding:
    return Finding(file=file, line=line, column=column, code="yaml", words=words, mend=mend)
