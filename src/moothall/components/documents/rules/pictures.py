"""Pictures: read to their end, turned the right way up, and written anew without metadata."""

import struct
import threading
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from moothall.components.documents.contracts import DamagedFile, TooManyPixels
from moothall.kernel.words import say

MOST_PIXELS = 50_000_000
_READ_AS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "gif": ("GIF",), "webp": ("WEBP",)}
_WRITTEN_AS = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
_KEPT_MODES = {
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "P", "I;16", "RGB"},
    "GIF": {"L", "P"},
    "WEBP": {"RGB"},
}
_QUALITY = 88
_SMALLEST = 16
# What the readers of single formats are known to raise on content that is wrong.
_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
)
_ONE_AT_A_TIME = threading.Lock()
"""A picture of the largest size takes some 400 MB while it is written anew."""
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def written_anew(content: bytes, *, name: str, most_bytes: int) -> bytes:
    """The first picture in ``content`` as a file of its own; nothing else of it is kept.

    It is made smaller where it would otherwise be larger than ``most_bytes``.
    """
    try:
        with _ONE_AT_A_TIME, Image.open(BytesIO(content), formats=_READ_AS[name]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise _too_many_pixels()
            found.load()
            bare = _bare(ImageOps.exif_transpose(found), _WRITTEN_AS[name])
            return _fitting(bare, _WRITTEN_AS[name], most_bytes)
    except _BOMBS:
        raise _too_many_pixels() from None
    except _UNREADABLE:
        raise _damaged() from None


def _fitting(picture: Image.Image, form: str, most_bytes: int) -> bytes:
    while len(written := _written(picture, form)) > most_bytes:
        if picture.width <= _SMALLEST or picture.height <= _SMALLEST:
            raise _damaged()
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))
    return written


def _written(picture: Image.Image, form: str) -> bytes:
    target = BytesIO()
    if form in {"JPEG", "WEBP"}:
        picture.save(target, form, quality=_QUALITY)
    else:
        picture.save(target, form)
    return target.getvalue()


def _bare(picture: Image.Image, form: str) -> Image.Image:
    """The dots of a picture in colours that its form can hold, and nothing besides."""
    see_through = picture.has_transparency_data and form != "JPEG"
    if not see_through and picture.mode in _KEPT_MODES[form]:
        bare = picture.copy()
    else:
        bare = picture.convert("RGBA" if see_through else "RGB")
    bare.info.clear()
    return bare


def _too_many_pixels() -> TooManyPixels:
    most = MOST_PIXELS // 1_000_000
    return TooManyPixels(say("The picture must have fewer than {most} megapixels", most=most))


def _damaged() -> DamagedFile:
    return DamagedFile(say("The picture cannot be opened. Save it again, or take another"))
