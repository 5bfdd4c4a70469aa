"""The tables of messages and of dead addresses, and what they answer beyond row-level security."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import ForceRowSecurity, GrantToApp

# Whoever queues a message may be a resident, who reads none: this answers the id of the message
# that came first with the same key, and nothing else of it.
MESSAGE_CALLED = """
create function notifications_message_called(wanted text) returns uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select id from notifications_message
   where org_id = coalesce(nullif(current_setting('moothall.org', true), ''),
                           nullif(current_setting('moothall.served_by', true), ''))::uuid
     and key = wanted
$$;
revoke execute on function notifications_message_called from public;
grant execute on function notifications_message_called to moothall_app
"""

# For the health page: how many there are in the place, and nothing about any of them.
COUNTS = """
create function notifications_counts() returns table (state text, count bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select of.state, (
    select count(*) from (
      select from notifications_message as message
       where message.state = of.state
         and (message.settled_at is null
              or message.settled_at > statement_timestamp() - interval '7 days')
       limit 1001
    ) as counted)
    from unnest(array['queued', 'sending', 'failed', 'may_have_been_sent']) as of (state)
$$;
revoke execute on function notifications_counts from public;
grant execute on function notifications_counts to moothall_app
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
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
                ("key", models.CharField(max_length=200)),
                ("recipient", models.CharField(max_length=320)),
                ("reply_to", models.CharField(blank=True, max_length=320)),
                ("subject", models.TextField()),
                ("body", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("about", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("may_have_been_sent", "may_have_been_sent"),
                            ("suppressed", "suppressed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mailer-unavailable", "mailer-unavailable"),
                            ("address-rejected", "address-rejected"),
                            ("address-suppressed", "address-suppressed"),
                            ("message-rejected", "message-rejected"),
                            ("cut-off", "cut-off"),
                        ],
                        max_length=30,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=20)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("message_id", models.CharField(blank=True, max_length=320)),
                ("queued_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("about__isnull", False)),
                        fields=["org", "about"],
                        name="message_about",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ("queued", "sending", "failed", "may_have_been_sent"))
                        ),
                        fields=["state"],
                        name="message_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("org", "key"), name="message_once_per_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadAddress",
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
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
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
                "constraints": [
                    models.UniqueConstraint(fields=("org", "digest"), name="dead_address_once")
                ],
            },
        ),
        migrations.RunSQL(MESSAGE_CALLED, "drop function notifications_message_called"),
        migrations.RunSQL(COUNTS, "drop function notifications_counts"),
        ForceRowSecurity("notifications_message", served_may_insert=True, owner_reads=True),
        ForceRowSecurity("notifications_deadaddress"),
        GrantToApp("notifications_message", may="select, insert, update"),
        GrantToApp("notifications_deadaddress", may="select, insert, delete"),
    ]
