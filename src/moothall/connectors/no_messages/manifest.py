"""Connector: stands for having nobody who carries messages."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="no_messages",
    title="No messages",
    provides={"messages.v1": "moothall.connectors.no_messages.adapter:NoMessages"},
    settings_schema={"type": "object", "additionalProperties": False},
)
