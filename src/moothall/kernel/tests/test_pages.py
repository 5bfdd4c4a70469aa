"""The frame and the pages that say no: words, language, escaping, headers."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.test import Client, RequestFactory, override_settings
from django.urls import get_script_prefix, set_script_prefix
from jinja2 import Environment, nodes

from moothall.kernel import pages
from moothall.kernel.security import content_policy
from moothall.kernel.template_words import (
    Link,
    count_words,
    error_text,
    money_words,
    paragraphs,
    plain,
)
from moothall.kernel.testing import an_org, slug_of
from moothall.kernel.words import say, translations

TEMPLATES = Path(__file__).parents[1] / "templates"
MIDDLEWARE = [
    "moothall.kernel.language.LanguageOfAddress",
    "moothall.kernel.security.SecurityHeaders",
    "django.middleware.csrf.CsrfViewMiddleware",
    "moothall.kernel.pages.HelpfulRefusals",
]


@pytest.fixture(autouse=True)
def _own_addresses() -> Iterator[None]:
    with override_settings(
        ROOT_URLCONF="moothall.kernel.tests.look_pages",
        MIDDLEWARE=MIDDLEWARE,
        HEAD_LINKS=[(say("Your cases"), "style")],
        FOOT_LINKS=[(say("Privacy"), "style")],
        MAP_GROUND=[],
    ):
        yield


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def rf() -> RequestFactory:
    return RequestFactory()


class _Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def _text(response: _Answer) -> str:
    return response.content.decode()


def _title(response: _Answer) -> str:
    found = re.search(r"<title>(.*?)</title>", _text(response), re.DOTALL)
    assert found
    return " ".join(found[1].split())


# The frame


def test_the_title_says_error_service_and_place(browser: Client) -> None:
    assert _title(browser.get("/style")) == (
        "Error: How pages look - Report a problem - Seaborough"
    )


def test_the_title_of_the_workspace_ends_with_the_organisation(browser: Client) -> None:
    assert _title(browser.get("/style/workspace")) == "Worklist - Example Council"


def test_a_page_says_its_language_and_links_to_the_same_page_in_the_other(
    browser: Client,
) -> None:
    english = _text(browser.get("/style?page=2&q=t%C5%B7"))
    assert '<html lang="en"' in english
    assert 'href="/cy/style?page=2&amp;q=t%C5%B7" lang="cy"' in english
    welsh = _text(browser.get("/cy/style?page=2"))
    assert '<html lang="cy"' in welsh
    assert 'href="/style?page=2" lang="en"' in welsh


def test_the_switch_works_where_the_house_is_mounted_below_its_host() -> None:
    before = get_script_prefix()
    set_script_prefix("/hall/")
    try:
        welsh = _text(Client(SCRIPT_NAME="/hall").get("/cy/style"))
    finally:
        set_script_prefix(before)
    assert 'href="/hall/style" lang="en"' in welsh
    assert 'href="/hall/theme/place.css?v=' in welsh


def test_a_welsh_page_is_welsh_all_round(browser: Client) -> None:
    welsh = _text(browser.get("/cy/style"))
    for words in ("Neidio i’r prif gynnwys", "Mae problem", "Yn ôl", "Preifatrwydd"):
        assert words in welsh
    assert "Cyngor Enghraifft" in welsh
    assert 'href="/cy/style"' in welsh


def test_the_frame_has_a_skip_link_a_way_back_and_links_at_the_foot(browser: Client) -> None:
    page = _text(browser.get("/style"))
    assert 'href="#main-content"' in page
    assert '<main class="hall-main" id="main-content">' in page
    assert re.search(r'<a href="/"[^>]*class="govuk-back-link"', page)
    assert ">Privacy</a>" in page
    assert ">Your cases</a>" in page


def test_what_people_typed_is_never_markup(browser: Client) -> None:
    page = _text(browser.get("/style"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_form_carries_its_token(browser: Client) -> None:
    assert 'name="csrfmiddlewaretoken"' in _text(browser.get("/style"))


@pytest.mark.parametrize("address", ["/style", "/cy/style", "/style/workspace/case", "/none"])
def test_no_page_has_a_style_or_script_of_its_own(browser: Client, address: str) -> None:
    page = _text(browser.get(address))
    assert not re.search(r"\sstyle\s*=", page)
    assert not re.search(r"<style\b", page)
    assert not re.search(r"\son[a-z]+\s*=", page)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", page))


def test_neither_crown_nor_copyright_of_the_crown_is_on_a_page(browser: Client) -> None:
    page = _text(browser.get("/style")).lower()
    assert "crown" not in page
    assert "gov.uk" not in page


# Pages that say no


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/none", 404, "We cannot find that page"),
        ("/cy/none", 404, "Ni allwn ddod o hyd i’r dudalen honno"),
        ("/conflict", 409, "This has changed since you opened it"),
        ("/too-many", 429, "Please wait a moment"),
        ("/broken", 500, "Sorry, something has gone wrong"),
        ("/away", 503, "Sorry, this is not available right now"),
        ("/cy/broken", 500, "Mae’n ddrwg gennym, aeth rhywbeth o’i le"),
    ],
)
def test_a_refusal_is_a_page_with_words_and_a_way_on(
    browser: Client, address: str, status: int, heading: str
) -> None:
    response = browser.get(address)
    assert response.status_code == status
    page = _text(response)
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in page
    home = "/cy/" if address.startswith("/cy") else "/"
    assert f'<a class="govuk-link" href="{home}">' in page


def test_the_words_of_a_refusal_are_on_its_page_in_the_language_of_the_reader(
    browser: Client,
) -> None:
    assert "This place has no steward yet." in _text(browser.get("/conflict"))
    assert "Nid oes stiward gan y lle hwn eto." in _text(browser.get("/cy/conflict"))


def test_too_many_says_when_to_try_again(browser: Client) -> None:
    assert browser.get("/too-many").headers["Retry-After"] == "120"


def test_a_form_without_its_token_is_refused_with_help() -> None:
    response = Client(enforce_csrf_checks=True).post("/style")
    assert response.status_code == 403
    assert "Please send that once more" in _text(response)


def test_when_even_the_frame_fails_the_sorry_page_is_plain_and_in_both_languages(
    rf: RequestFactory,
) -> None:
    # Without these addresses the frame cannot name its own stylesheet.
    with override_settings(ROOT_URLCONF="moothall.kernel.tests.no_pages"):
        response = pages.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Sorry, something has gone wrong" in _text(response)
    assert "Mae’n ddrwg gennym" in _text(response)


def test_an_ended_session_says_where_to_go_on(rf: RequestFactory) -> None:
    again = Link(say("Search"), "/again")
    response = pages.session_ended(rf.get("/"), again=again)
    assert response.status_code == 403
    assert '<a class="govuk-link" href="/again">Search</a>' in _text(response)


# Headers


def test_without_the_database_a_page_says_when_to_come_back(browser: Client) -> None:
    assert browser.get("/away").headers["Retry-After"] == "5"


def test_every_answer_forbids_what_no_page_needs(browser: Client) -> None:
    for address in ("/style", "/none", "/broken", "/theme/place.css"):
        headers = browser.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "base-uri 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


def test_over_https_a_browser_is_told_to_stay_there(browser: Client) -> None:
    assert "Strict-Transport-Security" in browser.get("/style", secure=True).headers
    assert "Strict-Transport-Security" not in browser.get("/style").headers


def test_a_page_is_kept_by_nobody(browser: Client) -> None:
    for address in ("/style", "/none", "/broken"):
        assert browser.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("tiles", "origin"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        ("https://{s}.tiles.example:8443/{z}/{x}/{y}.png", "https://*.tiles.example:8443"),
    ],
)
def test_pictures_may_also_come_from_where_the_tiles_are(tiles: str, origin: str) -> None:
    assert f"img-src 'self' data: blob: {origin};" in content_policy(tiles)


@pytest.mark.parametrize("tiles", ["", "/tiles/{z}/{x}/{y}.png"])
def test_without_tiles_from_elsewhere_pictures_are_our_own(tiles: str) -> None:
    assert "img-src 'self' data: blob:;" in content_policy(tiles)


# The colours and the mark as files


def test_the_place_has_a_stylesheet_that_a_browser_may_keep(browser: Client) -> None:
    first = browser.get("/theme/place.css")
    assert first.status_code == 200
    assert first.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "--place-colour:#0b4f6c" in _text(first)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = browser.get("/theme/place.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_an_organisation_has_its_own(browser: Client) -> None:
    css = _text(browser.get(f"/theme/{slug_of(an_org())}.css"))
    assert "--organisation-colour:#1d4f8c" in css
    assert "--place-colour:#0b4f6c" in css


def test_a_stylesheet_asked_for_by_its_version_is_kept_for_a_year(browser: Client) -> None:
    found = re.search(r'href="(/theme/place\.css\?v=\w+)"', _text(browser.get("/none")))
    assert found
    assert "immutable" in browser.get(found[1]).headers["Cache-Control"]
    other = browser.get("/theme/place.css?v=0000000000")
    assert other.headers["Cache-Control"] == "public, max-age=300"


def test_a_page_with_several_organisations_can_ask_for_all_their_colours(
    browser: Client,
) -> None:
    slug = slug_of(an_org())
    response = browser.get("/theme/organisations.css")
    assert f".hall-of-{slug}{{--card-colour:#1d4f8c}}" in _text(response)
    assert response.headers["Cache-Control"] == "public, max-age=300"


def test_an_unknown_organisation_has_no_stylesheet(browser: Client) -> None:
    assert browser.get("/theme/nobody-here.css").status_code == 404


def test_the_mark_wears_the_colour_of_the_place(browser: Client) -> None:
    response = browser.get("/theme/mark.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert _text(response).lstrip().startswith('<svg color="#0b4f6c"')


# Words


def test_words_come_out_however_they_are_held() -> None:
    assert plain({"en": "Street", "cy": "Stryd"}) == "Street"
    assert plain(say("Search")) == "Search"
    assert plain("as it is") == "as it is"
    assert plain(None) == ""


def test_counts_stop_where_nobody_counted_further() -> None:
    assert count_words(12) == "12"
    assert count_words(1000) == "1,000"
    assert count_words(1001) == "1,000+"


def test_paragraphs_and_lists_are_laid_out_and_what_is_in_them_is_escaped() -> None:
    assert paragraphs("One\ntwo\n\n- <b>three</b>\n- four") == (
        '<p class="govuk-body">One<br>two</p>'
        '<ul class="govuk-list govuk-list--bullet">'
        "<li>&lt;b&gt;three&lt;/b&gt;</li><li>four</li></ul>"
    )
    assert paragraphs(None) == ""


def test_money_is_written_as_people_write_it() -> None:
    assert money_words(40) == "£40"
    assert money_words(Decimal("1234.5")) == "£1,234.50"


def test_an_error_carries_its_hidden_word_and_no_error_is_nothing() -> None:
    assert error_text("Enter a name") == {
        "text": "Enter a name",
        "visuallyHiddenText": "Error",
    }
    assert error_text(None) is None


# Templates


def _jinja() -> Environment:
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    return engine.env


def _own_templates() -> list[str]:
    return [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html"))]


@pytest.mark.parametrize("name", _own_templates())
def test_every_template_compiles_and_calls_only_what_exists(name: str) -> None:
    jinja = _jinja()
    jinja.get_template(name)
    tree = jinja.parse((TEMPLATES / name).read_text())
    known = set(jinja.globals) | {"super", "caller"}
    known |= {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        given = [one if isinstance(one, str) else one[0] for one in imported.names]
        module = jinja.get_template(str(imported.template.as_const())).module
        assert all(hasattr(module, one) for one in given)
        known |= {one if isinstance(one, str) else one[1] for one in imported.names}
    called = {
        call.node.name
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
    }
    assert called - known == set()


def test_every_word_of_the_house_has_its_welsh() -> None:
    jinja = _jinja()
    said = {
        call.args[0].as_const()
        for name in _own_templates()
        for call in jinja.parse((TEMPLATES / name).read_text()).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "_" and call.args
        if isinstance(call.args[0], nodes.Const)
    }
    assert len(said) > 40
    assert said - set(translations("cy")) == set()


def test_placeholders_are_the_same_in_both_languages() -> None:
    holder = re.compile(r"%?\{[a-z_]+\}")
    for english, welsh in translations("cy").items():
        assert sorted(holder.findall(english)) == sorted(holder.findall(welsh)), english


def test_the_environment_escapes_by_itself() -> None:
    assert _jinja().from_string("{{ typed }}").render(typed="<b>") == "&lt;b&gt;"
