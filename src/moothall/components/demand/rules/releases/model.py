"""What a release is made of: tables, their columns, and how the figures came about."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from math import isfinite

from moothall.components.demand.contracts import NotAudited
from moothall.components.demand.rules.disclosure import HIDDEN, AuditReport, Form, Policy
from moothall.kernel.words import Words, say

OPEN_GOVERNMENT_LICENCE = (
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)
HIDDEN_FLAG = "_hidden"
"""How the column is called that says whether the one before it is hidden."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FILE = re.compile(r"[a-z][a-z0-9-]*")

Value = str | int | float | date | None
"""One value; a boolean is one of the whole numbers, and ``*`` a hidden one."""


class Datatype(StrEnum):
    """What the values of a column are, in the words of CSV on the Web."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "double"
    BOOLEAN = "boolean"
    DATE = "date"

    @property
    def kinds(self) -> tuple[type, ...]:
        return _KINDS[self]


_KINDS: dict[Datatype, tuple[type, ...]] = {
    Datatype.STRING: (str,),
    Datatype.INTEGER: (int,),
    Datatype.NUMBER: (int, float),
    Datatype.BOOLEAN: (bool,),
    Datatype.DATE: (date,),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column, its name for programs and its words for people."""

    name: str
    title: Words
    description: Words
    datatype: Datatype = Datatype.STRING
    may_be_hidden: bool = False

    def takes(self, value: Value) -> bool:
        if value is None or (self.may_be_hidden and value == HIDDEN):
            return True
        return type(value) in self.datatype.kinds and (
            not isinstance(value, float) or isfinite(value)
        )


@dataclass(frozen=True, kw_only=True)
class Period:
    """From one day to another, both within it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends after it begins")


@dataclass(frozen=True, kw_only=True)
class ReleaseTable:
    """Rows for publication. ``ValueError`` where they do not fit the columns or the key."""

    name: str
    title: Words
    description: Words
    period: Period
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.written]
        if not _FILE.fullmatch(self.name) or not all(_NAME.fullmatch(n) for n in names):
            raise ValueError(f"{self.name}: this cannot be the name of a table or a column")
        if len(set(names)) < len(names) or not self.key or not set(self.key) <= set(names):
            raise ValueError(f"{self.name}: a column is there twice, or the key is not there")
        for row in self.rows:
            self._check(row)
        at = [names.index(name) for name in self.key]
        full = [tuple(row[i] for i in at) for row in self.written_rows]
        if any(n > 1 for n in Counter(full).values()) or any(None in key for key in full):
            raise ValueError(f"{self.name}: a key is there twice, or is not whole")

    def _check(self, row: tuple[Value, ...]) -> None:
        if len(row) != len(self.columns):
            raise ValueError(f"{self.name}: a row has {len(row)} values")
        for column, value in zip(self.columns, row, strict=True):
            if not column.takes(value):
                raise ValueError(f"{self.name}: {column.name} is no {column.datatype}: {value}")

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns of the files: beside each that may be hidden, one that says whether."""
        return tuple(
            one
            for column in self.columns
            for one in ((column, _flag_of(column)) if column.may_be_hidden else (column,))
        )

    @property
    def written_rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows of the files, in the order of ``written``."""
        return tuple(
            tuple(
                one
                for column, value in zip(self.columns, row, strict=True)
                for one in ((value, value == HIDDEN) if column.may_be_hidden else (value,))
            )
            for row in self.rows
        )


@dataclass(frozen=True, kw_only=True)
class Method:
    """One way in which figures were made."""

    name: Words
    version: str
    description: Words


@dataclass(frozen=True, kw_only=True)
class Release:
    """What goes out together. ``NotAudited`` where its audit was not passed."""

    number: int
    quarter: str
    """Such as ``2026-Q3``."""
    title: Words
    issued: date
    tables: tuple[ReleaseTable, ...]
    policy: Policy
    form: Form
    methods: tuple[Method, ...]
    audit: AuditReport

    def __post_init__(self) -> None:
        if not self.audit.passed:
            raise NotAudited(
                say("Release {number} did not pass its audit", number=self.number),
                details={"number": self.number, "findings": len(self.audit.findings)},
            )
        if len({table.name for table in self.tables}) < len(self.tables) or not self.tables:
            raise ValueError(f"release {self.number}: a table is there twice, or none at all")


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Who publishes, where, of which area, and under which licence."""

    base_url: str
    """Below it every address stays what it is for good."""
    title: Words
    description: Words
    publisher: Words
    publisher_url: str
    spatial: str
    """The address of the area, such as that of its code at the ONS."""
    contact: str
    """The address of a page or mailbox for questions (``https:`` or ``mailto:``)."""
    licence: str = OPEN_GOVERNMENT_LICENCE

    def address(self, *parts: str | int) -> str:
        return "/".join([self.base_url.rstrip("/"), *map(str, parts)])


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What a catalogue says of a file."""

    name: str
    size: int
    sha256: str


def facts_of(name: str, content: bytes) -> FileFacts:
    return FileFacts(name=name, size=len(content), sha256=sha256(content).hexdigest())


def _flag_of(column: Column) -> Column:
    said = say("Whether “{column}” is hidden", column=column.title).in_all_languages()
    return Column(
        name=f"{column.name}{HIDDEN_FLAG}",
        title=said,
        description=say(
            "True where the count is kept back so that nobody can be recognised"
        ).in_all_languages(),
        datatype=Datatype.BOOLEAN,
    )
