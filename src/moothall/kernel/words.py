"""Words for people in English and Welsh: said in the house, translated at its edge.

English words are their own message ids; each package keeps its Welsh in ``locale/cy.po``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.pofile import read_po

LANGUAGES = ("en", "cy")
ENDONYMS = {"en": "English", "cy": "Cymraeg"}

Words = Mapping[str, str]
"""The same text by language: ``{"en": ..., "cy": ...}``."""

_PACKAGE = Path(__file__).parents[1]
_LONDON = ZoneInfo("Europe/London")
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Said:
    """Words of the platform with their values, not yet in any language."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        return translate(self.message, language, **self.values)

    def in_all_languages(self) -> Words:
        return {language: self.in_language(language) for language in LANGUAGES}

    def __str__(self) -> str:
        return self.in_language("en")


def say(message: str, **values: object) -> Said:
    """Mark ``message`` for translation; ``{name}`` in it is filled from ``values``.

    A value may itself be ``Said`` or ``Words``: it is put into the reader's language.
    """
    return Said(message, values)


def translate(message: str, language: str, **values: object) -> str:
    """The English ``message`` in ``language`` (in English where no translation is kept)."""
    text = message if language == "en" else _catalogue(language).get(message, message)
    if not values:
        return text
    return text.format(**{name: _plain(value, language) for name, value in values.items()})


def in_language(words: Words | None, language: str) -> str:
    """The text of ``words`` in ``language``, else in English, else empty."""
    if not words:
        return ""
    return words.get(language) or words.get("en") or next(iter(words.values()))


def translations(language: str) -> Mapping[str, str]:
    """Every message that the house can say in ``language``, by its English."""
    return _catalogue(language)


def date_words(day: date, language: str) -> str:
    """A day as people write it: ``27 March 2026``, ``27 Mawrth 2026``."""
    return format_date(day, "d MMMM y", locale=_locale(language))


def datetime_words(moment: datetime, language: str) -> str:
    """A moment in the place's time: ``27 March 2026 at 2:05pm``."""
    local = moment.astimezone(_LONDON)
    clock = "".join(format_time(local, "h:mm a", locale=_locale(language)).split()).lower()
    at = "am" if language == "cy" else "at"
    return f"{date_words(local.date(), language)} {at} {clock}"


def limit_words(moment: datetime, language: str) -> str:
    """A time limit: the day alone where it lasts to the day's end, else the moment."""
    local = moment.astimezone(_LONDON)
    if local.time().replace(microsecond=0) == _LAST_SECOND:
        return date_words(local.date(), language)
    return datetime_words(moment, language)


def _plain(value: object, language: str) -> object:
    if isinstance(value, Said):
        return value.in_language(language)
    if isinstance(value, Mapping):
        return in_language(value, language)
    return value


def _locale(language: str) -> str:
    return "cy_GB" if language == "cy" else "en_GB"


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted(_PACKAGE.rglob(f"locale/{language}.po")):
        with path.open("rb") as file:
            kept = read_po(file, locale=language, abort_invalid=True)
        found |= {str(m.id): str(m.string) for m in kept if m.id and m.string}
    return found
