"""Offices that are responsible for what is wrong at a spot."""

import os
from typing import Any

import pytest

from moothall.components.people.contracts import Duty
from moothall.components.reports.contracts import Contact, Made, Report
from moothall.faces.workspace.tests.offices import Office, Person, an_office
from moothall.kernel import registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, a_resident

needs_reports = pytest.mark.skipif(
    "reports" in os.environ.get("MOOTHALL_WITHOUT", ""), reason="reports is left out"
)
REPORTS = "/workspace/reports"


def testing() -> Any:  # noqa: ANN401 - the component may be left out
    return registry.load("moothall.components.reports.testing")


def services() -> Any:  # noqa: ANN401
    return registry.offer("reports.v1")


def a_responsible_office(**changed: object) -> Office:
    """An office responsible for potholes everywhere, under a scheme of its own."""
    office = an_office()
    testing().a_scheme(testing().a_category(office.org, **changed))
    return office


def a_caseworker(office: Office, name: str = "Robin Marsh") -> Person:
    return office.officer(Duty.CASEWORKER, name=name)


def a_report(office: Office, **told: Any) -> Made:  # noqa: ANN401
    """A report by a resident, with their name and address unless ``told`` otherwise."""
    contact = Contact(name="Sam Gull", email="sam@example.com", phone="07700 900123")
    made: Made = testing().a_report(
        told.pop("by", None) or a_resident(office.org), **{"contact": contact, **told}
    )
    return made


def now(office: Office, made: Made) -> Report:
    """The report as its organisation sees it now."""
    seen: Report = testing().as_seen_by(Actor(org=office.org), made.report_id)
    return seen


def updated(office: Office, made: Made, **said: Any) -> None:  # noqa: ANN401
    with acting(Actor(org=office.org), purpose="test"):
        services().update(report_id=made.report_id, at=NOON, **said)


def address(made: Made, *parts: str) -> str:
    return "/".join([REPORTS, made.reference, *parts])
