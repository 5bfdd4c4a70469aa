"""The addresses of residents' pages."""

from django.urls import path

from moothall.faces.resident import account, finding, following, maps, running

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
    path("follow", following.follow, name="follow"),
    path("l/<str:secret>", following.link, name="link"),
    path("cases/<str:reference>", following.case, name="case"),
    path("cases/<str:reference>/<slug:action>", following.act, name="act"),
    path("files/<uuid:document_id>", following.file, name="file"),
    path("maps/ground.geojson", maps.ground, name="ground"),
    path("maps/wards.geojson", maps.wards, name="wards"),
    path("<slug:owner>", finding.organisation, name="organisation"),
    path("<slug:owner>/<slug:service>", running.start, name="start"),
    path(f"{_journey}/sent", running.sent, name="sent"),
    path(f"{_journey}/save", running.save, name="save"),
    path(f"{_journey}/<slug:step_id>", running.step, name="step"),
]
