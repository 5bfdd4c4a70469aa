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
