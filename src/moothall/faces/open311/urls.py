"""The addresses of the Open311 server, below ``/open311/v2/``."""

from django.urls import URLPattern, re_path

from moothall.faces.open311 import definitions, discovery, problems, requests, updates

app_name = "open311"
_FORM = r"\.(?P<form>xml|json)$"

urlpatterns: list[URLPattern] = [
    re_path(rf"^discovery{_FORM}", discovery.discovery, name="discovery"),
    re_path(rf"^services{_FORM}", definitions.services, name="services"),
    re_path(rf"^services/(?P<code>[^/]+?){_FORM}", definitions.definition, name="service"),
    re_path(rf"^requests{_FORM}", requests.requests, name="requests"),
    re_path(rf"^requests/(?P<code>[^/]+?){_FORM}", requests.one, name="request"),
    re_path(rf"^tokens/(?P<token>[^/]+?){_FORM}", requests.token, name="token"),
    re_path(rf"^servicerequestupdates{_FORM}", updates.updates, name="updates"),
    re_path(r"^(?P<rest>.*)$", problems.nothing_here, name="nothing"),
]
