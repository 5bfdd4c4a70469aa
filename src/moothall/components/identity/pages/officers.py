"""How an officer signs in: password, then second factor; and how both are set up."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from moothall.components.identity import queries
from moothall.components.identity.contracts import (
    PASSWORD_LEAST,
    AlreadySetUp,
    InvitationOver,
    SignedIn,
    SignInOver,
    WeakPassword,
    WrongCode,
    WrongPassword,
)
from moothall.components.identity.forms import NEXT, Filled, onward
from moothall.components.identity.services import second_factor, sessions, sign_in
from moothall.components.identity.services.adapter import home
from moothall.kernel import pages
from moothall.kernel.template_words import Link
from moothall.kernel.words import say

_PASSWORD_MISSING = say("Enter your password")
_CODE_MISSING = say("Enter the code from your authenticator app")
_GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(_GET_OR_POST)
def password(request: HttpRequest) -> HttpResponse:
    """``/officers/sign-in``: email address and password."""
    here = queries.signed_in(request)
    if here is not None and here.second_factor_done:
        return HttpResponseRedirect(onward(request) or home(is_officer=True))
    form = Filled(sent=request.POST.dict())
    if request.method != "POST":
        return _ask_password(request, form)
    email, given = form.email(), form.password(_PASSWORD_MISSING)
    if form.wrong:
        return _ask_password(request, form, status=422)
    try:
        where = sign_in.check_password(
            request, email=email, password=given, onward=onward(request)
        )
    except WrongPassword as refusal:
        form.wrong["email"] = refusal.said
        return _ask_password(request, form, status=refusal.status)
    return HttpResponseRedirect(where)


@require_http_methods(_GET_OR_POST)
def prove(request: HttpRequest) -> HttpResponse:
    """``/officers/second-factor``: a code from the app, or a recovery code."""
    if not second_factor.awaited(request):
        return _begin_again()
    if second_factor.must_set_up(request):
        return HttpResponseRedirect(reverse("identity:set-up-second-factor"))
    form = Filled(sent=request.POST.dict())
    if request.method != "POST":
        return _ask_second_factor(request, form)
    typed = form.code(_CODE_MISSING)
    if form.wrong:
        return _ask_second_factor(request, form, status=422)
    try:
        return HttpResponseRedirect(second_factor.check(request, code=typed, at=now()))
    except WrongCode as refusal:
        form.wrong["code"] = refusal.said
        return _ask_second_factor(request, form, status=refusal.status)
    except SignInOver:
        return _begin_again()


@require_http_methods(_GET_OR_POST)
def set_up(request: HttpRequest) -> HttpResponse:
    """``/officers/second-factor/set-up``: shows the secret, and takes the first code."""
    form = Filled(sent=request.POST.dict())
    try:
        if request.method != "POST":
            return _show_secret(request, form)
        typed = form.code(_CODE_MISSING)
        if form.wrong:
            return _show_secret(request, form, status=422)
        where = second_factor.confirm(request, code=typed, at=now())
    except WrongCode as refusal:
        form.wrong["code"] = refusal.said
        return _show_secret(request, form, status=refusal.status)
    except AlreadySetUp:
        return HttpResponseRedirect(reverse("identity:second-factor"))
    except SignInOver:
        return _begin_again()
    codes = reverse("identity:recovery-codes")
    return HttpResponseRedirect(f"{codes}?{urlencode({NEXT: where})}")


@require_http_methods(_GET_OR_POST)
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """``/officers/recovery-codes``: shows them until they are kept, and makes new ones."""
    here = queries.signed_in(request)
    if here is None or not here.second_factor_done:
        return _begin_again(request)
    form = Filled(sent=request.POST.dict())
    if request.method != "POST":
        return _show_codes(request, here, form)
    if "kept" in request.POST:
        second_factor.recovery_codes_kept(user=here.user)
        return HttpResponseRedirect(onward(request) or home(is_officer=True))
    typed = form.code(_CODE_MISSING)
    if not form.wrong:
        try:
            second_factor.new_recovery_codes(request, code=typed, at=now())
            return HttpResponseRedirect(reverse("identity:recovery-codes"))
        except WrongCode as refusal:
            form.wrong["code"] = refusal.said
    return _show_codes(request, here, form, status=422)


@require_http_methods(_GET_OR_POST)
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """``/officers/welcome/<token>``: an invited officer chooses a password."""
    form = Filled(sent=request.POST.dict())
    try:
        email = sign_in.invited(request, token=token)
        if request.method != "POST":
            return _ask_new_password(request, form, email)
        given = form.password(say("Choose a password"))
        if form.wrong:
            return _ask_new_password(request, form, email, status=422)
        where = sign_in.accept_invitation(request, token=token, password=given)
    except WeakPassword as refusal:
        form.wrong["password"] = refusal.said
        return _ask_new_password(request, form, email, status=refusal.status)
    except InvitationOver as refusal:
        return _invitation_over(request, refusal)
    return HttpResponseRedirect(where)


def _begin_again(request: HttpRequest | None = None) -> HttpResponse:
    address = reverse("identity:officer-sign-in")
    if request is None:
        return HttpResponseRedirect(address)
    return HttpResponseRedirect(f"{address}?{urlencode({NEXT: request.path})}")


def _ask_password(request: HttpRequest, form: Filled, *, status: int = 200) -> HttpResponse:
    content = {
        "form": form,
        "errors": form.errors,
        "next": onward(request),
        "ended": request.session.pop(sessions.WHY_ENDED, None),
        "residents": reverse("identity:sign-in"),
    }
    return pages.render(request, "identity/officer-sign-in.html", content, status=status)


def _ask_second_factor(
    request: HttpRequest, form: Filled, *, status: int = 200
) -> HttpResponse:
    content = {
        "form": form,
        "errors": form.errors,
        "back": reverse("identity:officer-sign-in"),
    }
    return pages.render(request, "identity/second-factor.html", content, status=status)


def _show_secret(request: HttpRequest, form: Filled, *, status: int = 200) -> HttpResponse:
    secret, picture = second_factor.new_secret(request)
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    content = {"form": form, "errors": form.errors, "secret": spaced, "picture": picture}
    return pages.render(request, "identity/set-up-second-factor.html", content, status=status)


def _show_codes(
    request: HttpRequest, here: SignedIn, form: Filled, *, status: int = 200
) -> HttpResponse:
    codes, left = second_factor.recovery_codes(user=here.user)
    content = {
        "form": form,
        "errors": form.errors,
        "codes": codes,
        "left": left,
        "next": onward(request),
        "home": home(is_officer=True),
    }
    return pages.render(request, "identity/recovery-codes.html", content, status=status)


def _ask_new_password(
    request: HttpRequest, form: Filled, email: str, *, status: int = 200
) -> HttpResponse:
    content = {"form": form, "errors": form.errors, "email": email, "least": PASSWORD_LEAST}
    return pages.render(request, "identity/welcome.html", content, status=status)


def _invitation_over(request: HttpRequest, refusal: InvitationOver) -> HttpResponse:
    return pages.message(
        request,
        heading=say("This link does not work any more"),
        text=[
            say("An invitation works once, and for a few days only."),
            refusal.said,
        ],
        next_steps=[Link(say("Sign in as staff"), reverse("identity:officer-sign-in"))],
        status=410,
    )
