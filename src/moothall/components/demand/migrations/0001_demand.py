"""The tables of demand: whose records they are, and what the reader of the log may do."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import APP_ROLE, EVERYBODY, OWN, ForceRowSecurity, GrantToApp

# Whoever follows the log takes in what concerns several organisations; it acts for the one whose
# event it is.
READING = "(select current_setting('moothall.purpose', true)) = 'reader'"
ASKED = "asked_org = (select nullif(current_setting('moothall.org', true), '')::uuid)"
STEWARD = "(select id from organisation where is_steward)"

READER_WRITES = f"""
alter policy inserts on demand_record with check ({OWN} or {READING});
alter policy updates on demand_record using ({OWN} or {READING});
alter policy deletes on demand_record using ({OWN} or {READING});
alter policy inserts on demand_rebuilt with check ({OWN} or {READING});
alter policy updates on demand_rebuilt using ({OWN} or {READING});
alter policy deletes on demand_rebuilt using ({OWN} or {READING})
"""

# The steward's analysis counts the needs of all organisations; nobody else reads past the locks.
ALL_RECORDS = f"""
create function demand_records_between(since timestamptz, until timestamptz)
returns setof demand_record
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select * from demand_record
   where asked_at >= since and asked_at < until
     and nullif(current_setting('moothall.org', true), '')::uuid = {STEWARD}
   order by asked_at, id
$$;
create function demand_months() returns table (month date, fingerprint text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select date_trunc('month', kept.asked_at at time zone 'UTC')::date,
         count(*) || '/' || sum(hash_record_extended(kept, 0)::numeric)
    from demand_record as kept
   where nullif(current_setting('moothall.org', true), '')::uuid = {STEWARD}
   group by 1 order by 1
$$;
revoke execute on function demand_records_between, demand_months from public;
grant execute on function demand_records_between, demand_months to {APP_ROLE}
"""  # noqa: S608 - nothing here comes from outside

# A record that was trimmed, because it had ended long ago, is made again from its own lines. Its
# journey is found by the transaction in which its case was opened.
LINES_ABOUT = f"""
create function demand_lines_about(
  wanted uuid, before_epoch integer, before_transaction bigint, before_position bigint
) returns table (epoch integer, transaction bigint, "position" bigint, org uuid, name text,
                 subject uuid, at timestamptz, by text, body jsonb)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  with own as (
    select log.* from organisation as o
      join event_log as log on log.org_id = o.id and log.subject = wanted
  ), journey as (
    select sent.org_id, sent.subject from own
      join event_log as sent on (sent.epoch, sent.transaction) = (own.epoch, own.transaction)
     where sent.name = 'journeys.journey-ended.v1'
       and sent.body ->> 'case_id' = wanted::text
  ), every as (
    select * from own
    union
    select log.* from journey
      join event_log as log on log.org_id = journey.org_id and log.subject = journey.subject
  )
  select log.epoch, log.transaction::text::bigint, log.position, log.org_id, log.name,
         log.subject, log.occurred_at, log.by, log.body
    from every as log
   where (log.epoch, log.transaction, log.position)
         < (before_epoch, before_transaction::text::xid8, before_position)
     and (select current_setting('moothall.purpose', true)) = 'reader'
   order by log.epoch, log.transaction, log.position
$$;
revoke execute on function demand_lines_about from public;
grant execute on function demand_lines_about to {APP_ROLE}
"""  # noqa: S608 - nothing here comes from outside

# The secret of a period is made when it is first needed, and gone for good once it is closed.
SECRETS = f"""
create function demand_secret(of_purpose text, of_period text, may_make boolean) returns bytea
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare found bytea;
begin
  if current_setting('moothall.purpose', true) <> 'reader' then
    return null;
  end if;
  select secret into found from demand_person_secret
   where purpose = of_purpose and period = of_period;
  if found is null and may_make then
    insert into demand_person_secret (id, org_id, purpose, period, secret)
    select gen_random_uuid(), {STEWARD}, of_purpose, of_period,
           sha256(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))
     where exists (select from organisation where is_steward)
    on conflict do nothing;
    select secret into found from demand_person_secret
     where purpose = of_purpose and period = of_period;
  end if;
  return found;
