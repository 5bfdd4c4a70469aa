"""The work of demand in the background: a refresh, in a process of its own."""

import os
import threading
from contextlib import suppress
from multiprocessing import get_context, parent_process

import django
from django.utils.timezone import now

from moothall.components.demand.contracts import Busy
from moothall.kernel import registry

_GIVES_WAY = 10
_LONGEST = 3 * 60 * 60
_REFRESH = "moothall.components.demand.services.refreshing:refresh"
BUSY = 3
"""The exit code of a refresh on the command line that found another one at work."""


class RefreshFailed(RuntimeError):
    """The process of a refresh ended badly; what it wrote says why."""


def refresh() -> None:
    """Store, summarise and find in another process, so that a worker stays small.

    It does what ``moothall demand refresh`` does, and lets everybody else go first. Where a
    refresh is at work already, or the place has no steward yet, nothing is done.
    """
    own = get_context("spawn").Process(target=_refresh_here, name="demand refresh")
    own.start()
    own.join(_LONGEST)
    if own.is_alive():
        own.kill()
        own.join()
    if own.exitcode != 0:
        raise RefreshFailed(f"the refresh ended with {own.exitcode}")


def _refresh_here() -> None:
    os.nice(_GIVES_WAY)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()  # this module is loaded before it, so nothing above may know a table
    nobody = registry.load("moothall.kernel.organisations:OrganisationNotFound")
    with suppress(Busy, nobody):
        registry.load(_REFRESH)(at=now())


def _end_with_parent() -> None:
    """A worker that is killed leaves nobody behind."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
