"""The addresses of stewardship: there where the place has demand, and nowhere else."""

from django.urls import URLPattern, path

from moothall.faces.stewardship import figures, findings, releases
from moothall.kernel import registry

app_name = "stewardship"

_pages = [
    path("", figures.overview, name="overview"),
    path("findings", findings.findings, name="findings"),
    path("findings/<uuid:finding_id>", findings.finding, name="finding"),
    path("findings/<uuid:finding_id>/move", findings.move, name="move"),
    path("releases", releases.releases, name="releases"),
    path("figures/<slug:view>", figures.view, name="view"),
    path("figures/<slug:view>/<slug:table>.csv", figures.table, name="table"),
]
urlpatterns: list[URLPattern] = _pages if registry.offers("demand.v1") else []
