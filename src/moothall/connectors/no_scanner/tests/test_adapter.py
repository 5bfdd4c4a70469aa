"""The absent scanner sits the exam of absence."""

from moothall.components.documents.testing import NoScannerExam
from moothall.connectors.no_scanner.adapter import NoScanner


class TestNoScanner(NoScannerExam):
    def scanner(self) -> NoScanner:
        return NoScanner()
