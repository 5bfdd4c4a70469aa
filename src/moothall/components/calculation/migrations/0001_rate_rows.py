"""The table of rates that were added to services: everybody may read them."""

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
            name="RateRow",
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
                ("change", models.UUIDField()),
                ("service", models.CharField(max_length=100)),
                ("file", models.CharField(max_length=200)),
                ("valid_from", models.DateField()),
                ("key", models.CharField(blank=True, max_length=200)),
                ("numbers", moothall.kernel.fields.ExactJSON()),
                ("state", models.CharField(max_length=20)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("ruled_by", models.UUIDField(null=True)),
                ("ruled_at", models.DateTimeField(null=True)),
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
                "db_table": "calculation_rate_row",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("org", "service", "file", "valid_from", "key"),
                        name="calculation_one_rate_a_day",
                    ),
                    models.UniqueConstraint(
                        fields=("org", "change", "key"), name="calculation_change_once"
                    ),
                ],
            },
        ),
        ForceRowSecurity("calculation_rate_row", readers=[EVERYBODY]),
        GrantToApp(
            "calculation_rate_row", may="select, insert, update (state, ruled_by, ruled_at)"
        ),
    ]
