"""A refresh: what is new is stored, summarised and looked through. One process at a time."""

from collections.abc import Callable
from datetime import datetime

from moothall.components.demand.services.finding import Looked, find
from moothall.components.demand.services.storing import Stored, store
from moothall.components.demand.services.summarising import Summarised, only_one, summarise


def refresh(
    *, at: datetime, progress: Callable[[str], None] = lambda _: None, lately: bool = False
) -> tuple[Stored, Summarised, Looked]:
    """Store, summarise and find. Outside ``acting``; ``Busy`` where another one is at work.

    With ``lately`` only the last months are summarised; the next refresh does the rest.
    """
    with only_one():
        stored = store(at=at, progress=progress)
        return stored, summarise(at=at, lately=lately), find(at=at)
