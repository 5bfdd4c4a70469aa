"""The outbox of a demonstration: every message of the place, for everybody to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from moothall.components.notifications import contracts, queries, rules
from moothall.components.notifications.contracts import Message, State
from moothall.kernel import organisations, pages
from moothall.kernel.actors import Actor, acting
from moothall.kernel.organisations import Organisation

_PURPOSE = "demonstration"
_PAGE = 50
_TONES = {
    State.QUEUED: "grey",
    State.SENDING: "blue",
    State.SENT: "green",
    State.FAILED: "red",
    State.MAY_HAVE_BEEN_SENT: "orange",
    State.SUPPRESSED: "yellow",
}
_ATTRIBUTES = {
    "h2": 'class="govuk-heading-m"',
    "h3": 'class="govuk-heading-s"',
    "p": 'class="govuk-body"',
    "ul": 'class="govuk-list govuk-list--bullet"',
    "ol": 'class="govuk-list govuk-list--number"',
    "a": 'class="govuk-link"',
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message and whose it is."""

    message: Message
    organisation: Organisation

    @property
    def tone(self) -> str:
        return _TONES[self.message.state]


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """All messages of the place, newest first."""
    _only_in_a_demonstration()
    shown = _newest(at_most=_PAGE + 1, before=_uuid(request.GET.get("before", "")))
    page, more = shown[:_PAGE], shown[_PAGE:]
    after = f"{reverse('notifications:outbox')}?before={page[-1].message.id}" if more else None
    return pages.render(
        request, "notifications/outbox.html", {"shown": page, "next_page": after}
    )


@require_safe
def one(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message as its recipient reads it."""
    _only_in_a_demonstration()
    shown = _find(message_id)
    blocks = rules.parse(shown.message.body, own=settings.ORIGIN)
    content = {
        "shown": shown,
        "back": reverse("notifications:outbox"),
        "body": Markup(rules.as_html(blocks, attributes=_ATTRIBUTES)),  # noqa: S704 - escaped there
    }
    return pages.render(
        request, "notifications/message.html", content, organisation=shown.organisation
    )


@require_safe
def outbox_json(request: HttpRequest) -> HttpResponse:
    """The last fifty messages of the place, for scripts."""
    _only_in_a_demonstration()
    return JsonResponse({"messages": [_plain(s) for s in _newest(at_most=_PAGE)]})


def _only_in_a_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise contracts.MessageNotFound


def _newest(*, at_most: int, before: UUID | None = None) -> list[Shown]:
    """The newest messages, read for one organisation after the other."""
    found = list[Shown]()
    for organisation in organisations.everyone():
        with acting(Actor(org=organisation.id), purpose=_PURPOSE):
            messages = queries.newest(at_most=at_most, before=before)
        found += [Shown(message=m, organisation=organisation) for m in messages]
    return sorted(found, key=lambda s: s.message.id, reverse=True)[:at_most]


def _find(message_id: UUID) -> Shown:
    for shown in _everywhere(message_id):
        return shown
    raise contracts.MessageNotFound


def _everywhere(message_id: UUID) -> Iterator[Shown]:
    for organisation in organisations.everyone():
        try:
            with acting(Actor(org=organisation.id), purpose=_PURPOSE):
                message = queries.message(message_id=message_id)
        except contracts.MessageNotFound:
            continue
        yield Shown(message=message, organisation=organisation)


def _plain(shown: Shown) -> dict[str, object]:
    message = shown.message
    return {
        "id": str(message.id),
        "to": message.to,
        "subject": message.subject,
        "text": rules.as_text(rules.parse(message.body, own=settings.ORIGIN)),
        "organisation": shown.organisation.slug,
        "language": message.language,
        "state": message.state,
        "message_id": message.message_id,
        "queued_at": message.queued_at.isoformat(),
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
