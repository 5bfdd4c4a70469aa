"""What people type into the forms of the pages: addresses of the list, and mailboxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from moothall.components.reports.contracts import Bounds, Filters, Status
from moothall.components.reports.ports import NOTIFICATIONS
from moothall.kernel import limits, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.questions import AnswersRefused, Asking, read_question
from moothall.kernel.refusals import Refused, TooMany
from moothall.kernel.words import Said, say

LONGEST_EMAIL = 254
_LONGEST = 200
_LONGEST_CURSOR = 500
_NAMES = ("q", "category", "ward", "status")
_OPEN = {"": True, "open": True, "closed": False, "all": None}
_MOST_LINKS, _LINKS_SECONDS = 5, 60 * 60
_MISSING = say("Enter your email address")


class NotABox(Refused):
    """The ``box`` of an address is no south,west,north,east."""

    code = "reports.not-a-box"

    def __init__(self) -> None:
        super().__init__(say("Give the box as south,west,north,east in degrees."))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks to see: its words as they came, and what they mean."""

    given: Mapping[str, str]
    filters: Filters
    after: str | None

    @property
    def q(self) -> str:
        return self.given["q"]

    @property
    def is_filtered(self) -> bool:
        return any(self.given.values())

    def url(self, name: str = "list", **changes: str | None) -> str:
        """The address of the same with some of it changed, from its first page on."""
        chosen = {key: value for key, value in {**self.given, **changes}.items() if value}
        address = reverse(f"reports:{name}")
        return f"{address}?{urlencode(chosen)}" if chosen else address


def asked(request: HttpRequest) -> Asked:
    """Read an address; what makes no sense in it is left out."""
    given = {name: _clean(request.GET.get(name, ""))[:_LONGEST] for name in _NAMES}
    if given["status"] not in {*_OPEN, *Status}:
        given["status"] = ""
    status = given["status"]
    filters = Filters(
        categories=(given["category"],) if given["category"] else (),
        ward=given["ward"] or None,
        open=_OPEN.get(status),
        statuses=() if status in _OPEN else (Status(status),),
    )
    return Asked(
        given=given,
        filters=filters,
        after=_clean(request.GET.get("after", ""))[:_LONGEST_CURSOR] or None,
    )


def box(text: str) -> Bounds:
    """``south,west,north,east`` in degrees. Raises ``NotABox``."""
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        raise NotABox from None
    # Comparisons with what is not a number are false, so that it is refused too.
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise NotABox
    return Bounds(south=south, west=west, north=north, east=east)


def can_mail() -> bool:
    """Whether this place sends messages at all."""
    return registry.offers(NOTIFICATIONS)


def read_email(typed: str, *, at: datetime) -> tuple[str, Said | None]:
    """What was typed, in normal form, and what is wrong with it."""
    text = typed[: LONGEST_EMAIL + 1].replace("\0", "")
    question = read_question({"id": "email", "kind": "email", "label": {"en": "Email"}})
    try:
        found = question.read(fields={"email": [text]}, asking=Asking(at=at))
    except AnswersRefused as refusal:
        return text, refusal.mistakes[0].said
    return (str(found), None) if found else ("", _MISSING)


def count_link(*, email: str, at: datetime) -> None:
    """Count one more link to be mailed; ``TooMany`` after five in an hour to one mailbox.

    Call it outside ``acting``: what is refused counts too.
    """
    with acting(Actor(), purpose="limits"):
        count = limits.counted(
            what="report-link",
            whose=f"email/{email.casefold()}",
            seconds=_LINKS_SECONDS,
            at=at,
        )
    if count > _MOST_LINKS:
        raise TooMany(
            say("You have asked for many links. Wait an hour, then try again."),
            retry_after=_LINKS_SECONDS,
        )


def count_answer(*, report_id: UUID, at: datetime) -> None:
    """Count one more answer to “was it fixed?”; ``TooMany`` after five in an hour.

    Everybody who follows the report is told of each. Call it outside ``acting``.
    """
    with acting(Actor(), purpose="limits"):
        count = limits.counted(
            what="report-answer", whose=f"report/{report_id}", seconds=_LINKS_SECONDS, at=at
        )
    if count > _MOST_LINKS:
        raise TooMany(
            say("You have answered many times. Wait an hour, then try again."),
            retry_after=_LINKS_SECONDS,
        )


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()
