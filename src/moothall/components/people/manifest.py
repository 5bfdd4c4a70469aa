"""People: who works for which organisation, with which duties, in which teams."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="people",
    title="People",
    summary="Keep who works for which organisation, and what each may do there.",
    package="moothall.components.people",
    optional=False,
    offers={"people.v1": "moothall.components.people.queries"},
)
