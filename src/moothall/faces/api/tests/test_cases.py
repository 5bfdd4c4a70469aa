"""Cases over the API: found, read, assigned, acted on, and never another organisation's."""

from uuid import uuid4

import pytest

from moothall.faces.api.tests.conftest import CASES, Caller, a_caller, code_of


def test_a_case_is_assigned_resolved_and_found(caller: Caller) -> None:
    reference = caller.sent()
    case = f"{CASES}/{reference}"
    assigned = caller.post(f"{case}/assign", {"to": caller.officer_email})
    assert assigned.json()["assignee"] == caller.officer_email
    resolved = caller.post(f"{case}/actions/resolve", {"message": "Done."})
    assert (resolved.status_code, resolved.json()["state"]) == (200, "resolved")
    found = caller.get(f"{CASES}?assignee={caller.officer_email}&state=resolved")
    assert [c["reference"] for c in found.json()["items"]] == [reference]


def test_a_case_says_what_its_caller_may_do(caller: Caller) -> None:
    case = caller.get(f"{CASES}/{caller.sent()}").json()
    assert [a["id"] for a in case["actions"]] == ["resolve", "ask"]
    assert case["actions"][0]["answers_schema"]["required"] == ["message"]


def test_an_action_without_its_answers_is_refused_with_their_places(caller: Caller) -> None:
    response = caller.post(f"{CASES}/{caller.sent()}/actions/resolve", {})
    assert response.status_code == 422
    assert [e["pointer"] for e in response.json()["errors"]] == ["/answers/message"]


def test_an_action_that_the_state_does_not_allow_is_a_conflict(caller: Caller) -> None:
    case = f"{CASES}/{caller.sent()}"
    caller.post(f"{case}/actions/resolve", {"message": "Done."})
    response = caller.post(f"{case}/actions/resolve", {"message": "Done."})
    assert (response.status_code, code_of(response)) == (409, "cases.not-in-this-state")


def test_an_action_that_there_is_not_is_refused(caller: Caller) -> None:
    response = caller.post(f"{CASES}/{caller.sent()}/actions/dance", {})
    assert response.status_code == 422


def test_a_stale_revision_is_told_what_changed(caller: Caller) -> None:
    case = f"{CASES}/{caller.sent()}"
    before = caller.get(case).json()["revision"]
    caller.post(f"{case}/assign", {"to": caller.officer_email})
    response = caller.post(
        f"{case}/actions/resolve", {"message": "Done."}, If_Match=f'"{before}"'
    )
    assert (response.status_code, code_of(response)) == (409, "cases.changed-meanwhile")
    assert response.json()["details"]["changes"]


def test_the_etag_of_a_case_guards_an_act_against_what_happened_meanwhile(
    caller: Caller,
) -> None:
    case = f"{CASES}/{caller.sent()}"
    tag = caller.get(case).headers["ETag"]
    first = caller.post(f"{case}/assign", {"to": caller.officer_email}, If_Match=tag)
    again = caller.post(f"{case}/assign", {"to": None}, If_Match=tag)
    assert (first.status_code, again.status_code) == (200, 409)


def test_nobody_is_assigned_who_does_not_work_there(caller: Caller) -> None:
    other = a_caller()
    response = caller.post(f"{CASES}/{caller.sent()}/assign", {"to": other.officer_email})
    assert (response.status_code, code_of(response)) == (422, "api.no-such-officer")


def test_an_act_with_the_same_key_again_is_answered_as_before(caller: Caller) -> None:
    case, key = f"{CASES}/{caller.sent()}", uuid4().hex
    content = {"message": "Done."}
    first, again = (
        caller.post(f"{case}/actions/resolve", content, Idempotency_Key=key) for _ in range(2)
    )
    assert (first.status_code, first.content) == (again.status_code, again.content)


def test_what_happened_is_told_in_order_as_cloud_events(caller: Caller) -> None:
    reference = caller.sent()
    caller.post(f"{CASES}/{reference}/actions/resolve", {"message": "Done."})
    items = caller.get(f"{CASES}/{reference}/events").json()["items"]
    assert [e["type"] for e in items] == [
        "cases.case-opened.v1",
        "cases.case-moved.v1",
        "cases.case-closed.v1",
    ]
    assert {e["specversion"] for e in items} == {"1.0"}


def test_pages_of_what_happened_follow_one_another(caller: Caller) -> None:
    reference = caller.sent()
    caller.post(f"{CASES}/{reference}/actions/resolve", {"message": "Done."})
    whole = caller.get(f"{CASES}/{reference}/events").json()
    seen, page = [], {"next": f"{CASES}/{reference}/events?limit=2"}
    while page["next"]:
        page = caller.get(page["next"]).json()
        seen += page["items"]
    assert (seen, whole["next"]) == (whole["items"], None)


@pytest.mark.parametrize("query", ["after=zzz", "after=1", "limit=0", "limit=501", "page=2"])
def test_a_query_for_events_that_makes_no_sense_is_refused(caller: Caller, query: str) -> None:
    assert caller.get(f"{CASES}/{caller.sent()}/events?{query}").status_code == 422


def test_pages_of_cases_follow_one_another_without_gap_or_repeat(caller: Caller) -> None:
    sent = {caller.sent() for _ in range(7)}
    seen: list[str] = []
    path: str | None = f"{CASES}?limit=3"
    while path:
        page = caller.get(path).json()
        seen += [c["reference"] for c in page["items"]]
        path = page["next"]
    assert len(seen) == 7
    assert set(seen) == sent


def test_cases_are_found_by_words_and_by_what_changed_since(caller: Caller) -> None:
    reference = caller.sent(description="A hole beside the lighthouse")
    caller.sent()
    words = caller.get(f"{CASES}?q=lighthouse").json()["items"]
    assert [c["reference"] for c in words] == [reference]
    none = caller.get(f"{CASES}?updated_since=2099-01-01T00:00:00Z").json()["items"]
    assert none == []


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "updated_since=yesterday", "after=zzz", "after=%00"],
)
def test_a_query_that_makes_no_sense_is_refused_as_a_problem(
    caller: Caller, query: str
) -> None:
    response = caller.get(f"{CASES}?{query}")
    assert response.status_code == 422
    code_of(response)


def test_what_the_caller_has_is_not_sent_again(caller: Caller) -> None:
    case = f"{CASES}/{caller.sent()}"
    first = caller.get(case)
    again = caller.get(case, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    caller.post(f"{case}/assign", {"to": caller.officer_email})
    assert caller.get(case, **{"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["", "/events", "/actions/resolve", "/assign"])
def test_another_organisation_s_case_is_the_same_as_none(caller: Caller, path: str) -> None:
    theirs, nobodys = a_caller().sent(), "MS-343-434-34F"
    answers = []
    for reference in (theirs, nobodys):
        address = f"{CASES}/{reference}{path}"
        if path in {"", "/events"}:
            response = caller.get(address)
        else:
            content = {"to": None} if path == "/assign" else {"message": "x"}
            response = caller.post(address, content)
        answers.append((response.status_code, response.content))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_another_organisation_s_cases_are_in_no_list_search_or_filter(caller: Caller) -> None:
    other = a_caller()
    theirs = other.sent(description="A secret hole")
    for query in ("", "?q=secret", f"?q={theirs}", "?state=received", "?service=mend-a-street"):
        assert caller.get(f"{CASES}{query}").json()["items"] == []
