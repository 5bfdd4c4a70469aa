"""The addresses of officers' pages."""

from django.urls import path

from moothall.faces.workspace import (
    casework,
    deskwork,
    exports,
    organisation_pages,
    rate_pages,
    service_pages,
    worklist,
)

app_name = "workspace"

_case = "cases/<str:reference>"
urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("export.csv", exports.export, name="export"),
    path("services", service_pages.services, name="services"),
    path("services/<slug:service>/rates/<str:name>", rate_pages.rates, name="rates"),
    path(
        "services/<slug:service>/rates/<str:name>/<uuid:change>",
        rate_pages.rule,
        name="rates-rule",
    ),
    path("organisation", organisation_pages.organisation, name="organisation"),
    path(_case, casework.case, name="case"),
    path(f"{_case}/do/<slug:action>", casework.act, name="act"),
    path(f"{_case}/assign", deskwork.assign, name="assign"),
    path(f"{_case}/note", deskwork.note, name="note"),
    path(f"{_case}/link", deskwork.link, name="link"),
    path(f"{_case}/reopen", deskwork.reopen, name="reopen"),
    path(f"{_case}/messages/<uuid:message_id>/resend", deskwork.resend, name="resend"),
    path("files/<uuid:document_id>", casework.file, name="file"),
]
