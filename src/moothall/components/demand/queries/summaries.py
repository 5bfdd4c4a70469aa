"""Reading summaries: what pages show, one row each."""

from moothall.components.demand.contracts import Summary, SummaryNotFound
from moothall.components.demand.queries import rows
from moothall.kernel.actors import own_org
from moothall.kernel.words import say

_COLUMNS = "name, period, body, made_at"
_OF_PLACE = f"""
select {_COLUMNS} from demand_summary
 where is_public and name = %s and period = %s
   and org_id = (select id from organisation where is_steward)
"""  # noqa: S608 - our own columns
_OWN = f"""
select {_COLUMNS} from demand_summary
 where not is_public and name = %s and period = %s and org_id = %s
"""  # noqa: S608 - our own columns
_PERIODS = """
select distinct period from demand_summary
 where is_public and org_id = (select id from organisation where is_steward) order by 1 desc
"""


def summary(*, name: str, period: str, own: bool = False) -> Summary:
    """The summary of the place, or with ``own`` the exact one of the organisation that acts.

    Raises ``SummaryNotFound``; with ``own``, ``Forbidden`` for whoever acts for none.
    """
    if own:
        found = rows.fetch(_OWN, [name, period, own_org()])
    else:
        found = rows.fetch(_OF_PLACE, [name, period])
    if not found:
        raise SummaryNotFound(say("There are no figures yet."))
    kept_name, kept_period, body, made_at = found[0]
    return Summary(
        name=kept_name,
        period=kept_period,
        body=rows.parsed(body),
        made_at=made_at,
    )


def periods() -> list[str]:
    """The periods of which the place has summaries: ``12m`` first, then the latest quarter."""
    found = [period for (period,) in rows.fetch(_PERIODS, [])]
    return sorted(found, key=lambda p: (p != "12m", [-ord(c) for c in p]))
