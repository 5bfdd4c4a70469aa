"""What people type into the pages of sign-in, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from moothall.components.identity.rules import plain_code, plain_email
from moothall.kernel.words import Said, say

NEXT = "next"
_LONGEST_EMAIL = 254
_LONGEST_PASSWORD = 1000
_LONGEST_NEXT = 2000
_EMAIL_LIKE = say("Enter an email address in the right form, like name@example.com")


@dataclass
class Filled:
    """The fields of one form as they were sent, and what is wrong with them."""

    sent: Mapping[str, str]
    wrong: dict[str, Said] = field(default_factory=dict)

    @property
    def errors(self) -> list[dict[str, object]]:
        """For the error summary: each leads to its field."""
        return [{"text": said, "href": f"#{name}"} for name, said in self.wrong.items()]

    def email(self) -> str:
        given = plain_email(self._text("email"))
        if not given:
            self.wrong["email"] = say("Enter your email address")
        elif len(given) > _LONGEST_EMAIL or not _is_email(given):
            self.wrong["email"] = _EMAIL_LIKE
        return given

    def code(self, missing: Said) -> str:
        given = plain_code(self._text("code"))
        if not given:
            self.wrong["code"] = missing
        return given[:50]

    def password(self, missing: Said) -> str:
        given = self.sent.get("password", "")
        if not given:
            self.wrong["password"] = missing
        elif len(given) > _LONGEST_PASSWORD:
            self.wrong["password"] = say("The password is too long")
        return given

    def _text(self, name: str) -> str:
        return self.sent.get(name, "").replace("\0", "").strip()


def onward(request: HttpRequest) -> str | None:
    """Where the person wanted to go, if that is a path of this house; else none."""
    given = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    is_ours = (
        given.startswith("/")
        and len(given) <= _LONGEST_NEXT
        and given.isprintable()
        and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    )
    return given if is_ours else None


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii()  # what mail servers everywhere take
