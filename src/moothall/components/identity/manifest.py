"""Identity: who somebody is. Accounts, sessions and API keys, behind a door of their own."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="identity",
    title="Identity",
    summary="Sign people in, keep their sessions, and know API clients by their keys.",
    package="moothall.components.identity",
    optional=False,
    urls="moothall.components.identity.urls",
)
