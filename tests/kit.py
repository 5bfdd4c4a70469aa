"""``make conformance``: runs the DMN compatibility kit, or says why there is none to run."""

import os
import sys
from pathlib import Path

from moothall.feel import conformance

_IN_SHARED = Path("data", "dmn-tck")


def main(folders: list[str]) -> int:
    """Run the kit in the folder named, else the one of the shared data.

    Fails where there is none in a folder that was named, here or in ``MOOTHALL_SHARED``.
    """
    if folders:
        return conformance.main(folders)
    shared = os.environ.get("MOOTHALL_SHARED")
    kit = Path(shared or "../shared") / _IN_SHARED
    if shared is None and not kit.is_dir():
        sys.stdout.write(
            "Skipped: there is no compatibility kit here. Name its folder with KIT=folder.\n"
        )
        return 0
    return conformance.main([str(kit)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
