"""Connector: messages stay in the place, where its demonstration shows them."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="outbox",
    title="Outbox of the place",
    provides={"messages.v1": "moothall.connectors.outbox.adapter:Outbox"},
    settings_schema={"type": "object", "additionalProperties": False},
)
