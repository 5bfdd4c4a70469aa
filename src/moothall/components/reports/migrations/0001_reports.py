"""The tables of reports, the reports themselves first."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0002_two_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
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
                ("passed_by", models.UUIDField(null=True)),
                ("reference", models.CharField(db_collation="C", max_length=20)),
                ("category", models.CharField(max_length=40)),
                ("need", models.CharField(max_length=100)),
                ("description", models.TextField()),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("ward", models.CharField(blank=True, default="", max_length=40)),
                ("street", models.CharField(blank=True, default="", max_length=200)),
                ("address", models.CharField(blank=True, default="", max_length=1200)),
                ("status", models.CharField(max_length=30)),
                ("opened_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("is_private", models.BooleanField(default=False)),
                ("held", models.CharField(blank=True, default="", max_length=30)),
                ("duplicate_of", models.UUIDField(null=True)),
                ("photos", models.JSONField(default=list)),
                ("channel", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=10)),
                ("source", models.CharField(blank=True, default="", max_length=40)),
                ("source_id", models.CharField(blank=True, default="", max_length=200)),
                ("assignee", models.UUIDField(null=True)),
                ("team", models.CharField(blank=True, default="", max_length=60)),
                ("asks_at", models.DateTimeField(null=True)),
                ("asked_fixed_at", models.DateTimeField(null=True)),
                ("revision", models.IntegerField(default=1)),
                (
                    "share_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "org_id", models.Value("reports"), function="share_key"
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "asked_org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
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
                "db_table": "reports_report",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("org", "id"), name="reports_report_of_org"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("org", "reference"), name="reports_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_id", ""), _negated=True),
                fields=("org", "source", "source_id"),
                name="reports_source_once",
            ),
        ),
        migrations.CreateModel(
            name="Scheme",
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
                ("number", models.IntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=80)),
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
                "db_table": "reports_scheme",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "number"), name="reports_scheme_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
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
                ("target", models.CharField(max_length=10)),
                ("of", models.CharField(max_length=200)),
                ("categories", models.JSONField(default=list)),
                ("token", models.CharField(max_length=64)),
                ("mailbox", models.CharField(blank=True, default="", max_length=64)),
                ("visit", models.CharField(blank=True, default="", max_length=64)),
                ("email", models.CharField(blank=True, default="", max_length=320)),
                ("language", models.CharField(max_length=10)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
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
                "db_table": "reports_subscription",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "token"), name="reports_followed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Told",
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
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("email", models.CharField(blank=True, default="", max_length=320)),
                ("phone", models.CharField(blank=True, default="", max_length=60)),
                ("contact_visit", models.CharField(blank=True, default="", max_length=64)),
                ("answers", models.JSONField(default=dict)),
                (
                    "asked_org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organisation",
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
                "db_table": "reports_told",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "report_id"), name="reports_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Update",
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
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=20)),
                ("words", models.JSONField(default=dict)),
                ("is_public", models.BooleanField(default=False)),
                ("from_status", models.CharField(max_length=30)),
                ("to_status", models.CharField(max_length=30)),
                ("by_kind", models.CharField(max_length=10)),
                ("by_id", models.UUIDField(null=True)),
                ("source", models.CharField(blank=True, default="", max_length=40)),
                ("external_id", models.CharField(blank=True, default="", max_length=200)),
                ("held", models.CharField(blank=True, default="", max_length=30)),
                ("other_id", models.UUIDField(null=True)),
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
                "db_table": "reports_update",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("org", "source", "external_id"),
                        name="reports_update_once",
                    )
                ],
            },
        ),
    ]
