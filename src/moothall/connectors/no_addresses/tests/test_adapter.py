"""The absent search of addresses sits the exam of absence."""

from moothall.components.areas.testing import NoAddressesExam
from moothall.connectors.no_addresses.adapter import NoAddresses


class TestNoAddresses(NoAddressesExam):
    def addresses(self) -> NoAddresses:
        return NoAddresses()
