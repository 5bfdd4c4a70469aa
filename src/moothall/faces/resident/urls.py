"""The addresses of residents' pages."""

from django.urls import path

from moothall.faces.resident import (
    account,
    avoiding,
    case_pages,
    deciding,
    finding,
    following,
    maps,
    open_data,
    running,
)

app_name = "resident"

_journey = "<slug:owner>/<slug:service>/<uuid:journey>"
urlpatterns = [
    path("", finding.home, name="home"),
    path("search", finding.find, name="search"),
    path("for/<slug:group>", finding.need_group, name="group"),
    path("help", finding.about, {"page": "help"}, name="help"),
    path("privacy", finding.about, {"page": "privacy"}, name="privacy"),
    path("accessibility", finding.about, {"page": "accessibility"}, name="accessibility"),
    path("cookies", finding.about, {"page": "cookies"}, name="cookies"),
    path("account", account.account, name="account"),
    path("account/sign-out", account.sign_out, name="sign-out"),
    path("follow", following.follow, name="follow"),
    path("l/<str:secret>", following.link, name="link"),
    path("cases/<str:reference>", case_pages.case, name="case"),
    path("cases/<str:reference>/contact-kind", avoiding.say_kind, name="contact-kind"),
    path("cases/<str:reference>/<slug:action>", case_pages.act, name="act"),
    path("files/<uuid:document_id>", case_pages.file, name="file"),
    path("maps/ground.geojson", maps.ground, name="ground"),
    path("maps/wards.geojson", maps.wards, name="wards"),
    path("decisions/<slug:owner>/<slug:name>", deciding.table, name="decision"),
    path(
        "decisions/<slug:owner>/<slug:name>/<slug:form>", deciding.taken, name="decision-form"
    ),
    path("needs", open_data.needs, name="needs"),
    path("data", open_data.data, name="data"),
    path("data/catalog.jsonld", open_data.catalogue, name="catalogue"),
    path(
        "data/demand/<slug:quarter>/<int:number>/<str:name>", open_data.file, name="data-file"
    ),
    path("<slug:owner>", finding.organisation, name="organisation"),
    path("<slug:owner>/<slug:service>", running.start, name="start"),
    path("<slug:owner>/<slug:service>/privacy", running.privacy, name="notice"),
    path(f"{_journey}/sent", running.sent, name="sent"),
    path(f"{_journey}/save", running.save, name="save"),
    path(f"{_journey}/<slug:step_id>", running.step, name="step"),
]
