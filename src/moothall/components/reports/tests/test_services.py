"""Making reports, and what staff and residents do with them."""

from moothall.components.reports import services
from moothall.components.reports.contracts import Contact, Status
from moothall.components.reports.testing import a_category, a_report, a_scheme, as_seen_by
from moothall.kernel.actors import acting
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org


def test_a_report_belongs_to_the_organisation_that_is_responsible() -> None:
    borough, county = an_org("borough"), an_org("county")
    a_scheme(a_category(county))
    made = a_report(
        a_resident(borough),
        contact=Contact(name="Sam Gull", email="sam@example.com"),
    )
    seen = as_seen_by(an_officer(county), made.report_id)
    assert (seen.org, seen.asked, seen.status) == (county, borough, Status.OPEN)
    assert made.responsible.because["en"] == "It looks after roads."


def test_staff_say_that_it_is_fixed() -> None:
    borough = an_org("borough")
    a_scheme(a_category(borough))
    officer = an_officer(borough)
    made = a_report(a_resident(borough), contact=Contact(email="sam@example.com"))
    with acting(officer, purpose="casework"):
        services.update(report_id=made.report_id, text="fixed", at=NOON)
    assert as_seen_by(officer, made.report_id).status is Status.FIXED
