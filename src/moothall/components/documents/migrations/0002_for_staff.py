"""Files that staff add to a case for themselves are not for the resident whose case it is."""

from django.db import migrations, models

from moothall.kernel.tenancy import OWN, SERVED, party_to

THEIRS = f"(not for_staff and {party_to('subject')})"
"""What a resident who is a party to the subject may have."""
POLICIES = f"""
alter policy reads on documents_document using ({OWN} or {THEIRS});
alter policy inserts on documents_document with check ({OWN} or ({SERVED} and {THEIRS}));
alter policy updates on documents_document using ({OWN} or ({SERVED} and {THEIRS}));
alter policy deletes on documents_document using ({OWN} or ({SERVED} and {THEIRS}))
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="for_staff",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
