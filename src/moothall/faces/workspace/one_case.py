"""A case as it is now: found by its reference, and shown with what was tried and not done."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import Case, CaseNotFound, Change, Kind, TimelineEntry
from moothall.faces.workspace.case_pages import NOTHING, Attempt, case_page
from moothall.faces.workspace.filters import asked
from moothall.faces.workspace.officers import PURPOSE, Officer, page
from moothall.faces.workspace.worklist import desk, listed
from moothall.kernel.actors import acting
from moothall.kernel.ids import PersonId
from moothall.kernel.references import read_reference
from moothall.kernel.refusals import Refused

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
    )
    return show(request, officer, reference, attempt, refusal.status)


def was_mine(
    changes: Sequence[Change | TimelineEntry],
    officer: Officer,
    *,
    action: str | None = None,
    to: PersonId | None = None,
    team: str | None = None,
) -> bool:
    """Whether the only change is this one: the officer has sent the same form twice."""
    if len(changes) != 1:
        return False
    change = changes[0]
    if change.by_id != officer.actor.officer or change.action != action:
        return False
    if change.kind is not Kind.ASSIGNED:
        return True
    return change.details.get("to") == (str(to) if to else None) and (
        change.details.get("team") == team
    )


def revision_in(request: HttpRequest) -> int | None:
    """The revision of the case that the form was made for; none if it does not say."""
    given = request.POST.get("revision", "")
    is_number = given.isascii() and given.isdigit() and len(given) <= _LONGEST_REVISION
    return int(given) if is_number else None
