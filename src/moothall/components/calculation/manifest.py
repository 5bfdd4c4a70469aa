"""Calculation: exact money, line by line."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="calculation",
    title="Calculation",
    summary="Work out what something costs, exactly, with a reason for every line.",
    package="moothall.components.calculation",
    offers={"rates.v1": "moothall.components.calculation.services"},
    steps={"calculate": "moothall.components.calculation.steps:Calculate"},
)
