"""What residents read: all of it in Welsh too, and what can be rung or written to as links."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader
from jinja2.ext import extract_from_ast
from markupsafe import Markup

from moothall.faces import resident
from moothall.faces.resident.wording import files_markup, linked, notice
from moothall.kernel import words
from moothall.kernel.pages import environment

FOLDER = Path(resident.__file__).parent / "templates"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.html")), ids=lambda p: p.stem)
def test_every_word_of_a_page_is_said_in_welsh_also_where_it_holds_a_value(path: Path) -> None:
    tree = environment(loader=DictLoader({})).parse(path.read_text())
    found = [message for _, _, message in extract_from_ast(tree, gettext_functions=("_",))]
    said = {m if isinstance(m, str) else m[0] for m in found if m}
    assert {m for m in said if m and m not in words.translations("cy")} == set()


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("Ring 01632 960199 now.", "tel:01632960199"),
        ("Gas: 0800 111 999, day or night", "tel:0800111999"),
        ("(020 7946 0123)", "tel:02079460123"),
        ("Write to post@town.example.", "mailto:post@town.example"),
    ],
)
def test_numbers_and_addresses_become_links(text: str, href: str) -> None:
    assert re.findall(r'href="([^"]+)"', linked(text)) == [href]


@pytest.mark.parametrize(
    "text",
    [
        "Ring 999 now",
        "£0 1234",
        "SP-012 345-678",
        "10 2026",
        "a@b",
        "id 01632 960199-4",
        "1.01632 960",
    ],
)
def test_what_is_no_number_or_address_stays_words(text: str) -> None:
    assert "<a" not in linked(text)


def test_markup_in_words_stays_words() -> None:
    assert linked("<b>Ring</b> 01632 960199") == Markup(
        '<p class="govuk-body">&lt;b&gt;Ring&lt;/b&gt;'
        ' <a class="govuk-link" href="tel:01632960199">01632\u00a0960199</a></p>'
    )


def test_the_name_of_a_file_stays_words() -> None:
    file = {"name": '"><script>', "href": "/files/1", "picture": "yes"}
    assert "<script>" not in files_markup([file])
    assert files_markup([]) == ""


def test_a_notice_is_read_with_its_lines_broken_anywhere() -> None:
    text = "# Title\n\nOne\nsentence.\n\n## Part\nMore.\n- an item that\n  goes on\n- another\n"
    found = notice({"en": text}, language="cy")
    assert found
    assert found.title == "Title"
    plain = re.sub(r"<[^>]+>", "|", found.body)
    parts = [part.strip() for part in plain.split("|") if part.strip()]
    assert parts == ["One sentence.", "Part", "More.", "an item that goes on", "another"]


@pytest.mark.parametrize("texts", [{}, {"en": ""}, {"en": "  \n"}])
def test_no_notice_is_none(texts: dict[str, str]) -> None:
    assert notice(texts, language="en") is None
