"""A service as pages: one thing per page, back and change at will, with no need of scripts."""

from collections.abc import Callable, Sequence
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from moothall.components.cases import queries as cases
from moothall.components.cases.contracts import CaseNotFound
from moothall.faces.resident import posted as reading
from moothall.faces.resident import uploads
from moothall.faces.resident.away import gone
from moothall.faces.resident.mailboxes import can_mail, count_link, read_mailbox
from moothall.faces.resident.posted import Posted
from moothall.faces.resident.run_pages import (
    STOP,
    Here,
    show_check,
    show_page,
    show_start,
    show_stop,
    sign_in_url,
)
from moothall.faces.resident.showing import values_of
from moothall.faces.resident.visitors import (
    PURPOSE,
    not_too_often,
    remember,
    visitor,
    with_secret,
)
from moothall.faces.resident.wording import linked, notice
from moothall.journeys import catalogue, queries, services
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import (
    Journey,
    JourneyHasEnded,
    JourneyNotFound,
    ServiceClosed,
    SignInNeeded,
    StepNotReached,
)
from moothall.journeys.position import Position
from moothall.journeys.steps import CheckAnswers
from moothall.kernel import organisations
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.pages import render
from moothall.kernel.questions import AnswersRefused, Mistake
from moothall.kernel.refusals import TooMany
from moothall.kernel.steps import Step
from moothall.kernel.words import Said, say

_View = Callable[..., HttpResponse]
_SAVED = "saved"


def _helps_when_gone(view: _View) -> _View:
    """A journey that is not the visitor's is not there; whoever holds no visit is told why."""

    @wraps(view)
    def answer(request: HttpRequest, owner: str, service: str, **rest: object) -> HttpResponse:
        try:
            return view(request, owner, service, **rest)
        except JourneyNotFound:
            if visitor(request).is_known:
                raise
            return gone(request, owner=owner, service=service, step=rest.get("step_id"))

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, owner: str, service: str) -> HttpResponse:
    """What the service is, before it begins; POST begins it."""
    organisation = organisations.called(slug=owner)
    found = visitor(request)
    with acting(found.actor(served_by=organisation.id), purpose=PURPOSE):
        published = catalogue.live(owner=organisation.id, service=service)
    if request.method != "POST":
        return show_start(request, organisation, published, found)
    not_too_often(request, "begin")
    found = with_secret(found)
    try:
        with acting(found.actor(served_by=organisation.id), purpose=PURPOSE):
            journey = services.begin(
                published=published, language=current_language(), channel="web", at=now()
            )
    except ServiceClosed:
        with acting(found.actor(served_by=organisation.id), purpose=PURPOSE):
            services.turned_away(
                published=published, language=current_language(), channel="web", at=now()
            )
        return show_start(request, organisation, published, found)
    except SignInNeeded:
        return redirect(sign_in_url(organisation, service))
    first = published.service.steps[0].id
    args = [organisation.slug, service, journey, first]
    return remember(redirect(reverse("resident:step", args=args)), found)


