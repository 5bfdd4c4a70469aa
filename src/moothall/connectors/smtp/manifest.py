"""Connector: any mail server that speaks SMTP."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="smtp",
    title="Email by SMTP",
    provides={"messages.v1": "moothall.connectors.smtp.adapter:Smtp"},
    settings_schema={
        "type": "object",
        "required": ["host", "sender"],
        "additionalProperties": False,
        "properties": {
            "host": {"type": "string", "minLength": 1, "maxLength": 255},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535},
            "username": {"type": "string"},
            "password": {"type": "string", "writeOnly": True},
            "security": {"enum": ["none", "starttls", "tls"]},
            "sender": {"type": "string", "format": "email"},
            "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 120},
        },
    },
)
