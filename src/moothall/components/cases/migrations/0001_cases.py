"""The tables of cases: whose rows they are, what a worklist needs, and the search."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import (
    APP_ROLE,
    OWN,
    SERVED,
    SHARED,
    ForceRowSecurity,
    GrantToApp,
    party_to,
)

COLUMNS = """
alter table cases_case
  add column closed boolean not null generated always as (closed_at is not null) stored,
  add column runs_out timestamptz not null generated always as (
    case when closed_at is null and paused_at is null
         then coalesce(due_at, 'infinity'::timestamptz) else 'infinity'::timestamptz end
  ) stored,
  add column search tsvector not null default ''::tsvector
"""

# Every list is of one organisation: first what is chosen, then open before closed, then the order.
INDEXES = """
create index cases_by_due on cases_case (org_id, closed, runs_out, id);
create index cases_by_age on cases_case (org_id, closed, opened_at, id);
create index cases_by_age_all on cases_case (org_id, opened_at, id);
create index cases_by_change on cases_case (org_id, updated_at, id);
create index cases_of_service on cases_case (org_id, service, closed, runs_out, id);
create index cases_of_service_by_age on cases_case (org_id, service, opened_at, id);
create index cases_of_service_by_change on cases_case (org_id, service, updated_at, id);
create index cases_in_state on cases_case (org_id, state, closed, runs_out, id);
create index cases_in_state_by_age on cases_case (org_id, state, opened_at, id);
create index cases_of_team on cases_case (org_id, team, closed, runs_out, id);
create index cases_of_assignee on cases_case (org_id, assignee, closed, runs_out, id)
 where assignee is not null;
create index cases_of_nobody on cases_case (org_id, closed, runs_out, id)
 where assignee is null;
create index cases_in_ward on cases_case (org_id, ward, closed, runs_out, id) where ward <> '';
create index cases_at_postcode on cases_case (org_id, postcode, opened_at) where postcode <> '';
create index cases_found_by on cases_case using gin (search);
create index cases_waking on cases_case (wakes_at) where wakes_at is not null;
create statistics cases_together (mcv) on service, state, closed from cases_case
"""

CHILDREN = """
alter table cases_timeline add constraint cases_timeline_case
  foreign key (org_id, case_id) references cases_case (org_id, id);
alter table cases_note add constraint cases_note_case
  foreign key (org_id, case_id) references cases_case (org_id, id);
alter table cases_link add constraint cases_link_case
  foreign key (org_id, case_id) references cases_case (org_id, id);
alter table cases_link add constraint cases_link_other
  foreign key (org_id, other_id) references cases_case (org_id, id)
"""

# Full-text search cannot use its index behind row-level security, so this function reads past it
# and keeps to the organisation that is acting by itself. The newest come first.
SEARCH = """
create function cases_search(
  found_by text, wanted text, is_closed boolean, of_service text, in_state text, of_team text,
  of_assignee uuid, in_ward text, at_most integer
) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  ours uuid := nullif(current_setting('moothall.org', true), '')::uuid;
  found_ids uuid[];
