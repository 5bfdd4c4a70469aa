"""The addresses of the place. What stands first wins: organisations' pages come last."""

from django.urls import URLPattern, URLResolver, include, path

from moothall.faces.api.app import api
from moothall.kernel import registry
from moothall.site import health

handler400 = "moothall.kernel.pages.bad_request"
handler403 = "moothall.kernel.pages.forbidden"
handler404 = "moothall.kernel.pages.not_found"
handler500 = "moothall.kernel.pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.page, name="health"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("api/v1/", api.urls),
    *(
        [path("open311/v2/", include("moothall.faces.open311.urls"))]
        if registry.offers("reports.v1")
        else []
    ),
    path("", include("moothall.kernel.urls")),
    *(
        path("", include(component.urls))
        for component in registry.components().values()
        if component.urls
    ),
    path("workspace/", include("moothall.faces.workspace.urls")),
    path("stewardship/", include("moothall.faces.stewardship.urls")),
    path("", include("moothall.faces.resident.urls")),
]
