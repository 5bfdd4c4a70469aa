"""What documents needs of the outside world: somebody who looks for harmful content."""

from enum import StrEnum
from typing import BinaryIO, Protocol, runtime_checkable


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not scanned"


@runtime_checkable
class Scanner(Protocol):
    """A scanner of files. No call is made inside ``acting``."""

    @property
    def looks(self) -> bool:
        """Whether it looks at all; files wait only for one that does."""
        ...

    def scan(self, *, content: BinaryIO) -> Verdict:
        """Read ``content`` to its end and say what was found.

        May raise ``ScannerUnavailable``: it is then asked again later.
        """
        ...
