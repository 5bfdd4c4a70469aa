"""Whose rows of reports are whose, what lies near, and who may hear of it."""

from django.db import migrations

from moothall.kernel.tenancy import (
    APP_ROLE,
    EVERYBODY,
    OF_THE_VISIT,
    OWN,
    SERVED,
    ForceRowSecurity,
    GrantToApp,
    party_to,
)

CELL = 0.002
"""Degrees: a cell of the map is 222 metres high, and 136 metres wide in the middle of Britain.

Whole numbers are compared without leaking, so an index on them serves behind row-level
security, where one on points does not.
"""

COLUMNS = f"""
alter table reports_report
  add column closed boolean not null generated always as (closed_at is not null) stored,
  add column runs_out timestamptz not null generated always as (
    case when closed_at is null then coalesce(due_at, 'infinity'::timestamptz)
         else 'infinity'::timestamptz end) stored,
  add column cell_lat integer generated always as (floor(lat / {CELL})::integer) stored,
  add column cell_lon integer generated always as (floor(lon / {CELL})::integer) stored,
  add column street_key text not null generated always as (lower(street)) stored,
  add column search tsvector not null generated always as (
    to_tsvector('simple'::regconfig,
                description || ' ' || street || ' ' || address)) stored
"""

INDEXES = """
create index reports_near on reports_report (category, closed, cell_lat, cell_lon);
create index reports_on_map on reports_report (closed, cell_lat, cell_lon);
create index reports_by_age on reports_report (opened_at, id);
create index reports_by_change on reports_report (updated_at, id);
create index reports_in_ward on reports_report (ward, opened_at, id) where ward <> '';
create index reports_in_street on reports_report (street_key, opened_at, id)
 where street_key <> '';
create index reports_of_category on reports_report (category, opened_at, id);
create index reports_of_org_by_age on reports_report (org_id, opened_at, id);
create index reports_of_org_by_change on reports_report (org_id, updated_at, id);
create index reports_by_due on reports_report (org_id, closed, runs_out, id);
create index reports_in_status on reports_report (org_id, status, opened_at, id);
create index reports_of_assignee on reports_report (org_id, assignee, closed, runs_out, id)
 where assignee is not null;
create index reports_held on reports_report (org_id, opened_at, id) where held <> '';
create index reports_asking on reports_report (org_id, asks_at) where asks_at is not null;
create index reports_duplicates on reports_report (duplicate_of) where duplicate_of is not null;
create index reports_called on reports_report (reference);
create index reports_from on reports_report (source_id, source) where source_id <> '';
create index reports_found_by on reports_report using gin (search);
create index reports_updates on reports_update (report_id, at, id);
create index reports_updates_of_org on reports_update (org_id, at, id);
create index reports_update_report on reports_update (org_id, report_id);
create index reports_followed_target on reports_subscription (target, of, id);
create index reports_followed_mailbox on reports_subscription (mailbox) where mailbox <> '';
create index reports_followed_visit on reports_subscription (visit) where visit <> '';
create index reports_followed_token on reports_subscription (token)
"""

# A report that is forwarded takes along what hangs on it.
CHILDREN = """
alter table reports_told add constraint reports_told_report
  foreign key (org_id, report_id) references reports_report (org_id, id) on update cascade;
alter table reports_update add constraint reports_update_report
  foreign key (org_id, report_id) references reports_report (org_id, id) on update cascade
"""

_DEFINER = "stable security definer set search_path = pg_catalog, public, pg_temp"
_ASKED = """coalesce(nullif(current_setting('moothall.org', true), ''),
                     nullif(current_setting('moothall.served_by', true), ''))::uuid"""
_VISITS = "string_to_array(nullif(current_setting('moothall.visits', true), ''), ',')"

# References are unlike over all organisations, since people say one and not whose it is.
TAKEN = f"""
create function reports_reference_taken(wanted text) returns boolean
language sql {_DEFINER}
as $$ select exists (select from reports_report where reference = wanted) $$
"""  # noqa: S608 - fixed texts

