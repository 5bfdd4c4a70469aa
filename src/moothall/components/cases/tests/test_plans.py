"""The worklist of twenty thousand cases: every list is read from an index, in one statement."""

import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from moothall.components.cases import queries
from moothall.components.cases.contracts import MOST_COUNTED, CaseFilters, Sort
from moothall.components.cases.testing import VERSION
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, an_officer

OFFICER = UUID("00000000-0000-7000-8000-000000000007")
_LOAD = """
insert into cases_case (id, org_id, reference, service, version, need, language, channel, state,
  outcome, team, assignee, title, answers, contact, contact_visit, ward, postcode, opened_at,
  updated_at, due_at, closed_at, held_state, paused_seconds, closed_seconds, revision, search)
select gen_random_uuid(), %(org)s, 'SR-' || n, 'service-' || n %% 5, %(version)s, 'a.need',
  'en', 'web', case when n %% 10 = 0 then 'received' else 'resolved' end, '', 'team-' || n %% 7,
  case when n %% 4 = 0 then %(officer)s::uuid end, '"A title"', '{}', '{}', '', 'W' || n %% 11,
  'SB' || n %% 9 || ' 1AB', at, at, at + interval '3 days',
  case when n %% 10 = 0 then null else at end, '', 0, 0, 1,
  array_to_tsvector(array['street', 'word' || n %% 500])
  from generate_series(1, 20000) as n,
       lateral (select %(noon)s::timestamptz - make_interval(mins => n) as at) as moment
"""
SHAPES = {
    "everything": CaseFilters(),
    "open": CaseFilters(open=True),
    "closed": CaseFilters(open=False),
    "overdue": CaseFilters(overdue=True),
    "service": CaseFilters(service="service-2"),
    "open of a service": CaseFilters(open=True, service="service-2"),
    "state": CaseFilters(state="received"),
    "no such state": CaseFilters(state="lost"),
    "service and state": CaseFilters(service="service-0", state="received"),
    "team": CaseFilters(open=True, team="team-3"),
    "own": CaseFilters(open=True, assignee=OFFICER),  # type: ignore[arg-type]
    "nobody's": CaseFilters(open=True, unassigned=True),
    "ward": CaseFilters(open=True, ward="W4"),
    "changed": CaseFilters(updated_since=NOON - timedelta(hours=1)),
    "searched": CaseFilters(q="word77"),
    "searched and chosen": CaseFilters(q="street", open=True, ward="W4"),
    "postcode": CaseFilters(q="SB3"),
}


@pytest.fixture(scope="module")
def officer() -> Actor:
    """An officer of an organisation with many cases, loaded past the policies."""
    officer = an_officer()
    values = {"org": officer.org, "version": VERSION, "officer": OFFICER, "noon": NOON}
    with psycopg.connect(os.environ["MOOTHALL_ADMIN_URL"], autocommit=True) as admin:
        admin.execute(_LOAD, values)
        admin.execute("vacuum analyze cases_case")
    return officer


def plan_of(sql: str, params: Any) -> str:  # noqa: ANN401
    with connection.cursor() as cursor:
        cursor.execute(f"explain (costs off) {sql}", params)
        return "\n".join(line for (line,) in cursor)


def statements_of(ask: Any) -> list[tuple[str, object]]:  # noqa: ANN401
    seen: list[tuple[str, object]] = []

    def kept(execute: Any, sql: str, params: object, *rest: object) -> object:  # noqa: ANN401
        seen.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(kept):
        ask()
    return seen


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_of_the_worklist_is_one_statement_read_from_an_index(
    officer: Actor, shape: str, sort: Sort
) -> None:
    filters = SHAPES[shape]
    with acting(officer, purpose="casework"):
        page = queries.find(filters=filters, sort=sort, at=NOON)
        for after in (None, page.next):
            ((sql, params),) = statements_of(
                lambda: queries.find(filters=filters, sort=sort, after=after, at=NOON)  # noqa: B023
            )
            plan = plan_of(sql, params)
            assert "Index" in plan
            assert "Seq Scan" not in plan


@pytest.mark.parametrize("shape", SHAPES)
def test_a_count_is_one_statement_that_reads_an_index_or_stops_soon(
    officer: Actor, shape: str
) -> None:
    filters = SHAPES[shape]
    with acting(officer, purpose="casework"):
        ((sql, params),) = statements_of(lambda: queries.count(filters=filters, at=NOON))
        stopped = queries.count(filters=filters, at=NOON) == MOST_COUNTED + 1
        assert stopped or "Seq Scan" not in plan_of(sql, params)


def test_tallies_are_two_statements_however_many_cases(officer: Actor) -> None:
    with acting(officer, purpose="casework"):
        for by in ("state", "service", "team", "ward"):
            assert len(statements_of(lambda: queries.tallies(by=by, at=NOON))) == 2  # noqa: B023
        assert [t.count for t in queries.tallies(by="state", at=NOON)] == [1001, 1001]
        assert queries.count(filters=CaseFilters(state="received"), at=NOON) == 1001


def test_a_search_reads_the_index_of_words_past_the_policies(officer: Actor) -> None:
    search = "select id from cases_case where org_id = %s and search @@ '''word77'''::tsquery"
    with psycopg.connect(os.environ["MOOTHALL_ADMIN_URL"]) as admin:
        admin.execute("set role moothall_owner")
        plan = "\n".join(
            line for (line,) in admin.execute("explain (costs off) " + search, [officer.org])
        )
    assert "cases_found_by" in plan
