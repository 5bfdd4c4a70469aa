"""Who comes to residents' pages, and how often one network address may."""

from django.conf import settings
from django.http import HttpRequest

from moothall.components.identity import queries as identity
from moothall.kernel.limits import Buckets
from moothall.kernel.visitors import (
    COOKIE,
    PURPOSE,
    Visitor,
    forget,
    remember,
    signed_in,
    visitor,
    with_secret,
)

__all__ = [
    "COOKIE",
    "PURPOSE",
    "Visitor",
    "forget",
    "is_officer",
    "not_too_often",
    "remember",
    "visitor",
    "with_secret",
]
_buckets = Buckets(rate=settings.VISITOR_RATE, burst=settings.VISITOR_RATE)


def not_too_often(request: HttpRequest, what: str) -> None:
    """Refuse a network address that does ``what`` far oftener than people do."""
    _buckets.take((what, identity.client_address(request)))


def is_officer(request: HttpRequest) -> bool:
    """Whether somebody is signed in here who works for an organisation."""
    account = signed_in(request)
    return account is not None and account.is_officer
