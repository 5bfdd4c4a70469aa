"""Updates in both directions: by key, once, and never back to where they came from."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from moothall.components.reports import services as reports
from moothall.components.reports.contracts import Status, Update, UpdateKind
from moothall.components.reports.testing import a_report, as_seen_by
from moothall.faces.open311.tests.testing import (
    Caller,
    a_caller,
    alone,
    read,
    refused,
    two,
    xml,
)
from moothall.kernel.actors import acting
from moothall.kernel.testing import a_resident, an_officer

MOMENT = "2030-01-01T00:00:00Z"


def say(caller: Caller, code: str, **changed: Any) -> Any:  # noqa: ANN401
    told = {
        "service_request_id": code,
        "update_id": "42",
        "status": "INVESTIGATING",
        "updated_datetime": MOMENT,
        "description": "We are looking at it.",
        **changed,
    }
    return caller.post("servicerequestupdates.json", **told)


def said_of(caller: Caller, code: str) -> list[Update]:
    with acting(an_officer(caller.org), purpose="test"):
        report = reports.report(reference=code)
        found: list[Update] = reports.updates(report_id=report.id)
        return found


def heard(caller: Caller, **asked: str) -> list[dict[str, Any]]:
    found = caller.get("servicerequestupdates.json", api_key=caller.key, **asked)
    listed: list[dict[str, Any]] = read(found)
    return listed


def staff_say(caller: Caller, code: str, words: str, **changed: Any) -> Update:  # noqa: ANN401
    with acting(an_officer(caller.org), purpose="test"):
        report = reports.report(reference=code)
        update: Update = reports.update(
            report_id=report.id, words={"en": words}, at=now() - timedelta(seconds=2), **changed
        )
        return update


def test_what_staff_say_is_heard() -> None:
    caller = alone()
    made = caller.made()
    update = staff_say(caller, made, "We plan it.", status=Status.PLANNED)
    staff_say(caller, made, "For us only.", public=False)
    (told,) = heard(caller)
    assert told["update_id"] == str(update.id)
    assert (told["service_request_id"], told["status"]) == (made, "planned")
    assert told["description"] == "We plan it."
    asked = caller.get("servicerequestupdates.xml", api_key=caller.key)
    (item,) = xml(asked)
    assert (item.tag, item.findtext("update_id")) == ("request_update", str(update.id))


def test_updates_of_a_time_are_heard() -> None:
    caller = alone()
    staff_say(caller, caller.made(), "We plan it.")
    hour = timedelta(hours=1)
    before, after = ((now() + d).isoformat().replace("+00:00", "Z") for d in (-hour, hour))
    assert len(heard(caller, start_date=before, end_date=after)) == 1
    assert heard(caller, end_date=before) == []
    assert heard(caller, start_date=after) == []


def test_what_is_private_or_held_is_not_heard() -> None:
    caller = alone(private=True)
    staff_say(caller, caller.made(), "We plan it.")
    assert heard(caller) == []


def test_only_a_key_of_the_organisation_hears() -> None:
    roads, bins = two()
    staff_say(roads, roads.made(), "We plan it.")
    assert heard(bins) == []
    refused(roads.get("servicerequestupdates.json"), 403)
    refused(roads.get("servicerequestupdates.json", api_key=bins.key), 403)
    writes = a_caller(roads.org, scopes=("reports:write",))
    refused(writes.get("servicerequestupdates.json", api_key=writes.key), 403)


def test_an_update_moves_a_request_and_is_said_once() -> None:
    caller = alone()
    made = caller.made()
    first, again = read(say(caller, made)), read(say(caller, made))
    (update,) = said_of(caller, made)
    assert first == again == [{"update_id": str(update.id)}]
    assert (update.to_status, update.words) == (
        Status.INVESTIGATING,
        {"en": "We are looking at it."},
    )


def test_what_a_client_has_said_is_not_told_to_it_again() -> None:
    caller = alone()
    made = caller.made()
    say(caller, made)
    assert heard(caller) == []
    assert len(heard(a_caller(caller.org))) == 1


@pytest.mark.parametrize("status", ["OPEN", "REOPEN", "open", "in progress"])
def test_what_is_closed_is_opened_again(status: str) -> None:
    caller = alone()
    made = caller.made()
    say(caller, made, update_id="1", status="FIXED")
    say(caller, made, update_id="2", status=status, description="Still there")
    last = said_of(caller, made)[-1]
    assert (last.kind, last.to_status.is_open) == (UpdateKind.REOPENED, True)


@pytest.mark.parametrize(
    ("status", "leads_to"),
    [
        ("NOT_COUNCILS_RESPONSIBILITY", Status.NOT_RESPONSIBLE),
        ("no_further_action", Status.NO_FURTHER_ACTION),
        ("DUPLICATE", Status.CLOSED),
        ("UNCHANGED", Status.OPEN),
        ("FOR_TRIAGE", Status.FOR_TRIAGE),
        ("INTERNAL_REFERRAL", Status.INTERNAL_REFERRAL),
    ],
)
def test_the_statuses_of_the_extension_are_known(status: str, leads_to: Status) -> None:
    caller = alone()
    made = caller.made()
    say(caller, made, status=status)
    assert said_of(caller, made)[-1].to_status is leads_to


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"update_id": ""}, 400),
        ({"update_id": "x" * 300}, 400),
        ({"status": ""}, 400),
        ({"status": "EXPLODED"}, 400),
        ({"updated_datetime": ""}, 400),
        ({"updated_datetime": "2026-03-27T09:30:00"}, 400),
        ({"description": "x" * 4001}, 400),
        ({"service_request_id": "RP-000-000-000"}, 404),
        ({"service_request_id": ""}, 400),
        ({"api_key": "mh_wrong"}, 403),
    ],
)
def test_what_will_not_do_is_refused(changed: dict[str, str], status: int) -> None:
    caller = alone()
    made = caller.made()
    refused(say(caller, made, **changed), status)
    assert said_of(caller, made) == []


def test_another_organisation_s_requests_are_not_ours_to_speak_of() -> None:
    roads, bins = two()
    made = roads.made()
    refused(say(bins, made), 403)
    without_duty = a_caller(roads.org, duties=())
    refused(say(without_duty, made), 403)
    assert said_of(roads, made) == []


def test_a_request_that_was_forwarded_goes_on_being_heard_where_it_was_asked() -> None:
    roads, bins = two()
    made = a_report(a_resident(roads.org), at=now() - timedelta(hours=1))
    with acting(an_officer(roads.org), purpose="test"):
        reports.forward(
            report_id=made.report_id, to=bins.slug, reason={"en": "Theirs"}, at=now()
        )
    staff_say(bins, made.reference, "We do it.")
    words = [told["description"] for told in heard(roads)]
    assert "We do it." in words
    assert as_seen_by(an_officer(bins.org), made.report_id).org == bins.org
