"""What-ifs in the background: gathered, worked through with progress, and ended in words."""

import gzip
import io
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.timezone import now

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case, CaseFilters
from moothall.journeys import catalogue
from moothall.journeys.changed_files import files_of, with_files
from moothall.journeys.services import what_ifs
from moothall.journeys.what_if_processes import (
    Work,
    asked_of,
    is_whole,
    services_of,
    work_through,
)
from moothall.journeys.whatif.cells import cell_of, reader_of
from moothall.journeys.whatif.contracts import (
    FEWEST_SHOWN,
    PopulationRefused,
    Tally,
    WhatIf,
    noon_of,
)
from moothall.journeys.whatif.populations import WARD, csv_text, lines_of, scan
from moothall.journeys.whatif.results import result_of
from moothall.kernel import jobs, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import canonical, from_json
from moothall.kernel.ids import OrgId
from moothall.kernel.questions import Asking
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

MOST_PAST = 100_000
"""As many past decisions are tried, the oldest."""
_PURPOSE = "what-if"
_RATES = "rates.v1"
_EVERY = 1.0
"""Seconds between two notes of how far it has come."""
_LATER = timedelta(seconds=20)
_one_at_a_time = threading.Lock()
"""Each takes all cores that this process may use: a second one waits for the first."""


def run(*, org: str, what_if: str) -> None:
    """Try one change on its population, unless that was done or cancelled.

    May be begun again from the start at any time: nothing is kept until all of it is counted.
    """
    actor, what_if_id = Actor(org=OrgId(UUID(org))), UUID(what_if)
    if not _one_at_a_time.acquire(blocking=False):
        with acting(actor, purpose=_PURPOSE):
            jobs.enqueue(
                job=what_ifs.JOB, key=what_if, after=now() + _LATER, org=org, what_if=what_if
            )
        return
    try:
        _try(actor, what_if_id)
    finally:
        _one_at_a_time.release()


def _try(actor: Actor, what_if_id: UUID) -> None:
    with acting(actor, purpose=_PURPOSE):
        found = what_ifs.start(what_if_id=what_if_id, at=now())
        if found is None:
            return
        content = from_json(catalogue.version(version_id=found.version).text)
        found, data = _with_added_rates(actor, found, content["definition"])
    definition = canonical(data)
    try:
        _check_whole(definition)
        packed = _population(actor, found, definition)
        tally = _worked_through(actor, found, definition, packed)
    except Refused as refusal:
        with acting(actor, purpose=_PURPOSE):
            what_ifs.fail(what_if_id=what_if_id, why=refusal.said, at=now())
        return
    if tally is not None:
        _keep(actor, what_if_id, tally)


def _with_added_rates(
    actor: Actor, found: WhatIf, definition: Mapping[str, Any]
) -> tuple[WhatIf, Mapping[str, Any]]:
    """Both sides with the rates that were added to the service since, as residents have."""
    if not registry.offers(_RATES):
        return found, definition
    rates = registry.offer(_RATES)
    texts, changed = [
        {
            name: rates.with_added(org=actor.org, service=found.service, file=name, text=text)
            for name, text in files.items()
        }
        for files in (files_of(definition), found.files)
    ]
    return replace(found, files=changed), with_files(definition, texts)


def _check_whole(definition: str) -> None:
    if not is_whole(services_of(definition, {})[0]):
        raise PopulationRefused(say("A part of this place that the service needs is missing."))


def _worked_through(
    actor: Actor, found: WhatIf, definition: str, packed: bytes
) -> Tally | None:
    noted = time.monotonic()

    def goes_on(done: int) -> bool:
        nonlocal noted
        if time.monotonic() - noted < _EVERY:
            return True
        noted = time.monotonic()
        with acting(actor, purpose=_PURPOSE):
            return what_ifs.note(what_if_id=found.id, done_rows=done)

    with gzip.open(io.BytesIO(packed), "rt", encoding="utf-8", newline="") as stream:
        lines = lines_of(stream)
        _, heads = next(lines)
        work = Work(
            definition=definition,
            files=dict(found.files),
            trial=found.trial,
            at=noon_of(found.day),
            headings=heads,
        )
        return work_through(work, lines, processes=settings.WHAT_IF_PROCESSES, goes_on=goes_on)


def _keep(actor: Actor, what_if_id: UUID, tally: Tally) -> None:
    with acting(actor, purpose=_PURPOSE):
        found = what_ifs.what_if(what_if_id=what_if_id)
        total = tally.all.rows + tally.refused
        result = result_of(tally, groupings=found.groupings, total_rows=total)
        what_ifs.finish(what_if_id=what_if_id, result=result, at=now())


def _population(actor: Actor, found: WhatIf, definition: str) -> bytes:
    with acting(actor, purpose=_PURPOSE):
        packed = what_ifs.population(what_if_id=found.id)
    return _gathered(actor, found, definition) if packed is None else packed


def _gathered(actor: Actor, found: WhatIf, definition: str) -> bytes:
    """The past decisions as a population: what decides and the ward, sorted, so that neither
    a line nor its place tells of anybody.
    """
    at = noon_of(found.day)
    asked = asked_of(*services_of(definition, dict(found.files)))
    readers = {name: reader_of(q, Asking(at=at)) for name, q in asked.items()}
    heads = [name for name, read in readers.items() if read]
    with acting(actor, purpose=_PURPOSE):
        filters = CaseFilters(service=found.service)
        cases_held = cases.rows_for_csv(filters=filters, most=MOST_PAST, at=now())
        held = sorted(_line(case, heads) for case in cases_held)
    if len(held) < FEWEST_SHOWN:
        raise PopulationRefused(
            say("There are fewer than {least} past decisions.", least=FEWEST_SHOWN)
        )
    text = csv_text([[*heads, WARD], *held])
    columns = scan(text, asked=asked, at=at).columns
    with acting(actor, purpose=_PURPOSE):
        what_ifs.gathered(
            what_if_id=found.id,
            text=text,
            rows=len(held),
            groupings=list(columns.groupings.values()),
        )
        packed = what_ifs.population(what_if_id=found.id)
    if packed is None:
        raise PopulationRefused(say("It was cancelled."))
    return packed


def _line(case: Case, heads: Sequence[str]) -> list[str]:
    return [*(cell_of(case.answers.get(name)) for name in heads), case.ward or ""]
