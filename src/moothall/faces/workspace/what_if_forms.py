"""What an officer gives to try a change: the changed file, the population, and how to count."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from moothall.faces.workspace.sheet_files import UnreadableTable, brought
from moothall.journeys.attached import MOST_BYTES as MOST_FILE_BYTES
from moothall.journeys.catalogue import Published
from moothall.journeys.changed_files import FileRefused, files_of, with_files
from moothall.journeys.contracts import Amendment
from moothall.journeys.definition import Service
from moothall.journeys.what_if_processes import asked_of, is_whole, services_of
from moothall.journeys.whatif.contracts import (
    MOST_BYTES,
    Direction,
    PopulationRefused,
    Trial,
    noon_of,
)
from moothall.journeys.whatif.courses import parts_of
from moothall.journeys.whatif.populations import csv_text, scan, template, too_large
from moothall.kernel.encoding import canonical, from_json
from moothall.kernel.questions import Question
from moothall.kernel.steps import Counted, Problem
from moothall.kernel.template_words import Sayable
from moothall.kernel.words import say

MOST_WARNINGS = 10
DRAFT = "draft"
"""Stands where the name of a file would, for what is to change and is not published yet."""
_SCENARIOS = ".scenarios."


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What of a service can be changed and counted."""

    definition: Mapping[str, Any]
    service: Service
    files: Mapping[str, str]
    """Attached file -> its text, of those by which the service decides."""
    amounts: Sequence[Counted]
    asked: Mapping[str, Question]
    draft: Mapping[str, str]
    """What is to change in these files and is not published yet."""
    conditions: int
    """How many conditions are to change too: they are not tried."""

    @property
    def decides(self) -> bool:
        """Whether there is anything to try."""
        return bool(self.files and parts_of(self.service)) and is_whole(self.service)

    def template(self) -> str:
        """The headings of a population, with one line to begin with."""
        given = [example.given for example in self.service.examples]
        return csv_text(template(asked=self.asked, given=given, at=_SOME_DAY))


_SOME_DAY = noon_of(date(2026, 3, 27))


@dataclass(kw_only=True)
class Asked:
    """What was asked for, as far as it could be read, with what is wrong with it by field."""

    values: Mapping[str, str]
    errors: dict[str, list[Sayable]]
    files: dict[str, str]
    day: date
    trial: Trial
    population: str | None = None
    rows: int = 0
    groupings: Sequence[str] = ()
    warnings: Sequence[str] = ()

    def wrong(self, name: str, *said: Sayable) -> None:
        self.errors.setdefault(name, []).extend(said)


def offered(published: Published, amendment: Amendment) -> Offered:
    """What of this version can be changed and counted, and what is to change in it already."""
    definition = from_json(published.text)["definition"]
    files = {n: t for n, t in files_of(definition).items() if _SCENARIOS not in n}
    service, _ = services_of(canonical(definition), {})
    amounts = [c for step in service.steps for c in step.counts() if c.is_amount]
    return Offered(
        definition=definition,
        service=service,
        files=files,
        amounts=amounts,
        asked=asked_of(service, service),
        conditions=len(amendment.conditions),
        draft={name: text for name, text in amendment.files.items() if name in files},
    )


def read(request: HttpRequest, given: Offered, *, today: date) -> Asked:
    """What a browser sent; what is wrong stands in ``errors``."""
    values = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    found = Asked(
        values=values, errors={}, files={}, day=today, trial=Trial(amount="", direction="get")
    )
    with suppress(ValueError):
        found.day = date.fromisoformat(values["day"])
    if values["day"] != found.day.isoformat():
        found.wrong("day", say("Enter a real date, like 2026-04-01"))
    _read_trial(found, given)
    _read_changed(found, given, request.FILES.get("changed"))
    _read_population(found, given, request.FILES.get("population"))
    return found


_FIELDS = ("file", "amount", "direction", "source", "day")


