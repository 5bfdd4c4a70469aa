"""Releasing a quarter as open data: drawn, audited, written, and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection

from moothall.components.demand.contracts import (
    Cubes,
    PublishedRelease,
    ReleasePublished,
    ReleaseRefused,
)
from moothall.components.demand.queries import rows
from moothall.components.demand.queries.engine import engine
from moothall.components.demand.queries.reading import EngineCubes
from moothall.components.demand.queries.releases import CATALOGUE, releases
from moothall.components.demand.rules import periods
from moothall.components.demand.rules.disclosure import Form, Policy, View
from moothall.components.demand.rules.periods import Period
from moothall.components.demand.rules.quarterly import (
    TABLES,
    Drawn,
    Scope,
    drawn,
    scope_of,
    told_of,
    view_of_told,
)
from moothall.components.demand.rules.releases import (
    FileFacts,
    Listed,
    ListedTable,
    Release,
    catalogue_of,
    facts_of,
    files_of,
    listed,
)
from moothall.components.demand.rules.releases import Period as Days
from moothall.components.demand.rules.releases.catalogue import MEDIA_TYPES
from moothall.components.demand.rules.releases.quarterly import (
    METHOD_VERSION,
    Addressed,
    methods,
    release_table,
)
from moothall.kernel import events, organisations, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.place import place
from moothall.kernel.words import say

PURPOSE = "demand analysis"
MANIFEST = "manifest.json"
_AREAS = "areas.v1"
_TOLD = """
select quarter, number, told, manifest from demand_release
 where org_id = (select id from organisation where is_steward)
 order by quarter, number
