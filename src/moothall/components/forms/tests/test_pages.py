"""The fields of every kind on a page: complete, labelled, and in both languages."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory

from moothall.components.forms.kinds.address import Address
from moothall.components.forms.testing import ASKING, KINDS, PHOTO, a_question, as_fields
from moothall.kernel.language import LanguageOfAddress
from moothall.kernel.questions import AnswersRefused, Question
from moothall.kernel.words import say

_ONE = """{% import question.template as kind %}
{{ kind.field(question, values, errors, is_heading, context) }}"""
_ADDRESSES = [
    {"line1": "1 Harbour Street", "town": "Seaborough", "postcode": "SB1 1DB", "uprn": "1"},
    {"line1": "2 <b>Harbour</b>", "line2": "Top", "town": "Seaborough", "postcode": "SB1 1DB"},
]
_FILES = [{"id": PHOTO, "name": "<hole>.jpg", "size_words": say("1 file")}]
_ANSWERS: dict[str, Any] = {
    "text": '"a" <hole>',
    "long_text": "</textarea><script>",
    "number": 12,
    "money": 12,
    "date": "2026-03-27",
    "yes_no": False,
    "choice": "road",
    "choices": ["road", "path"],
    "email": "ann@example.com",
    "phone": "+441632960123",
    "name": {"full": "Ann <Other>"},
    "address": _ADDRESSES[0],
    "location": {"words": "by the <pier>"},
    "file": [PHOTO],
    "vehicle_registration": "AB12 CDE",
    "national_insurance_number": "AB 12 34 56 C",
    "repeated": [{"name": {"full": "Ann"}, "born": "2020-01-02"}, {"name": {"full": "Bob"}}],
}
_WRONG: dict[str, dict[str, str | list[str]]] = {
    "text": {"q": "x" * 201},
    "long_text": {"q": "x" * 2001},
    "number": {"q": "many"},
    "money": {"q": "a lot"},
    "date": {"q_day": "27"},
    "yes_no": {"q": "perhaps"},
    "choice": {"q": "sea"},
    "choices": {"q": ["sea"]},
    "email": {"q": "ann"},
    "phone": {"q": "none"},
    "name": {"q": "x" * 101},
    "address": {"q_line1": "1 Harbour Street"},
    "location": {"q_words": "x" * 1001},
    "file": {"q": ["gone"]},
    "vehicle_registration": {"q": "my car"},
    "national_insurance_number": {"q": "none"},
    "repeated": {"q_item": ["0", "1"], "q_1_name": "Ann"},
}


class Page(HTMLParser):
    """What a page holds, with every element closed where it should be."""

    _VOID = frozenset({"input", "img", "br", "hr", "meta", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self._VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [a["id"] for _, a in self.elements if "id" in a]

    def sent(self) -> dict[str, list[str]]:
        """What a browser would send if nobody touched the fields of one line."""
        found: dict[str, list[str]] = {}
        for attributes in self.all("input"):
            is_button = attributes["type"] in {"radio", "checkbox"}
            if attributes["type"] != "file" and (not is_button or "checked" in attributes):
                found.setdefault(attributes["name"], []).append(attributes.get("value", ""))
        return found


def shown(
    question: Question,
    values: dict[str, list[str]] | None = None,
    errors: dict[str, Any] | None = None,
    *,
    is_heading: bool = True,
    language: str = "en",
    **context: Any,  # noqa: ANN401
) -> Page:
    """The question on a page of one language."""
    template = engines["jinja2"].from_string(_ONE)
    found = {
        "question": question,
        "values": values or {},
        "errors": errors or {},
        "is_heading": is_heading,
        "context": context,
    }

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render(found))

    request = RequestFactory().get("/cy/page" if language == "cy" else "/page")
    return Page(LanguageOfAddress(answer)(request).content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_label_and_every_id_is_there_once(kind: str) -> None:
    question = a_question(kind)
    filled = question.fields(answer=_ANSWERS[kind])
    page = shown(question, filled, addresses=_ADDRESSES, files=_FILES)
    assert [i for i, count in Counter(page.ids).items() if count > 1] == []
    labelled = {a["for"] for a in page.all("label")}
    asked = [a for a in page.all("input", "textarea", "select") if a.get("type") != "hidden"]
    assert [a["name"] for a in asked if a["id"] not in labelled] == []
    described = [i for _, a in page.elements for i in a.get("aria-describedby", "").split()]
    assert set(described) <= set(page.ids)


@pytest.mark.parametrize("kind", KINDS)
def test_the_question_is_the_heading_of_a_page_that_asks_nothing_else(kind: str) -> None:
    assert len(shown(a_question(kind)).all("h1")) == 1
    assert not shown(a_question(kind), is_heading=False).all("h1")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("has_files", [True, False])
def test_every_mistake_leads_to_a_field_and_its_words_stand_there(
    kind: str, *, has_files: bool
) -> None:
    question, typed = a_question(kind), as_fields(_WRONG[kind])
    with pytest.raises(AnswersRefused) as refused:
        question.read(fields=typed, asking=ASKING)
    errors = {m.field: m.said for m in refused.value.mistakes}
    page = shown(question, typed, errors, files=_FILES if has_files else [])
    assert set(errors) <= set(page.ids)
    assert str(next(iter(errors.values()))) in " ".join(page.texts)
    assert any("govuk-error-message" in a.get("class", "") for a in page.all("p"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_answer_leads_to_the_first_field(kind: str) -> None:
    page = shown(a_question(kind), errors={"q": "Answer the question"})
    assert "q" in page.ids
    assert "Answer the question" in page.texts


@pytest.mark.parametrize(
    "kind", [k for k in KINDS if k not in {"long_text", "location", "choices"}]
)
def test_what_is_shown_of_an_answer_is_sent_again(kind: str) -> None:
    question = a_question(kind)
    filled = question.fields(answer=_ANSWERS[kind])
    page = shown(question, filled, files=_FILES)
    sent = {name: values for name, values in page.sent().items() if any(values)}
    assert sent == {name: values for name, values in filled.items() if any(values)}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_anybody_typed_becomes_markup(kind: str) -> None:
    question = a_question(kind)
    filled = question.fields(answer=_ANSWERS[kind])
    page = shown(question, filled, addresses=_ADDRESSES, files=_FILES)
    assert not page.all("script", "b", "hole", "other", "pier")


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_nothing_in_english_when_it_is_welsh(kind: str) -> None:
    question = a_question(kind, none_of_these=False) if "choice" in kind else a_question(kind)
    errors = {"q": say("Select yes or no")}
    english = shown(question, errors=errors, addresses=_ADDRESSES, files=_FILES)
    welsh = shown(question, errors=errors, addresses=_ADDRESSES, files=_FILES, language="cy")
    same = {text for text in english.texts if text} & set(welsh.texts)
    ours = {"Note", "<hole>.jpg", "£", "Ann", "1", ":"}
    found = {", ".join(v for k, v in a.items() if k not in {"uprn"}) for a in _ADDRESSES}
    assert same - ours - found == set()


def test_found_addresses_can_be_chosen_whole() -> None:
    page = shown(a_question("address"), {"q-find": ["SB1 1DB"]}, addresses=_ADDRESSES)
    values = [a["value"] for a in page.all("option")]
    assert values == ["", *(Address.as_choice(a) for a in _ADDRESSES)]


def test_a_postcode_without_addresses_says_so_and_opens_the_lines() -> None:
    typed = {"q-find": ["SB9 9ZZ"], "q-line1": ["1 Far Lane"]}
    page = shown(a_question("address"), typed, addresses=[])
    assert "No address was found for that." in " ".join(page.texts)
    assert "open" in page.all("details")[0]
    assert page.sent()["q-line1"] == ["1 Far Lane"]
    assert "open" not in shown(a_question("address")).all("details")[0]


def test_an_address_is_asked_line_by_line_where_nobody_can_look_it_up() -> None:
    page = shown(a_question("address"), can_find=False)
    assert not page.all("details", "button", "select")
    assert {a["name"] for a in page.all("input")} == {
        "q-line1",
        "q-line2",
        "q-town",
        "q-postcode",
    }


def test_the_button_of_an_address_names_its_question() -> None:
    (button,) = shown(a_question("address")).all("button")
    assert (button["name"], button["value"]) == ("find-address", "q")


def test_an_attached_file_can_be_removed_and_another_uploaded() -> None:
    buttons = shown(a_question("file"), files=_FILES).all("button")
    assert [(b["name"], b["value"]) for b in buttons] == [
        ("remove-file", PHOTO),
        ("upload", "q"),
    ]


def test_no_more_files_are_asked_for_than_may_come() -> None:
    page = shown(a_question("file", max_files=1), files=_FILES)
    assert not [a for a in page.all("input") if a["type"] == "file"]


def test_items_of_a_group_can_be_added_and_removed() -> None:
    question = a_question("repeated")
    page = shown(question, question.fields(answer=_ANSWERS["repeated"]))
    buttons = [(b["name"], b["value"]) for b in page.all("button")]
    assert buttons == [("remove-q", "0"), ("remove-q", "1"), ("add-q", "1")]


def test_a_group_shows_one_blank_item_to_begin_with() -> None:
    page = shown(a_question("repeated"))
    assert page.sent()["q-item"] == ["0"]
    assert [b["name"] for b in page.all("button")] == ["add-q"]


def test_browsers_fill_in_what_is_the_persons_own_and_nothing_else() -> None:
    assert shown(a_question("email")).all("input")[0]["autocomplete"] == "email"
    assert shown(a_question("email", autofill=False)).all("input")[0]["autocomplete"] == "off"
    assert "autocomplete" not in shown(a_question("date")).all("input")[0]
    born = shown(a_question("date", birthday=True)).all("input")[0]
    assert born["autocomplete"] == "bday-day"


def test_many_options_become_a_list() -> None:
    options = [{"value": f"o{n}", "label": {"en": f"Option {n}"}} for n in range(16)]
    page = shown(a_question("choice", options=options), {"q": ["o3"]})
    chosen = [a["value"] for a in page.all("option") if "selected" in a]
    assert chosen == ["o3"]
