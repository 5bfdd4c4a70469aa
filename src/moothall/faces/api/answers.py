"""How the API answers: JSON with exact decimals, an ETag, and 304 for what the caller has."""

import hashlib

from django.http import HttpRequest, HttpResponse

from moothall.kernel.encoding import to_json


def answer(
    request: HttpRequest, content: object, *, revision: int | None = None
) -> HttpResponse:
    """``content`` as JSON; 304 without a body where ``If-None-Match`` names the same ETag.

    The ETag of what has a ``revision`` begins with it, and so can be sent back in ``If-Match``.
    """
    body = to_json(content)
    hashed = hashlib.sha256(body.encode()).hexdigest()[:32]
    tag = f'"{hashed}"' if revision is None else f'"{revision}-{hashed}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
