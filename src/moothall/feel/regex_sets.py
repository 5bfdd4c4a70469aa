"""Sets of characters that patterns name: the escapes of XML Schema, categories and blocks."""

import unicodedata
from bisect import bisect_right
from functools import lru_cache

Ranges = list[tuple[int, int]]
LAST = 0x10FFFF
LAST_CASED = 0x1F000

DOT = "[^\\n\\r]"
_NAME_START = (
    ":A-Z_a-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}\\x{37F}-\\x{1FFF}"
    "\\x{200C}-\\x{200D}\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}\\x{3001}-\\x{D7FF}"
    "\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}"
)
_NAME_PART = _NAME_START + "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}-\\x{2040}"

CLASSES = {
    "d": "\\p{Nd}",
    "D": "\\P{Nd}",
    "s": "[ \\t\\n\\r]",
    "S": "[^ \\t\\n\\r]",
    "w": "[^\\p{P}\\p{Z}\\p{C}]",
    "W": "[\\p{P}\\p{Z}\\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME_PART}]",
    "C": f"[^{_NAME_PART}]",
}
"""How RE2 writes each escape."""

_START_SET: Ranges = [
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6),
    (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F),
    (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
]  # fmt: skip
_PART_SET: Ranges = [
    *_START_SET, (0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040),
]  # fmt: skip
_SPACES: Ranges = [(0x9, 0xA), (0xD, 0xD), (0x20, 0x20)]

_BLOCKS = """
BasicLatin 0 7F|Latin-1Supplement 80 FF|LatinExtended-A 100 17F|LatinExtended-B 180 24F
IPAExtensions 250 2AF|SpacingModifierLetters 2B0 2FF|CombiningDiacriticalMarks 300 36F
Greek 370 3FF|GreekandCoptic 370 3FF|Cyrillic 400 4FF|CyrillicSupplement 500 52F
Armenian 530 58F|Hebrew 590 5FF|Arabic 600 6FF|Syriac 700 74F|Thaana 780 7BF
Devanagari 900 97F|Bengali 980 9FF|Gurmukhi A00 A7F|Gujarati A80 AFF|Oriya B00 B7F
Tamil B80 BFF|Telugu C00 C7F|Kannada C80 CFF|Malayalam D00 D7F|Sinhala D80 DFF|Thai E00 E7F
Lao E80 EFF|Tibetan F00 FFF|Myanmar 1000 109F|Georgian 10A0 10FF|HangulJamo 1100 11FF
Ethiopic 1200 137F|Cherokee 13A0 13FF|UnifiedCanadianAboriginalSyllabics 1400 167F
Ogham 1680 169F|Runic 16A0 16FF|Khmer 1780 17FF|Mongolian 1800 18AF
LatinExtendedAdditional 1E00 1EFF|GreekExtended 1F00 1FFF|GeneralPunctuation 2000 206F
SuperscriptsandSubscripts 2070 209F|CurrencySymbols 20A0 20CF
CombiningMarksforSymbols 20D0 20FF|LetterlikeSymbols 2100 214F|NumberForms 2150 218F
Arrows 2190 21FF|MathematicalOperators 2200 22FF|MiscellaneousTechnical 2300 23FF
ControlPictures 2400 243F|OpticalCharacterRecognition 2440 245F
EnclosedAlphanumerics 2460 24FF|BoxDrawing 2500 257F|BlockElements 2580 259F
GeometricShapes 25A0 25FF|MiscellaneousSymbols 2600 26FF|Dingbats 2700 27BF
BraillePatterns 2800 28FF|CJKRadicalsSupplement 2E80 2EFF|KangxiRadicals 2F00 2FDF
IdeographicDescriptionCharacters 2FF0 2FFF|CJKSymbolsandPunctuation 3000 303F
Hiragana 3040 309F|Katakana 30A0 30FF|Bopomofo 3100 312F|HangulCompatibilityJamo 3130 318F
Kanbun 3190 319F|BopomofoExtended 31A0 31BF|EnclosedCJKLettersandMonths 3200 32FF
CJKCompatibility 3300 33FF|CJKUnifiedIdeographsExtensionA 3400 4DB5
CJKUnifiedIdeographs 4E00 9FFF|YiSyllables A000 A48F|YiRadicals A490 A4CF
HangulSyllables AC00 D7A3|PrivateUse E000 F8FF|CJKCompatibilityIdeographs F900 FAFF
AlphabeticPresentationForms FB00 FB4F|ArabicPresentationForms-A FB50 FDFF
CombiningHalfMarks FE20 FE2F|CJKCompatibilityForms FE30 FE4F|SmallFormVariants FE50 FE6F
ArabicPresentationForms-B FE70 FEFE|HalfwidthandFullwidthForms FF00 FFEF|Specials FFF0 FFFD
"""


