"""Notifications: messages to people, each sent once as far as that can be."""

from moothall.kernel.manifest import Component

_HERE = "moothall.components.notifications"

MANIFEST = Component(
    name="notifications",
    title="Notifications",
    summary="Fill in message templates, send email, try again, and say what became of it.",
    package=_HERE,
    optional=True,
    offers={"notifications.v1": f"{_HERE}.services"},
    needs={"messages.v1": f"{_HERE}.ports:Mailer"},
    jobs={"notifications.send": f"{_HERE}.jobs:send"},
    urls=f"{_HERE}.urls",
    health=f"{_HERE}.queries:health",
)
