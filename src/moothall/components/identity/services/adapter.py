"""What allauth asks of the house: where sign-in leads, and how secrets are kept.

Settings name these classes by dotted path. allauth's own pages and emails are not used.
"""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginStage
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils.timezone import now

from moothall.components.identity import queries
from moothall.components.identity.contracts import OFFICER_HOME, RESIDENT_HOME
from moothall.components.identity.models import User
from moothall.components.identity.services.sessions import begin
from moothall.kernel.place import place
from moothall.kernel.words import in_language


class MoothallAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in through our own stages and pages."""

    def get_login_stages(self) -> list[str]:
        return [f"{__name__}.{SecondFactorStage.__name__}"]

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in: Django gives the session a new key, and it learns when it began."""
        super().login(request, user)
        begin(request, is_officer=user.is_officer, at=now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home(is_officer=request.user.is_authenticated and request.user.is_officer)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        where = "officer-sign-in" if user.is_officer else "sign-in"
        return HttpResponseRedirect(reverse(f"identity:{where}"))

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Our pages say themselves what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise RuntimeError("messages leave through the place's notifications only")


class MoothallMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors under the place's name, their secrets encrypted."""

    def get_totp_issuer(self) -> str:
        return in_language(place().name, "en")

    def get_totp_label(self, user: User) -> str:
        return f"{self.get_totp_issuer()}:{user.email}"

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """Holds an officer who has given the password until the second factor is proved, or set up.

    Nobody is signed in before that.
    """

    key = "second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user: User = self.login.user
        if not user.is_officer:
            return None, True
        has_one = queries.has_second_factor(user=user)
        where = "second-factor" if has_one else "set-up-second-factor"
        return HttpResponseRedirect(reverse(f"identity:{where}")), True


def home(*, is_officer: bool) -> str:
    """Where somebody comes after signing in, in the language of the request."""
    return get_script_prefix().rstrip("/") + (OFFICER_HOME if is_officer else RESIDENT_HOME)


def _fernet() -> Fernet:
    key = hashlib.sha256(f"second-factors/{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
