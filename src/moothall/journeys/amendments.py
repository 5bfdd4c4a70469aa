"""What is to change in a service, what that comes to, and what is wrong with it. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from moothall.journeys import amending, catalogue, lint, queries
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Amendment
from moothall.journeys.reading import Finding, Source
from moothall.kernel.actors import own_org
from moothall.kernel.attached import Attached
from moothall.kernel.encoding import from_json
from moothall.kernel.place import place
from moothall.kernel.steps import Problem, Step


def of(*, published: Published) -> Amendment:
    """What is to change in a live service of the own organisation. Inside ``acting``.

    Where nothing is to change, it is one of the version that is live.
    """
    service = published.service.service
    kept = queries.amendment(service=service)
    if kept is None:
        return Amendment(service=service, version=published.id)
    return kept if kept.changes_anything else replace(kept, version=published.id)


def live(*, service: str) -> Published:
    """The live version of a service of the own organisation. Raises ``ServiceNotFound``."""
    return catalogue.live(owner=own_org(), service=service)


def base(*, amendment: Amendment) -> Published:
    """The version in which the amendment is a change."""
    return catalogue.version(version_id=amendment.version)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A file that a step of a service has, as it is live and as it is to be."""

    step: Step
    """With its files as they are to be."""
    setting: str
    """``table``, ``scenarios``, ``rates`` …"""
    file: Attached
    live: str

    @property
    def is_changed(self) -> bool:
        return self.file.text != self.live

    def problems(self) -> list[Problem]:
        """What the step finds wrong in this file, by line and column."""
        return [p for p in self.step.problems() if p.file == self.file.file]


def held(*, published: Published, amendment: Amendment) -> list[Held]:
    """Every file that the steps of a version have, each once, with what is to change in it."""
    found: dict[str, Held] = {}
    for step in published.service.steps:
        files = {
            name: value
            for name in type(step).model_fields
            if isinstance(value := getattr(step, name), Attached)
        }
        new = {
            name: Attached(file=file.file, text=amendment.files.get(file.file, file.text))
            for name, file in files.items()
        }
        fields = {name: getattr(step, name) for name in type(step).model_fields}
        changed = type(step).model_construct(**{**fields, **new})
        for name, file in files.items():
            found.setdefault(
                file.file, Held(step=changed, setting=name, file=new[name], live=file.text)
            )
    return list(found.values())


def definition(published: Published) -> dict[str, Any]:
    """The definition of a version, as plain data."""
    found: dict[str, Any] = from_json(published.text)["definition"]
    return found


def amended(*, published: Published, amendment: Amendment) -> dict[str, Any]:
    """The definition of a version with all that is to change."""
    return amending.amended(
        definition(published),
        files=amendment.files,
        conditions=amendment.conditions,
        examples=amendment.examples,
    )


ADVICE = frozenset({"branch-untried"})
"""What is said of an amendment and does not hold it up: that no worked example tries something
any more. It is right as far as anybody can tell, and a designer adds the example."""


def findings(*, published: Published, amendment: Amendment) -> Sequence[Finding]:
    """Every mistake that the changes bring into the service, worked examples run; none if it
    may be published. What the linter says of the version as it is live is not of their making.
    """
    before = {(f.file, f.code, f.words) for f in _of_version(published)}
    after = _linted(published, amended(published=published, amendment=amendment))
    return [f for f in after if (f.file, f.code, f.words) not in before]


_MOST_KEPT = 64
_kept: dict[UUID, Sequence[Finding]] = {}


def _of_version(published: Published) -> Sequence[Finding]:
    """The mistakes of a version as it was published; it never changes, so they are kept."""
    found = _kept.get(published.id)
    if found is None:
        found = _linted(published, definition(published))
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[published.id] = found
    return found


def _linted(published: Published, data: Mapping[str, Any]) -> Sequence[Finding]:
    source = Source(
        file=f"{published.service.service}.yaml",
        data=data,
        places={},
        templates=published.templates,
        notices=published.notices,
    )
    return lint.lint(source=source, languages=place().languages)
