"""A file goes out with headers that leave it no power, and an infected one not at all."""

from dataclasses import replace
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

import pytest
from PIL import Image

from moothall.components.documents import services
from moothall.components.documents.contracts import (
    ContentMissing,
    Document,
    InfectedFile,
    Scan,
    ScannerUnavailable,
    StillWaiting,
)
from moothall.components.documents.jobs import examine, scan
from moothall.components.documents.ports import Scanner, Verdict
from moothall.components.documents.testing import a_docx, a_harmless_virus, a_pdf, received
from moothall.kernel.actors import Actor, AlreadyActing, acting
from moothall.kernel.testing import NOON, an_officer


class Searching(Scanner):
    """Looks for the test virus in what it reads."""

    @property
    def looks(self) -> bool:
        return True

    def scan(self, *, content: BinaryIO) -> Verdict:
        return Verdict.INFECTED if a_harmless_virus() in content.read() else Verdict.CLEAN


class Failing(Searching):
    def scan(self, *, content: BinaryIO) -> Verdict:
        raise ScannerUnavailable("the scanner does not answer")


def a_document(officer: Actor, name: str, content: bytes) -> Document:
    file = received(name, content)
    with acting(officer, purpose="test"):
        return services.record(received=file, at=NOON)


def again(officer: Actor, document: Document) -> Document:
    with acting(officer, purpose="test"):
        return services.document(document_id=document.id)


def waiting(officer: Actor, content: bytes) -> Document:
    """A document that a scanner has yet to look at."""
    document = a_document(officer, "file.txt", content)
    with acting(officer, purpose="test"):
        from_table = "update documents_document set scan = 'waiting' where id = %s"
        _execute(from_table, document.id)
    return again(officer, document)


def _execute(statement: str, document_id: UUID) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement, [document_id])


def test_a_photo_is_shown_in_a_box_without_scripts() -> None:
    document = a_document(an_officer(), "Twll yn y ffordd – tŷ.jpg", _photo())
    served = services.served(document=document)
    assert b"".join(served.content).startswith(b"\xff\xd8\xff")
    assert served.headers["Content-Type"] == "image/jpeg"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Content-Disposition"].startswith("inline; filename*=utf-8''Twll")
    assert served.headers["Content-Security-Policy"].endswith("; sandbox")
    assert served.headers["Cache-Control"] == "private, no-store"


def test_a_pdf_is_shown_and_loads_nothing() -> None:
    served = services.served(document=a_document(an_officer(), "bill.pdf", a_pdf()))
    assert served.headers["Content-Disposition"] == 'inline; filename="bill.pdf"'
    assert served.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert b"".join(served.content) == a_pdf()


@pytest.mark.parametrize(
    ("content", "media"),
    [(a_docx(), "application/vnd.openxmlformats"), (b"a,b\n1,2\n", "text/csv; charset=utf-8")],
)
def test_everything_else_is_saved_not_shown(content: bytes, media: str) -> None:
    served = services.served(document=a_document(an_officer(), "list", content))
    assert served.headers["Content-Disposition"].startswith("attachment; ")
    assert served.headers["Content-Type"].startswith(media)
    assert served.headers["Content-Length"] == str(len(b"".join(served.content)))


def test_a_name_cannot_break_out_of_its_header() -> None:
    document = a_document(an_officer(), 'a"; x=\r\nSet-Cookie: b', a_docx())
    served = services.served(document=document)
    served.content.close()
    disposition = served.headers["Content-Disposition"]
    assert "\r" not in disposition
    assert "\n" not in disposition
    assert disposition.count('"') == 2


def test_a_file_whose_content_is_gone_says_so() -> None:
    document = a_document(an_officer(), "bill.pdf", a_pdf())
    gone = replace(document, key="2020/01/01/nothing")
    with pytest.raises(ContentMissing):
        services.served(document=gone)


def test_content_is_not_read_inside_acting() -> None:
    officer = an_officer()
    document = a_document(officer, "bill.pdf", a_pdf())
    with acting(officer, purpose="test"), pytest.raises(AlreadyActing):
        services.open_content(document=document)


def test_an_infected_file_is_never_served() -> None:
    officer = an_officer()
    document = waiting(officer, a_harmless_virus())
    with pytest.raises(StillWaiting):
        services.served(document=document)
    examine(document, actor=Actor(org=officer.org), scanner=Searching())
    document = again(officer, document)
    assert document.scan is Scan.INFECTED
    with pytest.raises(InfectedFile):
        services.served(document=document)


def test_a_clean_file_is_served_once_it_was_scanned() -> None:
    officer = an_officer()
    document = waiting(officer, b"harmless words")
    examine(document, actor=Actor(org=officer.org), scanner=Searching())
    document = again(officer, document)
    assert document.scan is Scan.CLEAN
    assert b"".join(services.served(document=document).content) == b"harmless words"


def test_a_file_waits_for_a_scanner_that_does_not_answer() -> None:
    officer = an_officer()
    document = waiting(officer, b"harmless words")
    with pytest.raises(ScannerUnavailable):
        examine(document, actor=Actor(org=officer.org), scanner=Failing())
    assert again(officer, document).scan is Scan.WAITING


def test_a_verdict_is_kept_once() -> None:
    officer = an_officer()
    document = waiting(officer, b"harmless words")
    for verdict in (Verdict.INFECTED, Verdict.CLEAN):
        with acting(officer, purpose="test"):
            services.note_scan(document_id=document.id, verdict=verdict, at=NOON)
    assert again(officer, document).scan is Scan.INFECTED


def test_the_job_asks_the_chosen_scanner_which_here_is_none() -> None:
    officer = an_officer()
    document = waiting(officer, b"harmless words")
    scan(org=str(officer.org), document=str(document.id))
    assert again(officer, document).scan is Scan.NOT_SCANNED


def test_the_job_has_nothing_to_do_for_a_file_that_is_gone() -> None:
    officer = an_officer()
    document = waiting(officer, b"harmless words")
    with acting(officer, purpose="test"):
        services.remove(document_id=document.id, at=NOON)
    scan(org=str(officer.org), document=str(document.id))


def _photo() -> bytes:
    target = BytesIO()
    Image.new("RGB", (4, 4)).save(target, "JPEG")
    return target.getvalue()