@require_safe
def privacy(request: HttpRequest, owner: str, service: str) -> HttpResponse:
    """The privacy notice of one service, as it was published with it."""
    organisation = organisations.called(slug=owner)
    with acting(visitor(request).actor(served_by=organisation.id), purpose=PURPOSE):
        published = catalogue.live(owner=organisation.id, service=service)
    found = notice(published.notices, language=current_language())
    if found is None:
        return redirect("resident:privacy")
    start_url = reverse("resident:start", args=[organisation.slug, service])
    content = {
        "found": found,
        "service_name": published.service.title,
        "service_url": start_url,
        "back": start_url,
    }
    return render(request, "resident/notice.html", content, organisation=organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@_helps_when_gone
def step(
    request: HttpRequest, owner: str, service: str, journey: UUID, step_id: str
) -> HttpResponse:
    """One step of a journey."""
    here = _here(request, owner, service, journey)
    with acting(here.actor, purpose=PURPOSE):
        run, published, position = _whereabouts(here)
        files = uploads.pending(subject=journey)
    if run.ended_at:
        return redirect(here.sent_url)
    if not _is_open(published, position, step_id):
        _set_aside(here, step_id)
        return redirect(_onward(here, published, position))
    shown = published.service.step(step_id=step_id)
    if STOP in request.GET and request.method != "POST" and _stops_at(position, step_id):
        return show_stop(here, published, position, shown)
    if not shown.is_shown:
        return redirect(_onward(here, published, position))
    if request.method == "POST":
        return _posted(here, published, shown)
    if isinstance(shown, CheckAnswers):
        return show_check(here, published, position, shown, files)
    values = values_of(shown.asks(), run.done.get(step_id, {}))
    return show_page(here, published, position, shown, values=values, files=files)


@require_safe
@_helps_when_gone
def sent(request: HttpRequest, owner: str, service: str, journey: UUID) -> HttpResponse:
    """It was sent: the reference to keep, and what happens next."""
    here = _here(request, owner, service, journey)
    with acting(here.actor, purpose=PURPOSE):
        run, published, position = _whereabouts(here)
        is_theirs = bool(run.ended_at) and _can_read_case(run.reference)
    if not run.ended_at:
        return redirect(_onward(here, published, position))
    question = published.service.applicant_question("email")
    email = position.answers.get(question) if question else None
    last, told = published.service.end, {"case.opened"}
    if published.service.opens_case:
        told.add(f"case.{published.service.life.start}")
        followed_at = _case_url(run.reference) if is_theirs else None
    else:
        followed_at = last.followed_at(reference=run.reference) if last else None
    content = {
        "reference": run.reference,
        "email": email,
        "can_mail": can_mail(),
        "is_mailed": can_mail() and any(m.on in told for m in published.service.messages),
        "next": linked(published.service.what_happens_next),
        "contact": published.service.contact,
        "service_name": published.service.title,
        "case_url": followed_at,
    }
    return render(request, "resident/sent.html", content, organisation=here.organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@_helps_when_gone
def save(request: HttpRequest, owner: str, service: str, journey: UUID) -> HttpResponse:
    """Save what was answered so far, and have a link mailed to go on with."""
    here = _here(request, owner, service, journey)
    with acting(here.actor, purpose=PURPOSE):
        run, published, position = _whereabouts(here)
    if run.ended_at:
        return redirect(here.sent_url)
    content = {
        "service_name": published.service.title,
        "service_url": here.start_url,
        "back": _onward(here, published, position),
        "email": request.POST.get("email", run.saved_email)[:254],
        "saved": _SAVED in request.GET and bool(run.saved_email),
        "can_mail": can_mail(),
    }
    status = 200
    if request.method == "POST" and can_mail():
        missing = say("Enter your email address")
        email, wrong = read_mailbox(request.POST.get("email", ""), missing=missing, at=here.at)
        refusal = None if wrong else _saved(here, email)
        if not (wrong or refusal):
            return redirect(f"{here.save_url}?{_SAVED}=1")
        content["errors"] = [{"text": wrong or refusal, "href": "#email"}]
        status = 422 if wrong else 429
    return render(
        request, "resident/save.html", content, status=status, organisation=here.organisation
    )


def _here(request: HttpRequest, owner: str, service: str, journey: UUID) -> Here:
    return Here(
        request=request,
        visitor=visitor(request),
        organisation=organisations.called(slug=owner),
        service=service,
        journey=journey,
        at=now(),
    )


def _whereabouts(here: Here) -> tuple[Journey, Published, Position]:
    """Where the journey stands. One of another service is not at this address."""
    run, published, position = queries.whereabouts(journey_id=here.journey)
    if run.owner != here.organisation.id or run.service != here.service:
        raise JourneyNotFound(say("We do not have this. It may have been removed."))
    return run, published, position


def _is_open(published: Published, position: Position, step_id: str) -> bool:
    """Whether a page can be shown for the step: it is on the path, with a page or a stop."""
    if not position.has_reached(step_id):
        return False
    return published.service.step(step_id=step_id).is_shown or _stops_at(position, step_id)


def _stops_at(position: Position, step_id: str) -> bool:
    return position.stopped and position.step is not None and position.step.id == step_id


def _onward(here: Here, published: Published, position: Position) -> str:
    """The page to show next; where nothing is left but to send, the last one there is.

    What a stop says has an address besides its question's, so that going back leads there.
    """
    if position.step is not None and not position.step.ends:
        return here.url(position.step.id) + (f"?{STOP}=1" if position.stopped else "")
    pages = {step.id for step in published.service.steps if step.is_shown}
    return here.url([step_id for step_id in position.path if step_id in pages][-1])


def _posted(here: Here, published: Published, shown: Step) -> HttpResponse:
    try:
        if isinstance(shown, CheckAnswers):
            with acting(here.actor, purpose=PURPOSE):
                _answer(here, shown, {})
            return redirect(here.sent_url)
        posted = reading.read(here.request, shown.asks(), org=here.organisation.id)
        return _taken(here, published, shown, posted)
    except StepNotReached as refusal:
        return redirect(_where_next(here, refusal))
    except JourneyHasEnded:
        return redirect(here.sent_url)


def _set_aside(here: Here, step_id: str) -> None:
    """What came with a page that was open while the path changed waits until it is asked."""
    if here.request.method != "POST":
        return
    try:
        with acting(here.actor, purpose=PURPOSE):
            services.set_aside(
                journey_id=here.journey,
                step_id=step_id,
                fields=reading.fields_of(here.request),
                at=here.at,
            )
    except (StepNotReached, JourneyHasEnded):
        return


def _where_next(here: Here, refusal: StepNotReached) -> str:
    missing = refusal.details.get("step")
    if isinstance(missing, str):
        return here.url(missing)
    with acting(here.actor, purpose=PURPOSE):
        _, published, position = _whereabouts(here)
    return _onward(here, published, position)


def _taken(here: Here, published: Published, shown: Step, posted: Posted) -> HttpResponse:
    with acting(here.actor, purpose=PURPOSE):
        *_, before = _whereabouts(here)
        if not before.has_reached(shown.id):
            raise StepNotReached(say("Answer the questions before this one first."))
        mistakes: Sequence[Mistake] = uploads.keep(
            posted.received, subject=here.journey, at=here.at
        )
        _remove(here)
        files = uploads.pending(subject=here.journey)
        fields = uploads.with_files(posted.fields, shown.asks(), files)
        if not posted.stays and not mistakes:
            after = _answered(here, shown, fields)
            if isinstance(after, Position):
                done = _is_sent(after)
                return redirect(here.sent_url if done else _onward(here, published, after))
            mistakes = after.mistakes
    if posted.stays and posted.again and not mistakes:
        return redirect(here.request.get_full_path())
    return show_page(
        here,
        published,
        before,
        shown,
        values=fields,
        files=files,
        mistakes=mistakes,
        lookup=posted.lookup,
    )


def _answered(
    here: Here, shown: Step, fields: dict[str, list[str]]
) -> Position | AnswersRefused:
    try:
        return _answer(here, shown, fields)
    except AnswersRefused as refusal:
        return refusal


def _answer(here: Here, shown: Step, fields: dict[str, list[str]]) -> Position:
    """Take the answers; what was the last thing to do also sends them."""
    after = services.answer(
        journey_id=here.journey, step_id=shown.id, fields=fields, at=here.at
    )
    if _is_sent(after):
        services.submit(journey_id=here.journey, at=here.at, language=current_language())
    return after


def _is_sent(after: Position) -> bool:
    return not after.stopped and (after.step is None or after.step.ends)


def _remove(here: Here) -> None:
    document = uploads.removed(here.request)
    if document is not None:
        services.remove_file(journey_id=here.journey, document_id=document, at=here.at)


def _saved(here: Here, email: str) -> Said | None:
    """Save and mail the link; what is said to somebody who has had too many."""
    about = f"journey/{here.journey}"
    try:
        count_link(what="save-link", email=email, about=about, at=here.at)
    except TooMany as refusal:
        return refusal.said
    with acting(here.actor, purpose=PURPOSE):
        services.save_for_later(
            journey_id=here.journey, email=email, at=here.at, language=current_language()
        )
    return None


def _can_read_case(reference: str) -> bool:
    try:
        cases.case(reference=reference)
    except CaseNotFound:
        return False
    return True


def _case_url(reference: str) -> str:
    return reverse("resident:case", args=[reference])
