"""Reports are sent on and followed: nothing is lost, comes twice, or goes round in circles."""

from typing import Any

import httpx
import pytest
from django.utils.timezone import now

from moothall.components.reports import jobs, services
from moothall.components.reports.contracts import (
    Contact,
    Report,
    Sent,
    SentState,
    Status,
    UpdateKind,
)
from moothall.components.reports.services import sending
from moothall.components.reports.testing import a_category, a_report, a_scheme
from moothall.connectors.open311.tests.exchanging import here
from moothall.kernel.actors import Actor, acting
from moothall.kernel.refusals import Unavailable
from moothall.kernel.testing import a_resident, an_officer

SAID_AT = "2030-06-03T12:00:00Z"


def code_of(sent: Sent | None) -> tuple[SentState, str]:
    assert sent is not None
    return sent.state, sent.external_id


@pytest.mark.parametrize(
    "form", [{"form": "xml"}, {"form": "json"}, {"form": "json", "wraps": True}]
)
def test_a_report_is_sent_once_with_all_that_is_public(form: dict[str, Any]) -> None:
    us = here(**form)
    report = us.made(address="12 Harbour Street")
    for _ in range(3):
        us.send(report)
    (given,) = [
        g for method, name, g in us.other.seen if (method, name) == ("POST", "requests")
    ]
    assert (given["service_code"], given["lat"], given["long"]) == (
        "POT",
        "52.343000",
        "1.998000",
    )
    assert given["description"].startswith("A hole as deep as a bucket\n\n")
    assert given["description"].endswith(f"/reports/{report.reference}")
    assert given["address_string"] == "12 Harbour Street"
    assert not {"email", "phone", "first_name"} & set(given)
    assert code_of(us.sent(report)) == (SentState.SENT, "1")


def test_who_reported_it_goes_along_only_where_that_is_chosen() -> None:
    us = here()
    us.given["contact"] = True
    us.send(us.made(contact=Contact(name="Sam Gull", email="sam@example.com")))
    given = us.other.seen[0][2]
    assert (given["first_name"], given["last_name"]) == ("Sam", "Gull")
    assert given["email"] == "sam@example.com"


def test_what_is_private_held_or_of_another_kind_stays_here() -> None:
    us = here()
    a_scheme(a_category(us.org, private=True), a_category(us.org, "bin"))
    private, other = us.made(), us.made(category="bin")
    a_scheme(a_category(us.org, hold={"text": True}))
    held = us.made()
    for report in (private, other, held):
        us.send(report)
    assert us.other.seen == []
    with acting(an_officer(us.org), purpose="test"):
        services.release_held(report_id=held.id, at=now())
    us.send(held)
    assert len(us.other.requests) == 1


def test_while_the_other_side_is_down_nothing_is_lost() -> None:
    us = here()
    report, us.other.is_down = us.made(), True
    for _ in range(2):
        with pytest.raises(Unavailable):
            us.send(report)
    assert code_of(us.sent(report)) == (SentState.WAITING, "")
    us.other.is_down = False
    us.send(report)
    assert len(us.other.requests) == 1
    assert code_of(us.sent(report)) == (SentState.SENT, "1")


def test_an_answer_that_is_lost_makes_no_second_request() -> None:
    us = here(loses_answers=1)
    report = us.made()
    with pytest.raises(Unavailable):
        us.send(report)
    us.send(report)
    assert len(us.other.requests) == 1
    assert code_of(us.sent(report)) == (SentState.SENT, "1")


def test_a_crash_before_the_answer_is_noted_makes_no_second_request() -> None:
    us = here()
    report = us.made()

    class Power(Exception):
        pass

    def cut(*_: object) -> None:
        raise Power

    kept, us.other.handle_request = us.other.handle_request, cut  # type: ignore[method-assign,assignment]
    with pytest.raises(Power):
        us.send(report)
    us.other.handle_request = kept  # type: ignore[method-assign]
    us.send(report)
    assert len(us.other.requests) == 1


def test_only_one_at_a_time_sends_a_report() -> None:
    us = here()
    report, refused = us.made(), list[type]()
    kept = us.other.handle_request

    def meanwhile(request: httpx.Request) -> httpx.Response:
        us.other.handle_request = kept  # type: ignore[method-assign]
        try:
            jobs.send_on(org=str(us.org), report=str(report.id))
        except Unavailable as failure:
            refused.append(type(failure))
        return kept(request)

    us.other.handle_request = meanwhile  # type: ignore[method-assign]
    us.send(report)
    assert len(us.other.requests) == 1
    assert refused


def test_a_token_is_followed_up() -> None:
    us = here(uses_tokens=True)
    report = us.made()
    us.send(report)
    assert code_of(us.sent(report)) == (SentState.TOKEN, "")
    us.send(report)
    assert code_of(us.sent(report)) == (SentState.SENT, "1")
    assert len(us.other.requests) == 1


def test_what_is_refused_for_good_is_not_tried_again() -> None:
    us = here()
    report = us.made()
    us.other.answers.append(httpx.Response(400, text="<errors/>"))
    us.send(report)
    us.send(report)
    found = us.sent(report)
    assert code_of(found) == (SentState.REFUSED, "")
    assert found is not None
    assert found.error == "reports.reporting-refused"
    assert us.other.seen == []