"""
_WRITE = """
insert into demand_release (id, org_id, quarter, number, manifest, told, published_at)
values (%s, %s, %s, %s, %s::jsonb, %s::jsonb, %s)
"""
_WRITE_FILE = """
insert into demand_release_file (id, org_id, release_id, name, media_type, content)
values (%s, %s, %s, %s, %s, %s)
"""
_OTHER_MEDIA_TYPES = {MANIFEST: "application/json", CATALOGUE: "application/ld+json"}


def release(*, quarter: str, at: datetime, cubes: Cubes | None = None) -> PublishedRelease:
    """Publish a quarter, or a correction of it. Outside ``acting``.

    Raises ``ReleaseRefused`` where the quarter is none, is not over, or holds nothing; and
    where its tables would tell what is hidden even after more was hidden: then
    ``details["cell"]`` says what, and nothing is published.
    """
    if cubes is None:
        with engine() as counting:
            return release(quarter=quarter, at=at, cubes=EngineCubes(counting))
    period = _period(quarter, at)
    cells = {
        name: cubes.counts(by=by, since=period.since, until=period.until)
        for name, by in TABLES.items()
    }
    steward = organisations.steward().id
    with acting(Actor(org=steward), purpose=PURPOSE):
        earlier = _earlier()
        areas, parents = _geography()
    scope = scope_of(quarter, cells["needs-by-area"], areas=areas, parents=parents)
    if not scope.needs:
        raise ReleaseRefused(say("Nothing was asked for in this quarter."))
    policy = Policy(threshold=settings.DEMAND_THRESHOLD)
    others = [_view(row) for row in earlier if row[0] != quarter]
    same = [_view(row) for row in earlier if row[0] == quarter]
    made = drawn(scope, cells, policy, earlier=others, same_quarter=same)
    _check(made)
    return _publish(period, scope, made, policy, earlier, steward=steward, at=at)


def _period(name: str, at: datetime) -> Period:
    try:
        found = periods.quarter(name)
    except ValueError:
        raise ReleaseRefused(say("This is no quarter, such as 2026-Q3.")) from None
    if at.date() < found.until:
        raise ReleaseRefused(say("This quarter is not over yet."))
    return found


def _geography() -> tuple[list[str], dict[str, list[str]]]:
    """The wards of the place, and the larger areas that are made of them."""
    if not registry.offers(_AREAS):
        return [], {}
    offered: Any = registry.offer(_AREAS)
    wards = offered.areas(kind="ward")
    parents: dict[str, list[str]] = {}
    for ward in wards:
        if ward.parent:
            parents.setdefault(ward.parent, []).append(ward.code)
    return [ward.code for ward in wards], parents


def _view(row: Sequence[Any]) -> View:
    name, number, told, _ = row
    return view_of_told(told, source=f"{name}/{number}")


def _earlier() -> list[Sequence[Any]]:
    """Quarter, number, what it told, and the manifest of every release."""
    return [
        (name, number, *(rows.parsed(kept) for kept in both))
        for name, number, *both in rows.fetch(_TOLD, [])
    ]


def _check(made: Drawn) -> None:
    if made.report.passed:
        return
    first = made.report.findings[0]
    raise ReleaseRefused(
        say("This release would tell what is hidden in it: {why}", why=first.why),
        details={"cell": list(first.cell), "table": first.source},
    )


def _publish(
    period: Period,
    scope: Scope,
    made: Drawn,
    policy: Policy,
    earlier: Sequence[Sequence[Any]],
    *,
    steward: OrgId,
    at: datetime,
) -> PublishedRelease:
    number = 1 + sum(row[0] == period.name for row in earlier)
    before = [(row[3]["overall"], row[0], row[1], row[3]) for row in earlier]
    overall = 1 + max((row[0] for row in before), default=0)
    places = {row[0]: (row[1], row[2]) for row in before} | {overall: (period.name, number)}
    out = _publication(places)
    days = Days(first=period.since, last=period.until - timedelta(days=1))
    tables = made.tables.values()
    going = Release(
        number=overall,
        quarter=period.name,
        title=say("What people needed in {quarter}", quarter=period.name).in_all_languages(),
        issued=at.date(),
        tables=tuple(release_table(t, quarter=period.name, period=days) for t in tables),
        policy=policy,
        form=Form.PUBLIC,
        methods=methods(),
        audit=made.report,
    )
    files = dict(files_of(going, out))
    facts = [facts_of(name, content) for name, content in sorted(files.items())]
    entry = listed(going, facts)
    manifest: dict[str, Any] = {
        "quarter": period.name,
        "number": number,
        "overall": overall,
        "base_url": out.base_url,
        "method": METHOD_VERSION,
        "published_at": at.isoformat(),
        "policy": asdict(policy),
        "audit": {
            "passed": made.report.passed,
            "hidden": made.report.hidden,
            "candidates": made.report.candidates,
            "beside": list(made.report.beside),
            "hidden_beside": made.hidden_beside,
            "corrects": made.was_changed,
        },
        "files": [asdict(one) for one in facts],
        "listed": _plain(entry),
    }
    every = [*(_listed(row[3]["listed"]) for row in before), entry]
    files[MANIFEST] = to_json(manifest).encode()
    files[CATALOGUE] = catalogue_of(every, out)
    return _keep(manifest, told_of(scope, made.tables), files, steward=steward, at=at)


def _keep(
    manifest: dict[str, Any],
    told: Mapping[str, Any],
    files: Mapping[str, bytes],
    *,
    steward: OrgId,
    at: datetime,
) -> PublishedRelease:
    release_id, name, number = uuid7(), manifest["quarter"], manifest["number"]
    try:
        with acting(Actor(org=steward), purpose=PURPOSE), connection.cursor() as cursor:
            values: list[Any] = [
                release_id,
                steward,
                name,
                number,
                to_json(manifest),
                to_json(told),
                at,
            ]
            cursor.execute(_WRITE, values)
            for file, content in files.items():
                row: list[Any] = [
                    uuid7(),
                    steward,
                    release_id,
                    file,
                    _media_type(file),
                    content,
                ]
                cursor.execute(_WRITE_FILE, row)
            digest = facts_of(MANIFEST, files[MANIFEST]).sha256
            said = ReleasePublished(
                release_id=release_id, quarter=name, number=number, sha256=digest
            )
            events.record(said, at=at)
            return next(one for one in releases() if one.id == release_id)
    except IntegrityError:
        raise ReleaseRefused(say("Somebody else has released this quarter just now.")) from None


def _media_type(name: str) -> str:
    return _OTHER_MEDIA_TYPES.get(name) or MEDIA_TYPES[name[name.rindex(".") :]]


def _publication(places: Mapping[int, tuple[str, int]]) -> Addressed:
    steward, here = organisations.steward(), place()
    base = f"{settings.ORIGIN.rstrip('/')}/data"
    told = settings.DEMAND_PUBLICATION
    return Addressed(
        base_url=base,
        title=say("What people of {place} need", place=here.name).in_all_languages(),
        description=say(
            "Needs that people asked the organisations of the place to meet, by quarter."
        ).in_all_languages(),
        publisher=steward.name,
        publisher_url=f"{settings.ORIGIN.rstrip('/')}/{steward.slug}",
        spatial=told.get("spatial", f"{base}/place"),
        contact=told.get("contact", f"{settings.ORIGIN.rstrip('/')}/help"),
        places=places,
    )


def _plain(entry: Listed) -> dict[str, Any]:
    found = asdict(entry)
    found["issued"] = entry.issued.isoformat()
    for table, kept in zip(entry.tables, found["tables"], strict=True):
        kept["period"] = {
            "first": table.period.first.isoformat(),
            "last": table.period.last.isoformat(),
        }
    return found


def _listed(kept: Mapping[str, Any]) -> Listed:
    """What the catalogue says of an earlier release, from its manifest."""

    def files(found: Sequence[Mapping[str, Any]]) -> tuple[FileFacts, ...]:
        return tuple(FileFacts(**one) for one in found)

    def day(text: str) -> Any:  # noqa: ANN401 - a date
        return datetime.fromisoformat(text).date()

    return Listed(
        number=kept["number"],
        quarter=kept["quarter"],
        issued=day(kept["issued"]),
        tables=tuple(
            ListedTable(
                name=table["name"],
                title=table["title"],
                description=table["description"],
                period=Days(
                    first=day(table["period"]["first"]), last=day(table["period"]["last"])
                ),
                files=files(table["files"]),
            )
            for table in kept["tables"]
        ),
        documents=files(kept["documents"]),
    )
