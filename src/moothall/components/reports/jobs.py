"""Background work of reports: telling everybody who follows one of what is new."""

from uuid import UUID

from django.utils.timezone import now

from moothall.components.reports.services.telling import FIRST, tell_some
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId


def tell(org: str, update: str) -> None:
    """Queue the messages about an update, some in each transaction; each is queued once."""
    beyond: UUID | None = FIRST
    while beyond is not None:
        with acting(Actor(org=OrgId(UUID(org))), purpose="news of a report"):
            beyond = tell_some(update_id=UUID(update), beyond=beyond, at=now())
