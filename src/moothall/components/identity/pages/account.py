"""Where somebody is signed in, and how they end that."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from moothall.components.identity import queries, services
from moothall.components.identity.contracts import SignedIn
from moothall.components.identity.forms import NEXT
from moothall.components.identity.services import sessions
from moothall.components.identity.services.adapter import home
from moothall.kernel import pages


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """``/account/sessions``: the list; by POST ends one of them, or all."""
    here = queries.signed_in(request)
    if here is None:
        asked = urlencode({NEXT: request.path})
        return HttpResponseRedirect(f"{reverse('identity:sign-in')}?{asked}")
    if request.method == "POST":
        return _end(request, here)
    content = {
        "sessions": queries.sessions(
            user=here.user, current=request.session.session_key, at=now()
        ),
        "is_officer": here.is_officer,
        "email": here.email,
        "back": home(is_officer=here.is_officer),
    }
    return pages.render(request, "identity/sessions.html", content)


def left(request: HttpRequest) -> HttpResponse:
    """Ends the session and goes home: whoever uses this browser next is somebody else."""
    sessions.sign_out(request)
    response = HttpResponseRedirect(get_script_prefix())
    response.delete_cookie(settings.VISIT_COOKIE_NAME, samesite="Lax")
    return response


def _end(request: HttpRequest, here: SignedIn) -> HttpResponse:
    if "everywhere" in request.POST:
        services.sign_out_everywhere(user=here.user)
        return left(request)
    wanted = request.POST.get("session", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        sessions.end_session(user=here.user, session=int(wanted))
    return HttpResponseRedirect(reverse("identity:sessions"))
