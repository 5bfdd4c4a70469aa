"""Says that there is no search of addresses, so that people are asked to write theirs."""

from typing import NoReturn

from moothall.components.areas.contracts import AddressesUnavailable
from moothall.components.areas.ports import AddressSearch
from moothall.kernel.words import say


class NoAddresses(AddressSearch):
    def search(self, *, text: str, limit: int) -> NoReturn:
        raise _unavailable()

    def address(self, *, uprn: str) -> NoReturn:
        raise _unavailable()


def _unavailable() -> AddressesUnavailable:
    return AddressesUnavailable(
        say("We cannot look up addresses here. Write the address instead.")
    )
