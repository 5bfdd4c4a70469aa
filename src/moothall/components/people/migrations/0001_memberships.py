"""The table of memberships, readable by the organisation and by the person concerned."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import ABOUT_THE_PERSON, ForceRowSecurity, GrantToApp


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Membership",
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
                ("person_id", models.UUIDField()),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(max_length=254)),
                ("duties", models.JSONField(default=list)),
                ("teams", models.JSONField(default=list)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
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
                    models.Index(fields=["org", "name", "id"], name="people_by_name"),
                    models.Index(fields=["person_id"], name="people_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("org", "person_id"),
                        name="people_once_in_an_org",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("org", "email"),
                        name="people_one_of_an_email",
                    ),
                ],
            },
        ),
        ForceRowSecurity("people_membership", readers=[ABOUT_THE_PERSON]),
        GrantToApp("people_membership", may="select, insert, update"),
    ]
