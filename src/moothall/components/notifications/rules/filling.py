"""Message templates: how they are written, what they need, and how they are filled in.

Placeholders are written as GOV.UK Notify writes them: ``((name))``, and ``((name??words))`` for
words that show only if ``name`` is true. Case, spaces, hyphens and underscores do not matter.
"""

import re
from collections.abc import Iterable, Mapping

from moothall.components.notifications.contracts import Template, TemplateRefused
from moothall.kernel.words import say

_PLACEHOLDER = re.compile(r"\(\(([^()?]+)(?:\?\?([^()]*))?\)\)")
_SEPARATORS = re.compile(r"[\s_-]+")
_YES = frozenset({"yes", "y", "true", "t", "1", "include", "show"})
_SUBJECT = re.compile(r"subject:(.*)", re.IGNORECASE)

# What a value must not become in Markdown: a link, a heading, an item of a list.
_LINK_MARKS = re.compile(r"[\\\[\]]|:(?=/|$)")
_LINE_START = re.compile(r"^([^\S\n]*)(#|\*|-|•|\d+(?=[.)]))", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

Values = Mapping[str, object]
"""What placeholders stand for, by name. ``None`` is nothing; ``True`` and ``False`` are for
conditions; all else is shown as text."""


def read_template(text: str) -> Template:
    """Read a template document: ``Subject: …`` in the first line, an empty line, the body.

    Raises ``TemplateRefused``.
    """
    first, _, rest = _lines(text).partition("\n")
    found = _SUBJECT.fullmatch(first.strip())
    if not found or not found[1].strip():
        raise TemplateRefused(
            say("Begin the template with a line such as: Subject: Your repair")
        )
    between, _, body = rest.partition("\n")
    if between.strip():
        raise TemplateRefused(say("Leave an empty line between the subject and the message."))
    if not body.strip():
        raise TemplateRefused(say("The template has a subject but no message."))
    template = Template(subject=found[1].strip(), body=body.strip())
    for part in (template.subject, template.body):
        _check_brackets(part)
    return template


def name_of(placeholder: str) -> str:
    """A placeholder's name in ``snake_case``: ``First name`` and ``first-name`` are alike."""
    return _SEPARATORS.sub("_", placeholder.strip()).strip("_").lower()


def placeholders(text: str) -> frozenset[str]:
    """The names that ``text`` needs, in ``snake_case``; those of conditions too."""
    return frozenset(name_of(found[1]) for found in _PLACEHOLDER.finditer(text))


def unknown_placeholders(text: str, names: Iterable[str]) -> frozenset[str]:
    """The placeholders of ``text`` that none of ``names`` fills in."""
    known = {_folded(name) for name in names}
    return frozenset(name for name in placeholders(text) if _folded(name) not in known)


def rendered(text: str, values: Values) -> str:
    """``text`` (a body) with its placeholders filled in, still Markdown.

    A value is shown as it is: it cannot become a heading, an item or a link, unless it is the
    address of a page of the place. Raises ``TemplateRefused`` when a name has no value.
    """
    return _filled(text, values, escape=True)


def filled(template: Template, values: Values) -> Template:
    """The whole template filled in, as ``services.queue`` takes it."""
    subject = _filled(template.subject, values, escape=False)
    return Template(subject=" ".join(subject.split()), body=rendered(template.body, values))


def _filled(text: str, values: Values, *, escape: bool) -> str:
    missing = unknown_placeholders(text, values)
    if missing:
        names = ", ".join(sorted(missing))
        raise TemplateRefused(
            say("Nothing fills in these placeholders: {names}", names=names),
            details={"placeholders": sorted(missing)},
        )
    known = {_folded(name): value for name, value in values.items()}

    def fill(found: re.Match[str]) -> str:
        value, words = known[_folded(found[1])], found[2]
        if words is not None:
            return words if _is_yes(value) else ""
        return _escaped(_shown(value)) if escape else _shown(value)

    return _PLACEHOLDER.sub(fill, text)


def _folded(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


def _is_yes(value: object) -> bool:
    return value is True or (
        isinstance(value, str | int) and str(value).strip().lower() in _YES
    )


def _shown(value: object) -> str:
    return "" if value is None else _CONTROLS.sub(" ", _lines(str(value)))


def _escaped(value: str) -> str:
    return _LINE_START.sub(_mark_line, _LINK_MARKS.sub(r"\\\g<0>", value))


def _mark_line(found: re.Match[str]) -> str:
    space, mark = found.groups()
    # "1." becomes "1\.", since a digit itself cannot be escaped.
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _check_brackets(text: str) -> None:
    if "((" in _PLACEHOLDER.sub("", text):
        raise TemplateRefused(
            say("Something is written like a placeholder but is not closed: write ((name)).")
        )
