"""What is wrong with a scored questionnaire as it was written."""

from collections import Counter
from collections.abc import Iterator, Sequence

from moothall.components.assessment.rules.scoring import (
    WIDEST_SCALE,
    AtMost,
    Band,
    Item,
    Missing,
    Questionnaire,
    Scale,
    published,
    shipped,
)
from moothall.kernel.steps import Problem
from moothall.kernel.words import LANGUAGES, Words

MOST_ITEMS = 60
_OWN = ("items", "scale", "bands")

_Path = tuple[str | int, ...]


def checked(
    *, step: str, named: str | None, own: Questionnaire, missing: Missing
) -> Iterator[Problem]:
    """Every mistake, with its path from the step: ``named`` is the questionnaire it names,
    ``own`` what it writes itself."""
    if named is None:
        yield from _own_problems(step, own)
    else:
        yield from _named_problems(named, own)
    used = own if named is None else published(named)
    if used is not None and used.items:
        yield from _missing_problems(used, missing)


def has_words(words: Words) -> bool:
    """Whether there are words in every language."""
    return not _languages_missing(words)


def _own_problems(step: str, own: Questionnaire) -> Iterator[Problem]:
    if not own.items:
        yield _problem(
            "score-without-items",
            (),
            f"the questionnaire `{step}` asks nothing",
            f"write its items, or name one that is there: questionnaire: {shipped()[0]}",
        )
    if len(own.items) > MOST_ITEMS:
        yield _problem(
            "score-too-many-items",
            ("items",),
            f"the questionnaire `{step}` has {len(own.items)} items",
            f"nobody answers more than {MOST_ITEMS} on one page: leave some out",
        )
    yield from _item_problems(step, own.items)
    if own.items or own.scale is not None:
        yield from _scale_problems(own.scale)
    yield from _band_problems(own)


def _named_problems(named: str, own: Questionnaire) -> Iterator[Problem]:
    if published(named) is None:
        yield _problem(
            "score-unknown-questionnaire",
            ("questionnaire",),
            f"no questionnaire is called `{named}`",
            f"there are {', '.join(shipped())}; or write items of your own",
        )
        return
    for part in _OWN:
        if getattr(own, part):
            yield _problem(
                "score-changes-questionnaire",
                (part,),
                f"`{named}` is used as it was published, so it takes no `{part}`",
                f"take `{part}` out, or take `questionnaire` out and write all of it",
            )


def _missing_problems(used: Questionnaire, missing: Missing) -> Iterator[Problem]:
    if missing == "mean" and not used.adds_up:
        yield _problem(
            "score-mean-without-total",
            ("missing",),
            "these items are not added up, so that no answer stands in for another",
            "write missing: refuse, or how many may be missing: {at_most: 1}",
        )
    if isinstance(missing, AtMost) and missing.at_most >= len(used.items):
        yield _problem(
            "score-all-missing",
            ("missing",),
            f"{missing.at_most} of {len(used.items)} answers may be missing: that is all",
            f"write a smaller number: {{at_most: {len(used.items) // 2}}}",
        )


def _item_problems(step: str, items: Sequence[Item]) -> Iterator[Problem]:
    count = Counter(item.id for item in items)
    for place, item in enumerate(items):
        where: _Path = ("items", place)
        if count[item.id] > 1:
            yield _problem(
                "score-item-twice",
                (*where, "id"),
                f"the item `{item.id}` is there more than once",
                "give each item an id of its own",
            )
        if item.id == step:
            yield _problem(
                "score-item-named-as-step",
                (*where, "id"),
                f"the item `{item.id}` has the id of its step, which is that of the result",
                "give one of them another id",
            )
        yield from _word_problems((*where, "label"), f"the item `{item.id}`", item.label)


def _scale_problems(scale: Scale | None) -> Iterator[Problem]:
    if scale is None:
        yield _problem(
            "score-without-scale",
            (),
            "nobody knows with which numbers the items are answered",
            'add scale: {from: 0, to: 10, low: {en: "Not at all", …}, high: {…}}',
        )
        return
    if scale.most <= scale.least:
        yield _problem(
            "score-scale-reversed",
            ("scale",),
            f"the scale goes from {scale.least} to {scale.most}, which is not upwards",
            "write the lower number first; for an item the other way round, reverse: true",
        )
    elif not scale.is_sound:
        yield _problem(
            "score-scale-too-wide",
            ("scale",),
            f"the scale goes from {scale.least} to {scale.most}, which is too wide to choose",
            f"let it go up by {WIDEST_SCALE} at most",
        )
    yield from _word_problems(("scale", "low"), "the low end of the scale", scale.low)
    yield from _word_problems(("scale", "high"), "the high end of the scale", scale.high)


