"""The address says the language: Welsh stands under /cy, all else is English."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_script_prefix
from django.utils import translation

from moothall.kernel.language import LanguageOfAddress, current_language
from moothall.kernel.pages import other_language_url


def answered(path: str) -> HttpResponse:
    """What a view behind the middleware sees."""

    def view(request: HttpRequest) -> HttpResponse:
        seen = (
            request.path_info,
            current_language(),
            getattr(request, "language", ""),
            get_script_prefix(),
            translation.get_language(),
        )
        return HttpResponse("|".join(str(part) for part in seen))

    return LanguageOfAddress(view)(RequestFactory().get(path))


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/", "/|en|en|/|en"),
        ("/council/permit", "/council/permit|en|en|/|en"),
        ("/cyngor", "/cyngor|en|en|/|en"),
        ("/council/cy", "/council/cy|en|en|/|en"),
        ("/cy", "/|cy|cy|/cy/|cy"),
        ("/cy/", "/|cy|cy|/cy/|cy"),
        ("/cy/council/permit", "/council/permit|cy|cy|/cy/|cy"),
        ("/cy/cy", "/cy|cy|cy|/cy/|cy"),
    ],
)
def test_the_view_sees_the_path_without_the_language(path: str, seen: str) -> None:
    assert answered(path).content.decode() == seen


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/cy/", "cy")])
def test_the_answer_says_its_language(path: str, language: str) -> None:
    assert answered(path).headers["Content-Language"] == language


def test_the_next_request_inherits_nothing() -> None:
    answered("/cy/")
    assert (current_language(), get_script_prefix()) == ("en", "/")


def test_nor_does_it_after_a_failure() -> None:
    def fail(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        LanguageOfAddress(fail)(RequestFactory().get("/cy/"))
    assert (current_language(), get_script_prefix()) == ("en", "/")


@pytest.mark.parametrize(
    "path", ["/cy//evil.example/x", "/cy///evil.example", "//evil.example"]
)
def test_the_other_language_is_never_another_house(path: str) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(other_language_url(request))

    told = LanguageOfAddress(view)(RequestFactory().get("/", PATH_INFO=path)).content.decode()
    assert told.startswith("/")
    assert not told.startswith("//")
