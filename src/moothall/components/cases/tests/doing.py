"""What the tests of services do over and over."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from moothall.components.cases import queries, services
from moothall.components.cases.contracts import (
    Case,
)
from moothall.components.cases.testing import a_life
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import from_json
from moothall.kernel.testing import NOON

LIFE = a_life()


def act(actor: Actor, case: Case, action: str, **how: Any) -> Case:  # noqa: ANN401
    with acting(actor, purpose="casework"):
        return services.act(
            **{"case_id": case.id, "life": LIFE, "action": action, "at": NOON, **how}
        )


def read(actor: Actor, case: Case) -> Case:
    with acting(actor, purpose="casework"):
        return queries.case_by_id(case_id=case.id)


def log_of(actor: Actor, case: Case) -> list[tuple[str, Mapping[str, Any]]]:
    """Name and body of every event of a case, in order."""
    with acting(actor, purpose="casework"), connection.cursor() as cursor:
        cursor.execute(
            "select name, body from event_log where subject = %s order by position", [case.id]
        )
        return [(name.split(".")[1], from_json(body)) for name, body in cursor]


def names(log: list[tuple[str, Mapping[str, Any]]]) -> list[str]:
    return [name for name, _ in log]
