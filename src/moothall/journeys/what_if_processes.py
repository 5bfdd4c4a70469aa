"""Working a population through in processes of their own, on as many cores as there are.

Each process builds the two services once and then takes parts of the population. It opens no
connection: what it needs it is given, and what it counted it gives back.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process

import django

from moothall.journeys.absence import as_run_here
from moothall.journeys.changed_files import with_files
from moothall.journeys.definition import MAY_LACK_STEPS, Service
from moothall.journeys.steps import AbsentStep
from moothall.journeys.whatif.cells import reader_of
from moothall.journeys.whatif.contracts import Row, RowRefused, Tally, Trial, Unread
from moothall.journeys.whatif.courses import Courses, asked, parts_of
from moothall.journeys.whatif.populations import Columns, Reader, read_headings
from moothall.journeys.whatif.tallies import counted, merge
from moothall.kernel.encoding import from_json
from moothall.kernel.questions import Asking, Question

PART = 2_000
"""As many lines a process takes at once: half a second of work at most."""
_AHEAD = 2
"""As many parts wait for each process, so that memory is bounded."""

Line = tuple[int, list[str]]
GoesOn = Callable[[int], bool]
"""Told how many lines are done, answers whether to go on."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a process must know, as plain data that can be sent to it."""

    definition: str
    """The canonical JSON of the definition, as it is live."""
    files: dict[str, str]
    """What is changed: name of an attached file -> its text."""
    trial: Trial
    at: datetime
    headings: Sequence[str]


def services_of(definition: str, files: dict[str, str]) -> tuple[Service, Service]:
    """The service as it is, and as it would be, both as they run here."""
    before = from_json(definition)
    one, two = (
        as_run_here(Service.model_validate(each, context=MAY_LACK_STEPS))
        for each in (before, with_files(before, files))
    )
    return one, two


def is_whole(service: Service) -> bool:
    """Whether this place has every step of the service: without one, what it would come to is
    not known.
    """
    return not any(isinstance(step, AbsentStep) for step in service.steps)


def asked_of(one: Service, two: Service) -> dict[str, Question]:
    """The questions that matter to either of two services."""
    return asked([*parts_of(one), *parts_of(two)])


class Bench:
    """Where one process works: the services, and how lines are read."""

    def __init__(self, work: Work) -> None:
        one, two = services_of(work.definition, work.files)
        questions, asking = asked_of(one, two), Asking(at=work.at)
        self.columns: Columns = read_headings(work.headings, asked=questions, at=work.at)
        self._reader = Reader(self.columns, asked=questions, at=work.at)
        self._trial = work.trial
        closed = {name for name, q in questions.items() if reader_of(q, asking) is None}
        self._courses = partial(
            Courses,
            before=one,
            after=two,
            amount=work.trial.amount,
            at=work.at,
            unknowable=frozenset(closed),
        )

    def counted(self, lines: Sequence[Line]) -> Tally:
        """What the change does to these lines."""
        return counted(
            map(self._row, lines),
            courses=self._courses(),
            trial=self._trial,
            groupings=len(self.columns.groupings),
        )

    def _row(self, line: Line) -> Row | Unread:
        try:
            return self._reader.row(*line)
        except RowRefused as refusal:
            return refusal.unread


def work_through(
    work: Work, lines: Iterable[Line], *, processes: int, goes_on: GoesOn
) -> Tally | None:
    """What the change does to all lines, or none if it was told to stop.

    A population of one part is worked through here: processes take longer to begin.
    """
    parts = _parts(lines)
    first = next(parts, [])
    second = next(parts, None)
    if second is None:
        return Bench(work).counted(first)
    return _in_processes(work, _chained(first, second, parts), processes, goes_on)


def _in_processes(
    work: Work, parts: Iterator[list[Line]], processes: int, goes_on: GoesOn
) -> Tally | None:
    whole, done = Tally(), 0
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(work,)
    )
    try:
        waiting: deque[tuple[int, Future[Tally]]] = deque()
        for part in parts:
            waiting.append((len(part), pool.submit(_count, part)))
            if len(waiting) < processes * _AHEAD:
                continue
            done += _take(waiting, whole)
            if not goes_on(done):
                return None
        while waiting:
            done += _take(waiting, whole)
            if not goes_on(done):
                return None
    finally:
        pool.shutdown(cancel_futures=True)
    return whole


def _take(waiting: "deque[tuple[int, Future[Tally]]]", whole: Tally) -> int:
    count, future = waiting.popleft()
    merge(whole, future.result())
    return count


def _parts(lines: Iterable[Line]) -> Iterator[list[Line]]:
    stream = iter(lines)
    while part := list(islice(stream, PART)):
        yield part


def _chained(
    first: list[Line], second: list[Line], rest: Iterator[list[Line]]
) -> Iterator[list[Line]]:
    yield first
    yield second
    yield from rest


_benches: list[Bench] = []
"""Of this process: one, once it has begun."""


def _begin(work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this process ends it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    _benches.append(Bench(work))


def _count(lines: list[Line]) -> Tally:
    return _benches[0].counted(lines)


def _end_with_parent() -> None:
    """A worker that is killed leaves nobody behind who waits for work."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
