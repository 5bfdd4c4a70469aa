"""How the place is: alive, ready, and how far readers, jobs and components are behind."""

from typing import Any

from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from moothall.kernel import readers, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json

_JOBS = """
select status::text, count(*) from procrastinate_jobs
 where status in ('todo', 'doing', 'failed') group by 1
"""
_OLDEST = """
select coalesce(extract(epoch from now() - min(e.at)), 0)::int
  from procrastinate_jobs as j join procrastinate_events as e
    on e.job_id = j.id and e.type = 'deferred'
 where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at < now())
"""
_WORKERS = """
select count(*) from procrastinate_workers where last_heartbeat > now() - interval '1 minute'
"""
_NOT_READY = 503
_LONGEST_WAIT = 600
"""Seconds after which a job that nobody takes up is a sign that something is wrong."""


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked."""
    return _json({"live": True})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """This process can serve: both doors of the database open."""
    try:
        with acting(Actor(), purpose="health"), connection.cursor() as cursor:
            cursor.execute("select 1")
        with connections["identity"].cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return _json({"ready": False}, status=_NOT_READY)
    return _json({"ready": True})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything an operator watches; counts only, nobody's data. 503 when it is not well.

    It is well while a worker is alive and no job has waited for ten minutes.
    """
    try:
        with acting(Actor(), purpose="health"):
            state = _state()
    except DatabaseError:
        return _json({"well": False, "database": "does not answer"}, status=_NOT_READY)
    return _json(state, status=200 if state["well"] else _NOT_READY)


def _state() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_JOBS)
        jobs: dict[str, int] = dict(cursor.fetchall())
        cursor.execute(_OLDEST)
        (oldest,) = cursor.fetchone() or (0,)
        cursor.execute(_WORKERS)
        (workers,) = cursor.fetchone() or (0,)
    return {
        "well": workers > 0 and oldest < _LONGEST_WAIT,
        "workers": workers,
        "jobs": {
            "waiting": jobs.get("todo", 0),
            "running": jobs.get("doing", 0),
            "failed": jobs.get("failed", 0),
            "oldest_waiting_seconds": oldest,
        },
        "readers": [
            {"reader": lag.reader, "waiting": lag.waiting, "parked": lag.parked}
            for lag in readers.lags()
        ],
        "components": {
            c.name: registry.load(c.health)()
            for c in registry.components().values()
            if c.health
        },
    }


def _json(content: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = HttpResponse(to_json(content), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
