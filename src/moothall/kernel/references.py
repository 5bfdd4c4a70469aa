"""References that people read out over the telephone: short, unlike, and checked.

Nine characters of an alphabet of 23 without look-alikes (no 0 O Q, 1 I L-for-1, 2 Z, 5 S, 8 B)
and without vowels, so that no word arises; the ninth is a check character that catches every
single wrong character and every swap of two neighbours (weights 1 to 8 modulo the prime 23).
"""

import re
import secrets

_ALPHABET = "34679CDFGHJKLMNPRTVWXY2"
_LENGTH = 8
_PREFIX = re.compile(r"[A-Z]{2,3}")


def new_reference(prefix: str) -> str:
    """A fresh reference such as ``SR-7K3-M9W-XC4``, one of 78 thousand million by prefix."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"a prefix is two or three capital letters, not {prefix!r}")
    chosen = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return _shown(prefix, chosen + _check(chosen))


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, in any case and spacing; none if it cannot be one."""
    plain = re.sub(r"[\s\-–—.]+", "", text).upper()
    prefix, body = plain[: -_LENGTH - 1], plain[-_LENGTH - 1 :]
    if not _PREFIX.fullmatch(prefix) or len(body) != _LENGTH + 1:
        return None
    if any(c not in _ALPHABET for c in body) or _check(body[:-1]) != body[-1]:
        return None
    return _shown(prefix, body)


def _shown(prefix: str, body: str) -> str:
    return f"{prefix}-{body[:3]}-{body[3:6]}-{body[6:]}"


def _check(body: str) -> str:
    total = sum(n * _ALPHABET.index(c) for n, c in enumerate(body, start=1))
    return _ALPHABET[total % len(_ALPHABET)]
