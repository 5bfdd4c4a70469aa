"""No scanner: files are taken as they come, and say that nobody looked into them."""

from moothall.kernel.manifest import Connector

MANIFEST = Connector(
    name="no_scanner",
    title="No scanner",
    provides={"scanning.v1": "moothall.connectors.no_scanner.adapter:NoScanner"},
)
