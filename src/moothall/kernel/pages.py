"""Pages: the words, globals and frames that every template of the house can count on."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.utils import get_app_template_dirs
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from moothall.kernel import words as kernel_words
from moothall.kernel.language import current_language
from moothall.kernel.money import Money
from moothall.kernel.place import place
from moothall.kernel.words import LANGUAGES, Said, Words

_ENGINE = "jinja2"
_WELSH = "/cy"
_COUNTED = 1000

Sayable = Said | Words | str
"""Words in any of the forms that a view may hold them in."""


class Shown(Protocol):
    """What a page shows of the organisation that it belongs to."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> Words: ...
    @property
    def colour(self) -> str: ...


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    text: Sayable
    href: str


def environment(**options: Any) -> Environment:
    """The Jinja environment, as Django's backend asks for it by dotted path.

    Templates come from ``DIRS``, from the ``templates`` folder of every installed app, and from
    GOV.UK Frontend under ``govuk_frontend_jinja/``.
    """
    options["loader"] = ChoiceLoader(
        [
            options["loader"],
            FileSystemLoader([str(folder) for folder in get_app_template_dirs("templates")]),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    options.setdefault("cache_size", -1)
    made = Environment(**options)  # noqa: S701 - autoescape is on, two lines above
    made.globals |= _GLOBALS
    return made


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    organisation: Shown | None = None,
) -> HttpResponse:
    """A page in the language of the request, inside the place's frame.

    ``organisation`` is whose page it is: its name and colour go round it.
    """
    content = {**_frame(request, organisation), **(context or {})}
    html = render_to_string(template, content, request=request, using=_ENGINE)
    return HttpResponse(html, status=status)


def other_language_url(request: HttpRequest) -> str | None:
    """The address of the same page in the other language; None where the place has but one."""
    if len(place().languages) < len(LANGUAGES):
        return None
    prefix = "" if current_language() == "cy" else _WELSH
    query = request.META.get("QUERY_STRING", "")
    return _root() + prefix + _quoted(request) + (f"?{query}" if query else "")


def neutral_url(name: str, *args: object) -> str:
    """The address of something that is the same in every language, such as a stylesheet."""
    return _root() + "/" + reverse(name, args=args).removeprefix(get_script_prefix())


def message(
    request: HttpRequest,
    *,
    heading: Sayable,
    text: Sequence[Sayable] = (),
    next_steps: Sequence[Link] = (),
    status: int = 200,
    organisation: Shown | None = None,
) -> HttpResponse:
    """A page of one heading, a few words and what to do next."""
    content = {"heading": heading, "text": text, "next_steps": next_steps}
    return render(
        request, "kernel/message.html", content, status=status, organisation=organisation
    )


def _frame(request: HttpRequest, organisation: Shown | None) -> dict[str, Any]:
    return {
        "language": current_language(),
        "other_language_url": other_language_url(request),
        "place": place(),
        "organisation": organisation,
        "theme_url": _theme_url(organisation),
    }


def _theme_url(organisation: Shown | None) -> str:
    slug = organisation.slug if organisation else "place"
    return f"{neutral_url('kernel:theme', slug)}?v={theme_version(organisation)}"


def theme_version(organisation: Shown | None) -> str:
    """Changes with the colours, so that a stylesheet may be kept for as long as it is true."""
    colours = f"{place().colour} {organisation.colour if organisation else ''}"
    return hashlib.sha256(colours.encode()).hexdigest()[:10]


def _root() -> str:
    """Where the house is mounted, without the language."""
    prefix = get_script_prefix().rstrip("/")
    return prefix.removesuffix(_WELSH) if current_language() == "cy" else prefix


def _quoted(request: HttpRequest) -> str:
    # The path as the browser must send it: the rest of it may hold any character.
    path = request.get_full_path().partition("?")[0]
    mounted = get_script_prefix().rstrip("/")
    return path.removeprefix(mounted) or "/"


# What templates call. Each knows the language of the request by itself.


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


def uploading() -> dict[str, Any]:
    """For ``govukFileUpload`` with ``javascript``: what its drop zone says."""
    chosen = translate("%{count} files chosen")
    return {
        "chooseFilesButtonText": translate("Choose file"),
        "dropInstructionText": translate("or drop file"),
        "multipleFilesChosenText": _by_number(one=chosen, other=chosen),
        "noFileChosenText": translate("No file chosen"),
        "enteredDropZoneText": translate("You can drop the file here"),
        "leftDropZoneText": translate("The file is outside the drop zone"),
    }


def _by_number(*, one: str, other: str) -> dict[str, str]:
    """Every plural that the browser may ask for: after a number a Welsh noun stays singular."""
    return {"one": one} | dict.fromkeys(("other", "zero", "two", "few", "many"), other)


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def _links(which: str) -> Sequence[Link]:
    """The links that the settings put into the head or the foot of every page."""
    return [Link(text, reverse(name)) for text, name in getattr(settings, which, ())]


_GLOBALS: Mapping[str, Callable[..., object]] = {
    "_": translate,
    "words": plain,
    "said": plain,
    "static": static,
    "url": _url,
    "neutral_url": neutral_url,
    "links": _links,
    "place_shown": place,
    "date_words": date_words,
    "datetime_words": datetime_words,
    "money_words": money_words,
    "count_words": count_words,
    "error_text": error_text,
    "counting": counting,
    "uploading": uploading,
}
