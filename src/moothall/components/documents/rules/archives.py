"""Office documents, which are archives: what kind, how much they unpack to, and no macros."""

from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception's name

from moothall.components.documents.contracts import DamagedFile, HasMacros, UnpacksTooLarge
from moothall.kernel.words import say

MOST_ENTRIES = 5_000
MOST_UNPACKED = 100_000_000
_CHUNK = 1 << 16
_TYPES_PART = "[Content_Types].xml"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
_MARKS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_ENCRYPTED = 0x1
_STORED, _DEFLATED = 0, 8
_END = b"PK\x05\x06"
_LENGTH_OF_END = 22
_ENTITY = b"<!ENTITY"
_MACROS = ("vbaproject", "vbadata", "/activex/", "basic/", "scripts/")
_UNREADABLE = (
    BadZipFile,
    LargeZipFile,
    ZlibError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def name_of(content: bytes) -> str | None:
    """``docx``, ``xlsx`` or ``odt``; ``None`` for any other archive.

    Raises ``DamagedFile``, ``UnpacksTooLarge`` or ``HasMacros``.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            name = _kind(archive, {entry.filename for entry in entries})
            if name is None:
                return None
            _check_outside(content, entries)
            _check_inside(archive, entries)
    except _UNREADABLE:
        raise _damaged() from None
    return name


def _kind(archive: ZipFile, names: set[str]) -> str | None:
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as part:
            return "odt" if part.read(100) == _OPEN_DOCUMENT else None
    found = [kind for mark, kind in _MARKS.items() if mark in names]
    return found[0] if _TYPES_PART in names and len(found) == 1 else None


def _check_outside(content: bytes, entries: list[ZipInfo]) -> None:
    """Nothing stands before, behind or between the entries, and none has a hostile name."""
    if content[-_LENGTH_OF_END:][: len(_END)] != _END:
        raise _damaged()
    if len(entries) > MOST_ENTRIES or len({e.filename for e in entries}) < len(entries):
        raise _damaged()
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        hostile = ".." in parts or entry.filename.startswith("/")
        known = entry.compress_type in {_STORED, _DEFLATED}
        if hostile or not known or entry.flag_bits & _ENCRYPTED:
            raise _damaged()


def _check_inside(archive: ZipFile, entries: list[ZipInfo]) -> None:
    """Unpack everything once, to see that it can be and how much it is."""
    if any(mark in f"/{entry.filename}".lower() for entry in entries for mark in _MACROS):
        raise HasMacros(say("The file contains macros. Save it without them"))
    left = MOST_UNPACKED
    for entry in entries:
        with archive.open(entry) as part:
            start = part.read(_CHUNK)
            if _ENTITY in start:
                raise _damaged()
            if b"macroEnabled" in start and entry.filename == _TYPES_PART:
                raise HasMacros(say("The file contains macros. Save it without them"))
            left -= len(start)
            while left >= 0 and (more := part.read(_CHUNK)):
                left -= len(more)
        if left < 0:
            raise UnpacksTooLarge(say("The file is too large when it is opened"))


def _damaged() -> DamagedFile:
    return DamagedFile(say("The file cannot be opened. Save it again without a password"))
