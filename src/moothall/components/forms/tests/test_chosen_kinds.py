"""Kinds of answer that people choose or attach."""

import pytest

from moothall.components.forms.testing import (
    ASKING,
    PHOTO,
    PLAN,
    a_question,
    read,
    said_of,
    said_to,
)
from moothall.kernel.questions import Asking
from moothall.kernel.testing import NOON


def test_yes_is_true_and_no_is_false() -> None:
    question = a_question("yes_no")
    assert read(question, q="yes") is True
    assert read(question, q="no") is False
    assert read(question) is None


@pytest.mark.parametrize("answer", ["yes", 1, 0, None])
def test_only_true_and_false_are_yes_and_no_in_json(answer: object) -> None:
    assert said_of(a_question("yes_no"), answer=answer) == {"q": "This must be true or false."}


def test_yes_is_said_in_both_languages() -> None:
    question = a_question("yes_no")
    assert question.text(answer=True, language="en") == "Yes"
    assert question.text(answer=True, language="cy") == "Ie"
    assert question.text(answer=False, language="cy") == "Na"


def test_a_choice_is_one_of_the_options() -> None:
    question = a_question("choice")
    assert read(question, q="road") == "road"
    assert said_to(question, q="sea") == {"q": "Select one of the options in the list"}
    assert said_of(question, answer=["road"])


def test_none_of_these_is_an_option_only_where_it_is_offered() -> None:
    assert read(a_question("choice"), q="none_of_these") == "none_of_these"
    assert said_to(a_question("choice", none_of_these=False), q="none_of_these")


def test_none_of_these_may_have_words_of_its_own() -> None:
    question = a_question("choice", none_of_these={"en": "Somewhere else"})
    assert question.text(answer="none_of_these", language="en") == "Somewhere else"
    plain = a_question("choice")
    assert plain.text(answer="none_of_these", language="cy") == "Dim un o’r rhain"


def test_a_choice_is_said_by_its_label() -> None:
    assert a_question("choice").text(answer="road", language="cy") == "Ar y ffordd"


def test_every_answer_of_a_choice_is_known() -> None:
    assert a_question("choice").values() == ["road", "path", "none_of_these"]
    assert a_question("yes_no").values() == (True, False)
    assert a_question("text").values() is None


def test_choices_come_in_the_order_of_the_options_and_once() -> None:
    assert read(a_question("choices"), q=["path", "road", "path"]) == ["road", "path"]


def test_no_choice_is_no_answer() -> None:
    assert read(a_question("choices")) is None
    assert a_question("choices").check(answer=[], asking=ASKING) is None


def test_none_of_these_stands_alone() -> None:
    assert said_to(a_question("choices"), q=["road", "none_of_these"]) == {
        "q": "Select what applies, or select “None of these”"
    }
    assert read(a_question("choices"), q=["none_of_these"]) == ["none_of_these"]


@pytest.mark.parametrize("answer", ["road", [1], ["sea"], [["road"]], {"road": True}])
def test_choices_in_json_are_a_list_of_options(answer: object) -> None:
    assert list(said_of(a_question("choices"), answer=answer)) == ["q"]


def test_choices_share_one_cell() -> None:
    cells = a_question("choices").cells(answer=["road", "path"])
    assert cells == ["On the road; On the path"]


def test_files_that_are_attached_are_an_answer_each_once() -> None:
    assert read(a_question("file"), q=[PHOTO, PLAN, PHOTO]) == [PHOTO, PLAN]
    assert read(a_question("file")) is None


def test_a_file_that_is_not_attached_here_is_refused() -> None:
    said = {"q": "The file is no longer there. Upload it again"}
    assert said_of(a_question("file"), answer=["018f0000-0000-7000-8000-000000000000"]) == said


def test_a_file_of_another_type_is_refused_with_those_that_will_do() -> None:
    assert said_of(a_question("file", accept=["jpeg", "png"]), answer=[PLAN]) == {
        "q": "The selected file must be a JPEG or PNG"
    }


def test_a_photo_that_is_too_large_is_refused_with_the_limit() -> None:
    large = Asking(at=NOON, files={PHOTO: {"type": "image/jpeg", "size": 10 * 1024 * 1024 + 1}})
    question = a_question("file", accept=["jpeg"])
    with pytest.raises(Exception, match="another look") as refused:
        question.check(answer=[PHOTO], asking=large)
    assert [str(m.said) for m in refused.value.mistakes] == [  # type: ignore[attr-defined]
        "The photo must be smaller than 10 MB"
    ]


def test_more_files_than_allowed_are_refused() -> None:
    assert said_of(a_question("file", max_files=1), answer=[PHOTO, PLAN]) == {
        "q": "You can only attach 1 file"
    }


@pytest.mark.parametrize("answer", [PHOTO, [1], [""], ["x" * 65], {"id": PHOTO}])
def test_files_in_json_are_a_list_of_ids(answer: object) -> None:
    assert said_of(a_question("file"), answer=answer) == {
        "q": "This must be a list of the ids of files."
    }


def test_the_ids_of_files_are_known_and_nonsense_has_none() -> None:
    question = a_question("file")
    assert question.file_ids(answer=[PHOTO, 3, ""]) == [PHOTO]
    assert question.file_ids(answer="nonsense") == []
    assert a_question("text").file_ids(answer="x") == []


def test_files_are_counted_in_words() -> None:
    assert a_question("file").text(answer=[PHOTO], language="cy") == "1 ffeil"
    assert a_question("file").text(answer=[PHOTO, PLAN], language="en") == "2 files"
