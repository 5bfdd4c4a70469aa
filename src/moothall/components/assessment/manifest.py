"""Assessment: decide by a table who is eligible, which band, how urgent."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="assessment",
    title="Assessment",
    summary="Decide by tables and questionnaires that anyone may read, and say why.",
    package="moothall.components.assessment",
    offers={"decisions.v1": "moothall.components.assessment.queries"},
    steps={
        "assess": "moothall.components.assessment.steps:Assess",
        "score": "moothall.components.assessment.kinds.score:Score",
    },
)
