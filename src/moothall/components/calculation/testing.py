"""Calculations to try things with."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from moothall.components.calculation.steps import Calculate
from moothall.kernel.steps import Run

_SOME_ID = UUID(int=1)


def a_line(name: str, amount: object, **configuration: Any) -> dict[str, Any]:  # noqa: ANN401
    words = {"en": f"The {name}", "cy": f"Y {name}"}
    return {"id": name, "label": words, "amount": amount, **configuration}


def a_calculation(*lines: dict[str, Any], **configuration: Any) -> Calculate:  # noqa: ANN401
    """A step ``fee`` of up to £200, rounded half up to the penny."""
    standard = {
        "id": "fee",
        "between": [Decimal("0.00"), Decimal("200.00")],
        "round": [2, "half up"],
    }
    return Calculate.model_validate({**standard, "lines": lines, **configuration})


def a_table(text: str) -> dict[str, str]:
    """A table of rates as reading a definition puts it into the step."""
    return {"file": "rates/parking.csv", "text": text}


def a_run(*, at: datetime, **known: Any) -> Run:  # noqa: ANN401 - answers of any kind
    """A run in which conditions see ``known``."""
    return Run(
        journey=_SOME_ID,
        service="permit",
        version=_SOME_ID,
        need="parking.permit",
        answers={},
        known=known,
        at=at,
    )
