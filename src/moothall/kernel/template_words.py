"""What every template can call: each knows the language of the request by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags import static as django_static
from django.urls import get_script_prefix, reverse
from markupsafe import Markup, escape

from moothall.kernel import words as kernel_words
from moothall.kernel.language import current_language
from moothall.kernel.money import Money
from moothall.kernel.place import place
from moothall.kernel.words import Said, Words

WELSH = "/cy"
_COUNTED = 1000
_BUILT_FROM = Path(__file__).parent / "static" / "moothall" / "built-from.txt"

Sayable = Said | Words | str
"""Words in any of the forms that a view may hold them in."""


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    text: Sayable
    href: str


def translate(message: str, **values: object) -> str:
    return kernel_words.translate(message, current_language(), **values)


def plain(text: Sayable | None) -> str:
    """Words in the language of the request, whichever way they are held."""
    if text is None:
        return ""
    if isinstance(text, Said):
        return text.in_language(current_language())
    if isinstance(text, str):
        return text
    return kernel_words.in_language(text, current_language())


def paragraphs(text: Sayable | None) -> Markup:
    """Words of several paragraphs as markup: blank lines part them, ``- `` begins a list."""
    parts = [part.strip() for part in plain(text).split("\n\n")]
    return Markup().join(_paragraph(part) for part in parts if part)


def _paragraph(part: str) -> Markup:
    lines = part.splitlines()
    if not all(line.startswith("- ") for line in lines):
        body = Markup("<br>").join(escape(line) for line in lines)
        return Markup('<p class="govuk-body">{}</p>').format(body)
    items = Markup().join(Markup("<li>{}</li>").format(line[2:]) for line in lines)
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)


def date_words(day: date | None) -> str:
    return kernel_words.date_words(day, current_language()) if day else ""


def datetime_words(moment: datetime | None) -> str:
    return kernel_words.datetime_words(moment, current_language()) if moment else ""


def money_words(amount: Money | Decimal | int) -> str:
    """An amount in pounds (or ``Money``) as people write it."""
    return str(amount if isinstance(amount, Money) else Money.of(Decimal(amount)))


def count_words(count: int, most: int = _COUNTED) -> str:
    """A count with commas; beyond ``most``, which is as far as anybody counted, ``1,000+``."""
    return f"{most:,}+" if count > most else f"{count:,}"


def error_text(text: Sayable | None) -> dict[str, str] | None:
    """For ``errorMessage`` of a GOV.UK macro: its hidden word, too, in the page's language."""
    if not text:
        return None
    return {"text": plain(text), "visuallyHiddenText": translate("Error")}


def counting() -> dict[str, Any]:
    """For ``govukCharacterCount``: what it says while somebody types."""
    return {
        "textareaDescriptionText": translate("You can enter up to %{count} characters"),
        "charactersUnderLimitText": _by_number(
            one=translate("You have %{count} character left"),
            other=translate("You have %{count} characters left"),
        ),
        "charactersAtLimitText": translate("You have 0 characters left"),
        "charactersOverLimitText": _by_number(
            one=translate("You have %{count} character too many"),
            other=translate("You have %{count} characters too many"),
        ),
    }


def _by_number(*, one: str, other: str) -> dict[str, str]:
    """Every plural that the browser may ask for: after a number a Welsh noun stays singular."""
    return {"one": one} | dict.fromkeys(("other", "zero", "two", "few", "many"), other)


def static(path: str) -> str:
    """The address of a built file; it changes with the build, so that it may be kept."""
    return f"{django_static.static(path)}?v={_build()}"


def font(name: str) -> str:
    """The address of a font as the stylesheet asks for it, so that it can be fetched early."""
    return django_static.static(f"moothall/fonts/{name}.woff2")


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a page in the language of the request."""
    return reverse(name, args=args, kwargs=kwargs)


def neutral_url(name: str, *args: object) -> str:
    """The address of something that is the same in every language, such as a stylesheet."""
    return mounted_at() + "/" + reverse(name, args=args).removeprefix(get_script_prefix())


def mounted_at() -> str:
    """Where the house stands on its host, without the language and the last slash."""
    prefix = get_script_prefix().rstrip("/")
    return prefix.removesuffix(WELSH) if current_language() == "cy" else prefix


def links(where: str) -> Sequence[Link]:
    """The links that ``settings.HEAD_LINKS`` or ``FOOT_LINKS`` put on every page of residents.

    Each is a pair: the words, and the name of the address.
    """
    return [Link(words, reverse(name)) for words, name in getattr(settings, where, ())]


def map_facts() -> dict[str, object]:
    """What a map begins with: the place's middle, its tiles if it has any, and its own ground.

    ``settings.MAP_GROUND`` names the addresses that answer GeoJSON to draw under every map.
    """
    here = place()
    return {
        "lat": here.centre[0],
        "lon": here.centre[1],
        "zoom": here.zoom,
        "tiles": here.tiles,
        "attribution": getattr(settings, "MAP_ATTRIBUTION", ""),
        "ground": [neutral_url(name) for name in getattr(settings, "MAP_GROUND", ())],
    }


@cache
def _build() -> str:
    return _BUILT_FROM.read_text()[:10] if _BUILT_FROM.is_file() else "none"


GLOBALS: Mapping[str, Callable[..., object]] = {
    "_": translate,
    "words": plain,
    "said": plain,
    "static": static,
    "font": font,
    "url": url,
    "neutral_url": neutral_url,
    "links": links,
    "map_facts": map_facts,
    "paragraphs": paragraphs,
    "date_words": date_words,
    "datetime_words": datetime_words,
    "money_words": money_words,
    "count_words": count_words,
    "error_text": error_text,
    "counting": counting,
}
