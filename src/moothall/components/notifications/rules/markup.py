"""The small Markdown of messages: headings, lists, links and paragraphs, as text and as HTML.

A message is read into blocks once; both forms are written from those and so say the same.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape


class Kind(StrEnum):
    TITLE = "h2"
    HEADING = "h3"
    PARAGRAPH = "p"
    BULLETS = "ul"
    NUMBERS = "ol"


@dataclass(frozen=True)
class Span:
    """Words, and where they lead if they are a link."""

    text: str
    href: str = ""


Line = Sequence[Span]


@dataclass(frozen=True)
class Block:
    """A heading (one line), a paragraph (its lines) or a list (its items)."""

    kind: Kind
    lines: Sequence[Line]


_STARTS: Sequence[tuple[Kind, re.Pattern[str]]] = (
    (Kind.HEADING, re.compile(r"##\s+(.+)")),
    (Kind.TITLE, re.compile(r"#\s+(.+)")),
    (Kind.BULLETS, re.compile(r"[*•-]\s+(.+)")),
    (Kind.NUMBERS, re.compile(r"\d+[.)]\s+(.+)")),
)
_LISTS = frozenset({Kind.BULLETS, Kind.NUMBERS})

_ESCAPABLE = re.compile(r"\\([\\\[\]:#*•.)-])")
_TOKEN = re.compile(
    r"\\[\\\[\]:#*•.)-]"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])+)\]\((?P<target>https?\\?://(?:\\.|[^\s()\\])+)\)"
    r"|(?P<bare>\bhttps?\\?://(?:\\.|[^\s<>\"\\])+)",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)'’”"


def parse(body: str, *, own: str = "") -> list[Block]:
    """Read a message. Addresses written by its author become links.

    An address that came in as a value becomes one only where it begins with ``own``, the
    address of the place: what somebody typed must not travel as a link in our name.
    """
    blocks = list[Block]()
    for kind, words, after_gap in _read_lines(body):
        line = list(_spans(words, own))
        if blocks and blocks[-1].kind is kind and _goes_on(kind, after_gap):
            blocks[-1] = Block(kind, [*blocks[-1].lines, line])
        else:
            blocks.append(Block(kind, [line]))
    return blocks


def as_text(blocks: Sequence[Block]) -> str:
    """The message as plain text."""
    return "\n\n".join(_TEXT[block.kind](block) for block in blocks) + "\n"


def as_html(blocks: Sequence[Block], *, attributes: Mapping[str, str] | None = None) -> str:
    """The message as HTML, everything escaped; ``attributes`` are put on tags of that name."""
    given = attributes or {}
    return "\n".join(_block_html(block, given) for block in blocks)


def plain_text(body: str) -> str:
    """What a recipient reads of a message's Markdown, as plain text."""
    return as_text(parse(body))


_MAIL_ATTRIBUTES = {
    "h2": 'style="font-size:24px;line-height:1.25;margin:24px 0 12px"',
    "h3": 'style="font-size:19px;line-height:1.3;margin:20px 0 8px"',
    "p": 'style="margin:0 0 16px"',
    "ul": 'style="margin:0 0 16px;padding-left:24px"',
    "ol": 'style="margin:0 0 16px;padding-left:24px"',
    "a": 'style="color:#1d4f8c"',
}


def email_html(
    blocks: Sequence[Block], *, subject: str, organisation: str, colour: str, language: str
) -> str:
    """The HTML part of an email: the organisation's name over the message."""
    colour = colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else "#333333"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(subject)}</title></head>\n"
        '<body style="margin:0;background:#ffffff;color:#1a1a1a;'
        'font-family:Verdana,Arial,sans-serif;font-size:17px;line-height:1.5">\n'
        f'<div style="background:{colour};color:#ffffff;font-weight:bold;padding:16px 24px">'
        f"{escape(organisation)}</div>\n"
        '<div style="max-width:600px;padding:24px">\n'
        f"{as_html(blocks, attributes=_MAIL_ATTRIBUTES)}\n</div>\n</body></html>\n"
    )


