"""Records put into Parquet by hand, as the store writes them."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from moothall.components.demand.contracts import FROM_LOG, Kind, Outcome, Record
from moothall.components.demand.queries.engine import Engine, engine
from moothall.components.demand.queries.store import Store, month_of, table_of
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON

_DAY = 24 * 60 * 60 * 1_000_000


def stored(folder: Path, records: Iterable[Record]) -> None:
    """One file for each source and month, without a manifest."""
    parts = defaultdict(list)
    for record in records:
        parts[record.source, month_of(record.asked_at)].append(record)
    store = Store(str(folder))
    for (source, month), some in parts.items():
        store.write(table_of(some), source=source, month=month)


def over(folder: Path, *records: Record) -> Engine:
    """DuckDB over these records."""
    stored(folder, records)
    return engine(kind="duckdb", root=str(folder))


def at_random(many: int, *, seed: int = 1) -> Iterator[Record]:
    """Records with every column at work, always the same ones for a seed."""
    dice = random.Random(seed)  # noqa: S311 - the same each time, on purpose
    orgs = [OrgId(UUID(int=n)) for n in range(1, 5)]
    maybe_orgs = [*orgs, None]
    for n in range(many):
        asked = NOON + timedelta(microseconds=dice.randrange(700 * _DAY))
        responded = asked + timedelta(microseconds=dice.randrange(9 * _DAY))
        outcome = dice.choice(list(Outcome))
        source = dice.choice([FROM_LOG, FROM_LOG, FROM_LOG, "crm", "paper-2019"])
        yield Record(
            id=UUID(int=n),
            org=dice.choice(orgs),
            asked_org=dice.choice(orgs),
            met_org=dice.choice(maybe_orgs),
            service=dice.choice(["", "tell-us", "blue-badge"]),
            need=dice.choice(["street.hole", "food", 'it\'s \\ "odd"', "Ŵ £"]),
            channel=dice.choice(["web", "phone", "", "desk"]),
            language=dice.choice(["en", "cy"]),
            area=dice.choice(["", *(f"SB{m:02}" for m in range(12))]),
            asked_at=asked,
            first_response_at=dice.choice([None, responded]),
            ended_at=None if outcome is Outcome.OPEN else responded,
            outcome=outcome,
            step=dice.choice(["", "income"]),
            team=dice.choice(["", "front", "roads"]),
            handoffs=dice.randrange(4),
            contacts=dice.choice([1, 1, 1, 2, 30]),
            reopened=dice.randrange(2),
            adviser_says=dice.choice(list(Kind)),
            resident_says=dice.choice(list(Kind)),
            reason=dice.choice(["", "progress_chasing"]),
            cause_org=dice.choice(maybe_orgs),
            cause_service=dice.choice(["", "bins"]),
            missed=dice.choice(["", "payments.v1"]),
            person_key="" if source != FROM_LOG else f"{dice.randrange(many // 3):032x}",
            source=source,
            count=1 if source == FROM_LOG else dice.randrange(1, 40),
            changed_at=responded,
        )
