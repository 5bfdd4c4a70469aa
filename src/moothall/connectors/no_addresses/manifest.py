"""No addresses: stands where a place has no gazetteer."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="no_addresses",
    title="No search of addresses",
    provides={"addresses.v1": "moothall.connectors.no_addresses.adapter:NoAddresses"},
)
