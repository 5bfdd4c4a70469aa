"""A case as the person concerned sees it, and what they do with it."""

from io import BytesIO

import pytest

from moothall.components.documents.testing import a_photo
from moothall.components.identity.testing import a_client
from moothall.faces.resident.tests.town import (
    Resident,
    a_resident,
    an_office,
    has,
)
from moothall.kernel.references import new_reference


@pytest.fixture
def resident() -> Resident:
    """Somebody who has sent something."""
    found = a_resident(an_office())
    found.send()
    return found


@pytest.fixture
def asked(resident: Resident) -> Resident:
    """Somebody who is asked something about what they sent."""
    resident.office.act(case_of(resident), "ask", question="Which side? Ring 01632 960144.")
    return resident


def case_of(resident: Resident) -> str:
    return resident.office.case().reference


def at(resident: Resident, action: str = "") -> str:
    return f"/cases/{case_of(resident)}" + (f"/{action}" if action else "")


def test_a_case_says_where_it_stands_what_happened_and_what_was_sent(
    resident: Resident,
) -> None:
    seen = resident.get(at(resident))
    assert seen.heading == "We have your report"
    assert "We have received what you sent us." in seen.text
    assert seen.answers["Describe it"] == "A deep hole"
    assert "We aim to take the next step by" in seen.text
    assert seen.links["01632 960122"] == "tel:01632960122"


def test_a_case_is_told_in_welsh_as_well(resident: Resident) -> None:
    resident.language = "cy"
    seen = resident.get(at(resident))
    assert seen.heading == "Mae gennym eich adroddiad"
    assert "Rydym wedi cael yr hyn a anfonoch atom." in seen.text


def test_a_case_may_be_asked_for_with_its_reference_written_anyhow(
    resident: Resident,
) -> None:
    assert resident.get(at(resident).lower()).heading == "We have your report"


def test_what_officers_write_for_one_another_is_not_shown(resident: Resident) -> None:
    resident.office.act(case_of(resident), "finish")
    text = resident.get(at(resident)).text
    assert "We filled it." in text
    assert "Opened by" not in text


def test_a_question_stands_on_top_with_a_way_to_answer(asked: Resident) -> None:
    seen = asked.get(at(asked))
    assert seen.heading == "We need something from you"
    assert seen.links["01632 960144"] == "tel:01632960144"
    page = asked.get(seen.links["Answer our question"])
    assert "Which side?" in page.text
    assert page.heading == "Answer our question"


def test_an_answer_goes_to_the_office_once(asked: Resident) -> None:
    first = asked.post(at(asked, "answer"), {"reply": "The left\nside"})
    again = asked.post(at(asked, "answer"), {"reply": "The left\nside"})
    assert first.heading == again.heading == "We have your report"
    assert first.text.count("The left side") == 1
    assert again.text.count("The left side") == 1


def test_an_empty_answer_is_refused(asked: Resident) -> None:
    seen = asked.post(at(asked, "answer"), {"reply": "  "})
    assert (seen.status, list(seen.errors)) == (422, ["reply"])
    assert "Which side?" in seen.text


def test_what_is_not_open_to_the_applicant_leads_back_to_the_case(
    resident: Resident,
) -> None:
    for action in ("answer", "finish", "ask", "nothing"):
        seen = resident.post(at(resident, action), {"reply": "x", "question": "x"})
        assert seen.path == at(resident)
    assert resident.office.case().state == "received"


def test_what_asks_nothing_is_confirmed_first(resident: Resident) -> None:
    seen = resident.get(at(resident, "withdraw"))
    assert "Confirm that this is what you want." in seen.text
    assert seen.links["Go back without doing this"] == at(resident)
    assert resident.office.case().state == "received"
    after = resident.post(at(resident, "withdraw"))
    assert (after.heading, resident.office.case().state) == ("Withdrawn", "withdrawn")


def test_the_case_of_somebody_else_is_like_one_that_is_not_there(resident: Resident) -> None:
    stranger = a_resident(resident.office)
    stranger.send()
    mine = case_of_latest(resident)
    other = stranger.get(f"/cases/{mine}")
    missing = stranger.get(f"/cases/{new_reference('HO')}")
    assert (other.status, other.text) == (missing.status, missing.text)
    assert other.status == 404


@pytest.mark.parametrize("action", ["answer", "withdraw"])
def test_nothing_can_be_done_with_the_case_of_somebody_else(
    asked: Resident, action: str
) -> None:
    stranger = a_resident(asked.office)
    stranger.begin()
    assert stranger.post(at(asked, action), {"reply": "x"}).status == 404
    assert asked.office.case().state == "asked"


def test_without_a_visit_a_case_says_how_to_see_it(resident: Resident) -> None:
    reference = case_of(resident)
    seen = a_resident(resident.office, browser=a_client()).get(f"/cases/{reference}")
    assert (seen.status, seen.heading) == (404, "We cannot show you this page")
    assert seen.links["Ask for a new link"] == f"/follow?reference={reference}"


@pytest.mark.parametrize("reference", ["x", "HO", "%00", "..%2f..", "x" * 2000])
def test_a_reference_that_is_none_is_not_found(resident: Resident, reference: str) -> None:
    assert resident.get(f"/cases/{reference}").status == 404


@pytest.mark.skipif(not has("documents.v1"), reason="no files can be sent here")
def test_a_photo_comes_with_an_answer_and_stands_on_the_timeline(asked: Resident) -> None:
    chosen = {"more_photos-upload": photo(), "reply": "Look", "upload": "more_photos"}
    seen = asked.post(at(asked, "answer"), chosen)
    assert (seen.status, seen.fields["reply"]) == (200, "Look")
    assert asked.office.case().state == "asked"
    after = asked.post(at(asked, "answer"), {"reply": "Look"})
    (picture,) = after.pictures()
    assert asked.fetch(picture).headers["Content-Type"] == "image/jpeg"
    assert a_resident(asked.office).get(picture).status == 404


@pytest.mark.skipif(not has("documents.v1"), reason="no files can be sent here")
def test_a_photo_that_will_not_do_keeps_the_answer(asked: Resident) -> None:
    wrong = BytesIO(b"no photo")
    wrong.name = "hole.jpg"
    seen = asked.post(at(asked, "answer"), {"more_photos-upload": wrong, "reply": "Look"})
    assert (seen.status, list(seen.errors)) == (422, ["more_photos-upload"])
    assert seen.fields["reply"] == "Look"
    assert asked.office.case().state == "asked"


@pytest.mark.skipif(not has("documents.v1"), reason="no files can be sent here")
def test_a_photo_of_an_earlier_answer_can_no_longer_be_taken_back(asked: Resident) -> None:
    seen = asked.post(at(asked, "answer"), {"reply": "One", "more_photos-upload": photo()})
    (picture,) = seen.pictures()
    asked.office.act(case_of(asked), "ask", question="Once more?")
    page = asked.get(at(asked, "answer"))
    assert page.buttons("remove-file") == []
    asked.post(at(asked, "answer"), {"remove-file": picture.rsplit("/", 1)[-1], "reply": ""})
    assert asked.fetch(picture).status_code == 200
    second = {"reply": "Two", "more_photos-upload": photo()}
    assert len(asked.post(at(asked, "answer"), second).pictures()) == 2


def photo() -> BytesIO:
    found = BytesIO(a_photo())
    found.name = "hole.jpg"
    return found


def case_of_latest(resident: Resident) -> str:
    """The reference of the first case that the office has had."""
    return resident.office.cases()[-1].reference
