"""The tables of areas: kept by the steward, open to everybody who acts in the place."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import EVERYBODY, ForceRowSecurity, GrantToApp

# A part, a postcode and an address may only point at areas of their own organisation. Checked at
# the commit, so that one import may bring parents and parts in any order.
TIES = """
alter table areas_area add constraint area_parent
  foreign key (org_id, parent_code) references areas_area (org_id, code)
  deferrable initially deferred;
alter table areas_postcode add constraint postcode_ward
  foreign key (org_id, ward_code) references areas_area (org_id, code)
  deferrable initially deferred;
alter table areas_address add constraint address_ward
  foreign key (org_id, ward_code) references areas_area (org_id, code)
  deferrable initially deferred
"""
UNTIE = """
alter table areas_address drop constraint address_ward;
alter table areas_postcode drop constraint postcode_ward;
alter table areas_area drop constraint area_parent
"""

# What everybody reads, only the steward may write: the second lock behind the services' own.
ONLY_THE_STEWARD = "org_id = (select id from organisation where is_steward)"
TABLES = ("areas_area", "areas_edition", "areas_postcode", "areas_address")
KEEP = ";".join(
    f"create policy steward_{deed}s on {table} as restrictive for {deed} {clause}"
    f" ({ONLY_THE_STEWARD})"
    for table in TABLES
    for deed, clause in (("insert", "with check"), ("update", "using"), ("delete", "using"))
)
LET_GO = ";".join(
    f"drop policy steward_{deed}s on {table}"
    for table in TABLES
    for deed in ("insert", "update", "delete")
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Address",
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
                ("uprn", models.CharField(max_length=12)),
                ("line1", models.CharField(max_length=200)),
                ("line2", models.CharField(blank=True, max_length=200)),
                ("town", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(max_length=8)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("ward_code", models.CharField(max_length=40, null=True)),
                ("words", models.TextField()),
                ("listing", models.CharField(max_length=300)),
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
                    models.Index(
                        fields=["org", "postcode", "listing"], name="address_postcode"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            models.Func(
                                models.F("words"), models.Value(" "), function="string_to_array"
                            ),
                            function="array_to_tsvector",
                        ),
                        name="address_words",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("org", "uprn"), name="address_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Area",
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
                ("code", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("name", models.JSONField(default=dict)),
                ("parent_code", models.CharField(max_length=40, null=True)),
                ("shape", models.BinaryField()),
                ("south", models.FloatField()),
                ("west", models.FloatField()),
                ("north", models.FloatField()),
                ("east", models.FloatField()),
                ("label_lat", models.FloatField()),
                ("label_lon", models.FloatField()),
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
                    models.UniqueConstraint(fields=("org", "code"), name="area_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
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
                ("token", models.UUIDField()),
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
                    models.UniqueConstraint(fields=("org",), name="one_edition_of_areas")
                ],
            },
        ),
        migrations.CreateModel(
            name="Postcode",
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
                ("postcode", models.CharField(max_length=8)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("ward_code", models.CharField(max_length=40, null=True)),
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
                    models.UniqueConstraint(fields=("org", "postcode"), name="postcode_once")
                ],
            },
        ),
        migrations.RunSQL(TIES, UNTIE),
        *[ForceRowSecurity(table, readers=[EVERYBODY]) for table in TABLES],
        migrations.RunSQL(KEEP, LET_GO),
        *[GrantToApp(table, may="select, insert, update") for table in TABLES],
    ]
