"""The types of file that a question may accept, by the names that definitions use."""

from collections.abc import Sequence

TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "csv": "text/csv",
    "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
"""Name -> media type."""
PICTURES = ("jpeg", "png", "gif", "webp")
MEGABYTE = 1024 * 1024
_SHOWN = {
    "jpeg": "JPEG",
    "webp": "WebP",
    "txt": "TXT",
    "docx": "Word (DOCX)",
    "xlsx": "Excel (XLSX)",
    "odt": "OpenDocument (ODT)",
}
_OR = {"en": "or", "cy": "neu"}


def listed(names: Sequence[str]) -> dict[str, str]:
    """``PDF, JPEG or PNG``, by language."""
    shown = [_SHOWN.get(name, name.upper()) for name in names]
    *first, last = shown or [""]
    return {
        language: f"{', '.join(first)} {word} {last}" if first else last
        for language, word in _OR.items()
    }


def are_pictures(names: Sequence[str]) -> bool:
    return bool(names) and set(names) <= set(PICTURES)
