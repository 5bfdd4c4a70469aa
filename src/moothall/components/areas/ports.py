"""What areas needs of the outside world: somebody who knows the addresses of the place."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from moothall.components.areas.contracts import Address


@runtime_checkable
class AddressSearch(Protocol):
    """A gazetteer.

    No call is made inside ``acting``. Each may raise ``AddressesUnavailable``, and nothing
    else, whatever the text is.
    """

    def search(self, *, text: str, limit: int) -> Sequence[Address]:
        """At most ``limit`` addresses that ``text`` may mean, the likeliest first.

        ``text`` is what somebody typed: a postcode, words of an address or the beginnings of
        them, or both. Text without a letter or digit means no address.
        """
        ...

    def address(self, *, uprn: str) -> Address | None:
        """The one address with this UPRN, if the gazetteer knows it."""
        ...
