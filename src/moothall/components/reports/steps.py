"""The steps that reports offers to services: show what lies near, and make the report."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from moothall.components.reports import queries, services
from moothall.components.reports.contracts import (
    Contact,
    Made,
    Near,
    NoScheme,
    NoSuchCategory,
    Redirect,
    Responsible,
    Status,
)
from moothall.components.reports.forms import showing
from moothall.kernel.questions import Answers, Identifier
from moothall.kernel.steps import Ended, Named, Problem, Run, Step
from moothall.kernel.words import Words, say

_CONTACT = ("name", "email", "phone")


class _AtASpot(Step):
    """Both steps know what is wrong, and where, from questions before them."""

    category: Identifier | None = None
    """The question that says what is wrong: its answer is the id of a category."""
    fixed: Identifier | None = None
    """The category, where the service has but one."""
    codes: Mapping[str, Identifier] = Field(default_factory=dict)
    """Answers that are called otherwise than the category they mean."""
    location: Identifier
    """The question of kind ``location``."""

    def needs(self) -> frozenset[str]:
        return frozenset(name for name in (self.category, self.location) if name)

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if (self.category is None) is (self.fixed is None):
            yield Problem(
                path=(),
                code="reports.no-category",
                words="it must say either which question asks for the category, or which it is",
                mend="write `category: <question>` or `fixed: <category>`",
            )

    def code(self, answers: Answers) -> str:
        """The category of what is wrong."""
        told = self.fixed or str(answers.get(self.category or "") or "")
        return self.codes.get(told, told)

    def spot(self, answers: Answers) -> dict[str, Any]:
        """Where it is, as ``make`` takes it."""
        said: Mapping[str, Any] = answers.get(self.location) or {}
        lat, lon = said.get("lat"), said.get("lon")
        return {
            "lat": None if lat is None else float(lat),
            "lon": None if lon is None else float(lon),
            "address": said.get("address", ""),
            "words": said.get("words", ""),
        }


class ShowNearby(_AtASpot):
    """``nearby: check`` says who is responsible and shows what is reported near by already.

    Conditions may ask ``check.organisation``, the short name of who is responsible, and
    ``check.elsewhere``, which is true of what nobody of this place takes reports of; the words
    of the scheme are then what somebody reads whom ``stop_when`` stops.
    """

    kind: ClassVar[str] = "nearby"
    template: ClassVar[str | None] = "reports/nearby.html"

    def gives(self) -> Mapping[str, str]:
        return {self.id: "context"}

    def nameable(self) -> Sequence[Named]:
        title = self.title or say("Who is responsible").in_all_languages()
        return (
            Named(name=f"{self.id}.organisation", type="string", label=title),
            Named(name=f"{self.id}.elsewhere", type="boolean", label=title),
        )

    def looks(self, *, run: Run) -> Mapping[str, Any]:
        """``responsible`` or ``redirect``; and ``near``, what may be the same, as cards."""
        found = self._routed(run.answers)
        near = self._near(run) if isinstance(found, Responsible) else []
        known = showing.names() if near else None
        return {
            "responsible": found if isinstance(found, Responsible) else None,
            "redirect": found if isinstance(found, Redirect) else None,
            "near": [showing.near_card(one, known) for one in near] if known else [],
        }

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> Answers:
        found = self._routed(run.answers)
        if isinstance(found, Redirect):
            kept: dict[str, Any] = {"organisation": "", "elsewhere": True}
            return {self.id: {**kept, "words": dict(_words(found))}}
        slug = found.slug if found else ""
        return {self.id: {"organisation": slug, "elsewhere": False}}

    def is_done(self, *, remembered: Answers, known: Answers) -> bool:
        return self.id in remembered

    def example(self, *, given: Answers, at: datetime) -> Answers:
        told: Mapping[str, Any] = given.get(self.id) or {}
        return {self.id: {"organisation": "", "elsewhere": False, **told}}

    def stops_because(self, *, remembered: Answers) -> Words | None:
        kept = remembered.get(self.id) or {}
        return kept.get("words") or self.stop_words

    def _routed(self, answers: Answers) -> Responsible | Redirect | None:
        spot = self.spot(answers)
        try:
            return queries.route(category=self.code(answers), lat=spot["lat"], lon=spot["lon"])
        except (NoSuchCategory, NoScheme):
            return None

    def _near(self, run: Run) -> list[Near]:
        spot = self.spot(run.answers)
        if spot["lat"] is None or spot["lon"] is None:
            return []
        return queries.nearby(
            category=self.code(run.answers), lat=spot["lat"], lon=spot["lon"], at=run.at
        )


class MakeReport(_AtASpot):
    """``report: problem`` ends the journey with a report.

    Answers to questions that are called like the category's own go with it, for the
    organisation that is responsible.
    """

    kind: ClassVar[str] = "report"
    is_shown: ClassVar[bool] = False
    ends: ClassVar[bool] = True

    description: Identifier
    photos: Identifier | None = None

    def needs(self) -> frozenset[str]:
        return super().needs() | {self.description} | ({self.photos} if self.photos else set())

    def end(self, *, run: Run) -> Ended:
        made = self._made(run)
        return Ended(reference=made.reference, subject=made.report_id, state=Status.OPEN.value)

    def end_state(self) -> str:
        return Status.OPEN.value

    def followed_at(self, *, reference: str) -> str | None:
        return f"/reports/{reference}"

    def _made(self, run: Run) -> Made:
        code = self.code(run.answers)
        asked = {question.id for question in queries.category(category=code).ask}
        extra = {name: run.answers[name] for name in asked & run.answers.keys()}
        photos = run.answers.get(self.photos or "") or []
        return services.make(
            category=code,
            description=str(run.answers.get(self.description) or ""),
            **self.spot(run.answers),
            answers=extra,
            contact=Contact(**{part: run.contact.get(part, "") for part in _CONTACT}),
            photos=[UUID(file) for file in photos],
            attach=False,
            language=run.language,
            channel=run.channel,
            at=run.at,
        )


def _words(redirect: Redirect) -> Words:
    """Where to turn, with the ways to get there."""
    ways = " ".join(way for way in (redirect.phone, redirect.link) if way)
    return {language: f"{text}\n\n{ways}".strip() for language, text in redirect.words.items()}
