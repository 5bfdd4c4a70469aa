"""Gives hostile content to every door of the engine and says what is wrong with how it is
met."""

import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from types import FrameType
from typing import Any

from moothall.feel import (
    FeelError,
    Sheet,
    SheetError,
    always_holds,
    boundaries,
    can_hold,
    check_types,
    compile_expression,
    compile_unary_tests,
    read_dmn_sheet,
    read_model,
    read_sheet,
    read_xlsx,
    to_text,
    write_csv,
    write_dmn,
    write_model,
    write_xlsx,
)
from moothall.feel.making import Mode

LONGEST = 0.5
"""Seconds of the processor's time that any one thing may take."""

HANGS = 5.0
MOST_MEGABYTES = 300
INPUTS: dict[str, object] = {
    "a": 1,
    "b": "yes, sir",
    "c": [1, Decimal("2.5"), 3],
    "d": {"e": date(2026, 4, 6), "first name": "Ann"},
    "today": date(2026, 11, 22),
    "x": 2,
    "n": Decimal("-7.25"),
    "zone": "A",
    "disabled": True,
    "income": 120,
}
SUBJECTS = (3, "A", date(2026, 1, 1), [1, 2], None, True)
MODES: tuple[Mode, Mode] = ("strict", "lenient")


class Hang(BaseException):
    """Something went on and on. It is no Exception, so that nothing takes it for a refusal."""


class Door:
    """Notes the longest step in which a content was dealt with."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.step = ""

    def go(self, step: Callable[..., Any], *given: object, **named: object) -> Any:  # noqa: ANN401
        """What a step gives; None when it refuses in the words of the engine."""
        begun = time.process_time()
        try:
            return step(*given, **named)
        except (FeelError, SheetError) as refused:
            str(refused)
            return None
        finally:
            took = time.process_time() - begun
            if took > self.longest:
                self.longest, self.step = took, getattr(step, "__name__", str(step))


def _words(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def expression(content: bytes, door: Door) -> None:
    for mode in MODES:
        made = door.go(compile_expression, _words(content), mode=mode)
        if made is not None:
            door.go(made.evaluate, INPUTS)
            door.go(made.explain, INPUTS)
    if made is not None:
        door.go(check_types, made, {})
        door.go(can_hold, made, {"b": ["yes, sir", "no"]})
        door.go(always_holds, made, {"zone": ["A", "B"]})
        door.go(boundaries, made)
        door.go(compile_expression, door.go(to_text, made.tree) or "1")


def tests(content: bytes, door: Door) -> None:
    for mode in MODES:
        made = door.go(compile_unary_tests, _words(content), mode=mode)
        if made is not None:
            for subject in SUBJECTS:
                door.go(made.is_true, INPUTS | {"?": subject})


def csv(content: bytes, door: Door) -> None:
    _sheet(door.go(read_sheet, content, name="t"), door)


def xlsx(content: bytes, door: Door) -> None:
    _sheet(door.go(read_xlsx, content, name="t"), door)


def model(content: bytes, door: Door) -> None:
    for mode in MODES:
        made = door.go(read_model, content, mode=mode)
        if made is not None:
            for name in list(made.by_name)[:20]:
                door.go(made.evaluate, name, INPUTS)
                door.go(made.explain, name, INPUTS)
                door.go(made.check, name)
            written = door.go(write_model, made)
            door.go(read_model, written or "", mode=mode)
    _sheet(door.go(read_dmn_sheet, content), door)


def _sheet(sheet: Sheet | None, door: Door) -> None:
    if sheet is None:
        return
    for step in (sheet.decide, sheet.nearest):
        door.go(step, INPUTS)
    door.go(sheet.check)
    for write, read in ((write_csv, read_sheet), (write_xlsx, read_xlsx)):
        written = door.go(write, sheet)
        again = door.go(read, written, name=sheet.name)
        if again is not None and again != sheet:
            raise AssertionError(f"{write.__name__} and back is another sheet")
    door.go(read_dmn_sheet, door.go(write_dmn, sheet) or "")


DOORS: dict[str, Callable[[bytes, Door], None]] = {
    "expression": expression,
    "tests": tests,
    "csv": csv,
    "xlsx": xlsx,
    "model": model,
}
"""How a content is dealt with, by its kind."""


def wrong_with(kind: str, content: bytes) -> str | None:
    """What is wrong with how this content is met: an error of another family, slowness, a
    hang, a heap of memory. None when nothing is."""
    door, before = Door(), _peak()
    try:
        with _watched():
            DOORS[kind](content, door)
    except Hang:
        return f"hangs after {door.step or 'nothing'}"
    except Exception as error:  # noqa: BLE001 - any other family is what is looked for
        return f"{type(error).__name__}: {error}"[:200]
    if door.longest > LONGEST:
        return f"{door.step} takes {door.longest:.2f} s"
    more = _peak() - before
    return f"takes {more:.0f} MB" if more > MOST_MEGABYTES else None


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _watched() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
