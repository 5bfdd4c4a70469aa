"""The work of demand in the background: a refresh, in a process of its own."""

import os
import subprocess
import sys
from functools import partial

_GIVES_WAY = 10
_LONGEST = 3 * 60 * 60
BUSY = 3
"""The exit code of a refresh that found another one at work."""


class RefreshFailed(RuntimeError):
    """The process of a refresh ended badly; its own output says why."""


def refresh() -> None:
    """Store, summarise and find in another process, so that a worker stays small.

    It lets everybody else go first. Where a refresh is at work already, nothing is done.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "moothall", "demand", "refresh"],
        check=False,
        timeout=_LONGEST,
        preexec_fn=partial(os.nice, _GIVES_WAY),
    )
    if ended.returncode not in {0, BUSY}:
        raise RefreshFailed(f"the refresh ended with {ended.returncode}")