def _read_lines(body: str) -> Iterator[tuple[Kind, str, bool]]:
    """Each line that says something: its kind, its words, and whether a gap came before it."""
    after_gap = True
    for raw in body.replace("\r\n", "\n").split("\n"):
        line = raw.strip()
        if line:
            yield *_kind_of(line), after_gap
        after_gap = not line


def _goes_on(kind: Kind, after_gap: bool) -> bool:  # noqa: FBT001 - two facts about one line
    """Whether a line belongs to the block before it, which is of the same kind."""
    return kind in _LISTS or (kind is Kind.PARAGRAPH and not after_gap)


def _kind_of(line: str) -> tuple[Kind, str]:
    for kind, start in _STARTS:
        if found := start.fullmatch(line):
            return kind, found[1]
    return Kind.PARAGRAPH, line


def _spans(line: str, own: str) -> Iterator[Span]:
    """The pieces of a line; neighbouring words without a link are one piece."""
    words, here = "", 0
    for found in _TOKEN.finditer(line):
        words += line[here : found.start()]
        here = found.end()
        before, link, after = _read_token(found, own)
        words += before
        if link:
            if words:
                yield Span(words)
            yield link
            words = after
    words += line[here:]
    if words:
        yield Span(words)


def _read_token(found: re.Match[str], own: str) -> tuple[str, Span | None, str]:
    """What one token says: plain words, or a link and the plain words after it."""
    raw = found["target"] or found["bare"]
    if raw is None:
        return _plain(found[0]), None, ""
    address = _plain(raw)
    href = address if found["target"] else address.rstrip(_TRAILING)
    words = _plain(found["words"] or href)
    if _came_as_value(raw) and not _is_ours(href, own):
        return (f"{words}: {href}" if found["target"] else address), None, ""
    return "", Span(words, href), address.removeprefix(href)


def _came_as_value(address: str) -> bool:
    """Whether the colon of ``https:`` is escaped, as filling in does with every value."""
    return address.partition("//")[0].endswith("\\:")


def _is_ours(href: str, own: str) -> bool:
    return bool(own) and (href == own or href.startswith(own.rstrip("/") + "/"))


def _plain(text: str) -> str:
    return _ESCAPABLE.sub(r"\1", text)


def _block_html(block: Block, given: Mapping[str, str]) -> str:
    lines = [_line_html(line, given) for line in block.lines]
    if block.kind in _LISTS:
        inside = "".join(f"{_opened('li', given)}{line}</li>" for line in lines)
    else:
        inside = "<br>".join(lines)
    return f"{_opened(block.kind, given)}{inside}</{block.kind}>"


def _line_html(line: Line, given: Mapping[str, str]) -> str:
    return "".join(_span_html(span, given) for span in line)


def _span_html(span: Span, given: Mapping[str, str]) -> str:
    if not span.href:
        return escape(span.text)
    href = f'href="{escape(span.href)}"'
    return f"{_opened('a', given, href)}{escape(span.text)}</a>"


def _opened(tag: str, given: Mapping[str, str], *more: str) -> str:
    return f"<{' '.join([tag, *more, *([given[tag]] if tag in given else [])])}>"


def _line_text(line: Line) -> str:
    return "".join(
        f"{span.text}: {span.href}" if span.href and span.text != span.href else span.text
        for span in line
    )


def _heading_text(block: Block) -> str:
    words = _line_text(block.lines[0])
    return f"{words}\n{'-' * min(len(words), 65)}"


def _items_text(block: Block) -> str:
    return "\n".join(
        f"{f'{n}.' if block.kind is Kind.NUMBERS else '•'} {_line_text(line)}"
        for n, line in enumerate(block.lines, start=1)
    )


def _paragraph_text(block: Block) -> str:
    return "\n".join(_line_text(line) for line in block.lines)


_TEXT: Mapping[Kind, Callable[[Block], str]] = {
    Kind.TITLE: _heading_text,
    Kind.HEADING: _heading_text,
    Kind.PARAGRAPH: _paragraph_text,
    Kind.BULLETS: _items_text,
    Kind.NUMBERS: _items_text,
}
