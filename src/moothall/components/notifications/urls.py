"""Addresses of the outbox that a demonstration shows."""

from django.urls import path

from moothall.components.notifications import pages

app_name = "notifications"

urlpatterns = [
    path("outbox", pages.outbox, name="outbox"),
    path("outbox.json", pages.outbox_json, name="outbox-json"),
    path("outbox/<uuid:message_id>", pages.one, name="outbox-message"),
]
