"""Finding services and needs by the words that people type, in English and in Welsh.

Words match whole, by their stem, by their beginning, through the mutations of Welsh and with a
slip of the finger. Pure: whoever calls brings the services; the needs are a file of the place.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import combining, normalize

from ruamel.yaml import YAML

from moothall.journeys.contracts import Listed
from moothall.kernel.refusals import NotFound
from moothall.kernel.words import LANGUAGES, Words, say

LONGEST_TEXT = 200
MOST_WORDS = 8
MOST_RESULTS = 20

_SHORTEST_STEM = 3
_SHORTEST_TO_MISTYPE = 4
_LEAST_COVERED = 0.5
_CLOSE = 0.82
_OTHER_LANGUAGE = 0.8
_FURTHER = 0.1
"""What a second likeness to the same word adds."""
_SAID_WITHOUT_MEANING = (
    "a about am an and are as at be been by can do does for from get got had has have he hello"
    " help her hi how i in is it its just me my near not of on or our out please she so some"
    " that the their them there they this to us want was we what when where which who will with"
    " you your ac am ar at bod cael chi dw dwi dy ei eich ein eisiau eu fi fy gan gyda helo hi"
    " i isio mae mi na neu ni nid o oes os rwy rwyf sut sy sydd wedi y yn yng yr"
)
_NOISE = frozenset(_SAID_WITHOUT_MEANING.split())
_ENDINGS = (
    "iadau ations ation iaeth oedd ings ing iau ies ion edd ers ed er es au on od ydd s e y"
)
_SUFFIXES = _ENDINGS.split()
_MUTATIONS = (
    ("ngh", ("c",)),
    ("mh", ("p",)),
    ("nh", ("t",)),
    ("ng", ("g",)),
    ("ph", ("p",)),
    ("th", ("t",)),
    ("ch", ("c",)),
    ("dd", ("d",)),
    ("b", ("p",)),
    ("d", ("t",)),
    ("g", ("c",)),
    ("f", ("b", "m")),
    ("m", ("b",)),
    ("n", ("d",)),
    ("l", ("ll", "gl")),
    ("r", ("rh", "gr")),
    ("w", ("gw",)),
    ("a", ("ga",)),
    ("e", ("ge",)),
    ("o", ("go",)),
)
_Item = TypeVar("_Item")


class NoSuchGroup(NotFound):
    code = "journeys.no-such-group"


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that people come for."""

    id: str
    group: str
    title: Words
    keywords: Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Needs that belong together, as the place lists them."""

    id: str
    title: Words
    needs: tuple[Need, ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """What was found, best first; both empty where nothing fits."""

    services: tuple[Listed, ...]
    needs: tuple[Need, ...]


@cache
def groups(*, folder: Path) -> tuple[Group, ...]:
    """The place's needs by group, in the order of ``needs.yaml`` in its folder; read once."""
    path = folder / "needs.yaml"
    said: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text()) or {}
    found = [_need(raw) for raw in said.get("needs", [])]
    return tuple(
        Group(
            id=raw["id"],
            title=raw["title"],
            needs=tuple(need for need in found if need.group == raw["id"]),
        )
        for raw in said.get("groups", [])
    )


def group(*, folder: Path, group_id: str) -> Group:
    """One group of needs. Raises ``NoSuchGroup``."""
    for found in groups(folder=folder):
        if found.id == group_id:
            return found
    raise NoSuchGroup(say("We do not have this. It may have been removed."))


@cache
def needs(*, folder: Path) -> tuple[Need, ...]:
    """Every need of the place, group by group."""
    return tuple(need for found in groups(folder=folder) for need in found.needs)


def find(
    *, services: Sequence[Listed], needs: Sequence[Need], text: str, language: str
) -> Results:
    """The services and needs that fit what somebody typed, best first.

    Words in ``language`` count most, those of the other language nearly as much, since people
    mix them. Of a longer text only the beginning is looked at. No words find nothing.
    """
    asked = _asked(text)
    by_id = {need.id: need for need in needs}
    return Results(
        services=_ranked(asked, services, lambda s: _of_service(s, by_id, language)),
        needs=_ranked(asked, needs, lambda n: _of_need(n, language)),
    )


def _need(raw: Mapping[str, Any]) -> Need:
    return Need(
        id=raw["id"],
        group=raw["group"],
        title=raw["title"],
        keywords={name: tuple(words) for name, words in raw.get("keywords", {}).items()},
    )


