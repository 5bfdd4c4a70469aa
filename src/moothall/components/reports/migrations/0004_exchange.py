"""The tables of what is sent on to other systems, and of how far they have been heard."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import ForceRowSecurity, GrantToApp

INDEXES = """
create index reports_sent_as on reports_sent (org_id, connector, external_id);
create index reports_unfinished on reports_sent (org_id, connector, tried_at)
 where state in ('waiting', 'token');
create index reports_asked_elsewhere on reports_report (asked_org_id)
 where asked_org_id <> org_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_two_people"),
        ("reports", "0003_public_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Polled",
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
                ("connector", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("polled_at", models.DateTimeField(null=True)),
                ("looked_back_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
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
                "db_table": "reports_polled",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "connector"), name="reports_polled_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sent",
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
                ("report_id", models.UUIDField()),
                ("connector", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=10)),
                ("external_id", models.CharField(blank=True, default="", max_length=200)),
                ("token", models.CharField(blank=True, default="", max_length=200)),
                ("attempts", models.IntegerField(default=0)),
                ("leased_until", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("status_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
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
                "db_table": "reports_sent",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "report_id"), name="reports_sent_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SentUpdate",
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
                ("report_id", models.UUIDField()),
                ("update_id", models.UUIDField()),
                ("external_id", models.CharField(blank=True, default="", max_length=200)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
                ("sent_at", models.DateTimeField()),
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
                "db_table": "reports_sent_update",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "update_id"), name="reports_sent_update_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        ForceRowSecurity("reports_sent"),
        ForceRowSecurity("reports_sent_update"),
        ForceRowSecurity("reports_polled"),
        GrantToApp("reports_sent", may="select, insert, update"),
        GrantToApp("reports_sent_update", may="select, insert"),
        GrantToApp("reports_polled", may="select, insert, update"),
    ]
