"""Rules on capabilities: a service says what happens where an optional one is missing."""

from collections.abc import Iterator

from moothall.journeys.definition import Service, Use
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.draft import Draft
from moothall.journeys.lint.wording import hint
from moothall.journeys.reading import Finding, Path_

_BY_KIND = {"file": "documents", "address": "areas", "location": "areas"}
_WHY = {
    "documents": "files are attached through it",
    "areas": "addresses and wards are found through it",
    "notifications": "messages go out through it",
}


def what_is_used_is_declared(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    declared = set(service.uses) if draft.is_whole("uses") else set(_WHY)
    for capability, path in _used(draft, service).items():
        if capability not in declared:
            yield draft.finding(
                path,
                "capability-undeclared",
                f"this needs `{capability}` ({_WHY[capability]}), which may be missing.",
                f"Add to `uses`: {capability}: {{when_unavailable: skip}} (or defer, or stop).",
            )


def what_is_declared_exists(
    draft: Draft, service: Service, around: Around
) -> Iterator[Finding]:
    if around.capabilities is None:
        return
    here = {name.partition(".")[0] for name in around.capabilities}
    for name, use in service.uses.items():
        if name not in here | set(_WHY):
            yield draft.finding(
                ("uses", name),
                "unknown-capability",
                f"no component offers `{name}`.",
                hint(name, sorted(here | set(_WHY))),
            )
        elif name not in here and use == "required":
            yield draft.finding(
                ("uses", name),
                "capability-absent",
                f"this service cannot do without `{name}`, which is not part of this place.",
                "Have the component installed, or write {when_unavailable: skip}.",
            )


def stopping_has_words(draft: Draft, service: Service, _: Around) -> Iterator[Finding]:
    for name, use in service.uses.items():
        if isinstance(use, Use) and use.when_unavailable == "stop" and not use.words:
            yield draft.finding(
                ("uses", name),
                "unavailable-without-words",
                f"without `{name}` the service stops, and nobody reads why.",
                'Add words: {en: "…", cy: "…"}: what has happened, and what to do instead.',
            )


def _used(draft: Draft, service: Service) -> dict[str, Path_]:
    """Capability -> where it is used first."""
    found: dict[str, Path_] = {}
    for question, path in draft.questions:
        if question.kind in _BY_KIND:
            found.setdefault(_BY_KIND[question.kind], path)
    if service.messages:
        found["notifications"] = ("messages",)
    return found