# What a source has sent to the organisation that is asked, whoever is responsible for it now.
FROM_SOURCE = f"""
create function reports_from_source(of_source text, wanted text) returns uuid
language sql {_DEFINER}
as $$
  select id from reports_report
   where source_id = wanted and source = of_source and wanted <> ''
     and asked_org_id = {_ASKED}
   order by id limit 1
$$
"""  # noqa: S608 - fixed texts

FOLLOWED = f"""
create function reports_followed() returns uuid[]
language sql {_DEFINER}
as $$
  select coalesce(array_agg(of::uuid), '{{}}') from reports_subscription
   where target in ('report', 'asked') and confirmed_at is not null
     and (mailbox = any((select {_VISITS})::text[]) or visit = any((select {_VISITS})::text[])
          or token = any((select {_VISITS})::text[]))
$$
"""  # noqa: S608 - fixed texts

# Whom the organisation that is responsible has to tell of an update. Reports that were merged
# into one bring their followers along; what is private or held only who follows it hears of.
AUDIENCE = f"""
create function reports_audience(about uuid, beyond uuid, at_most integer)
returns table (id uuid, email text, language text)
language sql {_DEFINER}
as $$
  with report as (
    select r.id, r.ward, r.street_key, r.category, not r.is_private and r.held = '' as seen
      from reports_report as r
     where r.id = about
       and r.org_id = nullif(current_setting('moothall.org', true), '')::uuid
  ), wanted as (
    select 'report' as target, report.id::text as of from report
    union all
    select 'report', d.id::text from reports_report as d, report where d.duplicate_of = report.id
    union all
    select 'street', street_key from report where seen and street_key <> ''
    union all
    select 'ward', ward from report where seen and ward <> ''
  )
  select distinct on (s.id) s.id, s.email, s.language
    from wanted join reports_subscription as s using (target, of), report
   where s.confirmed_at is not null and s.email <> '' and s.id > beyond
     and (s.categories = '[]' or s.categories ? report.category)
   order by s.id limit at_most
$$
"""  # noqa: S608 - fixed texts

FOLLOWERS = f"""
create function reports_followers(wanted uuid[]) returns table (report_id uuid, followers bigint)
language sql {_DEFINER}
as $$
  select w.id, count(s.id)
    from unnest(wanted) as w (id)
    join lateral (
      select w.id::text as of union all
      select d.id::text from reports_report as d where d.duplicate_of = w.id
    ) as merged on true
    join reports_subscription as s
      on s.target = 'report' and s.of = merged.of and s.confirmed_at is not null
   group by w.id
$$
"""  # noqa: S608 - fixed texts

# Full-text search cannot use its index behind row-level security, so this function reads past it
# and keeps to the organisation that is acting by itself. The newest come first.
SEARCH = f"""
create function reports_search(found_by text, wanted text, at_most integer) returns uuid[]
language sql {_DEFINER}
as $$
  select coalesce(array_agg(newest.id), '{{}}') from (
    select id from reports_report
     where org_id = nullif(current_setting('moothall.org', true), '')::uuid
       and case when found_by = 'reference' then reference ^@ wanted
                else search @@ wanted::tsquery end
     order by opened_at desc, id desc limit at_most) as newest
$$
"""  # noqa: S608 - fixed texts
# A resident who is concerned may open a report again or say that it is fixed, and no more; the
# function looks for itself who that is, since it changes rows that are not theirs.
BY_RESIDENT = """
create function reports_set_by_resident(
  wanted uuid, seen_revision integer, to_status text, moment timestamptz
) returns boolean
language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
  with changed as (
    update reports_report
       set status = to_status, updated_at = moment, revision = revision + 1,
           duplicate_of = null,
           closed_at = case when to_status = 'open' then null
                            else coalesce(closed_at, moment) end
     where id = wanted and revision = seen_revision
       and to_status in ('open', 'fixed_by_others')
       and (id = any((select my_subjects())::uuid[])
            or id = any((select reports_followed())::uuid[]))
    returning 1
  )
  select exists (select from changed)
$$
"""
FUNCTIONS = {
    "reports_reference_taken(text)": TAKEN,
    "reports_from_source(text, text)": FROM_SOURCE,
    "reports_followed()": FOLLOWED,
    "reports_audience(uuid, uuid, integer)": AUDIENCE,
    "reports_followers(uuid[])": FOLLOWERS,
    "reports_search(text, text, integer)": SEARCH,
    "reports_set_by_resident(uuid, integer, text, timestamptz)": BY_RESIDENT,
}
GRANTS = "; ".join(
    f"revoke execute on function {f} from public; grant execute on function {f} to {APP_ROLE}"
    for f in FUNCTIONS
)

