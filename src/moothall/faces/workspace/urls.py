"""The addresses of officers' pages."""

from django.urls import URLPattern, path

from moothall.faces.workspace import (
    casework,
    change_pages,
    coding,
    condition_pages,
    demand_pages,
    deskwork,
    example_pages,
    exports,
    organisation_pages,
    rate_pages,
    report_lists,
    report_pages,
    scenario_pages,
    service_pages,
    sheet_pages,
    what_if_pages,
    worklist,
)
from moothall.faces.workspace.report_filters import OFFERED
from moothall.kernel import registry

app_name = "workspace"

_case = "cases/<str:reference>"
_changes = "services/<slug:service>/changes"
_file = f"{_changes}/<str:folder>/<str:name>"
_what_ifs = "services/<slug:service>/what-if"
_what_if = f"{_what_ifs}/<uuid:what_if_id>"
_report = "reports/<str:reference>"
_reports = [
    path("reports", report_lists.listing, name="reports"),
    path("reports/export.csv", report_lists.export, name="reports-export"),
    path(_report, report_pages.report, name="report"),
    path(f"{_report}/update", report_pages.update, name="report-update"),
    path(f"{_report}/assign", report_pages.assign, name="report-assign"),
    path(f"{_report}/forward", report_pages.forward, name="report-forward"),
    path(f"{_report}/merge", report_pages.merge, name="report-merge"),
    path(f"{_report}/link", report_pages.link, name="report-link"),
    path(f"{_report}/reopen", report_pages.reopen, name="report-reopen"),
    path(f"{_report}/release", report_pages.release, name="report-release"),
    path(
        f"{_report}/updates/<uuid:update_id>/release",
        report_pages.release_update,
        name="report-release-update",
    ),
    path(f"{_report}/photos/<uuid:document_id>", report_pages.photo, name="report-photo"),
]
urlpatterns: list[URLPattern] = [
    path("", worklist.worklist, name="worklist"),
    path("export.csv", exports.export, name="export"),
    path("services", service_pages.services, name="services"),
    path(_changes, change_pages.changes, name="changes"),
    path(f"{_changes}/act", change_pages.act, name="change-act"),
    path(_file, sheet_pages.sheet, name="changed-file"),
    path(f"{_file}/bring", sheet_pages.bring, name="bring"),
    path(f"{_file}/as/<slug:form>", sheet_pages.take, name="take-file"),
    path(f"{_file}/scenarios", scenario_pages.scenarios, name="scenarios"),
    path(f"{_file}/compare", scenario_pages.compared, name="compare"),
    path("services/<slug:service>/examples", example_pages.examples, name="examples"),
    path("services/<slug:service>/conditions", condition_pages.conditions, name="conditions"),
    path(
        "services/<slug:service>/conditions/<str:place>",
        condition_pages.condition,
        name="condition",
    ),
    path("services/<slug:service>/rates/<str:name>", rate_pages.rates, name="rates"),
    path(
        "services/<slug:service>/rates/<str:name>/<uuid:change>",
        rate_pages.rule,
        name="rates-rule",
    ),
    path("demand", demand_pages.demand, name="demand"),
    path("demand/<slug:view>", demand_pages.demand, name="demand-view"),
    path("demand/<slug:view>/<slug:table>.csv", demand_pages.demand_table, name="demand-table"),
    path("organisation", organisation_pages.organisation, name="organisation"),
    path(_case, casework.case, name="case"),
    path(f"{_case}/do/<slug:action>", casework.act, name="act"),
    path(f"{_case}/assign", deskwork.assign, name="assign"),
    path(f"{_case}/code", coding.code, name="code"),
    path(f"{_case}/note", deskwork.note, name="note"),
    path(f"{_case}/link", deskwork.link, name="link"),
    path(f"{_case}/reopen", deskwork.reopen, name="reopen"),
    path(f"{_case}/messages/<uuid:message_id>/resend", deskwork.resend, name="resend"),
    path(_what_ifs, what_if_pages.what_ifs, name="what-ifs"),
    path(f"{_what_ifs}/population.csv", what_if_pages.what_if_template, name="population"),
    path(_what_if, what_if_pages.what_if, name="what-if"),
    path(f"{_what_if}/result.csv", what_if_pages.what_if_csv, name="what-if-csv"),
    path(f"{_what_if}/cancel", what_if_pages.cancel_what_if, name="cancel-what-if"),
    path("files/<uuid:document_id>", casework.file, name="file"),
    *(_reports if registry.offers(OFFERED) else ()),
]
