"""Contacts that would not have been needed: repeats, chasing, and what failure causes."""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moothall.components.demand.contracts import Kind, Outcome
from moothall.components.demand.rules.measures import checks
from moothall.components.demand.rules.measures.rates import Interval, share_if_any

REPEATS = "repeats.person-need.1"
FAILURE = "failure.share-of-known.1"
PER_MET = "contacts.per-met-demand.linearised.1"

WITHIN = (7, 14, 28)
"""After how many days a contact is usually no longer a repeat; every figure says which."""
LEAST_MET = 10
"""With fewer demands met, contacts for each say nothing."""


@dataclass(frozen=True)
class Contact:
    """Once that somebody got in touch."""

    at: datetime
    need: str
    demand: str
    """The demand that it belongs to."""
    person: str | None = None
    """The key that stands for the person within one purpose and period; none if not known."""


@dataclass(frozen=True)
class Demand:
    """One need that somebody expressed, and what became of it."""

    id: str
    closed_at: datetime | None = None
    """When it was closed; none while it is open."""
    outcome: Outcome = Outcome.OPEN


class Repeat(StrEnum):
    """Why somebody had to get in touch again."""

    CHASING = "progress_chasing"
    """What they had asked for was still open."""
    PREMATURE = "premature_closure"
    """What they had asked for had been closed."""


@dataclass(frozen=True)
class Repeats:
    """How often people got in touch about the same need again."""

    within_days: int
    repeats: Interval | None
    """Of the contacts that have a person's key; none where there are no such contacts."""
    chasing: Interval | None
    premature: Interval | None
    unlinked: Interval | None
    """The share of all contacts without a key, of which nobody knows whether they repeat."""
    count: int
    """All contacts looked at."""
    method: str = REPEATS


@dataclass(frozen=True)
class Failures:
    """How much of demand is caused by failure."""

    failure: Interval | None
    """Failure among what is known to be failure or value; none where nothing is known."""
    unknown: Interval | None
    """The share of which it is not known; none where there is nothing at all."""
    count: int
    method: str = FAILURE


def repeats_of(
    contacts: Sequence[Contact], demands: Sequence[Demand], *, within_days: int
) -> tuple[Repeat | None, ...]:
    """For each contact, in its order, why it is a repeat; none where it is not one.

    A repeat follows an earlier contact of the same person about the same need by no more than
    so many days. It chases progress where the demand of such a contact is still open at that
    moment; where all of them are closed, they were closed too early.
    """
    days = _days(within_days)
    closed = _closed(demands)
    by_person: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, contact in enumerate(contacts):
        _check(contact, closed)
        if contact.person is not None:
            by_person[contact.person, contact.need].append(at)
    found: list[Repeat | None] = [None] * len(contacts)
    for places in by_person.values():
        places.sort(key=lambda place: contacts[place].at)
        own = [contacts[place] for place in places]
        for place, repeat in zip(places, _in_turn(own, closed, days), strict=True):
            found[place] = repeat
    return tuple(found)


def repeat_contacts(
    contacts: Sequence[Contact],
    demands: Sequence[Demand],
    *,
    within_days: int,
    since: datetime | None = None,
    confidence: float = 0.95,
) -> Repeats:
    """What share of contacts are repeats, with the limits of `rates.share`.

    Contacts before ``since`` are not counted, but those after may repeat them: give as many
    days more at the start, or the first contacts of the period never look like repeats.
    """
    kinds = repeats_of(contacts, demands, within_days=within_days)
    counted = [
        (contact, kind)
        for contact, kind in zip(contacts, kinds, strict=True)
        if since is None or contact.at >= since
    ]
    told = Counter(kind for _, kind in counted)
    linked = sum(contact.person is not None for contact, _ in counted)
    chasing, premature = told[Repeat.CHASING], told[Repeat.PREMATURE]

    def of_linked(part: int) -> Interval | None:
        return share_if_any(part, linked, confidence=confidence)

    total = len(counted)
    return Repeats(
        within_days=within_days,
        repeats=of_linked(chasing + premature),
        chasing=of_linked(chasing),
        premature=of_linked(premature),
        unlinked=share_if_any(total - linked, total, confidence=confidence),
        count=total,
    )


def failures(kinds: Iterable[Kind], *, confidence: float = 0.95) -> Failures:
    """The share of failure, and of what nobody knows, with the limits of `rates.share`."""
    told = Counter(kinds)
    failure, known = told[Kind.FAILURE], told[Kind.FAILURE] + told[Kind.VALUE]
    total = known + told[Kind.UNKNOWN]
    return Failures(
        failure=share_if_any(failure, known, confidence=confidence),
        unknown=share_if_any(total - known, total, confidence=confidence),
        count=total,
    )


def contacts_per_met_demand(
    contacts: Sequence[Contact], demands: Sequence[Demand], *, confidence: float = 0.95
) -> Interval | None:
    """All contacts over the demands that were met; none where fewer than 10 were.

    Contacts about needs that were never met count, too: they are what meeting the others came
    with. The limits are of the ratio of two means over demands, linearised, on a log scale;
    they are never closer than if contacts came at random.
    """
    closed = _closed(demands)
    for contact in contacts:
        _check(contact, closed)
    made = Counter(contact.demand for contact in contacts)
    is_met = {demand.id: demand.outcome is Outcome.MET for demand in demands}
    met, total, many = sum(is_met.values()), len(contacts), len(demands)
    if met < LEAST_MET or total == 0:
        return None
    value = total / met
    off = sum((made[name] - value * done) ** 2 for name, done in is_met.items())
    spread = off * many / (many - 1) / total**2
    reach = checks.z_of(confidence) * math.sqrt(max(spread, 1 / total))
    low, high = value * math.exp(-reach), value * math.exp(reach)
    return Interval(value, low, high, total, met, confidence, PER_MET)


def _in_turn(
    contacts: Sequence[Contact], closed: Mapping[str, datetime | None], days: timedelta
) -> Iterator[Repeat | None]:
    """Why each contact of one person about one need is a repeat, in the order of time."""
    recent: deque[Contact] = deque()
    for contact in contacts:
        while recent and contact.at - recent[0].at > days:
            recent.popleft()
        earlier = [before for before in recent if before.at < contact.at]
        recent.append(contact)
        if not earlier:
            yield None
            continue
        ends = [closed[before.demand] for before in earlier]
        is_open = any(end is None or end > contact.at for end in ends)
        yield Repeat.CHASING if is_open else Repeat.PREMATURE


def _days(within_days: int) -> timedelta:
    if checks.count("the days within which a contact is a repeat", within_days) == 0:
        raise ValueError("a contact is a repeat within at least one day")
    return timedelta(days=within_days)


def _closed(demands: Sequence[Demand]) -> dict[str, datetime | None]:
    checks.distinct("demands", [demand.id for demand in demands])
    for demand in demands:
        if (demand.closed_at is None) != (demand.outcome is Outcome.OPEN):
            raise ValueError(f"the demand {demand.id} is open and closed at once")
        if demand.closed_at is not None:
            checks.moment(f"when the demand {demand.id} was closed", demand.closed_at)
    return {demand.id: demand.closed_at for demand in demands}


def _check(contact: Contact, closed: Mapping[str, datetime | None]) -> None:
    checks.moment("the time of a contact", contact.at)
    if contact.demand not in closed:
        raise ValueError(
            f"a contact belongs to the demand {contact.demand}, which is not given"
        )
