"""Publishing the scheme: the steward says what can be reported and who is responsible."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from moothall.components.reports import models
from moothall.components.reports.contracts import (
    OnlyTheSteward,
    Published,
    Scheme,
    SchemePublished,
    SchemeRefused,
)
from moothall.kernel import events, organisations
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.encoding import canonical
from moothall.kernel.words import say


def publish(*, content: Mapping[str, Any], at: datetime) -> Published:
    """Put a scheme in force, as it was written; the same as the newest again changes nothing.

    Raises ``SchemeRefused`` with every mistake in words, and ``OnlyTheSteward``.
    """
    if own_org() != organisations.steward().id:
        raise OnlyTheSteward
    if current().officer or current().client:
        require_duty("steward")
    found = read_scheme(content=content)
    _known_organisations(found)
    written = canonical(content)
    digest = hashlib.sha256(written.encode()).hexdigest()
    last = models.Scheme.objects.order_by("-number").first()
    if last is None or last.hash != digest:
        last = models.Scheme.objects.create(
            org_id=own_org(),
            number=last.number + 1 if last else 1,
            hash=digest,
            content=content,
            published_at=at,
            published_by=current().by,
        )
        said = SchemePublished(
            scheme_id=last.id, number=last.number, categories=len(found.categories)
        )
        events.record(said, at=at)
    return Published(id=last.id, number=last.number, at=last.published_at, hash=last.hash)


def read_scheme(*, content: Mapping[str, Any]) -> Scheme:
    """A scheme as it is written. Raises ``SchemeRefused`` with every mistake in words."""
    try:
        return Scheme.model_validate(content)
    except ValidationError as failure:
        mistakes = "\n".join(_mistakes(failure, content))
        raise SchemeRefused(
            say("The scheme has mistakes:\n{mistakes}", mistakes=mistakes)
        ) from None


def _mistakes(failure: ValidationError, content: Mapping[str, Any]) -> list[str]:
    found = []
    for error in failure.errors(include_url=False, include_input=False):
        place = ".".join(_named(error["loc"], content))
        found.append(f"  {place or 'scheme'}: {error['msg']}")
    return found


def _named(path: tuple[int | str, ...], content: Any) -> list[str]:  # noqa: ANN401
    """The path of a mistake, with ids in place of positions where there are some."""
    named = []
    for key in path:
        try:
            content = content[key]
        except (KeyError, IndexError, TypeError):
            content = None
        has_id = isinstance(key, int) and isinstance(content, Mapping) and "id" in content
        named.append(str(content["id"]) if has_id else str(key))
    return named


def _known_organisations(scheme: Scheme) -> None:
    known = {o.slug for o in organisations.everyone()}
    named = {r.organisation for c in scheme.categories for r in c.responsible}
    if named <= known:
        return
    missing = ", ".join(sorted(named - known))
    raise SchemeRefused(
        say("These organisations are not in this place: {missing}.", missing=missing)
    )
