"""A case as it is now: found by its reference, and shown with what was tried and not done."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case, CaseNotFound, Change, TimelineEntry
from moothall.faces.workspace.case_pages import NOTHING, Attempt, case_page
from moothall.faces.workspace.contact_kinds import coding_form
from moothall.faces.workspace.filters import asked
from moothall.faces.workspace.officers import PURPOSE, Officer, page
from moothall.faces.workspace.worklist import desk, listed
from moothall.kernel.actors import acting
from moothall.kernel.references import read_reference
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

_LONGEST_REVISION = 9


def find(reference: str) -> Case:
    """The organisation's case of that reference. Raises ``CaseNotFound``. Inside ``acting``."""
    known = read_reference(reference)
    if known is None:
        raise CaseNotFound
    return cases.case(reference=known)


def show(
    request: HttpRequest,
    officer: Officer,
    reference: str,
    attempt: Attempt = NOTHING,
    status: int = 200,
) -> HttpResponse:
    """The case as it is now, with whatever was tried and not done."""
    wanted = asked(request, officer)
    with acting(officer.actor, purpose=PURPOSE):
        found = find(reference)
        here = desk(officer)
        content = {
            **listed(here, wanted, current=found.reference),
            **case_page(found, here, wanted, attempt=attempt),
            "coding": coding_form(
                officer=officer, post_url=wanted.case_url(found.reference, "code")
            ),
        }
    content["errors"] = [
        {"text": said, "href": f"#{name}"} for name, said in attempt.mistakes.items()
    ]
    return page(request, officer, "workspace/case.html", content, status=status)


def failed(
    request: HttpRequest,
    officer: Officer,
    reference: str,
    form: str,
    name: str,
    refusal: Refused,
) -> HttpResponse:
    """The case again, with what was typed into one of its forms and what is wrong with it."""
    typed = {key: request.POST[key] for key in request.POST}
    is_mistake = refusal.status == Refused.status
    attempt = Attempt(
        form=form,
        typed=typed,
        said=None if is_mistake else refusal.said,
        mistakes={name: refusal.said} if is_mistake else {},
        kept=_kept(typed) if not is_mistake else [],
    )
    return show(request, officer, reference, attempt, refusal.status)


def _kept(typed: dict[str, str]) -> list[dict[str, Any]]:
    """What was written into a form that is not there any more, to be copied."""
    text = typed.get("text", "").strip()
    return [{"key": say("Note"), "value": text}] if text else []


def was_mine(
    changes: Sequence[Change | TimelineEntry],
    officer: Officer,
    *,
    is_same: Callable[[Change | TimelineEntry], bool],
) -> bool:
    """Whether the only change is the one at hand: the officer has sent the same form twice."""
    by_me = [change.by_id == officer.actor.officer for change in changes]
    return by_me == [True] and is_same(changes[0])


def revision_in(request: HttpRequest) -> int | None:
    """The revision of the case that the form was made for; none if it does not say."""
    given = request.POST.get("revision", "")
    is_number = given.isascii() and given.isdigit() and len(given) <= _LONGEST_REVISION
    return int(given) if is_number else None
