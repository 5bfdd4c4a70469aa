"""Making a request: a hot path, with as few statements as the report itself takes."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from moothall.components.identity.contracts import ApiClient
from moothall.components.reports.contracts import AlreadyReported, Category, Contact
from moothall.faces.open311 import attributes, callers, definitions, formats, photos, spots
from moothall.faces.open311.callers import PURPOSE
from moothall.faces.open311.problems import bad
from moothall.faces.open311.reading import Given
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.words import in_language, say

SCOPE = "reports:write"
CHANNEL = "open311"
MEDIA = "media_url"
"""Under this name staff find the address of a picture that was sent with a request."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_ADDRESS = re.compile(r"https?://[^\s]{1,1000}", re.IGNORECASE)
_LONGEST_KEY = 200


def make(request: HttpRequest, given: Given, *, form: str, at: datetime) -> HttpResponse:
    """Make a request for the organisation whose key it is.

    With an ``Idempotency-Key`` a client's request is made once, however often it is sent.
    """
    client, key = callers.client(given, scope=SCOPE), _key(request)
    try:
        made = _made(request, given, client, key, at)
    except AlreadyReported as refusal:
        made = _before(client, refusal)
    return formats.answer(form, root="service_requests", content=[made])


def _made(
    request: HttpRequest, given: Given, client: ApiClient, key: str, at: datetime
) -> dict[str, Any]:
    with photos.received(request) as files:
        with acting(callers.actor_of(client), purpose=PURPOSE):
            jurisdiction = callers.own_jurisdiction(given, client)
            category = definitions.service(jurisdiction, given.need("service_code"))
            told = _told(given, category, at)
            made = callers.reports().make(
                **told,
                photos=files.recorded(at=at),
                language=current_language(),
                channel=CHANNEL,
                source=callers.source_of(client),
                source_id=key,
                at=at,
            )
        files.keep()
    whose, language = made.responsible, current_language()
    notice = f"{in_language(whose.name, language)}: {in_language(whose.because, language)}"
    return {"service_request_id": made.reference, "service_notice": notice}


def _before(client: ApiClient, refusal: AlreadyReported) -> dict[str, Any]:
    """The answer to a request that this client has sent before."""
    report_id = refusal.details.get("report_id")
    if not isinstance(report_id, UUID):
        raise refusal
    with acting(callers.actor_of(client), purpose=PURPOSE):
        report = callers.reports().report(report_id=report_id)
    notice = say("This request has been sent before.").in_language(current_language())
    return {"service_request_id": report.reference, "service_notice": notice}


def _told(given: Given, category: Category, at: datetime) -> dict[str, Any]:
    """What a request says, checked."""
    where = spots.spot(given)
    answers = attributes.answered(category, given.attributes, at=at)
    if picture := given.get(MEDIA):
        if not _ADDRESS.fullmatch(picture):
            raise bad(say("{name} must be the address of a picture.", name=MEDIA))
        answers[MEDIA] = picture
    language = current_language()
    return {
        "category": category.id,
        "description": given.get("description") or in_language(category.name, language),
        "lat": where.lat,
        "lon": where.lon,
        "address": where.address,
        "answers": answers,
        "contact": _contact(given),
    }


def _contact(given: Given) -> Contact:
    email = given.get("email")
    if email and not _EMAIL.fullmatch(email):
        raise bad(say("{name} is no email address.", name="email"))
    name = f"{given.get('first_name')} {given.get('last_name')}".strip()
    return Contact(name=name, email=email, phone=given.get("phone"))


def _key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > _LONGEST_KEY or (key and not key.isprintable()):
        raise bad(say("An Idempotency-Key has 1 to 200 printable characters."))
    return key
