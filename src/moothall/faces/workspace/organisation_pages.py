"""Choosing the organisation to work for, when an officer works for several."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from moothall.faces.workspace.officers import ask_to_sign_in, choose, workplace
from moothall.kernel import organisations
from moothall.kernel.pages import render
from moothall.kernel.words import say

_NONE_CHOSEN = say("Choose the organisation that you want to work for")


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponseBase:
    """Ask for whom to work; the answer holds for this session."""
    found = workplace(request)
    if found is None:
        return ask_to_sign_in(request)
    errors = []
    if request.method == "POST":
        slug = request.POST.get("organisation", "")
        if slug in found.memberships:
            choose(request, slug)
            return redirect(_onward(request) or reverse("workspace:worklist"))
        errors.append({"text": _NONE_CHOSEN, "href": "#organisation"})
    content = {
        "errors": errors,
        "wrong": _NONE_CHOSEN if errors else None,
        "organisations": [organisations.called(slug=slug) for slug in found.memberships],
        "chosen": found.chosen,
        "next": _onward(request),
        "sign_out_url": reverse("identity:sign-out"),
    }
    status = 422 if errors else 200
    return render(request, "workspace/organisation.html", content, status=status)


def _onward(request: HttpRequest) -> str:
    """Where to go on, if that is an address of this house."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if is_ours and given.startswith("/") else ""
