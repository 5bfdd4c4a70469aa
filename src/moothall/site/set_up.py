"""Sets the demonstration place up, in a process that ends: ``python -m moothall.site.set_up
DATA``.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

from moothall.site.command import say
from moothall.site.database import DISK_FULL, is_disk_full


def _report(line: str) -> None:
    say(f"      {line}")


def main(folder: Path) -> None:
    """Migrate, then load what the place's folder and the catalogue say."""
    import_module("django").setup()
    if "OWNER_DATABASE_URL" in os.environ:
        import_module("moothall.site.bring_up").migrate()
    say("3/5 Loading Seaborough")
    if import_module("moothall.site.demonstration").load(folder=folder, report=_report):
        import_module("moothall.site.past_demand").bring_in(report=_report)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Exception as problem:
        if not is_disk_full(problem):
            raise
        sys.exit(DISK_FULL)
