"""Demand: what people of the place need, where, and how well it is met."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="demand",
    title="Demand",
    summary="Read the log of all organisations as one picture of need, with its uncertainty.",
    package="moothall.components.demand",
)
