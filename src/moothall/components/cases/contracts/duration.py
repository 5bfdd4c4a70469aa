"""How long something may take, as a service definition writes it: ``3 working days``."""

import re
from enum import StrEnum
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Unit(StrEnum):
    """What a clock counts in."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    HOURS = "hours"


_PATTERN = r"^[1-9][0-9]{0,3} (working days?|days?|hours?)$"
_READ = re.compile(_PATTERN)


class Duration(BaseModel):
    """A number of working days, of days of the calendar, or of hours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(ge=1, le=9999)
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value if self.count > 1 else self.unit.value[:-1]}"

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: object) -> object:
        if isinstance(raw, Duration | dict):
            return raw
        if not isinstance(raw, str) or not _READ.match(raw):
            raise ValueError("write a time as `3 working days`, `28 days` or `4 hours`")
        count, _, unit = raw.partition(" ")
        return {"count": int(count), "unit": unit if unit.endswith("s") else f"{unit}s"}

    @model_serializer
    def _written(self) -> str:
        return str(self)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written: dict[str, Any] = {
            "type": "string",
            "pattern": _PATTERN,
            "examples": ["3 working days", "28 days", "4 hours"],
        }
        return written