@lru_cache(maxsize=1)
def _blocks() -> dict[str, tuple[int, int]]:
    rows = (row.split() for row in _BLOCKS.replace("\n", "|").split("|") if row)
    return {name: (int(low, 16), int(high, 16)) for name, low, high in rows}


def block(name: str) -> tuple[int, int] | None:
    """The first and last character of a block of Unicode, as XML Schema names it."""
    return _blocks().get(name)


def merged(ranges: Ranges) -> Ranges:
    """The same set, in order and without overlaps."""
    made: Ranges = []
    for low, high in sorted(ranges):
        if made and low <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], high))
        else:
            made.append((low, high))
    return made


def negated(ranges: Ranges) -> Ranges:
    """All characters that are not in the set."""
    made: Ranges = []
    start = 0
    for low, high in merged(ranges):
        if low > start:
            made.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        made.append((start, LAST))
    return made


def minus(ranges: Ranges, less: Ranges) -> Ranges:
    """The first set without what is in the second."""
    return negated([*negated(ranges), *less])


@lru_cache(maxsize=1)
def _cases() -> tuple[tuple[int, int], ...]:
    """All pairs of letters that differ only in case."""
    made: list[tuple[int, int]] = []
    for code in range(LAST_CASED):
        letter = chr(code)
        for other in {letter.lower(), letter.upper(), letter.title()} - {letter}:
            if len(other) == 1:
                made += [(code, ord(other)), (ord(other), code)]
    return tuple(made)


def folded(ranges: Ranges) -> Ranges:
    """The set with, for each letter, the same letter in the other case."""
    spans = merged(ranges)
    starts = [low for low, _ in spans]
    made = list(spans)
    for code, other in _cases():
        index = bisect_right(starts, code) - 1
        if index >= 0 and code <= spans[index][1]:
            made.append((other, other))
    return made


def in_brackets(ranges: Ranges) -> str:
    """The set as RE2 writes it."""
    spans = merged(ranges)
    if not spans:
        return "[^\\x{0}-\\x{10FFFF}]"
    return "[" + "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in spans) + "]"


@lru_cache(maxsize=1)
def _all_categories() -> dict[str, Ranges]:
    """The characters of each category of Unicode, gathered in one go the first time."""
    made: dict[str, Ranges] = {}
    category, start = unicodedata.category("\0"), 0
    for code in range(1, LAST + 2):
        found = unicodedata.category(chr(code)) if code <= LAST else ""
        if found != category:
            made.setdefault(category, []).append((start, code - 1))
            category, start = found, code
    return made


@lru_cache(maxsize=64)
def _category(prefix: str) -> tuple[tuple[int, int], ...]:
    parts = (spans for name, spans in _all_categories().items() if name.startswith(prefix))
    return tuple(merged([span for spans in parts for span in spans]))


def of_class(letter: str, name: str = "") -> Ranges:
    """The set that an escape stands for."""
    if letter.isupper():
        return negated(of_class(letter.lower(), name))
    if letter == "p":
        return list(_category(name))
    if letter == "w":
        return negated([*_category("P"), *_category("Z"), *_category("C")])
    return {"d": list(_category("Nd")), "s": _SPACES, "i": _START_SET, "c": _PART_SET}[letter]
