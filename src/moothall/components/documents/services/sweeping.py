"""Deleting what nobody came back for: uploads never recorded, files never claimed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from moothall.components.documents.queries import contents
from moothall.components.documents.queries.documents import keys_in_use
from moothall.components.documents.services.keeping import remove_unclaimed
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting

_YOUNGEST, _OLDEST = 2, 32
_BATCH = 500
_PURPOSE = "cleaning"


def sweep(*, at: datetime) -> int:
    """Delete contents that were stored 2 to 32 days ago and belong to no file.

    Files that nobody has claimed within two days go as well. Answers how many contents it
    deleted. Opens an ``acting`` for each organisation, so call it outside.
    """
    for organisation in organisations.everyone():
        with acting(Actor(org=organisation.id), purpose=_PURPOSE):
            remove_unclaimed(before=at - timedelta(days=_YOUNGEST), at=at)
    gone = 0
    for days in range(_YOUNGEST, _OLDEST + 1):
        keys = list(contents.keys_of((at - timedelta(days=days)).date()))
        for start in range(0, len(keys), _BATCH):
            gone += forget(keys=keys[start : start + _BATCH])
    return gone


def forget(*, keys: Sequence[str]) -> int:
    """Delete those of these contents that belong to no file; answer how many."""
    with acting(Actor(), purpose=_PURPOSE):
        used = keys_in_use(keys=keys)
    loose = [key for key in keys if key not in used]
    for key in loose:
        contents.delete(key=key)
    return len(loose)
