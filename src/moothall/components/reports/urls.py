"""Addresses of the pages for everybody about what is wrong at a spot."""

from django.urls import path

from moothall.components.reports.pages import doing, feeds, following, lists, one

app_name = "reports"

_report = "reports/<str:reference>"
urlpatterns = [
    path("reports", lists.everything, name="list"),
    path("reports/pins.json", lists.pins, name="pins"),
    path("reports/feed.atom", feeds.feed, name="feed"),
    path("reports/follow", following.follow_area, name="follow-area"),
    path("reports/follow/confirm/<str:secret>", following.confirm, name="confirm"),
    path("reports/follow/stop/<str:secret>", following.stop, name="stop"),
    path("reports/follow/fixed/<str:secret>", following.fixed, name="fixed"),
    path(_report, one.report, name="report"),
    path(f"{_report}/follow", doing.follow, name="follow"),
    path(f"{_report}/reopen", doing.reopen, name="reopen"),
    path(f"{_report}/photos/<uuid:document_id>", one.photo, name="photo"),
]
