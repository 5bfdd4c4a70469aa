"""Files are found out by their content; hostile ones are refused in words."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from moothall.components.documents.contracts import (
    DamagedFile,
    EmptyFile,
    FileRefused,
    FileTooLarge,
    HasMacros,
    StorageUnavailable,
    TooManyPixels,
    UnpacksTooLarge,
    WrongType,
)
from moothall.components.documents.rules import detecting, names
from moothall.components.documents.services import receive
from moothall.components.documents.testing import (
    EVERYTHING,
    TEN_MEGABYTES,
    a_docx,
    a_pdf,
    a_photo,
    a_picture,
    an_archive,
    an_odt,
    an_xlsx,
)
from moothall.kernel.actors import Actor, AlreadyActing, acting

PICTURES = ("jpeg", "png", "gif", "webp")
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def kept(content: bytes, accept: tuple[str, ...] = EVERYTHING) -> tuple[str, bytes]:
    """The name of the type, and what is kept."""
    found, kept = detecting.checked(content, accept=accept, most_bytes=TEN_MEGABYTES)
    return found.name, kept


def a_png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that unpack to as many dots as they claim."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b"")]
    )


def a_docx_that_unpacks_to(megabytes: int) -> bytes:
    target = BytesIO(a_docx())
    with (
        ZipFile(target, "a", ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/media/image.bin", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(1_000_000))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (a_photo(), "jpeg"),
        (a_picture("PNG"), "png"),
        (a_picture("GIF"), "gif"),
        (a_picture("WEBP"), "webp"),
        (a_pdf(), "pdf"),
        (a_docx(), "docx"),
        (an_xlsx(), "xlsx"),
        (an_odt(), "odt"),
        (b"name,ward\nAnn,Harbour\n", "csv"),
        (b"BMI,GIFT\n21,no\n", "csv"),
        (b"GIFT,BMI\nno,21\n", "csv"),
        ("enw;ward\nSiân;Yr Harbwr\n".encode("utf-16"), "csv"),
        (b"Dear all,\n\nthe hole, in the road, is back.\n\nAnn\n", "txt"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, name: str) -> None:
    assert kept(content)[0] == name


def test_a_photo_is_turned_upright_and_tells_nothing_of_who_took_it_where() -> None:
    _, content = kept(a_photo(40, 30))
    with Image.open(BytesIO(content)) as picture:
        assert picture.size == (30, 40)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"Ann Other", b"script", b"Exif"):
        assert secret not in content


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_picture_can_be_written_anew(form: str, mode: str) -> None:
    name, content = kept(a_picture(form, mode=mode))
    with Image.open(BytesIO(content)) as picture:
        assert (picture.format, picture.size) == (form, (8, 8))
    assert name == form.lower()


def test_what_is_see_through_stays_so() -> None:
    _, content = kept(a_picture("PNG", mode="RGBA"))
    with Image.open(BytesIO(content)) as picture:
        assert picture.getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_photo_for_print_becomes_one_for_the_screen() -> None:
    _, content = kept(a_picture("JPEG", mode="CMYK"))
    with Image.open(BytesIO(content)) as picture:
        assert picture.mode == "RGB"


def test_what_hides_behind_a_picture_is_gone() -> None:
    hidden = an_archive({"evil.exe": b"MZ"}) + PAGE
    for form in ("JPEG", "PNG", "GIF", "WEBP"):
        _, content = kept(a_picture(form) + hidden)
        assert b"evil" not in content
        assert b"script" not in content


def test_a_picture_that_would_grow_is_made_to_fit() -> None:
    noisy = Image.effect_noise((200, 200), 90).convert("RGB")
    target = BytesIO()
    noisy.save(target, "JPEG", quality=30)
    _, content = detecting.checked(target.getvalue(), accept=("jpeg",), most_bytes=9_000)
    assert len(content) <= 9_000


def test_a_picture_of_fifty_million_dots_and_more_is_refused_unread() -> None:
    for width, height in [(7_100, 7_100), (12_000, 12_000), (60_000, 60_000)]:
        with pytest.raises(TooManyPixels, match="fewer than 50 megapixels"):
            kept(a_png_that_claims(width, height))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_breaks_off_is_refused(form: str, share: float) -> None:
    target = BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(target, form)
    whole = target.getvalue()
    with pytest.raises(FileRefused) as refused:
        kept(whole[: int(len(whole) * share)], PICTURES)
    assert refused.value.code in {"documents.damaged", "documents.wrong-type"}


def test_a_truncated_photo_is_refused_in_words() -> None:
    with pytest.raises(DamagedFile, match="cannot be opened"):
        kept(a_photo(400, 300)[:-200])


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        DRAWING,
        b"MZ\x90\x00" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"\x00\x00\x00\x18ftypmp42" + bytes(200),
        an_archive({"readme.txt": b"hello"}),
        a_pdf(),
        bytes(500),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(WrongType, match="must be a JPEG, PNG, GIF or WebP"):
        receive(name="hole.jpg", content=content, accept=PICTURES, most_bytes=TEN_MEGABYTES)


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        DRAWING,
        b"\xef\xbb\xbf  <svg/>",
        "<script>".encode("utf-16"),
        b"a\x00b",
        b"\x1b[2J",
        b"   \n",
        b"\xff\xfe\x00\xd8",
    ],
)
def test_what_is_no_plain_text_is_refused_as_text(content: bytes) -> None:
    with pytest.raises(WrongType):
        kept(content, ("txt", "csv"))


def test_text_is_kept_as_utf_8() -> None:
    assert kept("£5 i Siân".encode("cp1252"), ("txt",)) == ("txt", "£5 i Siân".encode())
    assert kept("tŷ".encode("utf-16"), ("txt",)) == ("txt", "tŷ".encode())


def test_a_single_column_is_a_table_where_no_text_is_accepted() -> None:
    assert kept(b"ward\nHarbour\n", ("csv",))[0] == "csv"
    assert kept(b"ward\nHarbour\n", ("csv", "txt"))[0] == "txt"


def test_ragged_rows_are_no_table() -> None:
    with pytest.raises(WrongType):
        kept(b"a,b\nc\nd,e,f\n", ("csv",))


@pytest.mark.parametrize(
    "content",
    [
        a_pdf()[:-60],
        a_pdf().replace(b"startxref", b"start"),
        a_pdf() + a_docx(),
        a_pdf() + PAGE,
        a_pdf().replace(b"%PDF-1.7", b"%PDF-x.y"),
    ],
)
def test_a_pdf_that_is_not_whole_or_not_alone_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedFile, match="PDF cannot be read safely"):
        kept(content)


def test_a_pdf_that_begins_with_something_else_is_none() -> None:
    with pytest.raises(WrongType):
        kept(PAGE + a_pdf(), ("pdf",))


def test_an_office_file_that_unpacks_to_a_flood_is_refused() -> None:
    bomb = a_docx_that_unpacks_to(101)
    assert len(bomb) < 1_000_000
    with pytest.raises(UnpacksTooLarge):
        kept(bomb)


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "word/activeX/activeX1.bin", "Basic/script.xml"]
)
def test_an_office_file_with_macros_is_refused(part: str) -> None:
    with pytest.raises(HasMacros):
        kept(a_docx(**{part: b"Sub AutoOpen()"}))


def test_a_type_that_allows_macros_is_refused() -> None:
    kind = b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    with pytest.raises(HasMacros):
        kept(a_docx(**{"[Content_Types].xml": kind}))


@pytest.mark.parametrize(
    "content",
    [
        a_docx() + b"behind it",
        a_docx()[:-30],
        a_docx(**{"../../outside": b""}),
        a_docx(**{"/etc/passwd": b""}),
        a_docx(**{"word/x.xml": b"<!DOCTYPE x [<!ENTITY a 'aa'>]>"}),
        a_docx(**{f"word/{n}": b"" for n in range(5_001)}),
    ],
)
def test_an_office_file_that_is_not_sound_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedFile):
        kept(content)


def test_an_office_file_that_was_tampered_with_is_refused() -> None:
    tampered = bytearray(
        an_archive({"[Content_Types].xml": b"<T/>", "word/document.xml": b"x"})
    )
    place = tampered.index(b"word/document.xml") + len(b"word/document.xml")
    tampered[place] ^= 0xFF
    with pytest.raises(DamagedFile):
        kept(bytes(tampered))


def test_an_archive_that_is_two_kinds_of_document_is_none() -> None:
    with pytest.raises(WrongType):
        kept(a_docx(**{"xl/workbook.xml": b"<workbook/>"}))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFile, match="is empty"):
        receive(name="a.jpg", content=b"", accept=PICTURES, most_bytes=10)


def test_a_file_beyond_the_limit_is_refused_without_reading_it_all() -> None:
    class Endless(BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            self.asked = size
            return bytes(size)

    endless = Endless()
    with pytest.raises(FileTooLarge, match="smaller than 2 MB"):
        receive(name="a.jpg", content=endless, accept=PICTURES, most_bytes=2 * 1024 * 1024)
    assert endless.asked == 2 * 1024 * 1024 + 1


def test_a_file_that_cannot_be_kept_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "full").write_text("no folder")
    with (
        override_settings(FILES_FOLDER=str(tmp_path / "full")),
        pytest.raises(StorageUnavailable, match="cannot be kept"),
    ):
        receive(name="a.jpg", content=a_photo(), accept=PICTURES, most_bytes=TEN_MEGABYTES)


def test_an_unknown_type_in_a_definition_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="svg"):
        receive(name="a.svg", content=DRAWING, accept=("svg",), most_bytes=100)


def test_a_file_is_not_taken_in_inside_acting() -> None:
    with pytest.raises(AlreadyActing), acting(Actor(), purpose="test"):
        receive(name="a.jpg", content=a_photo(), accept=PICTURES, most_bytes=TEN_MEGABYTES)


def test_where_a_file_is_kept_tells_nothing_of_its_name() -> None:
    found = receive(
        name="../Ann Other's <hole>.php",
        content=a_photo(),
        accept=PICTURES,
        most_bytes=TEN_MEGABYTES,
    )
    assert found.name == "Ann Other's _hole_.jpg"
    assert "Ann" not in found.key
    assert found.type == "image/jpeg"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("hole.JPEG", "hole.jpg"),
        ("C:\\Users\\ann\\hole.png", "hole.jpg"),
        ("/etc/passwd", "passwd.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("turn\u202egnp.exe", "turngnp.jpg"),
        ("a\x00b\nc.jpg", "abc.jpg"),
        ("evil.html.", "evil.html.jpg"),
        ("no extension at all", "no extension at all.jpg"),
        ("v1.2 of the plan", "v1.2 of the plan.jpg"),
        ("con.txt", "file con.jpg"),
        ("llun o’r tŷ.jpg", "llun o’r tŷ.jpg"),
        ("x" * 500 + ".png", "x" * 100 + ".jpg"),
    ],
)
def test_a_name_is_made_safe(given: str, safe: str) -> None:
    assert names.safe(given, extension=".jpg") == safe


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            b"",
            a_photo()[:300],
            a_picture("PNG")[:40],
            a_picture("GIF")[:20],
            a_picture("WEBP")[:30],
            a_docx()[:200],
            b"%PDF-1.7\n",
        ]
    ),
    st.binary(max_size=400),
)
def test_nothing_but_a_refusal_comes_of_any_bytes(head: bytes, rest: bytes) -> None:
    with suppress(FileRefused):
        kept(head + rest)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]), st.data())
def test_nothing_but_a_refusal_comes_of_a_picture_with_a_wrong_byte(
    form: str, data: st.DataObject
) -> None:
    content = bytearray(a_picture(form, size=(32, 32)))
    for _ in range(3):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    with suppress(FileRefused):
        kept(bytes(content))
