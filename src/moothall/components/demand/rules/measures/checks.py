"""What every measure refuses to calculate with, in words."""

import math
import operator
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Truths = NDArray[np.bool_]

LEAST_REPLICATIONS: Final = 19
"""With fewer, no p-value could reach 0.05."""


def count(name: str, value: int) -> int:
    """The value as a whole number, 0 or more."""
    try:
        whole = -1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        whole = -1
    if whole < 0:
        raise ValueError(f"{name} has to be a whole number, 0 or more: {value!r}")
    return whole


def finite(name: str, value: float) -> float:
    """The value as a number that is neither endless nor undefined."""
    if isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{name} has to be a finite number: {value!r}")
    return float(value)


def positive(name: str, value: float) -> float:
    """The value as a finite number above 0."""
    if finite(name, value) <= 0:
        raise ValueError(f"{name} has to be more than 0: {value!r}")
    return float(value)


def not_negative(name: str, value: float) -> float:
    """The value as a finite number, 0 or more."""
    if finite(name, value) < 0:
        raise ValueError(f"{name} has to be 0 or more: {value!r}")
    return float(value)


def inside(name: str, value: float, *, above: float, below: float) -> float:
    """The value as a number strictly between two others."""
    if not above < finite(name, value) < below:
        raise ValueError(f"{name} has to lie between {above:g} and {below:g}: {value!r}")
    return float(value)


def part_of(name: str, part: int, whole: int) -> tuple[int, int]:
    """Both as whole numbers, the whole above 0 and the part no larger than it."""
    some, everything = count(name, part), count(f"what {name} is a part of", whole)
    if everything == 0:
        raise ValueError(f"{name} cannot be a part of nothing")
    if some > everything:
        raise ValueError(f"{name} cannot be more than the whole: {some} of {everything}")
    return some, everything


def tail(confidence: float) -> float:
    """The share that a two-sided interval leaves out at each end: 0.025 for 95 %."""
    return (1 - inside("the confidence", confidence, above=0, below=1)) / 2


def z_of(confidence: float) -> float:
    """How many standard deviations such an interval reaches to each side: 1.959964 for 95 %."""
    return float(norm.isf(tail(confidence)))


def numbers(name: str, values: Iterable[float], *, least: int = 1) -> Floats:
    """The values as a row of finite numbers, at least so many."""
    row = np.asarray([float(value) for value in values], dtype=np.float64)
    if row.size < least:
        raise ValueError(f"{name} has to be {least} or more, not {row.size}")
    if not np.isfinite(row).all():
        raise ValueError(f"{name} have to be finite numbers")
    return row


def counts(name: str, values: Sequence[int], *, least: int = 1) -> Counts:
    """The values as a row of whole numbers, 0 or more."""
    if len(values) < least:
        raise ValueError(f"{name} has to be {least} or more, not {len(values)}")
    return np.asarray([count(name, value) for value in values], dtype=np.int64)


def positives(name: str, values: Sequence[float], *, least: int = 1) -> Floats:
    """The values as a row of finite numbers above 0."""
    if len(values) < least:
        raise ValueError(f"{name} has to be {least} or more, not {len(values)}")
    return np.asarray([positive(name, value) for value in values], dtype=np.float64)


def distinct(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """The values in their order, of which no two are the same."""
    if len(set(values)) != len(values):
        twice = sorted({value for value in values if list(values).count(value) > 1})
        raise ValueError(f"{name} occur more than once: {', '.join(twice)}")
    return tuple(values)


def replications(value: int) -> int:
    """How many times chance is tried, often enough for a p-value of 0.05."""
    if count("the number of replications", value) < LEAST_REPLICATIONS:
        raise ValueError(f"{value} replications are too few: at least {LEAST_REPLICATIONS}")
    return int(value)


def moment(name: str, value: datetime) -> datetime:
    """The value as a moment, which is a time that says in which zone."""
    if value.tzinfo is None:
        raise ValueError(f"{name} has to say its time zone: {value.isoformat()}")
    return value
