"""Connector: reports stay where they are made."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="no_reporting",
    title="No other system of reports",
    provides={"reporting.v1": "moothall.connectors.no_reporting.adapter:NoReporting"},
    settings_schema={"type": "object", "additionalProperties": False},
)
