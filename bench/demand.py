"""Demand: the full scan of the data set against bare DuckDB, and how fast the log is read:
``python -m bench.demand``.

Both sides of the scan answer the same figures, which is looked at before anything is timed.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import duckdb
import numpy as np
import pyarrow as pa

ROWS = 10_000_000
EVENTS = 120_000
FIRST = datetime(2027, 1, 1, tzinfo=UTC)
MONTHS = 36
TIMES = 5
_NEEDS, _AREAS, _ORGS = 60, 27, 6
_OUTCOMES = (
    "open", "met", "partly", "unmet_no_service", "unmet_ineligible", "unmet_no_capacity",
    "gave_up", "referred", "withdrawn",
)  # fmt: skip
_KINDS = ("value", "failure", "unknown")
_BARE = """
with seen as (
  select *, substr(month, 1, 4) || '-Q' ||
            ((cast(substr(month, 6, 2) as integer) + 2) // 3) as quarter,
         case when adviser_says = 'unknown' then resident_says else adviser_says end as kind
    from read_parquet('{folder}/records/*/*/*.parquet', hive_partitioning = true,
                      hive_types = {{'source': 'VARCHAR', 'month': 'VARCHAR'}})
), each as (
  select need, area, quarter, person_key, sum(contacts * count) as made
    from seen where person_key <> '' group by all
  union all
  select need, area, quarter, id, contacts * count from seen where person_key = ''
), numbers as (
  select need, area, quarter, made, count(*) as people from each group by all
), ranked as (
  select *, sum(people) over (partition by need, area, quarter order by made desc) as upto
    from numbers
), people as (
  select need, area, quarter, sum(people) as people,
         sum(made * least(people, greatest(0, 2 - (upto - people)))) as most
    from ranked group by all
), sums as (
  select need, area, quarter, sum(count) as needs, sum(contacts * count) as contacts,
         {outcomes},
         sum(count) filter (kind = 'failure') as failure,
         sum(count) filter (kind = 'value') as value,
         sum(reopened * count) as reopened, sum(handoffs * count) as handoffs
    from seen group by all
)
select sums.*, people.people, people.most / sums.contacts as top_two_share
  from sums join people using (need, area, quarter) order by need, area, quarter
"""


def main() -> None:
    """Measure, and print what was seen beside the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--events", type=int, default=EVENTS)
    chosen = parser.parse_args()
    say = print
    say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores before the run\n")
    from moothall.site import bring_up  # noqa: PLC0415 - the environment names the place first

    bring_up.prepare_for_tests()
    with tempfile.TemporaryDirectory() as folder:
        _scan(Path(folder), chosen.rows, say)
    _log(chosen.events, say)
    bring_up.forget_test_database()


def _scan(folder: Path, rows: int, say: Callable[[str], None]) -> None:
    from moothall.components.demand.queries import cubes  # noqa: PLC0415 - after Django
    from moothall.components.demand.queries.engine import engine  # noqa: PLC0415

    began = time.perf_counter()
    _write(folder, rows)
    size = sum(f.stat().st_size for f in folder.rglob("*.parquet")) / 1e6
    took = time.perf_counter() - began
    say(f"{rows:,} records written in {took:.0f} s, {size:.0f} MB\n")
    outcomes = ", ".join(
        f"sum(count) filter (outcome = '{outcome}') as {outcome}" for outcome in _OUTCOMES
    )
    sql = _BARE.format(folder=folder, outcomes=outcomes)
    days: dict[str, Any] = {
        "since": FIRST.date(),
        "until": date(FIRST.year + MONTHS // 12, 1, 1),
    }

    def bare() -> list[Any]:
        with duckdb.connect() as connection:
            return list(connection.execute(sql).fetchall())

    def ours() -> list[Any]:
        with engine(kind="duckdb", root=str(folder)) as at_hand:
            return cubes.counts(at_hand, by=("need", "area", "quarter"), **days)

    _agree(ours(), bare())
    seconds: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(TIMES):
        seconds["bare"].append(_timed(bare))
        seconds["ours"].append(_timed(ours))
    one, other = (median(seconds[name]) for name in ("ours", "bare"))
    say("| need × area × quarter, full scan | s (median of 5) |\n|---|---|")
    say(f"| bare DuckDB SQL | {other:.2f} |\n| counts | {one:.2f} |")
    say(f"\nThe ratio is {one / other:.2f} (bar: 1.5).\n")


def _agree(cells: list[Any], rows: list[Any]) -> None:
    """Both sides have the same cells, and in each the same figures."""
    ours = [
        (*c.keys, c.needs, c.contacts, c.open, c.met, c.failure, c.people, c.top_two_share)
        for c in cells
    ]
    theirs = [
        (*r[:3], r[3], r[4], r[5] or 0, r[6] or 0, r[14] or 0, r[18], r[19]) for r in rows
    ]
    if ours != theirs:
        raise SystemExit("the two sides do not answer the same")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _write(folder: Path, rows: int) -> None:
    """The same records each time, month by month."""
    from moothall.components.demand.queries.store import Store  # noqa: PLC0415

    store, dice = Store(str(folder)), np.random.default_rng(1)
    for number in range(MONTHS):
        year, month = FIRST.year + number // 12, number % 12 + 1
        table = _month(dice, datetime(year, month, 1, tzinfo=UTC), rows // MONTHS, number)
        store.write(table, source="log", month=f"{year}-{month:02}")


def _month(dice: Any, first: datetime, many: int, number: int) -> Any:  # noqa: ANN401
    from moothall.components.demand.queries.columns import SCHEMA  # noqa: PLC0415

    def one_of(values: list[str], weights: Any = None) -> Any:  # noqa: ANN401
        picked = dice.choice(len(values), size=many, p=weights)
        return pa.array(values).take(pa.array(picked))

    weights = 1 / np.arange(1, _NEEDS + 1)
    asked = dice.integers(0, 27 * 86_400, size=many)
    moment = np.datetime64(first.replace(tzinfo=None), "us") + asked.astype("m8[s]")
    ended = moment + dice.integers(0, 90 * 86_400, size=many).astype("m8[s]")
    orgs = [str(UUID(int=n)) for n in range(1, _ORGS + 1)]
    person = dice.integers(0, many * 2, size=many)
    person_key = np.char.add(f"{number // 3:04}", np.char.zfill(person.astype(str), 28))
    values: dict[str, Any] = {
        "id": [str(UUID(int=(number << 32) + n)) for n in range(many)],
        "org": one_of(orgs),
        "asked_org": one_of(orgs),
        "met_org": one_of(orgs),
        "need": one_of([f"need.{n:02}" for n in range(_NEEDS)], weights / weights.sum()),
        "channel": one_of(["web", "phone", "desk"]),
        "language": one_of(["en", "cy"]),
        "area": one_of([f"SB{n:02}" for n in range(_AREAS)]),
        "asked_at": moment,
        "ended_at": ended,
        "changed_at": ended,
        "outcome": one_of(list(_OUTCOMES)),
        "handoffs": dice.integers(0, 3, size=many),
        "contacts": dice.integers(1, 4, size=many),
        "reopened": dice.integers(0, 2, size=many),
        "adviser_says": one_of(list(_KINDS)),
        "resident_says": one_of(list(_KINDS)),
        "person_key": np.where(person % 3 > 0, person_key, ""),
        "count": np.ones(many, dtype="int32"),
    }
    empty = pa.nulls(many, pa.string()).fill_null("")
    nothing = {f.name: pa.nulls(many, f.type) for f in SCHEMA if f.nullable}
    texts = dict.fromkeys(
        ("service", "step", "team", "reason", "cause_service", "missed"), empty
    )
    whole = {**nothing, **texts, **values}
    return pa.table([pa.array(whole[f.name]).cast(f.type) for f in SCHEMA], schema=SCHEMA)


def _log(events: int, say: Callable[[str], None]) -> None:
    from moothall.components.demand.services import rebuild  # noqa: PLC0415
    from moothall.kernel import readers, registry  # noqa: PLC0415

    _tell(events)
    handlers = registry.readers()["demand"]
    began, read = time.perf_counter(), 0
    while time.perf_counter() - began < 10 and (
        passed := readers.follow(reader="demand", handlers=handlers)
    ):
        read += passed
    reading = read / (time.perf_counter() - began)
    began = time.perf_counter()
    told = rebuild(at=FIRST + timedelta(days=400))
    rebuilding = told.events / (time.perf_counter() - began)
    say("| the log | events/s | bar |\n|---|---|---|")
    say(f"| read along | {reading:,.0f} | 500 |")
    say(f"| read again, {told.events:,} events | {rebuilding:,.0f} | 20,000 |")


def _tell(events: int) -> None:
    """Cases that are opened, given to a team, answered and closed, in the order of days."""
    from django.db import connection  # noqa: PLC0415

    from moothall.kernel.actors import Actor, acting  # noqa: PLC0415
    from moothall.kernel.encoding import to_json  # noqa: PLC0415
    from moothall.kernel.testing import an_org, the_steward  # noqa: PLC0415

    the_steward()
    org, dice = an_org(), random.Random(1)
    people = [str(uuid4()) for _ in range(events // 8)]
    lines = [
        line
        for n in range(events // 4)
        for line in _life(str(uuid4()), FIRST + timedelta(minutes=n), dice, people)
    ]
    for start in range(0, len(lines), 5_000):
        with acting(Actor(org=org), purpose="bench"), connection.cursor() as cursor:
            cursor.execute(
                "insert into event_log (org_id, name, subject, occurred_at, by, body)"
                " select %s, row.name, row.subject, row.at, 'officer:1', row.body"
                " from jsonb_to_recordset(%s::jsonb)"
                " as row (name text, subject uuid, at timestamptz, body jsonb)",
                [org, to_json(lines[start : start + 5_000])],
            )


def _life(
    case: str, at: datetime, dice: random.Random, people: list[str]
) -> list[dict[str, object]]:
    opened = {
        "service": "tell-us", "need": f"need.{dice.randrange(60):02}", "channel": "web",
        "language": "en", "ward": f"SB{dice.randrange(27):02}", "team": "front",
        "person": dice.choice(people),
    }  # fmt: skip
    told: list[tuple[str, dict[str, object]]] = [
        ("opened", dict(opened)),
        ("assigned", {"team": dice.choice(["front", "roads"])}),
        ("acted", {}),
        ("closed", {"outcome": dice.choice(_OUTCOMES[1:])}),
    ]
    return [
        {
            "name": f"cases.case-{name}.v1",
            "subject": case,
            "at": (at + timedelta(hours=hour)).isoformat(),
            "body": body,
        }
        for hour, (name, body) in enumerate(told)
    ]


if __name__ == "__main__":
    main()
