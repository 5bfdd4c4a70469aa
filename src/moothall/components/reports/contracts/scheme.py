"""The scheme of a place: what can be reported, what is asked, and who is responsible where."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from moothall.components.reports.contracts.statuses import Status
from moothall.kernel.questions import AnyQuestion, Identifier, Slug
from moothall.kernel.words import LANGUAGES, Words


def _in_all_languages(words: Words) -> Words:
    missing = [language for language in LANGUAGES if not str(words.get(language, "")).strip()]
    if missing:
        raise ValueError(f"the words are missing in: {', '.join(missing)}")
    return words


SchemeWords = Annotated[Words, AfterValidator(_in_all_languages)]
"""Words in every language of the house."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hold(_Part):
    """What of a report is looked at before the public sees it."""

    photos: bool = False
    """Photos wait; the report itself is seen without them."""
    text: bool = False
    """The whole report waits."""
    words: tuple[str, ...] = ()
    """The whole report waits when one of these stands in its text as a word."""


class Emergency(_Part):
    """What somebody in danger reads first."""

    words: SchemeWords
    phone: str = ""


class Elsewhere(_Part):
    """Where to turn for what no organisation of this place deals with."""

    words: SchemeWords
    link: str = ""
    phone: str = ""


class PreparedText(_Part):
    """An answer that staff may give as it is, or change before they do."""

    id: Slug
    name: SchemeWords
    status: Status | None = None
    """Where it leads; none leaves the report as it stands."""
    words: SchemeWords
    """``{reference}`` and ``{days}`` (working days left until it is due) are filled in."""


class Rule(_Part):
    """Who is responsible, and what people read about why."""

    within: str | None = None
    """A kind of area, or the code of one. None: everywhere."""
    organisation: Slug
    because: SchemeWords
    team: Slug | None = None
    """The team of that organisation that it goes to first."""


class Category(_Part):
    """One kind of thing that can be wrong at a spot."""

    id: Identifier
    """Its ``service_code`` in Open311."""
    name: SchemeWords
    description: SchemeWords
    group: SchemeWords | None = None
    keywords: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """By language."""
    need: str
    radius: Annotated[int, Field(ge=0, le=1000)] = 50
    """How many metres away another report may be the same; 0 never looks for others."""
    weeks: Annotated[int, Field(ge=1, le=520)] = 26
    """How old a report may be to be taken for the same."""
    private: bool = False
    hold: Hold = Hold()
    ask: tuple[AnyQuestion, ...] = ()
    emergency: Emergency | None = None
    elsewhere: Elsewhere | None = None
    texts: tuple[PreparedText, ...] = ()
    due: Annotated[int, Field(ge=1, le=260)] | None = None
    """Working days within which it shall be closed."""
    responsible: tuple[Rule, ...] = ()

    @property
    def is_reported_here(self) -> bool:
        """Whether a report can be made; if not, its words say where to turn."""
        return bool(self.responsible)

    def text(self, text: str) -> PreparedText | None:
        """The prepared text of that id, if there is one."""
        return next((t for t in self.texts if t.id == text), None)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.responsible and not (self.elsewhere or self.emergency):
            raise ValueError("without `responsible` it needs `elsewhere` or `emergency` words")
        if self.responsible and self.elsewhere:
            raise ValueError("`elsewhere` is for what nobody here is `responsible` for")
        everywhere = [n for n, rule in enumerate(self.responsible) if rule.within is None]
        if self.responsible and everywhere != [len(self.responsible) - 1]:
            raise ValueError("the last rule of `responsible`, and no other, has no `within`")
        _each_once("texts", [t.id for t in self.texts])
        _each_once("ask", [q.id for q in self.ask])
        return self


class Scheme(_Part):
    """All of it, as it is published."""

    texts: tuple[PreparedText, ...] = ()
    """Prepared texts of every category."""
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]

    def category(self, category: str) -> Category | None:
        """The category of that id, if there is one."""
        return next((c for c in self.categories if c.id == category), None)

    def texts_for(self, category: str) -> tuple[PreparedText, ...]:
        """The prepared texts for reports of a category: its own, then those of all."""
        found = self.category(category)
        return (found.texts if found else ()) + self.texts

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        _each_once("categories", [c.id for c in self.categories])
        for category in self.categories:
            _each_once("texts", [t.id for t in self.texts_for(category.id)])
        return self


def _each_once(where: str, ids: list[str]) -> None:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"`{where}` names {', '.join(twice)} more than once")
