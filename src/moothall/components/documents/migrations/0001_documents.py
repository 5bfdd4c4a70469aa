"""The table of documents, and the one question that is asked of it across organisations."""

import django.db.models.deletion
from django.db import migrations, models

import moothall.kernel.ids
from moothall.kernel.tenancy import APP_ROLE, ForceRowSecurity, GrantToApp

# Keys are random, so to learn that one is in use says nothing that its holder did not know.
KEYS_IN_USE = f"""
create function documents_keys_in_use(keys text[]) returns setof text
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select key::text from documents_document where key = any(keys) $$;
revoke execute on function documents_keys_in_use from public;
grant execute on function documents_keys_in_use to {APP_ROLE}
"""  # noqa: S608 - nothing here comes from outside


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Document",
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
                ("question", models.CharField(blank=True, default="", max_length=40)),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=160)),
                ("type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("scan", models.CharField(max_length=20)),
                ("scanned_at", models.DateTimeField(null=True)),
                ("added_at", models.DateTimeField()),
                ("is_final", models.BooleanField(default=False)),
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
                    models.Index(fields=["subject"], name="documents_of_subject"),
                    models.Index(fields=["key"], name="documents_by_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "key"), name="documents_content_once"
                    )
                ],
            },
        ),
        ForceRowSecurity("documents_document", subject="subject", owner_reads=True),
        GrantToApp("documents_document", may="select, insert, update, delete"),
        migrations.RunSQL(KEYS_IN_USE, "drop function documents_keys_in_use"),
    ]
