"""Cases: the pieces of work that people bring to an organisation, from opened to closed."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="cases",
    title="Cases",
    summary="Keep each request as a case: its life, its clock, who has it and what was said.",
    package="moothall.components.cases",
    optional=False,
    offers={"cases.v1": "moothall.components.cases.services"},
    steps={"case": "moothall.components.cases.steps:OpenCase"},
)
