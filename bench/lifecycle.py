"""One case lifecycle over HTTP: create, assign, resolve, find; closed loop and open loop."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from uuid import uuid4

from bench.client import Client
from bench.place import CASEWORKER, COUNCIL, SERVICE, Place

REQUESTS = f"/api/v1/services/{COUNCIL}/{SERVICE}/requests"
CASES = "/api/v1/cases"
ANSWERS = {
    "kind": "pothole",
    "danger": False,
    "location": {"lat": 52.32134, "lon": 1.978056, "address": "30 Harbour Street"},
    "description": "A hole as wide as a wheel in the left lane, beside the bus stop.",
}
CONTACT = {"name": "Sam Example", "email": "sam@example.com"}


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one run came to."""

    per_second: float
    p50_ms: float
    p95_ms: float
    refusals: int
    done: int


def create(client: Client) -> str:
    status, sent = client.send(
        "POST", REQUESTS, {"answers": ANSWERS, "contact": CONTACT}, uuid4().hex
    )
    if status != 201:
        raise RuntimeError(f"create answered {status}: {sent}")
    return str(sent["reference"])


def lifecycle(client: Client) -> int:
    """Run one lifecycle with no gap in it; answer how many steps were refused."""
    reference = create(client)
    case = f"{CASES}/{reference}"
    answers = [
        client.send("POST", f"{case}/assign", {"to": CASEWORKER}, uuid4().hex),
        client.send(
            "POST", f"{case}/actions/resolve", {"message": "We filled it."}, uuid4().hex
        ),
        client.send("GET", f"{CASES}?q={reference}&state=resolved&limit=1"),
    ]
    found = answers[2][1]["items"]
    missing = 0 if found and found[0]["reference"] == reference else 1
    return sum(status != 200 for status, _ in answers) + missing


def closed(place: Place, *, clients: int, seconds: float) -> Result:
    """As fast as ``clients`` can go, each beginning when it has finished."""
    work = [(place.port, place.key, seconds)] * clients
    return _summed(_in_processes(_closed, work), seconds)


def opened(place: Place, *, per_second: float, clients: int, seconds: float) -> Result:
    """At a fixed rate, whatever the answers take; lateness counts as time."""
    work = [(place.port, place.key, seconds, per_second / clients)] * clients
    return _summed(_in_processes(_opened, work), seconds)


def creations(place: Place, *, clients: int, seconds: float) -> Result:
    """Creation alone, closed loop."""
    work = [(place.port, place.key, seconds)] * clients
    return _summed(_in_processes(_creations, work), seconds)


Took = tuple[list[float], int]


def _closed(port: int, key: str, seconds: float) -> Took:
    client, took, refusals = Client(port, key), list[float](), 0
    until = time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        refusals += lifecycle(client)
        took.append(time.perf_counter() - began)
    return took, refusals


def _opened(port: int, key: str, seconds: float, rate: float) -> Took:
    client, took, refusals = Client(port, key), list[float](), 0
    start = time.perf_counter()
    for n in range(int(seconds * rate)):
        due = start + n / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        refusals += lifecycle(client)
        took.append(time.perf_counter() - due)
    return took, refusals


def _creations(port: int, key: str, seconds: float) -> Took:
    client, took = Client(port, key), list[float]()
    until = time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        create(client)
        took.append(time.perf_counter() - began)
    return took, 0


def _in_processes(act: Callable[..., Took], work: Sequence[tuple[object, ...]]) -> list[Took]:
    with ProcessPoolExecutor(len(work)) as pool:
        runs = [pool.submit(act, *one) for one in work]
        return [run.result() for run in runs]


def _summed(runs: Sequence[Took], seconds: float) -> Result:
    took = sorted(t for run, _ in runs for t in run)
    return Result(
        per_second=len(took) / seconds,
        p50_ms=median(took) * 1000,
        p95_ms=quantiles(took, n=20)[-1] * 1000,
        refusals=sum(refused for _, refused in runs),
        done=len(took),
    )
