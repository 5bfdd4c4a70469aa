"""A service as pages: one thing per page, back and change at will, and no need of JavaScript.
"""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from moothall.faces.resident import uploads
from moothall.faces.resident.lookups import find_addresses
from moothall.faces.resident.run_pages import (
    Here,
    show_check,
    show_page,
    show_start,
    show_stop,
)
from moothall.faces.resident.showing import fields_of, values_of
from moothall.faces.resident.visitors import PURPOSE, remember, visitor, with_secret
from moothall.journeys import catalogue, queries, services
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import JourneyHasEnded, StepNotReached
from moothall.journeys.position import Position
from moothall.kernel import organisations, registry
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.pages import render
from moothall.kernel.questions import AnswersRefused, Asking, Question
from moothall.kernel.steps import Step
from moothall.kernel.words import Said, say


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, owner: str, service: str) -> HttpResponse:
    """What the service is, before it begins; POST begins it."""
    organisation = organisations.called(slug=owner)
    found = with_secret(visitor(request)) if request.method == "POST" else visitor(request)
    with acting(found.actor(served_by=organisation.id), purpose=PURPOSE):
        published = catalogue.live(owner=organisation.id, service=service)
        if request.method != "POST":
            journey = None
        else:
            journey = services.begin(
                published=published, language=current_language(), channel="web", at=now()
            )
    if journey is None:
        return show_start(request, organisation, published)
    first = published.service.steps[0].id
    args = [organisation.slug, service, journey, first]
    return remember(redirect(reverse("resident:step", args=args)), found)


@require_http_methods(["GET", "HEAD", "POST"])
def step(
    request: HttpRequest, owner: str, service: str, journey: UUID, step_id: str
) -> HttpResponse:
    """One step of a journey."""
    here = _here(request, owner, service, journey)
    if request.method == "POST":
        return _post(here, step_id)
    with acting(here.actor, purpose=PURPOSE):
        run, published, position = queries.whereabouts(journey_id=journey)
        files = queries.files_of(subject=journey)
    if run.ended_at:
        return redirect(here.sent_url)
    if not position.has_reached(step_id):
        return redirect(here.url(_next(position)))
    shown = published.service.step(step_id=step_id)
    if _stops_at(position, step_id) and "change" not in request.GET:
        return show_stop(here, published, position)
    if shown.kind == "check_answers":
        return show_check(here, published, position, shown, files)
    questions = shown.asks()
    values = values_of(questions, run.done.get(step_id, {}))
    return show_page(here, published, position, shown, values=values, files=files)


@require_safe
def sent(request: HttpRequest, owner: str, service: str, journey: UUID) -> HttpResponse:
    """It was sent: the reference to keep, and what happens next."""
    here = _here(request, owner, service, journey)
    with acting(here.actor, purpose=PURPOSE):
        run, published, position = queries.whereabouts(journey_id=journey)
    if not run.ended_at:
        return redirect(here.url(_next(position)))
    email = published.service.applicant_question("email")
    content = {
        "reference": run.reference,
        "email": position.answers.get(email) if email else None,
        "next": published.service.what_happens_next,
        "contact": published.service.contact,
        "service_name": published.service.title,
        "case_url": reverse("resident:case", args=[run.reference]),
        "is_signed_in": here.visitor.account is not None,
    }
    return render(request, "resident/sent.html", content, organisation=here.organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, owner: str, service: str, journey: UUID) -> HttpResponse:
    """Save what was answered so far, and have a link mailed to go on with."""
    here = _here(request, owner, service, journey)
    with acting(here.actor, purpose=PURPOSE):
        run, published, position = queries.whereabouts(journey_id=journey)
    back = here.url(_next(position))
    content = {
        "service_name": published.service.title,
        "back": back,
        "email": request.POST.get("email", run.saved_email),
        "can_mail": registry.offers("notifications.v1"),
    }
    if request.method == "POST":
        email = request.POST.get("email", "").strip()
        mistake = _wrong_with_email(email)
        if mistake is None:
            with acting(here.actor, purpose=PURPOSE):
                services.save_for_later(journey_id=journey, email=email, at=here.at)
            content |= {"saved": True, "email": email}
        else:
            content["errors"] = [{"text": mistake, "href": "#email"}]
    status = 422 if content.get("errors") else 200
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


