"""How a resident signs in: an email address, then the code that was sent there."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from moothall.components.identity import queries
from moothall.components.identity.contracts import SignInOver, WrongCode
from moothall.components.identity.forms import Filled, onward
from moothall.components.identity.pages.account import left
from moothall.components.identity.services import letters, sessions, sign_in
from moothall.components.identity.services.adapter import home
from moothall.kernel import pages
from moothall.kernel.language import current_language
from moothall.kernel.template_words import Link
from moothall.kernel.words import say

_MISSING = say("Enter the code from the email")
_LATER = say("You can use services without an account. Try to sign in again later.")


@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """``/sign-in``: asks for the mailbox to which a code is sent."""
    here = queries.signed_in(request)
    if here is not None:
        return HttpResponseRedirect(onward(request) or home(is_officer=here.is_officer))
    if not letters.can_be_sent():
        return _unavailable(request)
    form = Filled(sent=request.POST.dict())
    if request.method != "POST":
        return _ask_email(request, form)
    address = form.email()
    if form.wrong:
        return _ask_email(request, form, status=422)
    sign_in.send_code(
        request, email=address, onward=onward(request), language=current_language(), at=now()
    )
    return HttpResponseRedirect(reverse("identity:code"))


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """``/sign-in/code``: takes the code, or sends a new one."""
    if sign_in.awaits_code(request) is None:
        return HttpResponseRedirect(reverse("identity:sign-in"))
    form = Filled(sent=request.POST.dict())
    if request.method != "POST":
        return _ask_code(request, form)
    if "again" in request.POST:
        sign_in.send_code_again(request, at=now())
        return HttpResponseRedirect(reverse("identity:code") + "?sent=again")
    return _check(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """``/sign-out``: ends the session; by GET it asks first, for a link changes nothing."""
    if request.method == "POST":
        return left(request)
    return pages.render(request, "identity/sign-out.html")


def _check(request: HttpRequest, form: Filled) -> HttpResponse:
    typed = form.code(_MISSING)
    if form.wrong:
        return _ask_code(request, form, status=422)
    before = {"email": sign_in.awaits_code(request) or ""}
    try:
        return HttpResponseRedirect(sign_in.check_code(request, code=typed, at=now()))
    except WrongCode as refusal:
        form.wrong["code"] = refusal.said
        return _ask_code(request, form, status=refusal.status)
    except SignInOver as refusal:
        again = Filled(sent=before, wrong={"email": refusal.said})
        return _ask_email(request, again, status=refusal.status)


def _ask_email(request: HttpRequest, form: Filled, *, status: int = 200) -> HttpResponse:
    content = {
        "form": form,
        "errors": form.errors,
        "next": onward(request),
        "ended": request.session.pop(sessions.WHY_ENDED, None),
        "officers": reverse("identity:officer-sign-in"),
    }
    return pages.render(request, "identity/sign-in.html", content, status=status)


def _ask_code(request: HttpRequest, form: Filled, *, status: int = 200) -> HttpResponse:
    content = {
        "form": form,
        "errors": form.errors,
        "email": sign_in.awaits_code(request),
        "sent_again": request.GET.get("sent") == "again",
        "back": reverse("identity:sign-in"),
    }
    return pages.render(request, "identity/code.html", content, status=status)


def _unavailable(request: HttpRequest) -> HttpResponse:
    return pages.message(
        request,
        heading=say("You cannot sign in at the moment"),
        text=[
            say("This place cannot send emails now, so we cannot send you a code to sign in."),
            _LATER,
        ],
        next_steps=[Link(say("Go to the home page"), get_script_prefix())],
        status=503,
    )
