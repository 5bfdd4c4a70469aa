"""Codes with a shape of their own: postcodes, number plates, email addresses and the like."""

import re

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR)([0-9][A-Z]{2})")
_INSURANCE = re.compile(
    r"(?!BG|GB|KN|NK|NT|TN|ZZ)([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])"
    r"(\d{2})(\d{2})(\d{2})([A-D])",
    re.ASCII,
)
_PLATES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        r"([A-Z]{2}\d{2})([A-Z]{3})",  # since 2001
        r"([A-Z]\d{1,3})([A-Z]{3})",  # 1983 to 2001, and Q
        r"([A-Z]{3})(\d{1,3}[A-Z])",  # 1963 to 1983
        r"([A-Z]{1,3})(\d{1,4})",  # before 1963, and Northern Ireland
        r"(\d{1,4})([A-Z]{1,3})",
        r"(\d{3}[DX])(\d{3})",  # diplomats
    )
)
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_EMAIL = 254


def postcode(text: str) -> str | None:
    """``SB1 1DB`` from capitals without spaces; ``None`` for what is no UK postcode."""
    return _spaced(_POSTCODE.fullmatch(text))


def plate(text: str) -> str | None:
    """``AB12 CDE`` from capitals without spaces; ``None`` for no number plate of the UK."""
    matches = (shape.fullmatch(text) for shape in _PLATES)
    return next((_spaced(match) for match in matches if match), None)


def insurance_number(text: str) -> str | None:
    """``AB 12 34 56 C`` from capitals without spaces; ``None`` for what cannot be one."""
    return _spaced(_INSURANCE.fullmatch(text))


def email(text: str) -> str | None:
    """An email address with its host in small letters; ``None`` for what cannot be one."""
    mailbox, at, host = text.rpartition("@")
    host = _ascii_host(host)
    labels = host.split(".")
    if not at or not _MAILBOX.fullmatch(mailbox) or not _are_host_labels(labels):
        return None
    if mailbox.startswith(".") or mailbox.endswith(".") or ".." in mailbox:
        return None
    found = f"{mailbox}@{host}"
    return found if len(found) <= _LONGEST_EMAIL else None


def _are_host_labels(labels: list[str]) -> bool:
    return (
        len(labels) > 1
        and len(labels[-1]) > 1
        and not labels[-1].isdigit()
        and all(_HOST_LABEL.fullmatch(label) for label in labels)
    )


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _spaced(match: re.Match[str] | None) -> str | None:
    return " ".join(match.groups()) if match else None
