"""Addresses of the house itself: the colours and the mark that every page asks for."""

from django.urls import path

from moothall.kernel import look

app_name = "kernel"

urlpatterns = [
    path("theme/mark.svg", look.mark, name="mark"),
    path("theme/organisations.css", look.colours, name="colours"),
    path("theme/<slug:slug>.css", look.theme, name="theme"),
]
