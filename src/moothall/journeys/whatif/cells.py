"""Which questions a population may answer, and how their answers are read from cells."""

import re
from collections.abc import Callable

from moothall.kernel.questions import Answer, AnswersRefused, Asking, Question
from moothall.kernel.words import Said, say

MOST_REMEMBERED = 50_000
_YES = frozenset({"yes", "y", "true", "1", "ydw", "ydy", "oes"})
_NO = frozenset({"no", "n", "false", "0", "na", "nac ydw", "nac oes"})
_UK_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_PERSONAL = frozenset(
    [
        "name",
        "surname",
        "forename",
        "forenames",
        "initials",
        "email",
        "phone",
        "telephone",
        "mobile",
        "address",
        "postcode",
        "uprn",
        "nino",
        "dob",
        "passport",
        "nhs",
        "account",
        "iban",
        "street",
        "birthday",
        "enw",
        "cyfenw",
        "cyfeiriad",
        "ebost",
        "ffon",
        "id",
        "ref",
        "reference",
        "registration",
        "login",
        "username",
    ]
)
_PERSONAL_PAIRS = frozenset({"national_insurance", "date_of_birth", "sort_code", "full_name"})
_NO_PERSON = frozenset({"ward_name", "area_name", "band_name"})
_TELLTALE = re.compile(
    r".*@.*|[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\+?[\d ]{10,}",
    re.IGNORECASE | re.ASCII,
)
"""An email address, a National Insurance number, a full postcode, a telephone number."""

Read = Callable[[str], Answer]
"""The answer in normal form. Raises ``AnswersRefused``."""


def reader_of(question: Question, asking: Asking) -> Read | None:
    """How answers to a question are read from cells; none for a question that no cell may
    answer: free text, addresses, names and whatever else could tell who somebody is.
    """
    schema = question.json_schema()
    kind = schema.get("type")
    if kind == "boolean":
        return lambda text: _yes_or_no(question, text)
    if kind in {"number", "integer"}:
        return lambda text: question.read(fields={question.id: [text]}, asking=asking)
    if kind == "string" and "enum" in schema:
        return lambda text: question.check(answer=text, asking=asking)
    if kind == "string" and schema.get("format") == "date":
        return lambda text: question.check(answer=_iso(text), asking=asking)
    if kind == "array" and "enum" in schema.get("items", {}):
        return lambda text: question.check(answer=_several(text), asking=asking)
    return None


def cell_of(answer: Answer) -> str:
    """The cell that is read as this answer."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "; ".join(answer) if isinstance(answer, list) else str(answer)


class Remembering:
    """Reads the cells of one question; the same text is read once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: dict[str, Answer | Said] = {}

    def __call__(self, text: str) -> tuple[Answer, Said | None]:
        """The answer, or what is wrong with it."""
        if text not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            try:
                self._known[text] = self._read(text) if text else None
            except AnswersRefused as refusal:
                self._known[text] = refusal.mistakes[0].said
        found = self._known[text]
        return (None, found) if isinstance(found, Said) else (found, None)


def is_personal(heading: str) -> bool:
    """Whether a column of this name would tell who somebody is."""
    if heading in _NO_PERSON:
        return False
    return any(pair in heading for pair in _PERSONAL_PAIRS) or any(
        word.rstrip("0123456789") in _PERSONAL for word in heading.split("_")
    )


def tells_of_somebody(cell: str) -> bool:
    """Whether a text looks like an address, a number or a code of one person."""
    return _TELLTALE.fullmatch(cell) is not None


def _yes_or_no(question: Question, text: str) -> bool:
    said = text.casefold()
    if said in _YES or said in _NO:
        return said in _YES
    raise question.mistake(say("Write yes or no"))


def _iso(text: str) -> str:
    found = _UK_DAY.fullmatch(text)
    if found is None:
        return text
    day, month, year = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
