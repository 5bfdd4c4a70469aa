"""Addresses of a house in which nothing answers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
