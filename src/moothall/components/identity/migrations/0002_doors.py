"""Opens the tables of sign-in to the identity role, and to it alone."""

from django.db import migrations

from moothall.kernel.tenancy import GrantToIdentity

CACHE = """
create table identity_cache (
  cache_key varchar(255) primary key, value text not null, expires timestamptz not null
);
create index identity_cache_expires on identity_cache (expires)
"""
ALL = "select, insert, update, delete"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_ground"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(CACHE, "drop table identity_cache"),
        GrantToIdentity("identity_cache", may=ALL),
        GrantToIdentity("identity_user", may="select, insert, update"),
        GrantToIdentity("identity_apikey", may="select, insert, update"),
        GrantToIdentity("account_emailaddress", may="select"),
        GrantToIdentity("mfa_authenticator", may=ALL),
        GrantToIdentity("usersessions_usersession", may=ALL),
        GrantToIdentity("django_session", may=ALL),
    ]
