"""The types of file that may come in, by the names that service definitions use."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FileType:
    name: str
    media: str
    extension: str
    shown: str
    is_inline: bool = False
    """Whether a browser may show it in its own window instead of saving it."""


_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    found.name: found
    for found in (
        FileType(
            name="pdf",
            media="application/pdf",
            extension=".pdf",
            shown="PDF",
            is_inline=True,
        ),
        FileType(
            name="jpeg", media="image/jpeg", extension=".jpg", shown="JPEG", is_inline=True
        ),
        FileType(name="png", media="image/png", extension=".png", shown="PNG", is_inline=True),
        FileType(name="gif", media="image/gif", extension=".gif", shown="GIF", is_inline=True),
        FileType(
            name="webp", media="image/webp", extension=".webp", shown="WebP", is_inline=True
        ),
        FileType(name="csv", media="text/csv", extension=".csv", shown="CSV"),
        FileType(name="txt", media="text/plain", extension=".txt", shown="TXT"),
        FileType(
            name="docx",
            media=f"{_OFFICE}.wordprocessingml.document",
            extension=".docx",
            shown="Word (DOCX)",
        ),
        FileType(
            name="xlsx",
            media=f"{_OFFICE}.spreadsheetml.sheet",
            extension=".xlsx",
            shown="Excel (XLSX)",
        ),
        FileType(
            name="odt",
            media="application/vnd.oasis.opendocument.text",
            extension=".odt",
            shown="OpenDocument (ODT)",
        ),
    )
}
PICTURES = frozenset({"jpeg", "png", "gif", "webp"})
OFFICE = frozenset({"docx", "xlsx", "odt"})
TEXTS = frozenset({"csv", "txt"})
_OR = {"en": "or", "cy": "neu"}


def of_media(media: str) -> FileType | None:
    return next((found for found in TYPES.values() if found.media == media), None)


def listed(names: Sequence[str]) -> dict[str, str]:
    """``PDF, JPEG or PNG``, by language."""
    shown = [TYPES[name].shown for name in names]
    *first, last = shown or [""]
    return {
        language: f"{', '.join(first)} {word} {last}" if first else last
        for language, word in _OR.items()
    }
