"""The exams can be failed: each question catches a scanner that is wrong."""

from typing import BinaryIO

import pytest

from moothall.components.documents.ports import Scanner, Verdict
from moothall.components.documents.testing import NoScannerExam, ScannerExam


class Saying(Scanner):
    """Says the same of every file."""

    def __init__(self, verdict: Verdict, *, looks: bool = True) -> None:
        self._verdict, self._looks = verdict, looks

    @property
    def looks(self) -> bool:
        return self._looks

    def scan(self, *, content: BinaryIO) -> Verdict:
        content.read()
        return self._verdict


class Closing(Saying):
    def scan(self, *, content: BinaryIO) -> Verdict:
        content.close()
        return Verdict.CLEAN


class Remembering(Saying):
    """Goes on saying what it said first."""

    def scan(self, *, content: BinaryIO) -> Verdict:
        if b"EICAR" in content.read():
            self._verdict = Verdict.INFECTED
        return self._verdict


class Sitting(ScannerExam):
    __test__ = False

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner

    def scanner(self) -> Scanner:
        return self._scanner


class SittingForAbsence(NoScannerExam):
    __test__ = False

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner

    def scanner(self) -> Scanner:
        return self._scanner


FAILED = {
    "test_it_says_that_it_looks": Saying(Verdict.CLEAN, looks=False),
    "test_a_harmless_file_is_clean": Saying(Verdict.INFECTED),
    "test_the_test_virus_is_found": Saying(Verdict.CLEAN),
    "test_one_file_says_nothing_of_the_next": Remembering(Verdict.CLEAN),
    "test_the_content_stays_open_for_whoever_opened_it": Closing(Verdict.CLEAN),
}
FAILED_BY_ABSENCE = {
    "test_it_says_that_it_does_not_look": Saying(Verdict.NOT_SCANNED),
    "test_it_says_of_every_file_that_nobody_looked": Saying(Verdict.CLEAN, looks=False),
}


@pytest.mark.parametrize(("question", "scanner"), FAILED.items())
def test_a_wrong_scanner_fails(question: str, scanner: Scanner) -> None:
    with pytest.raises(AssertionError):
        getattr(Sitting(scanner), question)()


@pytest.mark.parametrize(("question", "scanner"), FAILED_BY_ABSENCE.items())
def test_a_wrong_absence_fails(question: str, scanner: Scanner) -> None:
    with pytest.raises(AssertionError):
        getattr(SittingForAbsence(scanner), question)()


@pytest.mark.parametrize(
    ("exam", "failed"), [(ScannerExam, FAILED), (NoScannerExam, FAILED_BY_ABSENCE)]
)
def test_every_question_has_a_scanner_that_fails_it(
    exam: type, failed: dict[str, Scanner]
) -> None:
    assert set(failed) == {name for name in dir(exam) if name.startswith("test_")}
