"""``moothall`` on the command line."""

import sys


def run() -> None:
    """Do what the command line says, and end with its exit code."""
    from moothall.site.command import main  # noqa: PLC0415 - settings must not load on import

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
