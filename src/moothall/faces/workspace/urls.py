"""The addresses of officers' pages."""

from django.urls import path

from moothall.faces.workspace import (
    casework,
    exports,
    organisation_pages,
    service_pages,
    worklist,
)

app_name = "workspace"

_case = "cases/<str:reference>"
urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("export.csv", exports.export, name="export"),
    path("services", service_pages.services, name="services"),
    path("organisation", organisation_pages.organisation, name="organisation"),
    path(_case, casework.case, name="case"),
    path(f"{_case}/do/<slug:action>", casework.act, name="act"),
    path(f"{_case}/assign", casework.assign, name="assign"),
    path(f"{_case}/note", casework.note, name="note"),
    path(f"{_case}/link", casework.link, name="link"),
    path(f"{_case}/reopen", casework.reopen, name="reopen"),
    path("files/<uuid:document_id>", casework.file, name="file"),
]
