"""Words of organisations as markup: numbers to ring and addresses to write to become links."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from markupsafe import Markup, escape

from moothall.components.notifications.rules.markup import Block, Kind, Line, parse
from moothall.kernel.template_words import Sayable, paragraphs
from moothall.kernel.words import in_language, say

_REACHED = re.compile(
    r"(?P<phone>(?<![\w@.-])0\d{2,4}[ \u00a0]\d{3,6}(?:[ \u00a0]\d{3,4})?(?![\d-]))"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
_BEGINS = re.compile(r"#{1,2} |[*•-] |\d+[.)] ")
_LISTS = {Kind.BULLETS, Kind.NUMBERS}
_HEADING = Markup('<h2 class="govuk-heading-m">{}</h2>')
_AROUND = {
    Kind.TITLE: _HEADING,
    Kind.HEADING: _HEADING,
    Kind.PARAGRAPH: Markup('<p class="govuk-body">{}</p>'),
    Kind.BULLETS: Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>'),
    Kind.NUMBERS: Markup('<ol class="govuk-list govuk-list--number">{}</ol>'),
}
_WITHOUT_TITLE = say("How we use what you tell us")


def linked(text: Sayable | None) -> Markup:
    """Words of several paragraphs, with telephone numbers and email addresses as links."""
    return _with_links(paragraphs(text))


def files_markup(files: Iterable[Mapping[str, str]]) -> Markup:
    """Files as links with their names; pictures show themselves."""
    items = Markup().join(_file(file) for file in files)
    return Markup('<ul class="hall-thumbs">{}</ul>').format(items) if items else Markup()


def file_facts(*, id_: str, name: str, type_: str) -> dict[str, str]:
    """What ``files_markup`` shows of a file."""
    picture = "yes" if type_.startswith("image/") else ""
    return {"name": name, "href": reverse("resident:file", args=[id_]), "picture": picture}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A privacy notice, ready to be shown."""

    title: Sayable
    body: Markup


def notice(texts: Mapping[str, str], *, language: str) -> Notice | None:
    """The notice in ``language``, else in English; none where there is none."""
    blocks = parse(_unwrapped(in_language(texts, language))) if texts else []
    if not blocks:
        return None
    title: Sayable = _WITHOUT_TITLE
    if blocks[0].kind is Kind.TITLE:
        title, blocks = _plain(blocks[0].lines[0]), blocks[1:]
    return Notice(title=title, body=Markup("\n").join(_block(block) for block in blocks))


def _unwrapped(text: str) -> str:
    """Markdown with each paragraph and item on one line, however its author broke it."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        goes_on = bool(line and lines and lines[-1]) and not _BEGINS.match(line)
        if goes_on and not lines[-1].startswith("#"):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def phone_href(phone: str) -> str:
    """The address that rings a number."""
    return "tel:" + re.sub(r"[^\d+]", "", phone)


def _with_links(markup: Markup) -> Markup:
    return Markup(_REACHED.sub(_link, str(markup)))  # noqa: S704 - it was markup before


def _link(found: re.Match[str]) -> str:
    phone, email = found["phone"], found["email"]
    href = phone_href(phone) if phone else f"mailto:{email}"
    shown = phone.replace(" ", "\u00a0") if phone else email
    return f'<a class="govuk-link" href="{href}">{shown}</a>'


def _file(file: Mapping[str, str]) -> Markup:
    inside = (
        Markup('<img src="{href}" alt="{name}" loading="lazy">')
        if file["picture"]
        else Markup("{name}")
    )
    around = Markup('<li><a class="govuk-link" href="{href}">') + inside + Markup("</a></li>")
    return around.format(**file)


def _block(block: Block) -> Markup:
    lines = [_spans(line) for line in block.lines]
    if block.kind in _LISTS:
        lines = [Markup("<li>{}</li>").format(line) for line in lines]
    return _AROUND[block.kind].format(Markup(" ").join(lines))


def _spans(line: Line) -> Markup:
    return Markup().join(
        Markup('<a class="govuk-link" href="{}">{}</a>').format(span.href, span.text)
        if span.href
        else _with_links(escape(span.text))
        for span in line
    )


def _plain(line: Line) -> str:
    return "".join(span.text for span in line)
