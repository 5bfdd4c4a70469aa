"""Loading many cases at once, for measurements: rows as the house writes them, without its
acts.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from moothall.journeys import catalogue
from moothall.kernel import organisations
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json
from moothall.kernel.references import new_reference

_BATCH = 10_000
_PREFIX = "ZZ"
_SHARE_OPEN = 0.2
_LOAD = """
with made as (
  select gen_random_uuid() as id, reference, n, random() as chance,
         now() - make_interval(secs => random() * 3 * 365 * 86400) as opened
    from unnest(%(references)s::text[]) with ordinality as given (reference, n)
), cases as (
  insert into cases_case (
    id, org_id, reference, service, version, need, language, channel, state, outcome, team,
    title, answers, contact, contact_visit, ward, lat, lon, postcode, opened_at, updated_at,
    due_at, closed_at, held_state, paused_seconds, closed_seconds, revision, search)
  select id, %(org)s::uuid, reference,
         %(service)s, %(version)s::uuid, %(need)s, 'en', 'api',
         case when chance < %(open)s then 'received' else 'resolved' end,
         case when chance < %(open)s then '' else 'met' end, 'streets', %(title)s::jsonb,
         %(answers)s::jsonb, '{"name": "Sam Example"}', '',
         'SB' || to_char(1 + n %% 12, 'FM00'), 52.32, 1.97, 'SB1 1DB', opened, opened,
         case when chance < %(open)s then opened + interval '5 days' end,
         case when chance >= %(open)s then opened + interval '4 days' end, '', 0, 0, 1,
         array_to_tsvector(array['pothole', 'bridge', 'word' || n %% 1000])
    from made returning id, org_id, opened_at
), told as (
  insert into cases_timeline (id, entry, org_id, case_id, audience, kind, at, by_kind, action,
                              from_state, to_state, revision, words, answers, details)
  select gen_random_uuid(), gen_random_uuid(), org_id, id, 'resident', 'opened', opened_at,
         'client', '', '', 'received', 1, '{"en": "We have your report"}', '{}', '{}'
    from cases
), joined as (
  insert into party (id, org_id, subject, visit, role)
  select gen_random_uuid(), org_id, id, md5(id::text) || md5(id::text), 'applicant' from cases
)
select count(*) from cases
"""


def load(*, organisation: str, count: int, report: Callable[[int], None]) -> None:
    """Load ``count`` cases of the organisation's first service: a fifth of them open.

    ``report`` hears how many are there after each batch.
    """
    org = organisations.called(slug=organisation).id
    with acting(Actor(org=org), purpose="bench"):
        listed = next(one for one in catalogue.listed() if one.owner == org)
    values: dict[str, Any] = {
        "org": org,
        "service": listed.service,
        "version": listed.version,
        "need": listed.need,
        "open": _SHARE_OPEN,
        "title": to_json(listed.title),
        "answers": to_json({"description": "A hole by the bridge, as wide as a wheel."}),
    }
    for done in range(0, count, _BATCH):
        batch = min(_BATCH, count - done)
        values["references"] = [new_reference(_PREFIX) for _ in range(batch)]
        with acting(Actor(org=org), purpose="bench"), connection.cursor() as cursor:
            cursor.execute(_LOAD, values)
        report(done + batch)
