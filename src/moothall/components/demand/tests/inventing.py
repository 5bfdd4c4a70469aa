"""Invented demand: the same rates everywhere, but for what a test plants in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import numpy as np

from moothall.components.demand.contracts import Kind, Outcome, Record
from moothall.components.demand.rules.measures.distances import Place
from moothall.kernel.ids import OrgId

AT = datetime(2030, 7, 2, 6, tzinfo=UTC)
WARDS = tuple(f"SB{n:02}" for n in range(1, 13))
NEEDS = tuple(f"need.{n}" for n in range(8))
_SPACE = UUID("0b6d7cbe-5c8c-4c0f-9f2d-6b7e4f0d8a11")
ORGS = tuple(OrgId(uuid5(_SPACE, f"org {n}")) for n in range(3))
OUTCOMES = (
    (Outcome.MET, 0.70), (Outcome.PARTLY, 0.05), (Outcome.UNMET_NO_SERVICE, 0.03),
    (Outcome.UNMET_INELIGIBLE, 0.04), (Outcome.UNMET_NO_CAPACITY, 0.04),
    (Outcome.GAVE_UP, 0.04), (Outcome.REFERRED, 0.02), (Outcome.WITHDRAWN, 0.03),
    (Outcome.OPEN, 0.05),
)  # fmt: skip
POPULATION = {ward: 3000 + 500 * at for at, ward in enumerate(WARDS)}
CENTRES = {
    ward: Place(ward, 51.0 + 0.05 * (at // 4), -3.0 + 0.08 * (at % 4))
    for at, ward in enumerate(WARDS)
}
DAYS = 364


def holder(need: str) -> OrgId:
    """Each need is served by one organisation."""
    return ORGS[NEEDS.index(need) % len(ORGS)]


def invented(
    seed: int, *, many: int = 4000, needs: Sequence[str] = NEEDS, days: int = DAYS
) -> list[Record]:
    """So many needs at constant rates: every ward by its people, every need alike."""
    lots = np.random.default_rng(seed)
    share = np.array([float(POPULATION[ward]) for ward in WARDS])
    wards = lots.choice(WARDS, size=many, p=share / share.sum())
    begun = datetime(2030, 7, 1, tzinfo=UTC) - timedelta(days=days)
    chances = np.array([chance for _, chance in OUTCOMES])
    made = []
    for at in range(many):
        need = str(lots.choice(needs))
        outcome = OUTCOMES[int(lots.choice(len(OUTCOMES), p=chances / chances.sum()))][0]
        asked = begun + timedelta(days=float(lots.uniform(0, days - 0.01)))
        ended = asked + timedelta(days=float(lots.exponential(12.0)))
        if outcome is not Outcome.OPEN and ended > AT:
            outcome = Outcome.OPEN
        is_search = outcome is Outcome.UNMET_NO_SERVICE
        org = holder(need)
        service = "" if is_search else f"service-{NEEDS.index(need)}"
        kind = (Kind.FAILURE, Kind.VALUE, Kind.UNKNOWN)[int(lots.choice(3, p=[0.1, 0.5, 0.4]))]
        stuck = outcome in {Outcome.GAVE_UP, Outcome.UNMET_INELIGIBLE}
        failed = kind is Kind.FAILURE
        made.append(
            Record(
                id=uuid5(_SPACE, f"{seed}/{at}"),
                org=org,
                asked_org=org,
                met_org=org if outcome in {Outcome.MET, Outcome.PARTLY} else None,
                service=service,
                need=need,
                channel=str(lots.choice(["web", "phone", "counter"], p=[0.6, 0.3, 0.1])),
                area=str(wards[at]),
                asked_at=asked,
                ended_at=None if outcome is Outcome.OPEN else ended,
                outcome=outcome,
                step=str(lots.choice(["where", "details", "check"])) if stuck else "",
                adviser_says=kind,
                reason="progress_chasing" if failed else "",
                cause_org=org if failed else None,
                cause_service=service if failed else "",
                person_key=f"{int(lots.integers(0, many)):032d}",
                changed_at=asked,
            )
        )
    return made


def changed(
    records: Sequence[Record], which: Mapping[str, object], **to: object
) -> list[Record]:
    """The records of which all this is so, changed."""
    return [
        replace(r, **to) if all(getattr(r, n) == v for n, v in which.items()) else r  # type: ignore[arg-type]
        for r in records
    ]


def months_of(records: Sequence[Record]) -> Iterator[str]:
    yield from sorted({f"{r.asked_at:%Y-%m}" for r in records})
