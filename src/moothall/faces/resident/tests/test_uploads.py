"""Photos that residents add to what they send: taken in, refused in words, taken back."""

from io import BytesIO
from uuid import UUID

import pytest

from moothall.components.documents.testing import a_photo, a_picture
from moothall.faces.resident.tests.seen import Seen
from moothall.faces.resident.tests.town import (
    Office,
    Resident,
    a_resident,
    an_office,
    has,
    nobody,
)

pytestmark = pytest.mark.skipif(not has("documents.v1"), reason="no files can be sent here")

MEGABYTE = 1024 * 1024
UPLOAD = {"upload": "photos"}


@pytest.fixture(scope="module")
def office() -> Office:
    return an_office()


@pytest.fixture
def resident(office: Office) -> Resident:
    """Somebody who has come to the page for photos."""
    found = a_resident(office)
    found.answer_until("photos")
    return found


def file(content: bytes | None = None, name: str = "hole.jpg") -> BytesIO:
    found = BytesIO(a_photo() if content is None else content)
    found.name = name
    return found


def upload(resident: Resident, content: bytes | None = None, name: str = "hole.jpg") -> Seen:
    return resident.answer("photos", {"photos-upload": file(content, name), **UPLOAD})


def attached(seen: Seen) -> list[str]:
    """The ids of the files that the page shows as added."""
    return seen.buttons("remove-file")


def test_the_page_for_photos_says_what_it_is_in_its_heading_and_title(
    resident: Resident,
) -> None:
    seen = resident.see("photos")
    assert seen.heading == "Photos (optional)"
    assert seen.title.startswith("Photos - Report a hole - ")


def test_an_uploaded_photo_stands_on_the_page_until_one_goes_on(resident: Resident) -> None:
    seen = upload(resident)
    assert (seen.step, seen.status, len(attached(seen))) == ("photos", 200, 1)
    assert "hole.jpg" in seen.text
    assert resident.answer("photos", {}).step == "contact"


def test_a_photo_that_is_only_chosen_is_taken_with_going_on(resident: Resident) -> None:
    assert resident.answer("photos", {"photos-upload": file()}).step == "contact"
    assert len(attached(resident.see("photos"))) == 1


def test_photos_are_shown_among_the_answers_and_go_with_the_case() -> None:
    resident = a_resident(an_office())
    resident.answer_until("photos")
    resident.answer("photos", {"photos-upload": file()})
    resident.answer("contact")
    (picture,) = resident.see("check_answers").pictures()
    assert resident.fetch(picture).headers["Content-Type"] == "image/jpeg"
    resident.answer("check_answers", {})
    assert resident.office.case().answers["photos"] == [picture.rsplit("/", 1)[-1]]


def test_a_photo_can_be_taken_back(resident: Resident) -> None:
    (photo,) = attached(upload(resident))
    seen = resident.answer("photos", {"remove-file": photo})
    assert (seen.step, attached(seen)) == ("photos", [])


def test_a_photo_taken_back_after_answering_is_not_part_of_the_answer() -> None:
    resident = a_resident(an_office())
    resident.answer_until("photos")
    (photo,) = attached(upload(resident))
    for step in ("photos", "contact"):
        resident.answer(step)
    resident.answer("photos", {"remove-file": photo})
    assert resident.see("check_answers").answers["Photos"] == "Not provided"
    resident.answer("check_answers", {})
    assert resident.office.case().answers["photos"] is None


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"hello", "notes.txt", "must be a JPEG or PNG"),
        (b"<html><script>alert(1)</script>", "hole.jpg", "must be a JPEG or PNG"),
        (b"%PDF-1.7\n", "hole.jpg", "must be a JPEG or PNG"),
        (a_photo()[:100], "hole.jpg", "cannot be opened"),
        (b"", "hole.jpg", "is empty"),
        (b"\xff\xd8\xff" + b"x" * MEGABYTE, "hole.jpg", "smaller than 1 MB"),
    ],
    ids=["text", "a page", "a PDF", "half a photo", "nothing", "large"],
)
def test_a_file_that_will_not_do_is_refused_in_words(
    resident: Resident, content: bytes, name: str, said: str
) -> None:
    seen = upload(resident, content, name)
    assert (seen.status, seen.step) == (422, "photos")
    assert said in seen.errors["photos-upload"]
    assert attached(seen) == []


def test_a_file_too_large_to_be_read_at_all_is_refused_in_words(resident: Resident) -> None:
    seen = upload(resident, b"\xff\xd8\xff" + b"x" * 13 * MEGABYTE)
    assert seen.status == 422
    assert "smaller than 1 MB" in seen.errors["photos-upload"]


def test_the_button_without_a_file_asks_for_one(resident: Resident) -> None:
    seen = resident.answer("photos", UPLOAD)
    assert (seen.status, seen.errors) == (422, {"photos-upload": "Choose a file first"})


def test_no_more_photos_are_taken_than_are_asked_for(resident: Resident) -> None:
    upload(resident)
    full = upload(resident)
    assert len(attached(full)) == 2
    assert not full.page.all("input", name="photos-upload")
    seen = upload(resident)
    assert seen.status == 422
    assert "up to 2 files" in " ".join(seen.page.text.split())


def test_good_photos_are_kept_beside_one_that_will_not_do(resident: Resident) -> None:
    upload(resident)
    seen = upload(resident, b"hello")
    assert len(attached(seen)) == 1


def test_a_hostile_name_is_only_words(resident: Resident) -> None:
    seen = upload(resident, name="../../etc/<b>passwd</b>\0.jpg")
    assert "<b>passwd" not in seen.response.content.decode()
    assert len(attached(seen)) == 1


@pytest.mark.parametrize("wanted", ["", "x", "\0", "00000000-0000-4000-8000-000000000000"])
def test_taking_back_what_is_not_there_changes_nothing(resident: Resident, wanted: str) -> None:
    upload(resident)
    seen = resident.answer("photos", {"remove-file": wanted})
    assert len(attached(seen)) == 1


def test_the_photo_of_somebody_else_cannot_be_seen_or_taken_back(office: Office) -> None:
    mine, theirs = a_resident(office), a_resident(office)
    mine.answer_until("photos")
    theirs.answer_until("photos")
    (photo,) = attached(upload(theirs))
    other, missing = mine.get(f"/files/{photo}"), mine.get(f"/files/{nobody()}")
    assert (other.status, other.text) == (missing.status, missing.text) == (404, other.text)
    mine.answer("photos", {"remove-file": photo})
    assert attached(theirs.see("photos")) == [photo]


def test_the_photo_of_somebody_else_cannot_be_sent_as_ones_own() -> None:
    office = an_office()
    mine, theirs = a_resident(office), a_resident(office)
    theirs.answer_until("photos")
    (photo,) = attached(upload(theirs))
    mine.answer_until("photos")
    mine.answer("photos", {"photos": photo})
    mine.answer("contact")
    mine.answer("check_answers", {})
    assert office.case().answers["photos"] is None


def test_a_photo_is_shown_without_power_over_the_page(resident: Resident) -> None:
    (photo,) = attached(upload(resident, a_picture("PNG"), "hole.png"))
    response = resident.fetch(f"/files/{UUID(photo)}")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_nobody_without_a_journey_fills_the_store(office: Office) -> None:
    stranger = a_resident(office)
    address = f"{office.address}/{nobody()}/photos"
    seen = stranger.post(address, {"photos-upload": file(), **UPLOAD})
    assert seen.status == 404
