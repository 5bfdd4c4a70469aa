"""Searches the addresses that the steward has imported: embedded, with no account anywhere."""

from moothall.components.areas import queries
from moothall.components.areas.contracts import Address
from moothall.components.areas.ports import AddressSearch
from moothall.kernel.actors import Actor, acting

_PURPOSE = "address search"


class Gazetteer(AddressSearch):
    def search(self, *, text: str, limit: int) -> list[Address]:
        with acting(Actor(), purpose=_PURPOSE):
            return queries.kept_addresses(text=text, limit=limit)

    def address(self, *, uprn: str) -> Address | None:
        with acting(Actor(), purpose=_PURPOSE):
            return queries.kept_address(uprn=uprn)
