"""The definition language: one document read into one checked ``Service``."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationInfo,
)

from moothall.components.cases.contracts import Life
from moothall.journeys.contracts import StepNotReached
from moothall.journeys.steps import AbsentStep, step_kinds
from moothall.kernel.questions import Question, Slug, validated
from moothall.kernel.steps import Step
from moothall.kernel.words import Words, say

Need = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
Unavailable = Literal["defer", "skip", "stop", "required"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Legal(_Part):
    """Why the data may be held, and how long."""

    basis: Literal[
        "public_task", "legal_obligation", "contract", "consent", "vital_interests",
        "legitimate_interests",
    ]  # fmt: skip
    keep: str = Field(pattern=r"^\d{1,3} (days|weeks|months|years) after closed$")
    privacy: str | None = None


class Contact(_Part):
    """How the owner is reached about this service."""

    phone: str | None = None
    email: str | None = None


class Applicant(_Part):
    """Which questions tell how the applicant is reached."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


class Use(_Part):
    """What to do when a capability that the service uses is not there."""

    when_unavailable: Literal["defer", "skip", "stop"]
    words: Words | None = None


class Message(_Part):
    """Which message goes out when."""

    on: str = Field(pattern=r"^(case|journey)\.[a-z][a-z0-9_-]*$")
    to: Literal["applicant"] = "applicant"
    template: Slug
    attach: str | None = None


class Measure(_Part):
    """A promise that can be counted."""

    id: Slug
    share: str
    target: str = Field(pattern=r"^\d{1,3}%$")
    label: Words | None = None


def _one_by_one(raw: object) -> object:
    return [{move: state} for move, state in raw.items()] if isinstance(raw, Mapping) else raw


PLACEHOLDERS = frozenset(
    {"reference", "service", "organisation", "state", "due", "link", "name"}
)
"""What every message of a case may use, besides the answers that were given."""

Moves = Annotated[
    tuple[Annotated[Mapping[str, str], Field(min_length=1, max_length=1)], ...],
    BeforeValidator(_one_by_one),
]


def _by_name(raw: object) -> object:
    """``fee.total: 80.00`` is an expectation of what a step came to."""
    if not isinstance(raw, Mapping):
        return raw
    values = {key: value for key, value in raw.items() if "." in str(key)}
    rest = {key: value for key, value in raw.items() if key not in values}
    return {**rest, "values": values} if values else rest


class Expectation(_Part):
    """What a worked example must come to.

    Besides its settings it may hold what steps come to, by name: ``fee.total: 80.00``.
    """

    path: tuple[str, ...] | None = None
    state: str | None = None
    stops_at: str | None = None
    reason: str | None = None
    messages: tuple[str, ...] | None = None
    """Templates of all that goes out, in order, when the case is opened and ``after``."""
    after: Moves | None = None
    """``{action: state it leads to}``, taken in this order once the case is open."""
    refuses: tuple[str, ...] | None = None
    """Questions whose given answer must be refused."""
    values: Mapping[str, Any] = Field(default_factory=dict)
    """What steps come to, by names such as ``fee.total``."""


class Example(_Part):
    """A case told beforehand: what is given, and what must come of it."""

    name: str
    given: Mapping[str, Any]
    today: date | None = None
    expect: Annotated[Expectation, BeforeValidator(_by_name)]


MAY_LACK_STEPS: Mapping[str, bool] = {"may_lack_steps": True}
"""The context in which a published version is read: its components may be gone since."""


def read_step(raw: object, info: ValidationInfo) -> Step:
    """Read ``{kind: id, …}`` with the class that is offered for the kind."""
    if isinstance(raw, Step):
        return raw
    if not isinstance(raw, Mapping) or not raw:
        raise ValueError("a step is written as `page: its-id` with its settings below")
    kinds = step_kinds()
    kind = next((key for key in raw if key in kinds), next(iter(raw)))
    if kind not in kinds and info.context == MAY_LACK_STEPS:
        return _absent(raw)
    if kind not in kinds:
        raise ValueError(f"no component offers the step `{kind}`; there are {sorted(kinds)}")
    named, rest = raw[kind], {key: value for key, value in raw.items() if key != kind}
    if isinstance(named, Mapping):
        rest = {"id": kind, **named, **rest}
    else:
        rest["id"] = named
    return validated(kinds[kind], rest)


def _absent(raw: Mapping[str, Any]) -> AbsentStep:
    """The kind is the setting that no other step has, with an id as its value."""
    ours = AbsentStep.model_fields.keys()
    kind = next(k for k, v in raw.items() if k not in ours and isinstance(v, str))
    return AbsentStep(id=raw[kind], lacks=kind)


AnyStep = Annotated[SerializeAsAny[Step], BeforeValidator(read_step)]


_NO_LIFE = Life.model_construct(reference="", states={}, actions=())


class Service(_Part):
    """A service as its designer wrote it. Everything below the header is found by its id."""

    moothall: Literal[1]
    service: Slug
    title: Words
    summary: Words
    owner: Slug
    need: Need
    codes: Mapping[str, str] = Field(default_factory=dict)
    channels: tuple[Literal["web", "phone", "counter", "api"], ...] = Field(min_length=1)
    legal: Legal
    contact: Contact = Contact()
    applicant: Applicant = Applicant()
    sign_in: Literal["none", "optional", "required: email", "required: verified"] = "optional"
    uses: Mapping[str, Use | Literal["required"]] = Field(default_factory=dict)
    before_you_start: Words | None = None
    what_happens_next: Words | None = None
    steps: tuple[AnyStep, ...] = Field(min_length=1)
    case: Mapping[Slug, Life] = Field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    measures: tuple[Measure, ...] = ()
    examples: tuple[Example, ...] = Field(min_length=1)

    def step(self, *, step_id: str) -> Step:
        for step in self.steps:
            if step.id == step_id:
                return step
        raise StepNotReached(say("This service has no such page."))

    def questions(self) -> list[Question]:
        """Every question of every step, in order."""
        return [question for step in self.steps for question in step.asks()]

    def question(self, *, question_id: str) -> Question | None:
        return next((q for q in self.questions() if q.id == question_id), None)

    @property
    def end(self) -> Step | None:
        """The step that ends a journey; none where this place lacks its component."""
        return next((step for step in self.steps if step.ends), None)

    @property
    def opens_case(self) -> bool:
        """Whether a journey ends with a case; else with what its last step makes."""
        return any(step.kind == "case" for step in self.steps)

    @property
    def life(self) -> Life:
        """The life of the case that this service opens; an empty one if it opens none."""
        name = next((step.id for step in self.steps if step.kind == "case"), None)
        return self.case[name] if name else _NO_LIFE

    def applicant_question(self, part: Literal["name", "email", "phone"]) -> str | None:
        """The question that tells this of the applicant: the one named, else the first."""
        named = getattr(self.applicant, part)
        if named:
            return str(named)
        return next((q.id for q in self.questions() if q.kind == part), None)
