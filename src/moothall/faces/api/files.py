"""Files over the API: sent first, then named by their id in the answers of a request."""

import hashlib

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile

from moothall.faces.api.callers import call, posted
from moothall.faces.api.problems import Problem
from moothall.kernel import registry
from moothall.kernel.encoding import to_json
from moothall.kernel.idempotency import Answered

router = Router(tags=["files"])

ACCEPTED = ("pdf", "jpeg", "png", "gif", "webp", "docx", "xlsx", "odt", "txt", "csv")
MOST_BYTES = 10 * 1024 * 1024


class FileReceived(Schema):
    """A file as it was kept: its type is found from its content."""

    id: str
    name: str
    type: str
    size: int


@router.post(
    "",
    response={201: FileReceived, 401: Problem, 403: Problem, 422: Problem, 503: Problem},
    operation_id="send_file",
)
def send_file(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """Send one file of at most 10 MB. Name its id in an answer within two days."""
    made = call(request, scope="files:write")
    documents = registry.offer("documents.v1")
    received = documents.receive(
        name=file.name or "", content=file, accept=ACCEPTED, most_bytes=MOST_BYTES
    )

    def act() -> Answered:
        kept = documents.record(received=received, subject=None, question="", at=made.at)
        content = {"id": kept.id, "name": kept.name, "type": kept.type, "size": kept.size}
        return Answered(status=201, body=to_json(content))

    file.seek(0)
    sent = hashlib.sha256(file.read()).digest() + (file.name or "").encode()
    return posted(made, act, content=sent)
