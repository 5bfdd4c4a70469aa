"""What-ifs: asked for, followed on their way, ended, and forgotten again."""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from moothall.journeys import models
from moothall.journeys.catalogue import Published
from moothall.journeys.whatif.contracts import (
    AnotherRuns,
    State,
    Trial,
    WhatIf,
    WhatIfEnded,
    WhatIfNotFound,
)
from moothall.kernel import events, jobs
from moothall.kernel.actors import own_org, require_duty
from moothall.kernel.ids import uuid7
from moothall.kernel.words import LANGUAGES, Said, say

JOB = "journeys.what-if"
DUTIES = ("service_designer", "manager")
MOST_STARTS = 3
"""A worker that was lost so often with one what-if does not try it again."""
_UNDER_WAY = (State.WAITING.value, State.RUNNING.value)
_MOST_LISTED = 50
_LOST = say(
    "The computer stopped while it worked on this, more than once. Try it with fewer cases, or"
    " ask whoever runs this place."
)
_LARGE = ("population", "result", "files")


def ask(
    *,
    published: Published,
    files: Mapping[str, str],
    day: date,
    trial: Trial,
    population: str | None,
    rows: int,
    groupings: Sequence[str],
    warnings: Sequence[str],
    by: str,
    at: datetime,
) -> UUID:
    """Have a change of the organisation's own service tried; it begins once this is committed.

    ``population`` is the CSV as it was read, or none for the organisation's past decisions.
    Raises ``AnotherRuns`` while one of the organisation is under way.
    """
    require_duty(*DUTIES)
    if models.WhatIf.objects.filter(state__in=_UNDER_WAY).exists():
        raise AnotherRuns(
            say("Another what-if of your organisation is running. Wait for it, or cancel it.")
        )
    row = models.WhatIf.objects.create(
        id=uuid7(),
        org_id=own_org(),
        service=published.service.service,
        version_id=published.id,
        files=dict(files),
        day=day,
        amount=trial.amount,
        direction=trial.direction,
        population=_packed(population) if population is not None else None,
        population_hash=_hash(population) if population is not None else "",
        of_past=population is None,
        groupings=list(groupings),
        warnings=list(warnings),
        total_rows=rows,
        asked_by=by,
        asked_at=at,
    )
    jobs.enqueue(job=JOB, key=str(row.id), org=str(own_org()), what_if=str(row.id))
    return row.id


def what_if(*, what_if_id: UUID) -> WhatIf:
    """One what-if of the organisation. Raises ``WhatIfNotFound``."""
    return _to_what_if(_found(what_if_id))


def what_ifs(*, service: str) -> list[WhatIf]:
    """The newest what-ifs of a service, without what they came to."""
    rows = models.WhatIf.objects.filter(service=service).defer(*_LARGE)
    return [_to_what_if(row, whole=False) for row in rows.order_by("-asked_at")[:_MOST_LISTED]]


def start(*, what_if_id: UUID, at: datetime) -> WhatIf | None:
    """Begin, or begin again after a worker was lost; none if there is nothing left to do."""
    rows = models.WhatIf.objects.filter(id=what_if_id, state__in=_UNDER_WAY)
    row = rows.select_for_update().defer("population").first()
    if row is None:
        return None
    if row.starts >= MOST_STARTS:
        fail(what_if_id=what_if_id, why=_LOST, at=at)
        return None
    rows.update(
        state=State.RUNNING.value, starts=F("starts") + 1, began_at=at, done_rows=0, result=None
    )
    row.state = State.RUNNING.value
    return _to_what_if(row)


def population(*, what_if_id: UUID) -> bytes | None:
    """The compressed CSV; none as long as past decisions have not been gathered."""
    rows = models.WhatIf.objects.filter(id=what_if_id)
    packed = rows.values_list("population", flat=True).first()
    return bytes(packed) if packed is not None else None


def gathered(*, what_if_id: UUID, text: str, rows: int, groupings: Sequence[str]) -> None:
    """Note the organisation's past decisions, without identities, as the population."""
    models.WhatIf.objects.filter(id=what_if_id, state=State.RUNNING.value).update(
        population=_packed(text),
        population_hash=_hash(text),
        total_rows=rows,
        groupings=list(groupings),
    )


def note(*, what_if_id: UUID, done_rows: int) -> bool:
    """Note how far it has come; answer whether it goes on."""
    rows = models.WhatIf.objects.filter(id=what_if_id, state=State.RUNNING.value)
    return bool(rows.update(done_rows=done_rows))


def finish(*, what_if_id: UUID, result: Mapping[str, Any], at: datetime) -> bool:
    """Keep what it came to and forget the population; false if it was over before."""
    return _end(what_if_id, State.DONE, at, result=dict(result), done_rows=result["rows"])


def fail(*, what_if_id: UUID, why: Said, at: datetime) -> bool:
    """Note that it came to nothing, and forget the population."""
    words = {language: why.in_language(language) for language in LANGUAGES}
    return _end(what_if_id, State.FAILED, at, why=words)


def cancel(*, what_if_id: UUID, at: datetime) -> bool:
    """Stop it soon, and forget the population; false if it was over before."""
    require_duty(*DUTIES)
    _found(what_if_id)
    return _end(what_if_id, State.CANCELLED, at)


def forget(*, unfinished_before: datetime, asked_before: datetime, at: datetime) -> int:
    """End what-ifs of the organisation that nobody works on any more, and delete old ones;
    answer how many were deleted.
    """
    left = models.WhatIf.objects.filter(state__in=_UNDER_WAY, asked_at__lt=unfinished_before)
    for found in left.values_list("id", flat=True)[:_MOST_LISTED]:
        fail(what_if_id=found, why=_LOST, at=at)
    deleted, _ = models.WhatIf.objects.filter(asked_at__lt=asked_before).delete()
    return deleted


def _end(what_if_id: UUID, state: State, at: datetime, **more: Any) -> bool:  # noqa: ANN401
    rows = models.WhatIf.objects.filter(id=what_if_id, state__in=_UNDER_WAY)
    row = rows.select_for_update().defer(*_LARGE).first()
    if row is None:
        return False
    rows.update(state=state.value, ended_at=at, population=None, **more)
    events.record(
        WhatIfEnded(
            what_if_id=row.id,
            service=row.service,
            version_id=row.version_id,
            state=state.value,
            rows=row.total_rows,
        ),
        at=at,
    )
    return True


def _found(what_if_id: UUID) -> models.WhatIf:
    row = models.WhatIf.objects.filter(id=what_if_id).defer("population").first()
    if row is None:
        raise WhatIfNotFound(say("We do not have this. It may have been removed."))
    return row


def _to_what_if(row: models.WhatIf, *, whole: bool = True) -> WhatIf:
    return WhatIf(
        id=row.id,
        service=row.service,
        version=row.version_id,
        files=row.files if whole else {},
        day=row.day,
        trial=Trial(amount=row.amount, direction="pay" if row.direction == "pay" else "get"),
        of_past=row.of_past,
        groupings=row.groupings,
        population_hash=row.population_hash,
        warnings=row.warnings,
        state=State(row.state),
        total_rows=row.total_rows,
        done_rows=row.done_rows,
        result=row.result if whole else None,
        why=row.why,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
