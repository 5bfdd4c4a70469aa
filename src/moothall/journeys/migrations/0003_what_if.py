"""Changes tried on a population: for the organisation that tries them alone."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids
from moothall.kernel.tenancy import ForceRowSecurity, GrantToApp


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_ground"),
        ("journeys", "0002_amendments"),
    ]

    operations = [
        migrations.CreateModel(
            name="WhatIf",
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
                ("service", models.CharField(max_length=60)),
                ("version_id", models.UUIDField()),
                ("files", models.JSONField()),
                ("day", models.DateField()),
                ("amount", models.CharField(max_length=120)),
                ("direction", models.CharField(max_length=3)),
                ("population", models.BinaryField(null=True)),
                ("of_past", models.BooleanField()),
                ("groupings", models.JSONField(default=list)),
                ("population_hash", models.CharField(default="", max_length=64)),
                ("warnings", models.JSONField(default=list)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("starts", models.PositiveSmallIntegerField(default=0)),
                ("total_rows", models.PositiveIntegerField()),
                ("done_rows", models.PositiveIntegerField(default=0)),
                ("result", moothall.kernel.fields.ExactJSON(null=True)),
                ("why", models.JSONField(default=dict)),
                ("asked_by", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                "abstract": False,
                "indexes": [
                    models.Index(fields=["org", "service", "-asked_at"], name="what_if_newest")
                ],
            },
        ),
        migrations.RunSQL(
            "alter table journeys_whatif add constraint what_if_version"
            " foreign key (org_id, version_id) references journeys_version (org_id, id)",
            migrations.RunSQL.noop,
        ),
        ForceRowSecurity("journeys_whatif"),
        GrantToApp("journeys_whatif", may="select, insert, update, delete"),
    ]
