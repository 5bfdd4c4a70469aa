"""The scheme of the catalogue, and populations for it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from moothall.journeys.changed_files import files_of
from moothall.journeys.definition import Service
from moothall.journeys.reading import read_source
from moothall.journeys.steps import step_kinds
from moothall.journeys.what_if_processes import asked_of
from moothall.journeys.whatif.courses import Courses
from moothall.kernel.questions import Question
from moothall.kernel.testing import NOON

if not {"assess", "calculate"} <= set(step_kinds()):
    pytest.skip("the scheme decides by a table and works out a sum", allow_module_level=True)

RATES = "rates/reduction.csv"
TABLE = "tables/reduction-eligibility.csv"
AMOUNT = "award.total"
HEADS = [
    "pays_council_tax", "age", "savings", "yearly_bill", "partner", "children",
    "adults_in_work", "adults_not_in_work", "full_benefit", "earnings", "other_income",
]  # fmt: skip
LINE = ["yes", "working_age", "0", "1460", "no", "0", "0", "0", "no", "200", "0"]
HOUSEHOLD: Mapping[str, Any] = {
    "pays_council_tax": True,
    "age": "working_age",
    "savings": Decimal(0),
    "yearly_bill": Decimal(1460),
    "partner": False,
    "children": 0,
    "adults_in_work": 0,
    "adults_not_in_work": 0,
    "full_benefit": False,
    "earnings": Decimal(200),
    "other_income": Decimal(0),
}


@cache
def the_scheme() -> Mapping[str, Any]:
    """The definition of council tax reduction, with its files."""
    folder = Path(settings.CATALOGUE) / "seaborough-council"
    return read_source(path=folder / "council-tax-reduction.yaml").data


def changed(**figures: str) -> dict[str, str]:
    """The rates with other figures, from whatever day they hold."""
    lines = files_of(the_scheme())[RATES].splitlines()
    for name, figure in figures.items():
        lines = [
            f"{line.rpartition(',')[0]},{figure}" if f",{name}," in line else line
            for line in lines
        ]
    return {RATES: "\n".join(lines) + "\n"}


def read(definition: Mapping[str, Any]) -> Service:
    return Service.model_validate(definition)


def asked() -> dict[str, Question]:
    """The questions that a population of the scheme answers."""
    service = read(the_scheme())
    return asked_of(service, service)


def courses(before: Service, after: Service, amount: str = AMOUNT) -> Courses:
    unknowable = frozenset({"home"})
    return Courses(before=before, after=after, amount=amount, at=NOON, unknowable=unknowable)


def a_population(*lines: Sequence[str], more: Sequence[str] = ()) -> str:
    """CSV with the headings of the scheme and ``more``."""
    rows = [[*HEADS, *more], *lines]
    return "".join(",".join(row) + "\n" for row in rows)


def a_line(*more: str, **cells: str) -> list[str]:
    """A household, with other cells by their headings."""
    given = dict(zip(HEADS, LINE, strict=True)) | cells
    return [*given.values(), *more]
