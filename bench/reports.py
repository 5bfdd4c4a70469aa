"""A million reports: what lies near a spot, and the map: ``python -m bench.reports``.

The reports are made by one statement in a database of their own, spread over a place of about
11 by 14 kilometres, three of ten open. Bar: a search near by in less than 10 ms. That the
page of the map stays below 100 kB with its styles, scripts and pins is held by a test.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

import psycopg

_LOAD = """
insert into reports_report
       (id, org_id, asked_org_id, reference, category, need, description, lat, lon, ward,
        street, address, status, opened_at, updated_at, closed_at, is_private, held, photos,
        channel, language, source, source_id, team, revision, duplicate_of)
select gen_random_uuid(), %(org)s, %(org)s, 'RP-' || n, 'pothole', 'street.pothole',
       'A hole as wide as a wheel, number ' || n, 52.29 + 0.1 * random(),
       1.90 + 0.2 * random(), 'SB' || lpad((1 + n %% 12)::text, 2, '0'), 'Street ' || n %% 900,
       '', case when n %% 10 < 3 then 'open' else 'fixed' end,
       now() - n %% 160 * interval '1 day', now(),
       case when n %% 10 < 3 then null else now() end,
       false, '', '[]', 'web', 'en', '', '', '', 1, null
  from generate_series(1, %(many)s) as n
"""


def main() -> None:
    """Make the reports, measure, and print what was seen beside the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with _a_place():
        org = import_module("moothall.components.reports.testing")
        kernel = import_module("moothall.kernel.testing")
        owner = kernel.an_org("roads")
        org.a_scheme(org.a_category(owner, "pothole"))
        _load(owner, chosen.reports)
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"{chosen.reports:,} reports\n\n| work | median | p95 | bar |\n|---|---|---|---|")
        for name, bar, work in _works():
            seen = sorted(_timed(work) for _ in range(60))
            p95 = seen[int(len(seen) * 0.95)]
            print(f"| {name} | {statistics.median(seen):.1f} ms | {p95:.1f} ms | {bar} |")


def _works() -> Iterator[tuple[str, str, Callable[[], object]]]:
    acts = import_module("moothall.kernel.actors")
    queries = import_module("moothall.components.reports.queries")
    contracts = import_module("moothall.components.reports.contracts")
    now = import_module("django.utils.timezone").now
    chance = random.Random(7)

    def spot() -> tuple[float, float]:
        return 52.30 + 0.08 * chance.random(), 1.92 + 0.16 * chance.random()

    def near() -> object:
        lat, lon = spot()
        with acts.acting(acts.Actor(), purpose="bench"):
            return queries.nearby(category="pothole", lat=lat, lon=lon, at=now())

    def box(size: float) -> object:
        lat, lon = spot()
        bounds = contracts.Bounds(south=lat, west=lon, north=lat + size, east=lon + size)
        with acts.acting(acts.Actor(), purpose="bench"):
            return queries.on_map(bounds=bounds)

    yield "search near a spot", "< 10 ms", near
    yield "pins of a street", "", lambda: box(0.002)
    yield "pins of a ward", "", lambda: box(0.02)
    yield "the map's page", "", lambda: _get("/reports")
    yield "the pins of the whole place", "", lambda: _get(_pins())


def _get(path: str) -> bytes:
    client = import_module("django.test").Client(SERVER_NAME="localhost")
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    content = b"".join(answer) if answer.streaming else answer.content
    return bytes(content)


def _pins() -> str:
    return "/reports/pins.json?box=52.29,1.90,52.39,2.10"


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _load(owner: object, many: int) -> None:
    with psycopg.connect(os.environ["MOOTHALL_ADMIN_URL"], autocommit=True) as admin:
        admin.execute(_LOAD, {"org": owner, "many": many})
        admin.execute("vacuum analyze reports_report")


@contextmanager
def _a_place() -> Iterator[None]:
    bring_up = import_module("moothall.site.bring_up")
    bring_up.prepare_for_tests()
    try:
        yield
    finally:
        import_module("django.db").connection.close()
        bring_up.forget_test_database()


if __name__ == "__main__":
    main()