def _band_problems(own: Questionnaire) -> Iterator[Problem]:
    if not own.adds_up:
        yield from _mixed_problems(own)
    for path, bands, items in _groups(own):
        yield from _each_band_problems(path, bands)
        if items and own.scale is not None and own.scale.is_sound:
            least, most = own.scale.least * items, own.scale.most * items
            yield from _cover_problems(path, bands, least, most)


def _groups(own: Questionnaire) -> Iterator[tuple[_Path, Sequence[Band], int]]:
    """All bands that belong together, with how many items what they are about adds up."""
    if own.bands:
        yield ("bands",), own.bands, len(own.items) if own.adds_up else 0
    for place, item in enumerate(own.items):
        if item.bands:
            yield ("items", place, "bands"), item.bands, 1


def _mixed_problems(own: Questionnaire) -> Iterator[Problem]:
    without = [place for place, item in enumerate(own.items) if not item.bands]
    paths: list[_Path] = [("items", place) for place in without]
    for path in [*paths, *([("bands",)] if own.bands else [])]:
        yield _problem(
            "score-bands-mixed",
            path,
            "items with bands of their own are not added up, and this asks for a total",
            "give every item bands and the whole none, or the other way round",
        )


def _each_band_problems(path: _Path, bands: Sequence[Band]) -> Iterator[Problem]:
    count = Counter(band.id for band in bands)
    for place, band in enumerate(bands):
        where = (*path, place)
        if count[band.id] > 1:
            yield _problem(
                "score-band-twice",
                (*where, "id"),
                f"the band `{band.id}` is there more than once",
                "give each band an id of its own",
            )
        if band.most < band.least:
            yield _problem(
                "score-band-reversed",
                where,
                f"the band `{band.id}` goes from {band.least} down to {band.most}",
                "write the lower number first",
            )
        yield from _word_problems((*where, "label"), f"the band `{band.id}`", band.label)


def _cover_problems(
    path: _Path, bands: Sequence[Band], least: int, most: int
) -> Iterator[Problem]:
    """Every number from ``least`` to ``most`` belongs to exactly one band."""
    free = least
    before: Band | None = None
    for place, band in sorted(enumerate(bands), key=lambda p: (p[1].least, p[1].most)):
        if band.most < band.least:
            continue
        if band.most < least or band.least > most:
            yield _problem(
                "score-band-unreachable",
                (*path, place),
                f"nothing comes to the band `{band.id}`: what there is goes from {least} to"
                f" {most}",
                "change its numbers, or take it out",
            )
            continue
        if band.least > free:
            yield _gap(path, free, band.least - 1)
        if before is not None and band.least < free:
            yield _problem(
                "score-band-overlap",
                (*path, place),
                f"{band.least} belongs to `{before.id}` and to `{band.id}`",
                f"let `{band.id}` begin at {free}",
            )
        if band.most >= free:
            free, before = band.most + 1, band
    if free <= most:
        yield _gap(path, free, most)


def _gap(path: _Path, least: int, most: int) -> Problem:
    what = f"{least} belongs" if least == most else f"{least} to {most} belong"
    return _problem(
        "score-band-gap",
        path,
        f"{what} to no band",
        "let the bands follow one another without a gap",
    )


def _word_problems(path: _Path, what: str, words: Words) -> Iterator[Problem]:
    missing = _languages_missing(words)
    if missing:
        yield _problem(
            "score-words-missing",
            path,
            f"{what} has no words in {' and '.join(missing)}",
            'write what people read: {en: "…", cy: "…"}',
        )


def _languages_missing(words: Words) -> list[str]:
    return [each for each in LANGUAGES if not words.get(each, "").strip()]


def _problem(code: str, path: _Path, words: str, mend: str) -> Problem:
    return Problem(path=path, code=f"assessment.{code}", words=words, mend=mend)
