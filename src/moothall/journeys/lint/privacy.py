"""Rules on personal data: how long it is kept, and where people are told."""

import re
from collections.abc import Iterator
from pathlib import Path

from moothall.journeys.definition import Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.reading import Finding

_KEEP = re.compile(r"(\d{1,3}) (days|weeks|months|years) after closed")
_WHILE_OPEN = frozenset({"until decided", "until closed"})
_DAYS = {"days": 1, "weeks": 7, "months": 30.4375, "years": 365.25}


def nothing_is_kept_too_long(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """No answer is kept longer than the service as a whole."""
    most = _days(service.legal.keep) if draft.is_whole("legal") else None
    for question, path in draft.questions:
        if question.keep is None:
            continue
        days = _days(question.keep)
        if days is None:
            yield draft.finding(
                (*path, "keep"),
                "keep-unreadable",
                f"`{question.keep}` does not say how long.",
                "Write: until closed, or a time such as 6 months after closed.",
            )
        elif most is not None and days > most:
            yield draft.finding(
                (*path, "keep"),
                "kept-too-long",
                f"`{question.id}` is kept longer than the service may:"
                f" `legal.keep` is {service.legal.keep}.",
                f"Write {service.legal.keep} or less, or give a reason for more in `legal`.",
            )


def people_are_told(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    """There is a privacy notice, in every language: ``name.md``, ``name.cy.md``."""
    if not draft.is_whole("legal"):
        return
    named = service.legal.privacy
    if not named:
        yield draft.finding(
            ("legal",),
            "no-privacy-notice",
            "nobody is told what happens to what they answer.",
            "Write the notice, and `privacy: catalogue/privacy/its-name.md` in `legal`.",
        )
        return
    root = _root(draft.source.file, named)
    if root is None:
        return
    for language in around.languages:
        first = language == around.languages[0]
        path = (
            Path(named)
            if first
            else Path(named).with_suffix(f".{language}{Path(named).suffix}")
        )
        if not (root / path).is_file():
            yield draft.finding(
                ("legal", "privacy"),
                "no-privacy-notice",
                f"there is no privacy notice `{path}`.",
                "Write it, in plain words.",
            )


def _days(keep: str) -> float | None:
    """How many days after its case is closed something is kept; none if it cannot be read."""
    if keep in _WHILE_OPEN:
        return 0
    found = _KEEP.fullmatch(keep)
    return int(found[1]) * _DAYS[found[2]] if found else None


def _root(file: str, named: str) -> Path | None:
    """The folder that the notice is named from: one above the document that has its first
    folder.

    None where the document lies in no folder, as while it is being written in the studio.
    """
    first = Path(named).parts[0]
    return next((p for p in Path(file).absolute().parents if (p / first).is_dir()), None)
