"""The kernel's tables, the log that readers follow, and the functions that policies stand on."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import (
    ABOUT_THE_PERSON,
    APP_ROLE,
    GRANTED_TO_US,
    OF_THE_VISIT,
    OWN,
    SERVED,
    ForceRowSecurity,
    GrantToApp,
)

SHARE_KEY = """
create function share_key(owner uuid, data_set text) returns bigint
language sql immutable parallel safe
return hashtextextended(owner::text || ':' || data_set, 0)
"""

READABLE_KEYS = """
create function readable_keys() returns bigint[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(array_agg(share_key), '{}')
    from sharing_grant
   where to_org_id = (select nullif(current_setting('moothall.org', true), '')::uuid)
     and purpose = current_setting('moothall.purpose', true)
     and effective_from <= statement_timestamp()
     and statement_timestamp() < effective_to
$$
"""

MY_SUBJECTS = """
create function my_subjects() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(array_agg(subject), '{}')
    from party
   where (person_id = (select nullif(current_setting('moothall.person', true), '')::uuid)
          or visit = any((select string_to_array(
               nullif(current_setting('moothall.visits', true), ''), ','))::text[]))
     and (until is null or statement_timestamp() < until)
$$
"""

# Nobody takes part, in the name of one organisation, in what takes place at another; an officer
# lets anybody in; a resident joins what nobody has joined, and lets others into what is theirs.
MAY_JOIN = """
create function may_join(owner uuid, wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select not exists (select from party where subject = wanted and org_id <> owner)
     and (owner = (select nullif(current_setting('moothall.org', true), '')::uuid)
          or wanted = any(my_subjects())
          or not exists (select from party where subject = wanted))
$$
"""

PARTY_POLICIES = f"""
alter table party enable row level security;
alter table party force row level security;
create policy reads on party for select using ({OWN} or {ABOUT_THE_PERSON} or {OF_THE_VISIT});
create policy inserts on party for insert with check (({OWN} or {SERVED}) and may_join(org_id, subject));
create policy updates on party for update using ({OWN} or ({SERVED} and subject = any((select my_subjects())::uuid[])));
create policy deletes on party for delete using ({OWN});
create policy owner_reads on party for select to current_user using (true)
"""

LOG_ORDER = """
create table log_epoch (epoch integer not null, singleton boolean primary key default true check (singleton));
insert into log_epoch (epoch) values (1);
create function current_epoch() returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select epoch from log_epoch $$;
alter table event_log add column epoch integer not null default current_epoch();
alter table event_log add column transaction xid8 not null default pg_current_xact_id();
create index event_log_order on event_log (epoch, transaction, position)
"""

EVENT_LOG_AFTER = """
create function event_log_after(
  after_epoch integer, after_transaction bigint, after_position bigint, at_most integer
) returns table (epoch integer, transaction bigint, "position" bigint, org uuid, name text,
                 subject uuid, at timestamptz, by text, body jsonb)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select log.epoch, log.transaction::text::bigint, log.position, log.org_id, log.name,
         log.subject, log.occurred_at, log.by, log.body
    from event_log as log
   where (log.epoch, log.transaction, log.position)
         > (after_epoch, after_transaction::text::xid8, after_position)
     and (log.epoch < current_epoch()
          or log.transaction < pg_snapshot_xmin(pg_current_snapshot()))
   order by log.epoch, log.transaction, log.position
   limit at_most
$$
"""

GRANTS = f"""
revoke execute on function readable_keys, my_subjects, may_join, event_log_after, current_epoch
  from public;
grant execute on function readable_keys, my_subjects, may_join, event_log_after, current_epoch
  to {APP_ROLE};
grant select, insert, update, delete on procrastinate_jobs, procrastinate_events,
      procrastinate_periodic_defers, procrastinate_workers to {APP_ROLE};
grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq,
      procrastinate_periodic_defers_id_seq to {APP_ROLE}
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(SHARE_KEY, "drop function share_key"),
        migrations.CreateModel(
            name="ReaderCursor",
            fields=[
                ("reader", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("epoch", models.IntegerField(default=0)),
                ("transaction", models.BigIntegerField(default=0)),
                ("position", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "reader_cursor",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
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
                ("slug", models.SlugField(unique=True)),
                ("name", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("kind", models.CharField(max_length=30)),
                ("colour", models.CharField(max_length=7)),
                ("contact", models.JSONField(default=dict)),
                ("teams", models.JSONField(default=list)),
                ("is_steward", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "organisation",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_steward", True)),
                        fields=("is_steward",),
                        name="one_steward",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ParkedEvent",
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
                ("reader", models.CharField(max_length=100)),
                ("epoch", models.IntegerField()),
                ("position", models.BigIntegerField()),
                ("org_id", models.UUIDField()),
                ("name", models.CharField(max_length=100)),
                ("subject", models.UUIDField(null=True)),
                ("occurred_at", models.DateTimeField()),
                ("body", models.JSONField()),
                ("error", models.TextField()),
            ],
            options={
                "db_table": "parked_event",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reader", "epoch", "position"), name="parked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RateCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("window", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "rate_count",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "window"), name="rate_once_per_window"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
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
                ("client_id", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.SmallIntegerField()),
                ("answer", models.TextField()),
                ("created_at", models.DateTimeField()),
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
                "db_table": "idempotency_key",
                "indexes": [models.Index(fields=["created_at"], name="idempotency_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "client_id", "key"), name="idempotent_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventRecord",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("subject", models.UUIDField(null=True)),
                ("occurred_at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("body", models.JSONField()),
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
                "db_table": "event_log",
                "indexes": [
                    models.Index(
                        fields=["org", "subject", "position"], name="event_log_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConnectorChoice",
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
                ("capability", models.CharField(max_length=50)),
                ("connector", models.CharField(max_length=50)),
                ("settings", models.JSONField(default=dict)),
                ("secrets", models.BinaryField(default=bytes)),
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
                "db_table": "connector_choice",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "capability"), name="one_connector_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                ("subject", models.UUIDField()),
                ("person_id", models.UUIDField(null=True)),
                ("visit", models.CharField(max_length=64, null=True)),
                ("role", models.CharField(max_length=20)),
                ("until", models.DateTimeField(null=True)),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "party",
                "indexes": [
                    models.Index(
                        condition=models.Q(("person_id__isnull", False)),
                        fields=["person_id"],
                        name="party_person",
                    ),
                    models.Index(
                        condition=models.Q(("visit__isnull", False)),
                        fields=["visit"],
                        name="party_visit",
                    ),
                    models.Index(fields=["subject"], name="party_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharingGrant",
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
                ("data_set", models.CharField(max_length=50)),
                (
                    "share_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "org_id", models.F("data_set"), function="share_key"
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                ("purpose", models.CharField(max_length=50)),
                ("effective_from", models.DateTimeField()),
                ("effective_to", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
                (
                    "to_org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "sharing_grant",
                "indexes": [
                    models.Index(fields=["to_org", "purpose"], name="sharing_by_grantee")
                ],
            },
        ),
        migrations.RunSQL(READABLE_KEYS, "drop function readable_keys"),
        migrations.RunSQL(MY_SUBJECTS, "drop function my_subjects"),
        migrations.RunSQL(MAY_JOIN, "drop function may_join"),
        migrations.RunSQL(PARTY_POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(LOG_ORDER, migrations.RunSQL.noop),
        migrations.RunSQL(EVENT_LOG_AFTER, "drop function event_log_after"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        ForceRowSecurity("sharing_grant", readers=[GRANTED_TO_US], owner_reads=True),
        ForceRowSecurity("event_log", served_may_insert=True, owner_reads=True),
        ForceRowSecurity("idempotency_key"),
        ForceRowSecurity("connector_choice", readers=[SERVED]),
        GrantToApp("organisation", may="select, insert, update"),
        GrantToApp("party", may="select, insert, update (until)"),
        GrantToApp("sharing_grant", may="select, insert, update"),
        GrantToApp("event_log", may="select, insert"),
        GrantToApp("reader_cursor", may="select, insert, update"),
        GrantToApp("parked_event", may="select, insert, delete"),
        GrantToApp("idempotency_key", may="select, insert, delete"),
        GrantToApp("rate_count", may="select, insert, update, delete"),
        GrantToApp("connector_choice", may="select, insert, update"),
    ]
