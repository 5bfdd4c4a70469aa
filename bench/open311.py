"""Requests made over Open311, beside bare SQL of the same rows: ``python -m bench.open311``."""

import argparse
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from http import HTTPStatus
from statistics import median, quantiles
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

from bench.client import Client
from bench.floor import pgbench
from bench.lifecycle import Result
from bench.place import COUNCIL, Place, running

REQUESTS = "/open311/v2/requests.json"
BAR = 0.2
_ROUNDS = 3
_TOLD = {
    "jurisdiction_id": COUNCIL,
    "service_code": "pothole",
    "lat": "52.34501",
    "long": "1.98702",
    "address_string": "30 Harbour Street",
    "description": "A hole as wide as a wheel in the left lane, beside the bus stop.",
    "attribute[depth]": "fist",
    "first_name": "Sam",
    "last_name": "Example",
}
_CONTACT = {"email": "sam@example.com"}
"""With it the reporter is written to: a party, a message and its job are made besides."""
_REPORT = """
begin;
with made as (
insert into reports_report (id, org_id, asked_org_id, reference, category, need, description,
  lat, lon, ward, street, address, status, opened_at, updated_at, due_at, is_private, held,
  photos, channel, language, source, source_id, team, asks_at, revision)
values (gen_random_uuid(), '{org}', '{org}', left(gen_random_uuid()::text, 14), 'pothole',
  'street.pothole', 'A hole as wide as a wheel in the left lane, beside the bus stop.',
  52.34501, 1.98702, 'SB01', '', '30 Harbour Street', 'open', now(), now(), now(), false, '',
  '[]', 'open311', 'en', 'open311/' || repeat('a', 32), gen_random_uuid()::text, 'streets',
  now(), 1)
returning id, org_id
), told as (
insert into reports_told (id, org_id, report_id, asked_org_id, name, email, phone,
  contact_visit, answers)
select gen_random_uuid(), org_id, id, org_id, 'Sam Example', '', '', '', '{{"depth": "fist"}}'
  from made
)
insert into event_log (org_id, name, subject, occurred_at, by, body)
select org_id, 'floor.report-made.v1', id, now(), 'client',
  '{{"category": "pothole", "channel": "open311"}}' from made;
"""
_MESSAGE = """
insert into party (id, org_id, subject, visit, role)
values (gen_random_uuid(), '{org}', gen_random_uuid(), repeat('b', 64), 'applicant');
insert into notifications_message (id, org_id, key, recipient, reply_to, subject, body,
  language, state, reason, detail, attempts, message_id, queued_at)
values (gen_random_uuid(), '{org}', gen_random_uuid()::text, 'sam@example.com', '', 'Thank you',
  repeat('We have your report. ', 20), 'en', 'sent', '', '', 0, '', now());
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args)
values ('floor', 'floor', gen_random_uuid()::text, '{{}}');
"""
_TPS = re.compile(r"tps = ([0-9.]+) \(without")


class FormClient(Client):
    """The lean client, which sends forms."""

    def make(self, told: dict[str, str]) -> int:
        """Make a request; answer the status."""
        body = urlencode(told).encode()
        head = (
            f"POST {REQUESTS} HTTP/1.1\r\nHost: localhost\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
            f"Idempotency-Key: {uuid4().hex}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        return self._read()[0]


def creations(place: Place, told: Mapping[str, str], *, clients: int, seconds: float) -> Result:
    """Requests alone, each client sending when it has been answered."""
    with ProcessPoolExecutor(clients) as pool:
        runs = [
            pool.submit(_make, place.port, {**told, "api_key": place.key}, seconds)
            for _ in range(clients)
        ]
        took = sorted(t for run in runs for t in run.result())
    return Result(
        per_second=len(took) / seconds,
        p50_ms=median(took) * 1000,
        p95_ms=quantiles(took, n=20)[-1] * 1000,
        refusals=0,
        done=len(took),
    )


def floor(place: Place, script: str, *, clients: int, seconds: int) -> float | None:
    """How many sets of the rows PostgreSQL takes a second; None without pgbench."""
    program, admin = pgbench(), place.admin()
    if program is None:
        return None
    with psycopg.connect(admin, autocommit=True) as connection:
        (org,) = connection.execute(
            "select id from organisation where slug = %s", [COUNCIL]
        ).fetchone() or ("",)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script.format(org=org))
        file.flush()
        command = [program, "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
        command += ["-T", str(seconds), "-f", file.name, admin]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("delete from procrastinate_jobs where queue_name = 'floor'")
    found = _TPS.search(told.stdout)
    return float(found[1]) if found else None


def main() -> None:
    """Bring a place up, measure both kinds of request, and print them beside their floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--clients", type=int, default=4)
    chosen = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores before the run\n")
    print("| request | per second | p50 ms | p95 ms | bare SQL | of it |")
    print("|---|---|---|---|---|---|")
    kinds = {
        "without contact": (_TOLD, f"{_REPORT}end;\n"),
        "with an email address": ({**_TOLD, **_CONTACT}, f"{_REPORT}{_MESSAGE}end;\n"),
    }
    with running() as place:
        creations(place, _TOLD, clients=chosen.clients, seconds=3)
        for name, (told, script) in kinds.items():
            rounds = [_round(place, told, script, chosen) for _ in range(_ROUNDS)]
            seen = sorted((r for r, _ in rounds), key=lambda r: r.per_second)[_ROUNDS // 2]
            shares = sorted(r.per_second / bare for r, bare in rounds if bare)
            share = f"{shares[len(shares) // 2]:.2f}" if shares else "–"
            bare = median(bare or 0 for _, bare in rounds)
            print(
                f"| {name} | {seen.per_second:.1f} | {seen.p50_ms:.1f} | {seen.p95_ms:.1f}"
                f" | {bare:.0f} | {share} |"
            )
    print(f"\nThe bar is {BAR:.2f}. Load average {os.getloadavg()[0]:.1f} after it.")


def _round(
    place: Place, told: Mapping[str, str], script: str, chosen: argparse.Namespace
) -> tuple[Result, float | None]:
    """Both in turn: whatever else the machine does then meets both."""
    seconds = max(3, chosen.seconds // _ROUNDS)
    seen = creations(place, told, clients=chosen.clients, seconds=seconds)
    return seen, floor(place, script, clients=chosen.clients, seconds=seconds)


def _make(port: int, told: dict[str, str], seconds: float) -> list[float]:
    client, took = FormClient(port, ""), list[float]()
    until = time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        status = client.make(told)
        if status != HTTPStatus.OK:
            raise RuntimeError(f"a request was answered {status}")
        took.append(time.perf_counter() - began)
    return took


if __name__ == "__main__":
    main()
