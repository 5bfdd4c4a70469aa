"""Rules on what names what: ids, needs, owners, lives, effects and measures."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from moothall.feel.naming import KEYWORDS
from moothall.journeys.definition import PLACEHOLDERS, Service
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.lint.wording import hint
from moothall.journeys.reading import Finding, Path_

_OUR_NAMES = frozenset({"today", "origin"}) | (PLACEHOLDERS - {"name"}) | KEYWORDS
_SHARE = re.compile(
    r"case\.(?P<state>[a-z][a-z0-9_]*) within [1-9][0-9]{0,3} (working days?|days?|hours?)"
)


def ids_are_unique(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """No two steps, questions or measures share an id; actions ask nothing of the same id."""
    steps = [(step.id, draft.written("steps", n)) for n, step in enumerate(service.steps)]
    asked = [(a.question.id, (*a.path, "id")) for a in draft.asked]
    measures = [(m.id, ("measures", n, "id")) for n, m in enumerate(service.measures)]
    yield from _twice(draft, "step", steps)
    yield from _twice(draft, "question", asked)
    yield from _twice(draft, "measure", measures)
    taken = {name for name, _ in asked}
    for question, path in draft.asked_by_actions:
        if question.id in taken:
            yield draft.finding(
                (*path, "id"),
                "id-twice",
                f"the journey has asked `{question.id}` already; this would hide that answer.",
                "Give the question of the action another id.",
            )


def ids_are_free(draft: Draft, _: Service, __: Around) -> Iterator[Finding]:
    """No question is named as something that the platform or a condition knows already."""
    for question, path in draft.questions:
        if question.id in _OUR_NAMES:
            yield draft.finding(
                (*path, "id"),
                "reserved-id",
                f"`{question.id}` has a meaning of its own in conditions or messages.",
                f"Give the question another id, such as the_{question.id}.",
            )


def the_need_is_known(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    if around.needs is not None and draft.is_whole("need") and service.need not in around.needs:
        yield draft.finding(
            ("need",),
            "unknown-need",
            f"`{service.need}` is not on the place's list of needs.",
            hint(service.need, sorted(around.needs)),
        )


def the_owner_is_known(draft: Draft, service: Service, around: Around) -> Iterator[Finding]:
    known = around.organisations
    if known is not None and draft.is_whole("owner") and service.owner not in known:
        yield draft.finding(
            ("owner",),
            "unknown-owner",
            f"`{service.owner}` is no organisation of this place.",
            hint(service.owner, sorted(known)),
        )


def the_file_lies_where_it_belongs(
    draft: Draft, service: Service, _: Around
) -> Iterator[Finding]:
    """``<organisation>/<service>.yaml``; a bare name is not judged."""
    path = Path(draft.source.file)
    if path.suffix not in {".yaml", ".yml"}:
        return
    folder = path.parent.name
    if folder and draft.is_whole("owner") and folder != service.owner:
        yield draft.finding(
            ("owner",),
            "wrong-folder",
            f"the owner is `{service.owner}`, but the file lies in the folder `{folder}`.",
            f"Move the file to {service.owner}/, or write `owner: {folder}`.",
        )
    if draft.is_whole("service") and path.stem != service.service:
        yield draft.finding(
            ("service",),
            "wrong-file-name",
            f"the file is called `{path.name}`, but the service `{service.service}`.",
            f"Call the file {service.service}.yaml.",
        )


def lives_fit_case_steps(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """Each case step has its life, and each life its step."""
    used = {step.id for step in service.steps if step.kind == "case"}
    for n, step in enumerate(service.steps):
        if step.kind == "case" and step.id not in service.case and draft.is_whole("case"):
            yield draft.finding(
                ("steps", n),
                "unknown-life",
                f"below `case:` there is no life called `{step.id}`.",
                hint(step.id, list(service.case)),
            )
    for name in service.case:
        ended = any(step.ends for step in service.steps)
        if ended and name not in used and draft.is_whole("steps"):
            yield draft.finding(
                ("case", name),
                "unknown-life",
                f"no step opens a case that lives by `{name}`.",
                f"Write `- case: {name}` as the last step, or take the life out.",
            )


def the_applicant_is_asked(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """What tells how the applicant is reached is a question of that kind."""
    kinds = {a.question.id: a.question.kind for a in draft.asked}
    for part in ("name", "email", "phone"):
        named = getattr(service.applicant, part)
        if named and named not in kinds and named not in draft.lost_names:
            fitting = [name for name, kind in kinds.items() if kind == part]
            words, mend = f"no question is called `{named}`.", hint(named, fitting)
        elif named in kinds and kinds[named] not in {part, "text"}:
            words = f"`{named}` asks for something else: its kind is `{kinds[named]}`."
            mend = f"Name a question of the kind `{part}`."
        else:
            continue
        yield draft.finding(("applicant", part), "unknown-applicant", words, mend)


def effects_are_carried_out(
    draft: Draft, service: Service, around: Around
) -> Iterator[Finding]:
    for name, life in service.case.items():
        for n, action in enumerate(life.actions):
            for m, effect in enumerate(action.effects):
                kind = next(iter(effect))
                if kind not in around.effects:
                    yield draft.finding(
                        draft.written("case", name, "actions", n, "effects", m),
                        "unknown-effect",
                        f"nothing here carries out `{kind}`.",
                        hint(kind, sorted(around.effects)),
                    )


def measures_count_something(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    """A share counts cases that come to a state, or are closed, within a time."""
    states = {name for life in service.case.values() for name in life.states} | {"closed"}
    for n, measure in enumerate(service.measures):
        found = _SHARE.fullmatch(measure.share)
        path = draft.written("measures", n, "share")
        if found is None:
            yield draft.finding(
                path,
                "unknown-measure",
                f"`{measure.share}` cannot be counted.",
                "Write it like: case.closed within 20 working days.",
            )
        elif found["state"] not in states and draft.is_whole("case"):
            yield draft.finding(
                path,
                "unknown-measure",
                f"no case ever comes to `{found['state']}`.",
                hint(found["state"], sorted(states)),
            )


def _twice(draft: Draft, what: str, named: Sequence[tuple[str, Path_]]) -> Iterator[Finding]:
    seen = dict[str, Path_]()
    for name, path in named:
        if name in seen:
            line, _ = draft.source.at(seen[name])
            yield draft.finding(
                path,
                "id-twice",
                f"another {what} in line {line} is called `{name}` too.",
                "Give one of them another id.",
            )
        seen.setdefault(name, path)