WE_WERE_ASKED = OWN.replace("org_id", "asked_org_id")
WE_SERVE = SERVED.replace("org_id", "asked_org_id")
WE_PASSED_IT_ON = OWN.replace("org_id", "passed_by")
PUBLIC = "(not is_private and held = '')"


def concerned(column: str) -> str:
    """The resident who acts has reported it or follows it."""
    return f"({party_to(column)} or {column} = any((select reports_followed())::uuid[]))"


# The organisation that is responsible may be another one than the one that is asked and serves,
# and an organisation may give what is its own to another, if the row says that it has.
REPORT_POLICIES = f"""
alter policy reads on reports_report
  using ({OWN} or {PUBLIC} or {party_to("id")} or {WE_WERE_ASKED} or {WE_PASSED_IT_ON});
alter policy inserts on reports_report with check ({OWN} or {WE_WERE_ASKED} or {WE_SERVE});
alter policy updates on reports_report using ({OWN}) with check ({OWN} or {WE_PASSED_IT_ON});
alter policy deletes on reports_report using ({OWN});
create policy owner_updates on reports_report for update to current_user using (true);
alter policy inserts on reports_told with check ({OWN} or {WE_WERE_ASKED} or {WE_SERVE});
alter policy updates on reports_told using ({OWN});
alter policy deletes on reports_told using ({OWN});
alter policy inserts on reports_update
  with check ({OWN} or (by_kind = 'resident' and {concerned("report_id")}))
"""
SEEN = """
(is_public and held = '' and exists (select from reports_report as r where r.id = report_id))
"""
THEIRS = f"({OF_THE_VISIT} or mailbox = any({{0}}) or token = any({{0}}))".format(
    OF_THE_VISIT.partition("any(")[2][:-1]
)
SUBSCRIPTION_POLICIES = f"""
alter policy inserts on reports_subscription with check ({OWN} or {SERVED});
alter policy updates on reports_subscription using ({OWN} or {THEIRS});
alter policy deletes on reports_subscription using ({OWN} or {THEIRS})
"""
ONLY_THE_STEWARD = "org_id = (select id from organisation where is_steward)"
STEWARD = ";".join(
    f"create policy steward_{deed}s on reports_scheme as restrictive for {deed} {clause}"
    f" ({ONLY_THE_STEWARD})"
    for deed, clause in (("insert", "with check"), ("update", "using"), ("delete", "using"))
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports")]

    operations = [
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        migrations.RunSQL(CHILDREN, migrations.RunSQL.noop),
        *[migrations.RunSQL(sql, f"drop function {name}") for name, sql in FUNCTIONS.items()],
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        ForceRowSecurity("reports_report", subject="id", owner_reads=True),
        ForceRowSecurity("reports_told", subject="report_id"),
        ForceRowSecurity("reports_update", readers=[SEEN]),
        ForceRowSecurity("reports_subscription", readers=[THEIRS], owner_reads=True),
        ForceRowSecurity("reports_scheme", readers=[EVERYBODY]),
        migrations.RunSQL(REPORT_POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(SUBSCRIPTION_POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(STEWARD, migrations.RunSQL.noop),
        GrantToApp("reports_report", may="select, insert, update"),
        GrantToApp("reports_told", may="select, insert"),
        GrantToApp("reports_update", may="select, insert, update (held)"),
        GrantToApp("reports_subscription", may="select, insert, update (confirmed_at), delete"),
        GrantToApp("reports_scheme", may="select, insert"),
    ]
