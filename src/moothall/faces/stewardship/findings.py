"""Findings: where a stated rule says that somebody should step in, and what becomes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from moothall.faces.stewardship.figures import PAGES, known_names
from moothall.faces.stewardship.officers import PURPOSE, Officer, for_officers, page
from moothall.kernel import registry
from moothall.kernel.actors import acting
from moothall.kernel.refusals import Forbidden, Refused
from moothall.kernel.template_words import Sayable
from moothall.kernel.words import say

DEMAND = "demand.v1"
STATES: Mapping[str, tuple[Sayable, str]] = {
    "seen": (say("New"), "blue"),
    "accepted": (say("Accepted"), "purple"),
    "acting": (say("Being acted on"), "yellow"),
    "done": (say("Done"), "green"),
    "judged": (say("Judged"), "grey"),
}
"""What the states of a finding are called, and the colour of their tags, in their order."""
MOVES: Mapping[str, Sequence[tuple[str, Sayable]]] = {
    "seen": [("accepted", say("Accept it"))],
    "accepted": [("acting", say("Begin to act on it")), ("seen", say("Put it back to new"))],
    "acting": [("done", say("Say that it is done")), ("accepted", say("Stop acting on it"))],
    "done": [("acting", say("It is not done yet"))],
    "judged": [("accepted", say("Take it up again"))],
}
"""State -> the states that somebody may say come next, the likeliest first. What came of it is
judged by measuring alone."""
STEPS: Mapping[str, Sayable] = {
    "open_a_service": say("Open a service"),
    "mend_a_service": say("Mend a service"),
    "share_the_work": say("Share the work"),
    "add_capacity": say("Add capacity"),
    "look_together": say("Look at it together"),
}
"""What kind of step a finding proposes."""
_LONGEST_REVISION = 9


class MayNotMove(Forbidden):
    """Only a steward or a manager says what becomes of a finding."""

    code = "stewardship.may-not-move"


class Findings(Protocol):
    """The part of ``demand.v1`` that findings are read and moved by, inside ``acting``."""

    def findings(self) -> Sequence[Any]: ...

    def finding(self, *, finding_id: UUID) -> Any: ...  # noqa: ANN401 - a ``Finding``

    def move(self, *, finding_id: UUID, to: Any, revision: int | None, at: datetime) -> Any: ...  # noqa: ANN401 - a ``Finding``


def offered() -> Findings:
    found: Findings = registry.offer(DEMAND)
    return found


@require_safe
@for_officers
def findings(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """What the rules have found: all of it for the steward, else what concerns one."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    with acting(officer.actor, purpose=PURPOSE):
        found = list(offered().findings())
        described = _described(found)
    counts = {name: sum(one.state == name for one in found) for name in STATES}
    content = {
        "findings": [
            _line(one, words)
            for one, words in zip(found, described, strict=True)
            if state in ("", one.state)
        ],
        "found_any": bool(found),
        "states": [
            {
                "text": say("{state} ({count})", state=said, count=counts[name]),
                "href": f"{reverse('stewardship:findings')}?state={name}",
                "current": name == state,
            }
            for name, (said, _) in STATES.items()
        ],
        "all_current": not state,
        "total": len(found),
    }
    return page(request, officer, "stewardship/findings.html", content, here="findings")


@require_safe
@for_officers
def finding(request: HttpRequest, officer: Officer, finding_id: UUID) -> HttpResponseBase:
    """One finding: what was found and why, whom it concerns, and what is to be done."""
    with acting(officer.actor, purpose=PURPOSE):
        found = offered().finding(finding_id=finding_id)
        words = _described([found])[0]
    content = {
        **_line(found, words),
        "found": found,
        "said": words,
        "steps": _progress(found),
        "moves": MOVES[found.state] if officer.may_move else (),
    }
    return page(request, officer, "stewardship/finding.html", content, here="findings")


@require_POST
@for_officers
def move(request: HttpRequest, officer: Officer, finding_id: UUID) -> HttpResponseBase:
    """Say that a finding has come a step further."""
    if not officer.may_move:
        raise MayNotMove(say("Only a steward or a manager can say what becomes of a finding."))
    to = request.POST.get("to", "")
    if to not in STATES:
        raise Refused(say("Choose what becomes of the finding."))
    with acting(officer.actor, purpose=PURPOSE):
        found = offered().finding(finding_id=finding_id)
        offered().move(
            finding_id=finding_id,
            to=type(found.state)(to),
            revision=_revision(request),
            at=officer.at,
        )
    return redirect(reverse("stewardship:finding", args=[finding_id]))


def _described(found: Sequence[Any]) -> list[Any]:
    """Findings in words. Inside ``acting``."""
    demand = registry.offer(PAGES)
    named = demand.names(known_names())
    return [demand.described(one, named) for one in found]


def _line(found: Any, words: Any) -> dict[str, Any]:  # noqa: ANN401 - contracts of demand
    said, tone = STATES[found.state]
    return {
        "title": words.title,
        "text": words.text,
        "organisations": words.organisations,
        "step": STEPS[found.step],
        "state": {"text": said, "tone": tone},
        "found_at": found.found_at,
        "href": reverse("stewardship:finding", args=[found.id]),
    }


def _progress(found: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a ``Finding``
    order = list(STATES)
    here = order.index(found.state)
    return [
        {"text": STATES[name][0], "is_past": i < here, "is_here": i == here}
        for i, name in enumerate(order)
    ]


def _revision(request: HttpRequest) -> int:
    """The revision that the button was made for; 0, which none has, if it does not say."""
    given = request.POST.get("revision", "")
    is_number = given.isascii() and given.isdigit() and len(given) <= _LONGEST_REVISION
    return int(given) if is_number else 0
