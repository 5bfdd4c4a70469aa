"""Words that everybody may look for in what everybody may read."""

from django.db import migrations

from moothall.kernel.tenancy import APP_ROLE

NAME = "reports_search_public(text, text, integer)"
# As `reports_search`, it reads past row-level security to use the index, and keeps by itself to
# what is neither private nor held.
SEARCH = """
create function reports_search_public(found_by text, wanted text, at_most integer)
returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select coalesce(array_agg(newest.id), '{}') from (
    select id from reports_report
     where not is_private and held = ''
       and case when found_by = 'reference' then reference ^@ wanted
                else search @@ wanted::tsquery end
     order by opened_at desc, id desc limit at_most) as newest
$$
"""
GRANT = f"""
revoke execute on function {NAME} from public;
grant execute on function {NAME} to {APP_ROLE}
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_locks")]

    operations = [
        migrations.RunSQL(SEARCH, f"drop function {NAME}"),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
    ]
