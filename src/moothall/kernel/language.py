"""The language of a request: Welsh addresses stand under ``/cy/``, all others are English."""

from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

_WELSH = "/cy"
_language: ContextVar[str] = ContextVar("language", default="en")


def current_language() -> str:
    """The language in which the request at hand is answered: ``en`` or ``cy``."""
    return _language.get()


class LanguageOfAddress:
    """Middleware: takes a leading ``/cy`` off the path and remembers it.

    The script prefix is moved along, so that ``reverse`` answers addresses in the same
    language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path != _WELSH and not path.startswith(_WELSH + "/"):
            return self._answer(request, "en")
        request.path_info = path[len(_WELSH) :] or "/"
        before = get_script_prefix()
        set_script_prefix(before.rstrip("/") + _WELSH + "/")
        try:
            return self._answer(request, "cy")
        finally:
            set_script_prefix(before)

    def _answer(self, request: HttpRequest, language: str) -> HttpResponse:
        request.language = language  # type: ignore[attr-defined]
        token = _language.set(language)
        try:
            with translation.override(language):
                response = self.get_response(request)
        finally:
            with suppress(ValueError):
                _language.reset(token)
        response.headers.setdefault("Content-Language", language)
        return response
