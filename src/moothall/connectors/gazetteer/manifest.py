"""Gazetteer: searches the place's own list of addresses."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="gazetteer",
    title="The place's own list of addresses",
    provides={"addresses.v1": "moothall.connectors.gazetteer.adapter:Gazetteer"},
)
