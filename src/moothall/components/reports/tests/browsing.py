"""People at browsers, the links mailed to them, and a town in which things are wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.signing import get_cookie_signer
from django.db import connection
from django.test import Client

from moothall.components.reports.services.following import stop_secret
from moothall.components.reports.testing import a_category, a_report, a_scheme
from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, an_org
from moothall.kernel.visitors import COOKIE

SIGNED = f"{COOKIE}moothall.visit"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A resident with a browser that holds their visit."""

    actor: Actor
    browser: Client


def a_person_here(org: OrgId) -> Person:
    """Somebody whose browser has been here before, served by ``org``."""
    secret, browser = parties.new_secret(), Client()
    browser.cookies[COOKIE] = get_cookie_signer(salt=SIGNED).sign(secret)
    actor = Actor(served_by=org, visits=(parties.visit_of(secret),))
    return Person(actor=actor, browser=browser)


def a_town(*categories: dict[str, Any]) -> OrgId:
    """An organisation that is responsible for everything, under a scheme of its own."""
    org = an_org("borough")
    a_scheme(*(categories or (a_category(org),)))
    return org


def reported(org: OrgId, *, by: Actor | None = None, at: datetime = NOON, **told: Any) -> Any:  # noqa: ANN401 - as `make` takes it
    """A report to ``org``, by somebody or by somebody else."""
    actor = by or Actor(served_by=org, visits=(parties.visit_of(parties.new_secret()),))
    return a_report(actor, at=at, **told)


def mailed_secret(org: OrgId, *, of: str) -> str:
    """The secret of the links to whoever asked last to follow ``of``."""
    with acting(Actor(org=org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select id from reports_subscription where of = %s and target <> 'asked'"
            " order by made_at desc limit 1",
            [of],
        )
        (found,) = cursor.fetchone() or (None,)
    return stop_secret(UUID(str(found)))


def text(answer: Any) -> str:  # noqa: ANN401 - what the test client answers
    return str(answer.content.decode())