@dataclass(frozen=True, kw_only=True)
class _Field:
    """Words of one thing in one language, and how much they say about it."""

    text: str
    language: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A word that some thing has; only Welsh ones are tried for mutations."""

    word: str
    is_welsh: bool


_Weights = Mapping[_Known, float]


def _ranked(
    asked: Sequence[str], items: Sequence[_Item], fields_of: Callable[[_Item], Iterator[_Field]]
) -> tuple[_Item, ...]:
    if not asked or not items:
        return ()
    weighed = [_weights(fields_of(item)) for item in items]
    vocabulary = {known for weights in weighed for known in weights}
    likenesses = [_like(word, vocabulary) for word in asked]
    rarity = [_rarity(alike, weighed) for alike in likenesses]
    scored = [
        (_score(weights, likenesses, rarity), -place) for place, weights in enumerate(weighed)
    ]
    best = sorted((found for found in scored if found[0] > 0), reverse=True)
    return tuple(items[-place] for _, place in best[:MOST_RESULTS])


def _score(
    weights: _Weights, likenesses: Sequence[Mapping[_Known, float]], rarity: Sequence[float]
) -> float:
    """Nought where less than half of what was asked is in the words."""
    found, covered = 0.0, 0
    for alike, rare in zip(likenesses, rarity, strict=True):
        parts = [weights[known] * like for known, like in alike.items() if known in weights]
        if parts:
            covered += 1
            found += rare * (max(parts) + _FURTHER * sum(parts))
    share = covered / len(likenesses)
    return found * share if share >= _LEAST_COVERED else 0


def _rarity(alike: Mapping[_Known, float], weighed: Sequence[_Weights]) -> float:
    having = sum(1 for weights in weighed if any(known in weights for known in alike))
    return log(1 + len(weighed) / having) if having else 0


def _of_need(need: Need, language: str) -> Iterator[_Field]:
    yield from _need_fields(need, language, 5)


def _of_service(service: Listed, needs: Mapping[str, Need], language: str) -> Iterator[_Field]:
    yield from _in_languages(service.title, language, 6)
    yield from _in_languages(service.summary, language, 3)
    if service.need in needs:
        yield from _need_fields(needs[service.need], language, 4)


def _need_fields(need: Need, language: str, weight: float) -> Iterator[_Field]:
    yield from _in_languages(need.title, language, weight)
    joined = {name: " ".join(keywords) for name, keywords in need.keywords.items()}
    yield from _in_languages(joined, language, weight)


def _in_languages(words: Words, language: str, weight: float) -> Iterator[_Field]:
    for name in LANGUAGES:
        if name in words:
            share = 1 if name == language else _OTHER_LANGUAGE
            yield _Field(text=words[name], language=name, weight=weight * share)


def _weights(fields: Iterator[_Field]) -> _Weights:
    found: dict[_Known, float] = {}
    for field in fields:
        for word in _words(field.text):
            known = _Known(word=word, is_welsh=field.language == "cy")
            found[known] = max(field.weight, found.get(known, 0))
    return found


def _asked(text: str) -> list[str]:
    found = list(dict.fromkeys(_words(text[:LONGEST_TEXT])))
    telling = [word for word in found if word not in _NOISE]
    return (telling or found)[:MOST_WORDS]


@lru_cache(maxsize=16384)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text in small letters without accents: ``tŷ`` is found by ``ty``."""
    plain = "".join(c for c in normalize("NFD", text.casefold()) if not combining(c))
    return tuple(re.findall(r"[a-z0-9]+", plain.replace("’", "'")))


def _like(word: str, vocabulary: Set[_Known]) -> dict[_Known, float]:
    """The words of the vocabulary that may be meant by ``word``, with how surely they are."""
    stem, roots = _stem(word), _roots(word)
    found = {
        known: like for known in vocabulary if (like := _likeness(word, stem, roots, known)) > 0
    }
    if found or len(word) < _SHORTEST_TO_MISTYPE:
        return found
    close = get_close_matches(word, sorted({known.word for known in vocabulary}), cutoff=_CLOSE)
    meant = {c for c in close if len(c) >= _SHORTEST_TO_MISTYPE}
    return {known: 0.5 for known in vocabulary if known.word in meant}


def _likeness(word: str, stem: str, roots: frozenset[str], known: _Known) -> float:
    if known.word == word:
        return 1.0
    if _stem(known.word) == stem:
        return 0.9
    if known.is_welsh and _are_kin(roots, _roots(known.word)):
        return 0.8
    if len(word) >= _SHORTEST_STEM and known.word.startswith(word):
        return 0.7
    return 0.0


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    """A word without its ending: ``potholes`` and ``pothole``, ``biniau`` and ``bin``."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return _undoubled(word.removesuffix(suffix))
    return _undoubled(word)


def _undoubled(stem: str) -> str:
    """``dripping`` is ``drip``, but ``wall`` stays."""
    twice = len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] and stem[-1] in "bdgmnpt"
    return stem[:-1] if twice else stem


def _are_kin(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one of two words, without its ending, is a mutation of the other."""
    return any(len(stem) >= _SHORTEST_STEM for stem in one & other)


@lru_cache(maxsize=16384)
def _roots(word: str) -> frozenset[str]:
    """The stem, and those it may be a Welsh mutation of: ``dwll`` comes from ``twll``."""
    stem = _stem(word)
    found = {stem}
    for changed, originals in _MUTATIONS:
        if stem.startswith(changed):
            found |= {original + stem.removeprefix(changed) for original in originals}
    return frozenset(found)
