"""Amendments: what is to change in a service, seen by nobody but its own organisation."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids
from moothall.kernel.tenancy import ForceRowSecurity, GrantToApp


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_ground"),
        ("journeys", "0001_journeys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
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
                ("files", models.JSONField(default=dict)),
                ("conditions", models.JSONField(default=dict)),
                ("examples", moothall.kernel.fields.ExactJSON(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("note", models.TextField(default="")),
                ("changed_by", models.UUIDField()),
                ("changed_at", models.DateTimeField()),
                ("hands", models.JSONField(default=list)),
                ("proposed_by", models.UUIDField(null=True)),
                ("proposed_at", models.DateTimeField(null=True)),
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
                    models.UniqueConstraint(fields=("org", "service"), name="amendment_once")
                ],
            },
        ),
        migrations.RunSQL(
            "alter table journeys_amendment add constraint amendment_version"
            " foreign key (org_id, version_id) references journeys_version (org_id, id)",
            migrations.RunSQL.noop,
        ),
        ForceRowSecurity("journeys_amendment"),
        GrantToApp("journeys_amendment", may="select, insert, update, delete"),
    ]