def _stops_at(position: Position, step_id: str) -> bool:
    return position.stopped and position.step is not None and position.step.id == step_id


def _next(position: Position) -> str:
    return position.step.id if position.step else position.path[-1]


def _post(here: Here, step_id: str) -> HttpResponse:
    with acting(here.actor, purpose=PURPOSE):
        run, published, _ = queries.whereabouts(journey_id=here.journey)
    if run.ended_at:
        return redirect(here.sent_url)
    shown = published.service.step(step_id=step_id)
    try:
        return _taken(here, published, shown)
    except StepNotReached as refusal:
        target = refusal.details.get("step")
        if isinstance(target, str):
            return redirect(here.url(target))
        with acting(here.actor, purpose=PURPOSE):
            *_, position = queries.whereabouts(journey_id=here.journey)
        return redirect(here.url(_next(position)))
    except JourneyHasEnded:
        return redirect(here.sent_url)


def _taken(here: Here, published: Published, shown: Step) -> HttpResponse:
    questions = shown.asks()
    received, refusal = _received(here, questions)
    pressed = _pressed(here, questions)
    searched = find_addresses(here.request, org=here.organisation.id)
    with acting(here.actor, purpose=PURPOSE):
        *_, before = queries.whereabouts(journey_id=here.journey)
        if not before.has_reached(shown.id):
            return redirect(here.url(_next(before)))
        if shown.kind == "check_answers":
            return _sent(here, shown)
        uploads.keep(received, subject=here.journey, at=here.at)
        if "remove-file" in here.request.POST:
            _remove(here)
        files = queries.files_of(subject=here.journey)
        fields = uploads.with_files(pressed or fields_of(here.request), questions, files)
        stays = pressed is not None or _asks_to_stay(here.request) or refusal
        if not stays and searched is None:
            after = _answered(here, shown, fields)
            if isinstance(after, Position):
                return redirect(here.url(_next(after)))
            refusal = after
    return show_page(
        here,
        published,
        before,
        shown,
        values=fields,
        files=files,
        refusal=refusal,
        addresses=searched or {},
    )


def _received(
    here: Here, questions: Sequence[Question]
) -> tuple[uploads.Received, AnswersRefused | None]:
    try:
        return uploads.receive(here.request, questions), None
    except AnswersRefused as refusal:
        return [], refusal


def _answered(
    here: Here, shown: Step, fields: dict[str, list[str]]
) -> Position | AnswersRefused:
    try:
        return services.answer(
            journey_id=here.journey, step_id=shown.id, fields=fields, at=here.at
        )
    except AnswersRefused as refusal:
        return refusal


def _sent(here: Here, shown: Step) -> HttpResponse:
    services.answer(journey_id=here.journey, step_id=shown.id, answers={}, at=here.at)
    services.submit(journey_id=here.journey, at=here.at)
    return redirect(here.sent_url)


def _remove(here: Here) -> None:
    try:
        document = UUID(here.request.POST["remove-file"])
    except ValueError:
        return
    if str(document) in queries.files_of(subject=here.journey):
        registry.offer("documents.v1").remove(document_id=document, at=here.at)


def _pressed(here: Here, questions: Sequence[Question]) -> dict[str, list[str]] | None:
    """The fields after a button of a question's own, such as "add another"."""
    fields = fields_of(here.request)
    for question in questions:
        press = getattr(question, "pressed", None)
        after = press(fields=fields) if press else None
        if after is not None:
            return dict(after)
    return None


def _asks_to_stay(request: HttpRequest) -> bool:
    return "upload" in request.POST or "remove-file" in request.POST


def _wrong_with_email(email: str) -> Said | None:
    if not email:
        return say("Enter your email address")
    kind = registry.answer_kinds()["email"]
    asked = kind(id="email", label={"en": "Email address", "cy": "Cyfeiriad e-bost"})
    try:
        asked.check(answer=email, asking=Asking(at=now()))
    except AnswersRefused as refusal:
        return refusal.mistakes[0].said
    return None
