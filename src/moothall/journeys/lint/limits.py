"""Rules on words and limits, and on how the owner is reached."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from moothall.components.forms.contracts import KnowsItsProblems
from moothall.journeys.definition import Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.reading import Finding, Path_
from moothall.kernel import registry
from moothall.kernel.questions import AnswersRefused, Asking, Question
from moothall.kernel.steps import Problem
from moothall.kernel.words import in_language

_LONGEST_SUMMARY = 160
_SOME_DAY = datetime(2026, 3, 27, tzinfo=UTC)


def what_components_find(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """What steps and the questions of actions know to be wrong with themselves."""
    for n, step in enumerate(service.steps):
        for problem in step.problems():
            yield _said(draft, draft.written("steps", n, *problem.path), problem)
    for question, path in draft.asked_by_actions:
        for problem in _problems(question):
            yield _said(draft, (*path, *problem.path), problem)


def money_has_a_floor(draft: Draft, _: Service, __: Around) -> Iterator[Finding]:
    for question, path in draft.questions:
        least = getattr(question, "min", None)
        if question.kind == "money" and least is not None and least < 0:
            yield draft.finding(
                (*path, "min"),
                "money-below-zero",
                f"`{question.id}` may be less than nothing.",
                "Write `min: 0`, and ask for what is owed in a question of its own.",
            )


def the_summary_is_short(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    for language, text in service.summary.items():
        if len(text) > _LONGEST_SUMMARY:
            yield draft.finding(
                ("summary", language),
                "summary-too-long",
                f"the summary has {len(text)} characters; lists show {_LONGEST_SUMMARY}.",
                "Say in one sentence what it is for; put the rest into before_you_start.",
            )


def headings_are_unique(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    """Two pages of one heading cannot be told apart in a list, or by ear."""
    for language in around.languages:
        seen = dict[str, str]()
        for n, step in enumerate(service.steps):
            asked = step.asks()
            words = step.title or (asked[0].label if len(asked) == 1 else None)
            text = (words or {}).get(language, "").strip().casefold()
            if not text:
                continue
            if text in seen:
                key = "title" if step.title else "ask"
                yield draft.finding(
                    draft.written("steps", n, key),
                    "title-twice",
                    f"`{step.id}` has the same heading as `{seen[text]}`:"
                    f" “{in_language(words, language)}”.",
                    "Give each page a heading of its own.",
                )
            seen.setdefault(text, step.id)


def the_owner_can_be_reached(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    contact = service.contact
    if not contact.phone and not contact.email and draft.is_whole("contact"):
        yield draft.finding(
            ("contact",),
            "no-contact",
            "people who are stuck cannot reach anybody.",
            'Add contact: {phone: "…", email: …}.',
        )
    if contact.phone and not _takes("phone", contact.phone):
        yield draft.finding(
            ("contact", "phone"),
            "bad-phone",
            f"`{contact.phone}` is no phone number.",
            "Write it as people dial it, in double quotes, like 01632 960001.",
        )
    if contact.email and not _takes("email", contact.email):
        yield draft.finding(
            ("contact", "email"),
            "bad-email",
            f"`{contact.email}` is no email address.",
            "Write it like: team@council.example.",
        )


def _takes(kind: str, text: str) -> bool:
    """Whether a question of that kind takes the text; yes where there is no such kind."""
    model = registry.answer_kinds().get(kind)
    if model is None:
        return True
    question: Question = model(id="contact", label={})
    try:
        question.check(answer=text, asking=Asking(at=_SOME_DAY))
    except AnswersRefused:
        return False
    return True


def _problems(question: Question) -> Iterator[Problem]:
    if isinstance(question, KnowsItsProblems):
        yield from question.problems()


def _said(draft: Draft, path: Path_, problem: Problem) -> Finding:
    words = f"{_begun_small(problem.words).rstrip('.')}."
    mend = f"{problem.mend[:1].upper()}{problem.mend[1:].rstrip('.')}."
    if not problem.file:
        return draft.finding(path, problem.code, words, mend)
    return Finding(
        file=str(Path(draft.source.file).parent / problem.file),
        line=problem.line,
        column=problem.column,
        code=problem.code,
        words=words,
        mend=mend,
    )


def _begun_small(words: str) -> str:
    """Words that go on a sentence; but “I” is always large."""
    return words if words.startswith("I ") else f"{words[:1].lower()}{words[1:]}"
