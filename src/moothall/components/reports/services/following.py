"""Following a report, a street or a ward: by mail once the mailbox has confirmed it."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from moothall.components.reports.contracts import (
    LinkUnknown,
    NotATarget,
    ReportFollowed,
    Subscription,
    Target,
)
from moothall.components.reports.queries.following import following_by
from moothall.components.reports.queries.reports import report
from moothall.components.reports.queries.rows import execute
from moothall.components.reports.services import mails
from moothall.kernel import events, parties
from moothall.kernel.actors import current, serving_org
from moothall.kernel.encoding import to_json
from moothall.kernel.limits import keyed_hash

_SPACE = UUID("8d5b0e1c-9f0e-5f43-8a55-20f7c3a9d1e4")
_LONGEST = 200
# What is followed is mailed to whoever is said to want it: an address in it would be too.
_LOOKS_LIKE_A_LINK = re.compile(r"[:/@\\<>]|\.(?=\w)")
_SUBSCRIBE = """
insert into reports_subscription (id, org_id, target, of, categories, token, mailbox, visit,
                                  email, language, made_at, confirmed_at)
values (%(id)s, %(org)s, %(target)s, %(of)s, %(categories)s::jsonb, %(token)s, %(mailbox)s,
        %(visit)s, %(email)s, %(language)s, %(at)s, %(confirmed_at)s)
on conflict do nothing
"""
_CONFIRM = """
update reports_subscription set confirmed_at = %(at)s
 where token = %(token)s and confirmed_at is null
"""
_STOP = "delete from reports_subscription where token = %(token)s"


def subscribe(
    *,
    target: Target,
    of: str,
    email: str = "",
    categories: Sequence[str] = (),
    language: str = "en",
    at: datetime,
) -> bool:
    """Follow a report (``of``: its id), a street (its name) or a ward (its code).

    Answers whether it holds from now on. With an ``email`` it holds once the link that is
    mailed there has been opened, or at once for somebody who has proved that the mailbox is
    theirs. Without one a resident follows by their browser or account, and is mailed nothing.
    The same again changes nothing. Raises ``ReportNotFound`` and ``NotATarget``.
    """
    wanted, about = _checked(target, of)
    actor, mailbox = current(), email.strip().lower()
    hashed = parties.visit_of_mailbox(mailbox) if mailbox else ""
    visit = actor.visits[0] if actor.visits else ""
    if not mailbox and not visit:
        raise NotATarget
    key = f"{serving_org()}/{target.value}/{wanted}/{hashed or visit}"
    subscription = uuid5(_SPACE, key)
    secret = stop_secret(subscription)
    holds = not mailbox or hashed in actor.visits
    is_new = execute(
        _SUBSCRIBE,
        {
            "id": subscription,
            "org": serving_org(),
            "target": target.value,
            "of": wanted,
            "categories": to_json(list(categories)),
            "token": parties.visit_of(secret),
            "mailbox": hashed,
            "visit": visit,
            "email": email.strip(),
            "language": language,
            "at": at,
            "confirmed_at": at if holds else None,
        },
    )
    if holds and not is_new:
        is_new = execute(_CONFIRM, {"token": parties.visit_of(secret), "at": at})
    if holds and is_new:
        _say_followed(target, wanted, about, hashed, at)
    if not holds:
        address = mails.link(act="confirm", secret=secret, language=language)
        day = f"{at:%Y-%m-%d}"
        mails.confirm(
            key=f"{parties.visit_of(secret)}/{day}",
            to=email,
            of=of if about is None else about[2],
            link=address,
            language=language,
            at=at,
        )
    return holds


def follow_instead(
    *, report_id: UUID, email: str = "", language: str = "en", at: datetime
) -> bool:
    """Follow a report that somebody else has made, instead of making one more."""
    return subscribe(
        target=Target.REPORT, of=str(report_id), email=email, language=language, at=at
    )


def confirm(*, secret: str, at: datetime) -> Subscription:
    """Make what a mailed link asks for hold. Act with the link's visit among one's own.

    Once more changes nothing. Raises ``LinkUnknown``.
    """
    token = parties.visit_of(secret)
    found = following_by(token=token)
    if found is None:
        raise LinkUnknown
    if execute(_CONFIRM, {"token": token, "at": at}) and current().served_by:
        about = _checked(found.target, found.of)[1] if found.target is Target.REPORT else None
        _say_followed(found.target, found.of, about, token, at)
    return following_by(token=token) or found


def unsubscribe(*, secret: str, at: datetime) -> None:
    """Follow no longer, and forget the address. Act with the link's visit.

    What was stopped already stays so. ``at`` is there for the day when stopping is said.
    """
    execute(_STOP, {"token": parties.visit_of(secret)})


def stop_secret(subscription: UUID) -> str:
    """The secret of the links about one subscription; only this place can make it."""
    return keyed_hash(f"follow/{subscription}")


def _checked(target: Target, of: str) -> tuple[str, tuple[UUID, str, str] | None]:
    """What is followed in its normal form; of a report its id, category and reference."""
    if target is Target.REPORT:
        try:
            found = report(report_id=UUID(of))
        except ValueError:
            raise NotATarget from None
        return str(found.id), (found.id, found.category, found.reference)
    wanted = " ".join(of.split())
    if not wanted or len(wanted) > _LONGEST or _LOOKS_LIKE_A_LINK.search(wanted):
        raise NotATarget
    return (wanted.lower() if target is Target.STREET else wanted), None


def _say_followed(
    target: Target, of: str, about: tuple[UUID, str, str] | None, mailbox: str, at: datetime
) -> None:
    if about is None:
        return
    person = parties.pseudonym(visit=mailbox, person=current().person)
    events.record(ReportFollowed(report_id=about[0], category=about[1], person=person), at=at)