begin
  if ours is null then
    return '{}';
  end if;
  execute 'select coalesce(array_agg(id), ''{}'') from (select id from cases_case where org_id = $1'
    || case found_by when 'reference' then ' and reference ^@ $2'
                     when 'postcode' then ' and postcode <> '''' and postcode ^@ $2'
                     else ' and search @@ $2::tsquery' end
    || case when is_closed is null then '' else ' and closed = $3' end
    || case when of_service is null then '' else ' and service = $4' end
    || case when in_state is null then '' else ' and state = $5' end
    || case when of_team is null then '' else ' and team = $6' end
    || case when of_assignee is null then '' else ' and assignee = $7' end
    || case when in_ward is null then '' else ' and ward = $8' end
    || ' order by opened_at desc, id desc limit $9) as newest'
    into found_ids
    using ours, wanted, is_closed, of_service, in_state, of_team, of_assignee, in_ward, at_most;
  return found_ids;
end
$$
"""

DUE_PASSED = """
create function cases_due_passed(by_then timestamptz, at_most integer)
returns table (org uuid, case_id uuid, service text, version uuid, state text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select org_id, id, service, version, state from cases_case
   where wakes_at <= by_then order by wakes_at, id limit at_most
$$
"""

HOLDERS = """
create function cases_holders(wanted text) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(array_agg(org_id order by org_id), '{}') from cases_case
   where reference = wanted and org_id in (select id from organisation)
$$
"""

FUNCTIONS = (
    "cases_search(text, text, boolean, text, text, text, uuid, text, integer)",
    "cases_due_passed(timestamptz, integer)",
    "cases_holders(text)",
)
GRANTS = "; ".join(
    f"revoke execute on function {f} from public; grant execute on function {f} to {APP_ROLE}"
    for f in FUNCTIONS
)

FOR_THE_RESIDENT = f"(audience = 'resident' and {party_to('case_id')})"
TIMELINE_INSERTS = f"""
alter policy inserts on cases_timeline with check ({OWN} or ({SERVED} and {FOR_THE_RESIDENT}))
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("reference", models.CharField(db_collation="C", max_length=20)),
                ("service", models.CharField(max_length=60)),
                ("version", models.UUIDField()),
                ("need", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=10)),
                ("channel", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=40)),
                ("outcome", models.CharField(blank=True, default="", max_length=30)),
                ("team", models.CharField(blank=True, default="", max_length=60)),
                ("assignee", models.UUIDField(null=True)),
                ("title", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                ("contact", models.JSONField(default=dict)),
                ("contact_visit", models.CharField(blank=True, default="", max_length=64)),
                ("ward", models.CharField(blank=True, default="", max_length=40)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                (
                    "postcode",
                    models.CharField(blank=True, db_collation="C", default="", max_length=8),
                ),
                ("opened_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("held_state", models.CharField(blank=True, default="", max_length=40)),
                ("held_due_at", models.DateTimeField(null=True)),
                ("paused_seconds", models.BigIntegerField(default=0)),
                ("closed_seconds", models.BigIntegerField(default=0)),
                ("wakes_at", models.DateTimeField(null=True)),
                ("revision", models.IntegerField(default=1)),
                (
                    "share_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "org_id", models.Value("cases"), function="share_key"
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "cases_case",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("org", "id"), name="cases_case_of_org"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("org", "reference"), name="cases_reference_once"
            ),
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("other_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "cases_link",
                "abstract": False,
                "indexes": [models.Index(fields=["org", "other_id"], name="cases_link_back")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "case_id", "other_id"), name="cases_linked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=10)),
                ("by_id", models.UUIDField(null=True)),
                ("text", models.TextField()),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "cases_note",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["org", "case_id", "at"], name="cases_note_of_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="TimelineEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("entry", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("audience", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=10)),
                ("by_id", models.UUIDField(null=True)),
                ("action", models.CharField(blank=True, default="", max_length=60)),
                ("from_state", models.CharField(blank=True, default="", max_length=40)),
                ("to_state", models.CharField(blank=True, default="", max_length=40)),
                ("revision", models.IntegerField()),
                ("words", models.JSONField(null=True)),
                ("answers", models.JSONField(default=dict)),
                ("details", models.JSONField(default=dict)),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "cases_timeline",
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["org", "case_id", "revision"], name="cases_timeline_of_case"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["resident", "staff"])),
                        name="cases_timeline_audience",
                    )
                ],
            },
        ),
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        migrations.RunSQL(CHILDREN, migrations.RunSQL.noop),
        migrations.RunSQL(SEARCH, f"drop function {FUNCTIONS[0]}"),
        migrations.RunSQL(DUE_PASSED, f"drop function {FUNCTIONS[1]}"),
        migrations.RunSQL(HOLDERS, f"drop function {FUNCTIONS[2]}"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        ForceRowSecurity("cases_case", subject="id", readers=[SHARED], owner_reads=True),
        ForceRowSecurity("cases_timeline", readers=[FOR_THE_RESIDENT]),
        migrations.RunSQL(TIMELINE_INSERTS, migrations.RunSQL.noop),
        ForceRowSecurity("cases_note"),
        ForceRowSecurity("cases_link"),
        GrantToApp("cases_case", may="select, insert, update"),
        GrantToApp("cases_timeline", may="select, insert"),
        GrantToApp("cases_note", may="select, insert"),
        GrantToApp("cases_link", may="select, insert"),
    ]
