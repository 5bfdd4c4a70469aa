"""Files over the API: sent first, then named in an answer."""

from io import BytesIO
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from moothall.faces.api.tests.conftest import CASES, Caller, a_caller, code_of
from moothall.journeys.testing import ANSWERS


def a_photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    return out.getvalue()


def test_a_file_is_kept_and_can_be_named_in_a_request(caller: Caller) -> None:
    sent = caller.http.post(
        "/api/v1/files", {"file": SimpleUploadedFile("hole.jpg", a_photo())}
    )
    assert (sent.status_code, sent.json()["type"]) == (201, "image/jpeg")
    reference = caller.sent(photo=[sent.json()["id"]])
    assert caller.get(f"{CASES}/{reference}").json()["answers"]["photo"] == [sent.json()["id"]]


def test_a_file_of_another_organisation_cannot_be_named(caller: Caller) -> None:
    other = a_caller()
    upload = SimpleUploadedFile("hole.jpg", a_photo())
    theirs = other.http.post("/api/v1/files", {"file": upload}).json()["id"]
    answers = {**ANSWERS, "photo": [theirs]}
    response = caller.post(f"{caller.service}/requests", {"answers": answers})
    assert [e["pointer"] for e in response.json()["errors"]] == ["/answers/photo"]


def test_a_file_serves_one_request_only(caller: Caller) -> None:
    upload = SimpleUploadedFile("hole.jpg", a_photo())
    file = caller.http.post("/api/v1/files", {"file": upload}).json()["id"]
    caller.sent(photo=[file])
    answers = {**ANSWERS, "photo": [file]}
    response = caller.post(f"{caller.service}/requests", {"answers": answers})
    assert response.status_code == 422


def test_a_file_that_lies_about_its_type_is_refused(caller: Caller) -> None:
    upload = SimpleUploadedFile("hole.jpg", b"<html><script>alert(1)</script></html>")
    response = caller.http.post("/api/v1/files", {"file": upload})
    assert response.status_code == 422
    code_of(response)


def test_the_same_key_keeps_one_file(caller: Caller) -> None:
    key, ids = uuid4().hex, set[str]()
    boundary = "----fixed"
    body = (
        b'------fixed\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + a_photo() + b"\r\n------fixed--\r\n"
    )
    for _ in range(2):
        response = caller.http.post(
            "/api/v1/files",
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Idempotency-Key": key},
        )
        ids.add(response.json()["id"])
    assert len(ids) == 1


def test_without_a_file_the_request_is_told_what_is_missing(caller: Caller) -> None:
    response = caller.http.post("/api/v1/files", {})
    assert response.status_code == 422
    code_of(response)
