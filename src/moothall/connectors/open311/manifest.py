"""Connector: any system of reports that speaks Open311 GeoReport v2."""

from moothall.kernel.manifest import Connector

_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}

MANIFEST = Connector(
    name="open311",
    title="Another system of reports by Open311",
    provides={"reporting.v1": "moothall.connectors.open311.adapter:Open311"},
    settings_schema={
        "type": "object",
        "required": ["endpoint", "key", "services"],
        "additionalProperties": False,
        "properties": {
            "endpoint": {"type": "string", "format": "uri", "pattern": "^https?://"},
            "jurisdiction": {"type": "string", "maxLength": 200},
            "key": {"type": "string", "minLength": 1, "writeOnly": True},
            "services": {
                "type": "object",
                "description": "Category here -> service_code there; no other is sent on.",
                "minProperties": 1,
                "additionalProperties": _TEXT,
            },
            "attributes": {
                "type": "object",
                "description": "Question here -> attribute there, where they are not alike.",
                "additionalProperties": _TEXT,
            },
            "form": {"enum": ["xml", "json"]},
            "contact": {
                "type": "boolean",
                "description": "Whether name, email and telephone of who reports go along.",
            },
            "poll_minutes": {"type": "number", "minimum": 0.02, "maximum": 1440},
            "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 60},
        },
    },
)
