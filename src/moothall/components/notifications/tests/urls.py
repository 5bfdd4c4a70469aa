"""The addresses that the outbox needs round it, for tests of its pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("moothall.kernel.urls")),
    path("", include("moothall.components.notifications.urls")),
]
