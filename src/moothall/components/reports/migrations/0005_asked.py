"""Whoever is asked whether it was fixed reads the report; what was sent once is so for good."""

from django.db import migrations, models

from moothall.kernel.tenancy import APP_ROLE, OWN, party_to

NAME = "reports_asked()"
ASKED = """
create function reports_asked() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(array_agg(of::uuid), '{}') from reports_subscription
   where target = 'asked' and confirmed_at is not null
     and token = any((select string_to_array(
           nullif(current_setting('moothall.visits', true), ''), ','))::text[])
$$
"""
GRANT = f"""
revoke execute on function {NAME} from public;
grant execute on function {NAME} to {APP_ROLE}
"""
BEFORE = " or ".join(
    [
        OWN,
        "(not is_private and held = '')",
        party_to("id"),
        OWN.replace("org_id", "asked_org_id"),
        OWN.replace("org_id", "passed_by"),
    ]
)
READS = "alter policy reads on reports_report using ({0})"
NOW = f"{BEFORE} or id = any((select reports_asked())::uuid[])"
ONCE = "reports_source_once"


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_exchange")]

    operations = [
        migrations.RunSQL(ASKED, f"drop function {NAME}"),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
        migrations.RunSQL(READS.format(NOW), READS.format(BEFORE)),
        # The same id of two organisations' systems is two reports, whoever is responsible.
        migrations.RemoveConstraint(model_name="report", name=ONCE),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_id", ""), _negated=True),
                fields=("org", "asked_org", "source", "source_id"),
                name=ONCE,
            ),
        ),
    ]
