"""Connector: reports are kept in this process, as if another system had taken them."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="open311_paper",
    title="Reports on paper, to try out",
    provides={"reporting.v1": "moothall.connectors.open311_paper.adapter:Paper"},
    settings_schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "tray": {"type": "string", "maxLength": 60},
            "poll_minutes": {"type": "number", "minimum": 0.02, "maximum": 1440},
        },
    },
)
