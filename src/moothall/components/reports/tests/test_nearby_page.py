"""What the step `nearby` shows above its button: who is responsible, and what is near."""

from datetime import timedelta
from uuid import uuid4

from django.template.loader import render_to_string

from moothall.components.reports.steps import ShowNearby
from moothall.components.reports.testing import SPOT, a_category, words
from moothall.components.reports.tests.browsing import a_town, reported
from moothall.kernel.actors import acting
from moothall.kernel.ids import OrgId
from moothall.kernel.steps import Run
from moothall.kernel.testing import NOON, a_resident, an_org


def shown(org: OrgId, category: str) -> str:
    """The page of the step for somebody at ``SPOT``."""
    step = ShowNearby(id="check", fixed=category, location="place")
    run = Run(
        journey=uuid4(),
        service="report",
        version=uuid4(),
        need="street.problem",
        answers={"place": {"lat": SPOT[0], "lon": SPOT[1]}},
        at=NOON + timedelta(hours=1),
        contact={},
    )
    with acting(a_resident(org), purpose="test"):
        look = step.looks(run=run)
        return " ".join(
            render_to_string(str(step.template), {"look": look}, using="jinja2").split()
        )


def a_kind() -> str:
    return f"k{uuid4().hex[:12]}"


def test_it_names_who_is_responsible_and_why_and_what_to_do_in_danger() -> None:
    org, kind = an_org("borough"), a_kind()
    danger = {"words": words("If anybody is in danger, ring first."), "phone": "01632 960999"}
    a_town(a_category(org, kind, emergency=danger))
    page = shown(org, kind)
    assert "Borough is responsible. It looks after roads." in page
    assert page.index("ring first") < page.index("Borough is responsible")
    assert 'href="tel:01632960999"' in page
    assert "Is it one of these?" not in page


def test_a_report_near_by_can_be_followed_instead() -> None:
    org, kind = an_org("borough"), a_kind()
    a_town(a_category(org, kind))
    made = reported(org, category=kind, at_spot=(SPOT[0] + 0.0001, SPOT[1]))
    page = shown(org, kind)
    assert "Is it one of these?" in page
    assert "11 metres away" in page
    assert f'href="/reports/{made.reference}/follow?instead=1"' in page
    assert "A hole as deep as a bucket" in page


def test_it_says_where_to_turn_with_what_nobody_here_takes() -> None:
    org, kind = an_org("borough"), a_kind()
    there = {"words": words("The railway does."), "link": "https://railway.example.com/"}
    a_town(a_category(org, kind, responsible=[], elsewhere=there))
    page = shown(org, kind)
    assert "The railway does." in page
    assert 'href="https://railway.example.com/"' in page
    assert "is responsible" not in page
