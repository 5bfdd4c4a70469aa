"""Files for tests anywhere, honest and hostile, and the exams that every scanner sits."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

from moothall.components.documents import services
from moothall.components.documents.contracts import Received
from moothall.components.documents.ports import Scanner, Verdict

EVERYTHING = ("pdf", "jpeg", "png", "gif", "webp", "csv", "txt", "docx", "xlsx", "odt")
TEN_MEGABYTES = 10_000_000
_ORIENTATION, _GPS, _MAKER = 0x0112, 0x8825, 0x010F
_QUARTER_TURN = 6
_TYPES_PART = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def a_photo(width: int = 40, height: int = 30) -> bytes:
    """A JPEG that lies on its side and says who took it where."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("navy", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[_ORIENTATION] = _QUARTER_TURN
    exif[_MAKER] = "Camera of Ann Other"
    exif.get_ifd(_GPS)[1] = "N"
    target = BytesIO()
    picture.save(target, "JPEG", exif=exif, comment=b"<script>taken at home</script>")
    return target.getvalue()


def a_picture(form: str, *, mode: str = "RGB", size: tuple[int, int] = (8, 8)) -> bytes:
    target = BytesIO()
    Image.new(mode, size).save(target, form)
    return target.getvalue()


def a_pdf() -> bytes:
    """A PDF of one empty page."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    body, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    start = len(body)
    body += b"xref\n0 4\n0000000000 65535 f \n"
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def an_archive(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def a_docx(**more: bytes) -> bytes:
    """A Word document, as far as its parts go. ``more``: further parts by name."""
    parts = {"[Content_Types].xml": _TYPES_PART.encode(), "word/document.xml": b"<document/>"}
    return an_archive(parts | more)


def an_xlsx() -> bytes:
    parts = {"[Content_Types].xml": _TYPES_PART.encode(), "xl/workbook.xml": b"<workbook/>"}
    return an_archive(parts)


def an_odt() -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.text"
    return an_archive({"mimetype": mimetype, "content.xml": b"<document-content/>"})


def received(name: str = "hole.jpg", content: bytes | None = None) -> Received:
    """A file that was taken in; call it outside ``acting``."""
    return services.receive(
        name=name,
        content=content or a_photo(),
        accept=EVERYTHING,
        most_bytes=TEN_MEGABYTES,
    )


def a_harmless_virus() -> bytes:
    """What scanners agree to take for a virus, in parts so that none minds this file."""
    return b"".join(
        [
            b"X5O!P%@AP[4",
            b"\\PZX54(P^)7CC)7}$",
            b"EICAR-STANDARD-",
            b"ANTIVIRUS-TEST-FILE!$H+H*",
        ]
    )


class ScannerExam:
    """Subclass it beside the adapter, and give it the scanner."""

    def scanner(self) -> Scanner:
        raise NotImplementedError

    def test_it_says_that_it_looks(self) -> None:
        assert self.scanner().looks

    def test_a_harmless_file_is_clean(self) -> None:
        assert self.scanner().scan(content=BytesIO(a_pdf())) is Verdict.CLEAN

    def test_the_test_virus_is_found(self) -> None:
        content = BytesIO(a_harmless_virus())
        assert self.scanner().scan(content=content) is Verdict.INFECTED

    def test_one_file_says_nothing_of_the_next(self) -> None:
        scanner = self.scanner()
        verdicts = [
            scanner.scan(content=BytesIO(content))
            for content in (a_harmless_virus(), a_pdf(), a_harmless_virus())
        ]
        assert verdicts == [Verdict.INFECTED, Verdict.CLEAN, Verdict.INFECTED]

    def test_the_content_stays_open_for_whoever_opened_it(self) -> None:
        content = BytesIO(a_pdf())
        self.scanner().scan(content=content)
        assert not content.closed


class NoScannerExam:
    """For the adapter that stands for having none: it must not call anything clean."""

    def scanner(self) -> Scanner:
        raise NotImplementedError

    def test_it_says_that_it_does_not_look(self) -> None:
        assert not self.scanner().looks

    def test_it_says_of_every_file_that_nobody_looked(self) -> None:
        for content in (a_pdf(), a_harmless_virus(), b""):
            assert self.scanner().scan(content=BytesIO(content)) is Verdict.NOT_SCANNED
