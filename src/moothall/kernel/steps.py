"""What a step of a service is. Components add kinds of step by subclassing ``Step``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from moothall.kernel.conditions import Condition
from moothall.kernel.questions import Answers, Question, Slug
from moothall.kernel.words import Words


@dataclass(frozen=True, kw_only=True)
class Run:
    """One person's way through one version of a service, as far as it has come."""

    journey: UUID
    service: str
    version: UUID
    need: str
    answers: Answers
    at: datetime
    language: str = "en"
    channel: str = "web"
    contact: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    """The answers as conditions see them, with what was known at the start."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A mistake in a definition: where it is, what is wrong, and how to mend it."""

    path: tuple[str | int, ...]
    """Keys and list positions from the top of the document."""
    code: str
    words: str
    mend: str
    file: str = ""
    """The attached file that it is in, if it is in one, with ``line`` and ``column`` there."""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A way that a step can go by itself, which some worked example has to take."""

    name: str
    """By which ``Step.took`` says that it was taken."""
    path: tuple[str | int, ...]
    """Where it is decided: keys and list positions from the step."""
    words: str
    """What happens then: ``the line `second` is left out``."""


Asked = Mapping[str, Question]
"""The questions of a service by their ids."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of what a step came to, in the words of one language."""

    label: str
    value: str
    because: str = ""
    is_total: bool = False


@dataclass(frozen=True, kw_only=True)
class Named:
    """Something that conditions may ask about: by which name, and what it can be."""

    name: str
    """As it is written in FEEL: ``savings``, ``eligibility.outcome``."""
    type: str
    """``string``, ``number``, ``boolean``, ``date`` or ``list``."""
    label: Words
    values: Mapping[str, Words] = field(default_factory=dict)
    """What it can be and what people read for that, where that is known."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One thing that a step comes to and that can be counted over many people."""

    name: str
    """As conditions see it: ``award.total``, ``eligibility.outcome``."""
    label: Words
    is_amount: bool
    """Whether it is an amount of money, which can be added up; else it is one of ``values``."""
    values: Mapping[str, Words] = field(default_factory=dict)
    """What people read for each outcome."""
    left_open: str | None = None
    """Its value where a person has to decide."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a journey came to, made by the step that it ended with."""

    reference: str
    """By which people ask after it."""
    subject: UUID
    """Its id: files that were sent go with it, and whoever sent it becomes a party to it."""
    state: str
    """Where it stands, as a worked example expects it."""


class Step(BaseModel):
    """Its fields are the configuration that a service definition may write."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ClassVar[str]
    """The name of the kind in definitions: ``{kind: id, …}``."""
    is_shown: ClassVar[bool] = True
    """Whether a person sees a page for it; a step that is not shown is taken by itself."""
    ends: ClassVar[bool] = False
    """Whether the journey ends with it."""
    template: ClassVar[str | None] = None
    """The Jinja template of what its page shows above the button, if it shows more than its
    questions: it sees ``look``, which is what ``looks`` answers."""

    id: Slug
    title: Words | None = None
    intro: Words | None = None
    show_when: Condition | None = None
    stop_when: Condition | None = None
    """The service ends here for whoever it is true of, once the step is done."""
    stop_words: Words | None = None
    """What somebody whom the service cannot help reads: why, and where to turn."""

    def seen(self, *, remembered: Answers) -> Mapping[str, Any]:
        """What is remembered, as conditions see it."""
        as_seen = {
            q.id: q.seen(answer=remembered[q.id]) for q in self.asks() if q.id in remembered
        }
        return {**remembered, **as_seen}

    def gives(self) -> Mapping[str, str]:
        """The names that later steps may use, with their FEEL types."""
        return {}

    def undecided(self) -> Mapping[str, Any]:
        """What conditions see of it, by name, where it is left to a person; none if never."""
        return {}

    def nameable(self) -> Sequence[Named]:
        """What conditions may ask about what it came to, besides the answers."""
        return ()

    def needs(self) -> frozenset[str]:
        """The names of what is known before it that the step itself uses."""
        return frozenset()

    def asks(self) -> Sequence[Question]:
        """What the person must answer here."""
        return ()

    def is_done(self, *, remembered: Answers, known: Answers) -> bool:
        """Whether what is remembered still does, given the answers before it."""
        return True

    def reach_out(self, *, run: Run) -> Answers:
        """What must be fetched from another process first. Called outside ``acting``."""
        return {}

    def take(self, *, run: Run, given: Answers, fetched: Answers) -> Answers:
        """Do the step; what it returns is remembered under its id. Called inside ``acting``."""
        return given

    def example(self, *, given: Answers, at: datetime) -> Answers:
        """Stand in for ``take`` in a worked example, with no database and no outside world."""
        return {}

    def looks(self, *, run: Run) -> Mapping[str, Any]:
        """What its ``template`` shows to the person who runs. Called inside ``acting``."""
        return {}

    def end(self, *, run: Run) -> Ended:
        """Make what the journey comes to, from all answers. Called inside ``acting``.

        A step that ends a journey otherwise than with a case has it.
        """
        raise NotImplementedError

    def end_state(self) -> str:
        """Where what ``end`` makes stands at first, for worked examples."""
        return ""

    def followed_at(self, *, reference: str) -> str | None:
        """The path of the page on which people follow what ``end`` has made."""
        return None

    def counts(self) -> Sequence[Counted]:
        """What it comes to that can be counted over many people, in order."""
        return ()

    def comes_to(self, *, known: Answers, at: datetime) -> Mapping[str, Any]:
        """What conditions see of it once ``example`` is taken. Kinds of step that work through
        many people override it: the same, exactly, without what only explains it.
        """
        return self.seen(remembered=self.example(given=known, at=at))

    def tells(self, *, remembered: Answers, language: str) -> Sequence[Told]:
        """What it came to, for the person whose journey or case it is."""
        return ()

    def explains(self, *, remembered: Answers, language: str, asked: Asked) -> Sequence[Told]:
        """How it came to that, for those who deal with the case."""
        return self.tells(remembered=remembered, language=language)

    def would_need(self, *, remembered: Answers, language: str, asked: Asked) -> Sequence[Told]:
        """What would have had to be different, for somebody whom the service stops here."""
        return ()

    def stops_because(self, *, remembered: Answers) -> Words | None:
        """What somebody reads whom the service stops here."""
        return self.stop_words

    def left_open(self, *, remembered: Answers) -> str:
        """Why a person has to decide what the step could not; empty if it could."""
        return ""

    def branches(self) -> Sequence[Branch]:
        """The ways that the step can go by itself, besides its own conditions."""
        return ()

    def took(self, *, remembered: Answers) -> frozenset[str]:
        """The names of those of its branches that it took."""
        return frozenset()

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the step by itself; paths start at the step."""
        yield from ()
