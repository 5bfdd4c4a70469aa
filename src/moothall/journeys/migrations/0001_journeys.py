"""The tables of journeys: services and versions are public, a run is for whoever takes part in it."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids
from moothall.kernel.tenancy import EVERYBODY, ForceRowSecurity, GrantToApp


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Journey",
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
                ("language", models.CharField(max_length=2)),
                ("channel", models.CharField(max_length=10)),
                ("done", moothall.kernel.fields.ExactJSON(default=dict)),
                ("began_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("stopped_at", models.CharField(default="", max_length=60)),
                ("reference", models.CharField(default="", max_length=20)),
                ("case_id", models.UUIDField(null=True)),
                ("saved_email", models.CharField(default="", max_length=254)),
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
                "indexes": [models.Index(fields=["org", "changed_at"], name="journey_age")],
            },
        ),
        migrations.CreateModel(
            name="Service",
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
                ("slug", models.CharField(max_length=60)),
                ("version_id", models.UUIDField()),
                ("title", models.JSONField()),
                ("summary", models.JSONField()),
                ("need", models.CharField(max_length=100)),
                ("channels", models.JSONField()),
                ("is_live", models.BooleanField(default=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "slug"), name="service_once_per_slug"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
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
                ("number", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("content", models.TextField()),
                ("note", models.TextField()),
                ("changes", models.JSONField(default=list)),
                ("published_by", models.CharField(max_length=100)),
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
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "service", "number"), name="version_once_per_number"
                    ),
                    models.UniqueConstraint(fields=("org", "id"), name="version_of_org"),
                ],
            },
        ),
        migrations.RunSQL(
            "alter table journeys_service add constraint service_version"
            " foreign key (org_id, version_id) references journeys_version (org_id, id);"
            "alter table journeys_journey add constraint journey_version"
            " foreign key (org_id, version_id) references journeys_version (org_id, id)",
            migrations.RunSQL.noop,
        ),
        ForceRowSecurity("journeys_version", readers=[EVERYBODY]),
        ForceRowSecurity("journeys_service", readers=[EVERYBODY]),
        ForceRowSecurity("journeys_journey", subject="id"),
        GrantToApp("journeys_version", may="select, insert"),
        GrantToApp("journeys_service", may="select, insert, update"),
        GrantToApp("journeys_journey", may="select, insert, update, delete"),
    ]