end
$$;
revoke execute on function demand_secret from public;
grant execute on function demand_secret to {APP_ROLE};
create policy owner_inserts on demand_person_secret for insert to current_user with check (true)
"""  # noqa: S608 - nothing here comes from outside

CONCERNED = "concerned ? (select nullif(current_setting('moothall.org', true), ''))"
# Who is concerned moves a finding on; it stays the steward's.
CONCERNED_MOVE = f"""
alter policy updates on demand_finding using ({OWN} or {CONCERNED})
"""
FILES = """
alter table demand_release add constraint demand_release_of_org unique (org_id, id);
alter table demand_release_file add constraint demand_file_release
  foreign key (org_id, release_id) references demand_release (org_id, id)
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="RebuiltRecord",
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
                ("asked_org", models.UUIDField()),
                ("met_org", models.UUIDField(null=True)),
                ("service", models.CharField(blank=True, default="", max_length=60)),
                ("need", models.CharField(max_length=100)),
                ("channel", models.CharField(blank=True, default="", max_length=20)),
                ("language", models.CharField(max_length=10)),
                ("area", models.CharField(blank=True, default="", max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("first_response_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(max_length=20)),
                ("step", models.CharField(blank=True, default="", max_length=60)),
                ("team", models.CharField(blank=True, default="", max_length=60)),
                ("handoffs", models.IntegerField(default=0)),
                ("contacts", models.IntegerField(default=1)),
                ("reopened", models.IntegerField(default=0)),
                ("adviser_says", models.CharField(max_length=10)),
                ("resident_says", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=30)),
                ("cause_org", models.UUIDField(null=True)),
                ("cause_service", models.CharField(blank=True, default="", max_length=60)),
                ("missed", models.CharField(blank=True, default="", max_length=50)),
                ("person_key", models.CharField(blank=True, default="", max_length=32)),
                ("changed_at", models.DateTimeField()),
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
                "db_table": "demand_rebuilt",
                "indexes": [models.Index(fields=["org", "id"], name="demand_rebuilt_by_org")],
            },
        ),
        migrations.CreateModel(
            name="DemandRecord",
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
                ("asked_org", models.UUIDField()),
                ("met_org", models.UUIDField(null=True)),
                ("service", models.CharField(blank=True, default="", max_length=60)),
                ("need", models.CharField(max_length=100)),
                ("channel", models.CharField(blank=True, default="", max_length=20)),
                ("language", models.CharField(max_length=10)),
                ("area", models.CharField(blank=True, default="", max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("first_response_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(max_length=20)),
                ("step", models.CharField(blank=True, default="", max_length=60)),
                ("team", models.CharField(blank=True, default="", max_length=60)),
                ("handoffs", models.IntegerField(default=0)),
                ("contacts", models.IntegerField(default=1)),
                ("reopened", models.IntegerField(default=0)),
                ("adviser_says", models.CharField(max_length=10)),
                ("resident_says", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=30)),
                ("cause_org", models.UUIDField(null=True)),
                ("cause_service", models.CharField(blank=True, default="", max_length=60)),
                ("missed", models.CharField(blank=True, default="", max_length=50)),
                ("person_key", models.CharField(blank=True, default="", max_length=32)),
                ("changed_at", models.DateTimeField()),
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
                "db_table": "demand_record",
                "indexes": [
                    models.Index(fields=["org", "asked_at"], name="demand_by_holder"),
                    models.Index(fields=["asked_org", "asked_at"], name="demand_by_asked"),
                    models.Index(fields=["asked_at"], name="demand_by_month"),
                    models.Index(fields=["changed_at"], name="demand_by_change"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Denominator",
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
                ("area", models.CharField(max_length=40)),
                ("band", models.CharField(max_length=20)),
                ("year", models.SmallIntegerField()),
                ("population", models.IntegerField()),
                ("source", models.CharField(max_length=200)),
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
                "db_table": "demand_denominator",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "area", "band", "year"), name="demand_counted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                ("rule", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=200)),
                ("concerned", models.JSONField(default=list)),
                ("facts", models.JSONField()),
                ("evidence", models.JSONField()),
                ("effect", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
                ("last_found_at", models.DateTimeField()),
                ("state_at", models.DateTimeField()),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("revision", models.IntegerField(default=1)),
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
                "db_table": "demand_finding",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "rule", "key"), name="demand_found_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
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
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("rows", models.IntegerField()),
                ("records", models.IntegerField()),
                ("refused", models.IntegerField()),
                ("vintage", models.CharField(blank=True, default="", max_length=60)),
                ("imported_at", models.DateTimeField()),
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
                "db_table": "demand_import",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "name"), name="demand_import_by_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonSecret",
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
                ("purpose", models.CharField(max_length=40)),
                ("period", models.CharField(max_length=10)),
                ("secret", models.BinaryField()),
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
                "db_table": "demand_person_secret",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "purpose", "period"), name="demand_one_secret_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
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
                ("quarter", models.CharField(max_length=10)),
                ("number", models.IntegerField()),
                ("manifest", models.JSONField()),
                ("told", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField()),
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
                "db_table": "demand_release",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "quarter", "number"), name="demand_release_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseFile",
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
                ("release_id", models.UUIDField()),
                ("name", models.CharField(max_length=100)),
                ("media_type", models.CharField(max_length=100)),
                ("content", models.BinaryField()),
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
                "db_table": "demand_release_file",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "release_id", "name"), name="demand_file_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Summary",
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
                ("name", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=20)),
                ("is_public", models.BooleanField(default=False)),
                ("body", models.JSONField()),
                ("made_at", models.DateTimeField()),
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
                "db_table": "demand_summary",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "name", "period", "is_public"),
                        name="demand_summary_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(FILES, migrations.RunSQL.noop),
        ForceRowSecurity("demand_record", readers=[ASKED, READING], owner_reads=True),
        ForceRowSecurity("demand_rebuilt", readers=[READING]),
        ForceRowSecurity("demand_person_secret", owner_reads=True),
        ForceRowSecurity("demand_denominator", readers=[EVERYBODY]),
        ForceRowSecurity("demand_import"),
        ForceRowSecurity("demand_summary", readers=["is_public"]),
        ForceRowSecurity("demand_finding", readers=[CONCERNED]),
        ForceRowSecurity("demand_release", readers=[EVERYBODY]),
        ForceRowSecurity("demand_release_file", readers=[EVERYBODY]),
        migrations.RunSQL(READER_WRITES, migrations.RunSQL.noop),
        migrations.RunSQL(CONCERNED_MOVE, migrations.RunSQL.noop),
        migrations.RunSQL(ALL_RECORDS, "drop function demand_records_between, demand_months"),
        migrations.RunSQL(LINES_ABOUT, "drop function demand_lines_about"),
        migrations.RunSQL(SECRETS, "drop function demand_secret"),
        GrantToApp("demand_record", may="select, insert, update, delete"),
        GrantToApp("demand_rebuilt", may="select, insert, update, delete"),
        GrantToApp("demand_person_secret", may="select, insert, delete"),
        GrantToApp("demand_denominator", may="select, insert, update, delete"),
        GrantToApp("demand_import", may="select, insert, update, delete"),
        GrantToApp("demand_summary", may="select, insert, update, delete"),
        GrantToApp("demand_finding", may="select, insert, update"),
        GrantToApp("demand_release", may="select, insert"),
        GrantToApp("demand_release_file", may="select, insert"),
    ]