@pytest.mark.parametrize(
    "nonsense",
    [
        httpx.Response(403),
        httpx.Response(302),
        httpx.Response(429),
        httpx.Response(200, text="<html>hello</html>"),
        httpx.Response(200, text="{"),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(200, text='{"service_requests": 5}'),
        httpx.Response(200, content=b"\xff\xfe\x00"),
        httpx.Response(200, text="<service_requests/>"),
        httpx.Response(
            200,
            text='<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>'
            "<service_requests><request><token>&d;</token></request></service_requests>",
        ),
    ],
)
def test_nonsense_is_tried_again_later(nonsense: httpx.Response) -> None:
    us = here()
    report = us.made()
    us.other.answers.append(nonsense)
    with pytest.raises(Unavailable):
        us.send(report)
    us.send(report)
    assert code_of(us.sent(report)) == (SentState.SENT, "1")


def test_what_is_said_there_is_said_here_once() -> None:
    us = here()
    report = us.made()
    us.send(report)
    us.other.say("1", "We plan it.", "PLANNED", SAID_AT)
    us.other.say("77", "Of somebody else.", "FIXED", SAID_AT)
    for _ in range(3):
        us.follow()
    status, (update,) = us.now(report)
    assert (status, update.words) == (Status.PLANNED, {"en": "We plan it."})
    us.send(report)
    assert us.other.told == {}


def test_closed_there_and_open_again_is_so_here() -> None:
    us = here()
    report = us.made()
    us.send(report)
    us.other.say("1", "Filled.", "fixed", "2030-06-03T12:00:00Z")
    us.follow()
    assert us.now(report)[0] is Status.FIXED
    us.other.say("1", "It came up again.", "investigating", "2030-06-03T13:00:00Z")
    us.follow()
    status, updates = us.now(report)
    assert (status, updates[-1].kind) == (Status.INVESTIGATING, UpdateKind.REOPENED)


def test_what_comes_late_says_its_words_and_no_older_status() -> None:
    us = here()
    report = us.made()
    us.send(report)
    us.other.say("1", "Filled.", "FIXED", "2030-06-03T13:00:00Z")
    us.follow()
    us.other.say("1", "We are looking.", "INVESTIGATING", "2030-06-03T12:00:00Z")
    us.follow()
    status, updates = us.now(report)
    assert status is Status.FIXED
    assert [u.words["en"] for u in updates] == ["Filled.", "We are looking."]


def test_what_is_said_here_is_told_there_once_and_in_order() -> None:
    us = here()
    report = us.made()
    us.send(report)
    first = us.say(report, words={"en": "One"}, status=Status.PLANNED)
    second = us.say(report, words={"en": "Two"}, status=Status.FIXED)
    us.say(report, words={"en": "For us only"}, public=False)
    for _ in range(3):
        us.send(report)
    told = list(us.other.told.values())
    assert [t["update_id"] for t in told] == [str(first.id), str(second.id)]
    assert [t["status"] for t in told] == ["PLANNED", "FIXED"]
    assert len([1 for method, name, _ in us.other.seen if name == "servicerequestupdates"]) == 2


def test_a_reopening_is_told_there() -> None:
    us = here()
    resident = a_resident(us.org)
    made = a_report(resident, at=now())
    with acting(Actor(org=us.org), purpose="test"):
        report: Report = services.report(report_id=made.report_id)
    us.send(report)
    us.say(report, words={"en": "Filled"}, status=Status.FIXED)
    with acting(resident, purpose="test"):
        services.reopen(report_id=report.id, reason="It is still there", at=now())
    us.send(report)
    assert [t["status"] for t in us.other.told.values()] == ["FIXED", "OPEN"]
    assert list(us.other.told.values())[-1]["description"] == "It is still there"


def test_an_update_whose_answer_is_lost_is_told_once() -> None:
    us = here()
    report = us.made()
    us.send(report)
    us.say(report, words={"en": "One"}, status=Status.PLANNED)
    us.other.loses_answers = 1
    with pytest.raises(Unavailable):
        us.send(report)
    us.send(report)
    assert len(us.other.told) == 1


def test_what_came_from_there_is_not_sent_back() -> None:
    us = here()
    report = us.made(description=f"A hole\n\nhttps://{us.host}/reports/RP-333-444-555")
    us.send(report)
    assert us.other.requests == []


def test_updates_without_an_id_or_a_moment_are_left_aside() -> None:
    us = here()
    report = us.made()
    us.send(report)
    us.other.say("1", "No id", "FIXED", SAID_AT, update_id="")
    us.other.say("1", "No moment", "FIXED", "yesterday")
    us.other.say("1", "Strange", "exploded", SAID_AT)
    us.follow()
    status, updates = us.now(report)
    assert status is Status.OPEN
    assert [u.words["en"] for u in updates] == ["Strange"]


def test_while_nobody_answers_the_next_time_asks_from_the_same_moment() -> None:
    us = here()
    report = us.made()
    us.send(report)
    us.follow()
    us.other.is_down = True
    us.follow()
    us.other.is_down = False
    us.follow()
    starts = [g["start_date"] for _, _, g in us.other.seen if "start_date" in g]
    assert len(starts) == 2
    assert starts[0] <= starts[1]
    us.other.say("1", "Done", "FIXED", SAID_AT)
    us.follow()
    assert us.now(report)[0] is Status.FIXED


def test_whoever_died_at_their_turn_is_followed_by_another() -> None:
    us = here()
    report = us.made()
    with us.connected(), acting(Actor(org=us.org), purpose="test"):
        sending.begin(report_id=report.id, connector="open311", at=now())
    with pytest.raises(Unavailable):
        us.send(report)
    us.forget_lease()
    us.send(report)
    assert code_of(us.sent(report)) == (SentState.SENT, "1")
