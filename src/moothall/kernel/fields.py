"""A JSON column that keeps decimals exact both ways."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.json import Jsonb

from moothall.kernel.encoding import from_json, to_json


class ExactJSON(models.JSONField):
    """``jsonb`` whose numbers come back as ``int`` or ``Decimal``, never as a float."""

    def get_db_prep_value(
        self,
        value: Any,  # noqa: ANN401 - JSON may hold anything
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> Any:  # noqa: ANN401
        return None if value is None else Jsonb(value, dumps=to_json)

    def from_db_value(self, value: Any, *_: object) -> Any:  # noqa: ANN401
        return from_json(value) if isinstance(value, str | bytes) else value
