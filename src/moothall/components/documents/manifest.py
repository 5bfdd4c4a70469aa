"""Documents: the files that people attach to what they ask for."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="documents",
    title="Documents",
    summary="Take in photos and documents, check what they really are, and serve them safely.",
    package="moothall.components.documents",
    offers={"documents.v1": "moothall.components.documents.services"},
    needs={"scanning.v1": "moothall.components.documents.ports:Scanner"},
    jobs={
        "documents.scan": "moothall.components.documents.jobs:scan",
        "documents.forget": "moothall.components.documents.jobs:forget",
        "documents.sweep": "moothall.components.documents.jobs:sweep",
    },
)
