"""What is mailed about reports; where nobody offers messages, nothing is, in peace."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from moothall.components.reports.contracts import Category, Made, Report, Update
from moothall.components.reports.ports import NOTIFICATIONS, Messages
from moothall.components.reports.rules.wording import status_words
from moothall.kernel import registry
from moothall.kernel.words import Said, Words, in_language, limit_words, say

_FOLLOW = "/reports/follow"


def can_mail() -> bool:
    """Whether somebody in this place sends messages."""
    return registry.offers(NOTIFICATIONS)


def address_of(*, reference: str, language: str) -> str:
    """Where a report can be read."""
    return f"{_origin(language)}/reports/{reference}"


def acknowledge(
    *, made: Made, to: str, category: Category, language: str, at: datetime
) -> None:
    """Tell whoever reported something that it has come to whom, and by when to expect more."""
    if not to.strip():
        return
    responsible = in_language(made.responsible.name, language)
    said = [
        say(
            "We have your report: {category}. Its reference is {reference}.",
            category=in_language(category.name, language),
            reference=made.reference,
        ),
        say("{organisation} is responsible.", organisation=responsible),
        Said("{because}", {"because": in_language(made.responsible.because, language)}),
    ]
    if made.due_at:
        said.append(
            say("It should be dealt with by {due}.", due=limit_words(made.due_at, language))
        )
    if not made.is_private:
        said.append(
            say(
                "You can follow it here: {address}",
                address=address_of(reference=made.reference, language=language),
            )
        )
    _queue(
        key=f"{made.report_id}/made",
        to=to,
        subject=say("Your report {reference}", reference=made.reference),
        said=said,
        language=language,
        about=made.report_id,
        at=at,
    )


def tell(
    *,
    report: Report,
    update: Update,
    to: str,
    language: str,
    stop: str,
    whose: str,
    at: datetime,
) -> None:
    """Tell one person of a public update. ``whose`` keeps one message for each of them."""
    status = status_words(status=update.to_status).in_language(language)
    said = [say("There is news of the report {reference}.", reference=report.reference)]
    if update.from_status is not update.to_status:
        said.append(say("It now stands at: {status}.", status=status))
    if update.words:
        said.append(Said("{words}", {"words": in_language(update.words, language)}))
    if not report.is_private:
        there = address_of(reference=report.reference, language=language)
        said.append(say("Read more: {address}", address=there))
    if stop:
        said.append(say("Stop these messages: {address}", address=stop))
    _queue(
        key=f"{update.id}/{whose}",
        to=to,
        subject=say("News of the report {reference}", reference=report.reference),
        said=said,
        language=language,
        about=report.id,
        at=at,
    )


def ask_fixed(*, report: Report, to: str, yes: str, language: str, at: datetime) -> None:
    """Ask whoever reported it whether it was fixed. ``yes`` is the address of the answer."""
    _queue(
        key=f"{report.id}/fixed",
        to=to,
        subject=say("Was it fixed? Your report {reference}", reference=report.reference),
        said=[
            say(
                "Four weeks ago you told us that something was wrong. Your report has the"
                " reference {reference}.",
                reference=report.reference,
            ),
            say("Has it been fixed? Tell us here: {address}", address=yes),
        ],
        language=language,
        about=report.id,
        at=at,
    )


def confirm(
    *, key: str, to: str, of: Words | str, link: str, language: str, at: datetime
) -> None:
    """Ask whoever holds a mailbox whether they want to follow something."""
    what = of if isinstance(of, str) else in_language(of, language)
    _queue(
        key=key,
        to=to,
        subject=say("Please confirm that you want to follow this"),
        said=[
            say("Somebody, perhaps you, asked us to send you news about: {what}", what=what),
            say("To receive it, confirm here: {address}", address=link),
            say("If it was not you, you need not do anything."),
        ],
        language=language,
        about=None,
        at=at,
    )


def link(*, act: str, secret: str, language: str) -> str:
    """The address of a page that confirms, stops or answers for who holds a secret."""
    return f"{_origin(language)}{_FOLLOW}/{act}/{secret}"


def _origin(language: str) -> str:
    return f"{settings.ORIGIN}{'/cy' if language == 'cy' else ''}"


def _queue(
    *,
    key: str,
    to: str,
    subject: Said,
    said: Sequence[Said],
    language: str,
    about: UUID | None,
    at: datetime,
) -> None:
    if not can_mail():
        return
    offered: Messages = registry.offer(NOTIFICATIONS)
    offered.queue(
        key=f"reports/{key}",
        to=to,
        subject=subject.in_language(language),
        body="\n\n".join(s.in_language(language) for s in said),
        language=language,
        about=about,
        at=at,
    )
