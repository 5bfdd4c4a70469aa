"""Runs the cases of the DMN Technology Compatibility Kit and prints how many pass, folder by
folder.

`python -m moothall.feel.conformance FOLDER [--misses]`; in the clone, `make conformance`.
"""

import datetime
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element

from moothall.feel.bounds import Bounds, Meter
from moothall.feel.comparing import same
from moothall.feel.dmn.elements import child, children, root_of
from moothall.feel.dmn.model import Model
from moothall.feel.dmn.reading import read_model
from moothall.feel.faults import Fault, FeelError
from moothall.feel.kinds import DATE, DATE_TIME, function_of
from moothall.feel.temporal_text import date_from, date_time_from, duration_from, time_from
from moothall.feel.values import Function, Value, admit

TOLERANCE = Decimal("1e-8")
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
BOUNDS = Bounds(steps=500_000, seconds=10.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expectation of one case, and what came of it."""

    folder: str
    case: str
    result: str
    passed: bool
    got: object = None
    wanted: object = None


def _clock(name: str, moment: datetime.datetime) -> Function:
    """now() or today(), which the product does not have but the kit asks for."""
    value = admit(moment)
    kind = DATE_TIME if name == "now" else DATE

    def call(_meter: Meter, values: list[Value]) -> Value:
        if values:
            raise Fault("arguments", f"{name}() takes nothing.")
        return value if name == "now" else value.date

    return Function(name, (), call, function_of((), kind))


def _extra() -> dict[str, Function]:
    moment = datetime.datetime.now(datetime.UTC)
    return {name: _clock(name, moment) for name in ("now", "today")}


def value_of(element: Element | None) -> Value:
    """The value that a case writes: a value with its type, a list, or components."""
    if element is None:
        return None
    items = child(element, "list")
    if items is not None:
        if items.get(f"{XSI}nil") == "true":
            return None
        return [value_of(item) for item in children(items, "item")]
    if any(children(element, "component")):
        return {each.get("name", ""): value_of(each) for each in children(element, "component")}
    inner = child(element, "value")
    return None if inner is None else _scalar(inner)


def _scalar(element: Element) -> Value:
    if element.get(f"{XSI}nil") == "true":
        return None
    text = "".join(element.itertext())
    kind = element.get(f"{XSI}type", "").rpartition(":")[2]
    read = READ.get(kind)
    return text if read is None else read(text.strip())


READ: dict[str, Callable[[str], Value]] = {
    "boolean": lambda text: text in ("true", "1"),
    **dict.fromkeys(("decimal", "double", "integer", "int", "float"), Decimal),
    "date": date_from,
    "time": time_from,
    "dateTime": date_time_from,
    "duration": duration_from,
    "dayTimeDuration": duration_from,
    "yearMonthDuration": duration_from,
}


def agrees(got: Value, wanted: Value) -> bool:
    """Are both the same, numbers within a small tolerance?"""
    if got.__class__ is Decimal and wanted.__class__ is Decimal:
        return abs(got - wanted) <= TOLERANCE
    if got.__class__ is list and wanted.__class__ is list:
        return len(got) == len(wanted) and all(map(agrees, got, wanted))
    if got.__class__ is dict and wanted.__class__ is dict:
        return got.keys() == wanted.keys() and all(agrees(got[key], wanted[key]) for key in got)
    return same(got, wanted, Meter(BOUNDS))


class Folder:
    """The models of one folder, read when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.documents = {
            root_of(each.read_bytes()).get("namespace", ""): each.read_bytes()
            for each in sorted(path.glob("*.dmn"))
        }
        self.models: dict[str, Model] = {}

    def model(self, name: str) -> Model:
        if name not in self.models:
            document = self.document(name)
            self.models[name] = read_model(
                document,
                mode="lenient",
                bounds=BOUNDS,
                imports=self.documents.get,
                extra=_extra(),
            )
        return self.models[name]

    def document(self, name: str) -> str | bytes:
        """The document of the model in a file."""
        return (self.path / name).read_bytes()

    def outcomes(self) -> Iterator[Outcome]:
        for test in sorted(self.path.glob("*-test-*.xml")):
            root = root_of(test.read_bytes())
            name_element = child(root, "modelName")
            name = "" if name_element is None else (name_element.text or "").strip()
            for case in children(root, "testCase"):
                yield from self._case(case, name, test.name)

    def _case(self, case: Element, model: str, file: str) -> Iterator[Outcome]:
        inputs: dict[str, object] = {}
        for each in children(case, "inputNode"):
            inputs[each.get("name", "")] = value_of(each)
        for result in children(case, "resultNode"):
            name = result.get("name", "")
            expected = child(result, "expected", "computed")
            got = self._asked(model, case.get("invocableName") or name, inputs)
            if case.get("invocableName") and isinstance(got, dict) and name in got:
                got = got[name]
            wanted = value_of(expected)
            passed = wanted is None if isinstance(got, FeelError) else agrees(got, wanted)
            label = f"{file} {case.get('id', '')}"
            yield Outcome(self.path.name, label, name, passed, got, wanted)

    def _asked(self, model: str, name: str, inputs: Mapping[str, object]) -> object:
        try:
            return self.model(model).value(name, inputs)
        except FeelError as error:
            return error


def run(kit: Path) -> Iterator[tuple[str, list[Outcome]]]:
    """The outcomes of a kit, folder by folder. Raises FileNotFoundError without one."""
    folders = sorted({each.parent for each in kit.rglob("*-test-*.xml")})
    if not folders:
        raise FileNotFoundError(kit)
    for path in folders:
        yield f"{path.parent.name}/{path.name}", list(Folder(path).outcomes())


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")


def main(arguments: list[str]) -> int:
    """Print the table; 0 when there was a kit to run."""
    folders = [each for each in arguments if not each.startswith("-")]
    if len(folders) != 1:
        _line("usage: python -m moothall.feel.conformance FOLDER [--misses]")
        return 2
    try:
        totals = _print_folders(Path(folders[0]), misses="--misses" in arguments)
    except FileNotFoundError:
        _line(f"There is no kit in {folders[0]}.")
        return 1
    for level, (passed, count) in totals.items():
        _line(f"{passed:5} of {count:5}  {level} ({passed / count:.1%})")
    return 0


def _print_folders(kit: Path, *, misses: bool) -> dict[str, tuple[int, int]]:
    totals: dict[str, tuple[int, int]] = {}
    for name, outcomes in run(kit):
        cases = by_case(outcomes)
        passed = sum(cases.values())
        level = name.partition("/")[0]
        before = totals.get(level, (0, 0))
        totals[level] = (before[0] + passed, before[1] + len(cases))
        _line(f"{passed:5} of {len(cases):5}  {name}")
        for each in outcomes:
            if misses and not each.passed:
                _line(f"        {each.case} {each.result}: {each.got!r}, not {each.wanted!r}")
    return totals


def by_case(outcomes: list[Outcome]) -> dict[str, bool]:
    """Which cases pass: those whose every expectation is met."""
    cases: dict[str, bool] = {}
    for each in outcomes:
        cases[each.case] = cases.get(each.case, True) and each.passed
    return cases


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
