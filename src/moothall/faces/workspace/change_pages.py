"""What is to change in a service: files and conditions, what is wrong, and publishing it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from moothall.components.people import queries as people
from moothall.faces.workspace.changes import Here, file_url, here, revision_in, title_of, typed
from moothall.faces.workspace.officers import PURPOSE, Officer, for_officers, page
from moothall.faces.workspace.showing import NOT_HERE_ANY_MORE
from moothall.journeys import amendments, services
from moothall.journeys.amendments import Held
from moothall.journeys.contracts import Amendment
from moothall.journeys.reading import Finding
from moothall.kernel.actors import acting
from moothall.kernel.ids import PersonId
from moothall.kernel.refusals import Refused
from moothall.kernel.words import Said, say

_LONGEST_NOTE = 500
_DONE: Mapping[str, Said] = {
    "published": say("Published. It is live now; what was begun before stays as it was."),
    "proposed": say("Proposed. Somebody else can publish it now."),
    "discarded": say("Nothing is to change any more."),
    "rebased": say("Your changes are on top of the newest version now. Look through them."),
}
_SETTINGS: Mapping[str, Said] = {
    "table": say("Decision table"),
    "scenarios": say("Scenarios"),
    "rates": say("Rates"),
}


@require_safe
@for_officers
def changes(request: HttpRequest, officer: Officer, service: str) -> HttpResponseBase:
    """All that may be changed here, all that is, and what is wrong with it."""
    return _shown(request, officer, service)


@require_POST
@for_officers
def act(request: HttpRequest, officer: Officer, service: str) -> HttpResponseBase:
    """Propose, publish, give up, or take over the newest version."""
    wanted = request.POST.get("do", "")
    note = typed(request, "note", most=_LONGEST_NOTE)
    try:
        with acting(officer.actor, purpose=PURPOSE):
            revision = revision_in(request, here(officer, service))
            done = _acts(officer, service, revision, note).get(wanted)
            if done is None:
                return redirect("workspace:changes", service)
            done()
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return _shown(request, officer, service, refusal=refusal, note=note)
    address = reverse("workspace:changes", args=[service])
    return redirect(f"{address}?done={_PAST[wanted]}")


_PAST = {
    "propose": "proposed",
    "publish": "published",
    "discard": "discarded",
    "rebase": "rebased",
}


def _acts(
    officer: Officer, service: str, revision: int, note: str
) -> Mapping[str, Callable[[], object]]:
    return {
        "propose": lambda: services.propose(
            service=service, revision=revision, note=note, at=officer.at
        ),
        "publish": lambda: services.enact(
            service=service,
            revision=revision,
            by=officer.membership.name,
            note=note,
            at=officer.at,
        ),
        "discard": lambda: services.discard(service=service, revision=revision),
        "rebase": lambda: services.rebase(service=service, revision=revision, at=officer.at),
    }


def _shown(
    request: HttpRequest,
    officer: Officer,
    service: str,
    *,
    refusal: Refused | None = None,
    note: str = "",
) -> HttpResponseBase:
    with acting(officer.actor, purpose=PURPOSE):
        found = here(officer, service)
        names = {one.person: one.name for one in people.officers(at=officer.at)}
    amendment = found.amendment
    wrong: Sequence[Finding] = ()
    if amendment.changes_anything:
        wrong = amendments.findings(published=found.base, amendment=amendment)
    advice = [one for one in wrong if one.code in amendments.ADVICE]
    wrong = [one for one in wrong if one.code not in amendments.ADVICE]
    done = _DONE.get(request.GET.get("done", ""))
    content = {
        "service": found.live.service,
        "live": found.live,
        "amendment": amendment,
        "may_change": found.may_change,
        "is_behind": found.amendment.version != found.live.id,
        "files": [_file(found, held, wrong) for held in found.files],
        "conditions": reverse("workspace:conditions", args=[service]),
        "examples": reverse("workspace:examples", args=[service]),
        "conditions_changed": len(amendment.conditions),
        "advice": [_finding(found, one) for one in advice],
        "findings": [_finding(found, one) for one in wrong],
        "changed_by": _name(names, amendment.changed_by),
        "proposed_by": _name(names, amendment.proposed_by),
        "needs_another": _needs_another(officer, amendment),
        "two_people": officer.organisation.two_people,
        "note": note or amendment.note,
        "post_url": reverse("workspace:change-act", args=[service]),
        "back": reverse("workspace:services"),
        "notice": {"text": done, "kind": "success"} if done and not refusal else None,
        "errors": [{"text": refusal.said, "href": "#act"}] if refusal else [],
    }
    status = refusal.status if refusal else 200
    return page(
        request, officer, "workspace/changes.html", content, here="services", status=status
    )


def _name(names: Mapping[PersonId, str], person: UUID | None) -> str | Said | None:
    return names.get(PersonId(person), NOT_HERE_ANY_MORE) if person else None


def _needs_another(officer: Officer, amendment: Amendment) -> bool:
    """Whether this officer may not publish it, because somebody else has to."""
    person = officer.actor.officer
    mine = person == amendment.proposed_by or person in amendment.hands
    return officer.organisation.two_people and (amendment.proposed_by is None or mine)


def _file(found: Here, held: Held, wrong: Sequence[Finding]) -> dict[str, Any]:
    return {
        "title": title_of(held),
        "what": _SETTINGS.get(held.setting, held.setting),
        "name": held.file.file,
        "href": file_url(held, found.service),
        "compare": file_url(held, found.service, "compare"),
        "scenarios": file_url(held, found.service, "scenarios")
        if held.setting == "table"
        else None,
        "is_changed": held.is_changed,
        "mistakes": sum(one.file == held.file.file for one in wrong),
    }


def _finding(found: Here, one: Finding) -> dict[str, Any]:
    held = next((held for held in found.files if held.file.file == one.file), None)
    return {
        "where": f"{one.file}:{one.line}" if held else "",
        "href": file_url(held, found.service) if held else "",
        "words": one.words,
        "mend": one.mend,
    }