def _read_trial(found: Asked, given: Offered) -> None:
    amount, direction = found.values["amount"], found.values["direction"]
    names = {each.name for each in given.amounts}
    if given.amounts and amount not in {*names, "none"}:
        found.wrong("amount", say("Choose what to add up"))
    chosen = amount if amount in names else ""
    if chosen and direction not in {"get", "pay"}:
        found.wrong("direction", say("Say whether people get this amount or pay it"))
    which: Direction = "pay" if direction == "pay" else "get"
    found.trial = Trial(amount=chosen, direction=which)


def _read_changed(found: Asked, given: Offered, sent: "UploadedFile[Any] | None") -> None:
    name = found.values["file"]
    if name == DRAFT and given.draft:
        after = with_files(given.definition, given.draft)
        found.files = dict(given.draft)
        found.warnings = [w for each in given.draft for w in _warnings(given, after, each)]
        if given.conditions:
            said = (
                f"{given.conditions} conditions that are to change are not tried, only tables"
            )
            found.warnings = [said, *found.warnings]
        return
    if name not in given.files:
        found.wrong("file", say("Choose the file that is changed"))
        return
    if sent is None:
        found.wrong("changed", say("Select the changed file"))
        return
    if (sent.size or 0) > MOST_FILE_BYTES:
        most = MOST_FILE_BYTES // 1024
        found.wrong("changed", say("The file must be smaller than {most} kB", most=most))
        return
    try:
        text = _text_of(sent)
        after = with_files(given.definition, {name: text})
        found.files = {name: text}
        found.warnings = _warnings(given, after, name)
    except FileRefused as refusal:
        found.wrong("changed", refusal.said)
        return
    if text == given.files[name]:
        found.wrong("changed", say("This file is the same as the one in force"))


def _text_of(sent: "UploadedFile[Any]") -> str:
    content = sent.read()
    if content[:2] == b"PK":
        try:
            return brought(content=content, name="changed.xlsx")
        except UnreadableTable as refusal:
            raise FileRefused(refusal.said) from None
    return _decoded(content, FileRefused(_NOT_UTF8)).removeprefix("\ufeff")


def _decoded(content: bytes, refusal: Exception) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise refusal from None
    if "\x00" in text:
        raise refusal
    return text


_NOT_UTF8 = say("This file is not text. Save it as CSV in UTF-8.")


def _warnings(given: Offered, after: Mapping[str, Any], name: str) -> list[str]:
    """The mistakes that the change adds to the file, in words: it is tried all the same."""
    _, two = services_of(canonical(given.definition), {name: files_of(after)[name]})
    before = {_told(each) for each in _problems(given.service, name)}
    found = [_told(each) for each in _problems(two, name)]
    return [said for said in found if said not in before][:MOST_WARNINGS]


def _problems(service: Service, name: str) -> list[Problem]:
    return [each for step in service.steps for each in step.problems() if each.file == name]


def _told(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}:{problem.column}: {problem.words}; {problem.mend}"


def _read_population(found: Asked, given: Offered, sent: "UploadedFile[Any] | None") -> None:
    source = found.values["source"]
    if source not in {"file", "past"}:
        found.wrong("source", say("Choose on whom to try it"))
    if source != "file":
        return
    if sent is None:
        found.wrong("population", say("Select the file with the cases"))
        return
    if (sent.size or 0) > MOST_BYTES:
        found.wrong("population", too_large())
        return
    try:
        text = _decoded(sent.read(), PopulationRefused(_NOT_UTF8))
        scanned = scan(
            text,
            asked=_asked_after(found, given),
            at=_moment(found),
            others=given.service.questions(),
        )
    except PopulationRefused as refusal:
        found.wrong("population", *refusal.mistakes)
        return
    found.population, found.rows = text, scanned.rows
    found.groupings = list(scanned.columns.groupings.values())


def _asked_after(found: Asked, given: Offered) -> Mapping[str, Question]:
    """The changed table may look at what the one in force does not."""
    return asked_of(*services_of(canonical(given.definition), found.files))


def _moment(found: Asked) -> datetime:
    return noon_of(found.day)
