"""A capability, its adapters and a manifest for tests of what finds and chooses them."""

from typing import Protocol, runtime_checkable

from moothall.kernel.manifest import Component, Connector

HERE = __name__


@runtime_checkable
class Kettle(Protocol):
    def boil(self) -> str: ...


class Copper(Kettle):
    def __init__(self, *, litres: int, key: str = "") -> None:
        self._litres, self._key = litres, key

    def boil(self) -> str:
        return f"{self._litres} litres with {self._key}"


class Teapot:
    """Not a kettle: it cannot boil."""


KITCHEN = Component(
    name="kitchen",
    title="Kitchen",
    summary="Boil water.",
    package=HERE,
    needs={"boiling.v1": f"{HERE}:Kettle"},
)
COPPER = Connector(name="copper", title="Copper", provides={"boiling.v1": f"{HERE}:Copper"})
TEAPOT = Connector(name="teapot", title="Teapot", provides={"boiling.v1": f"{HERE}:Teapot"})
