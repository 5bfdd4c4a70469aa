"""Memory of a place with nothing to do, counting shared pages once (PSS)."""

from collections.abc import Iterator
from pathlib import Path

from bench.place import Place


def idle_megabytes(place: Place) -> tuple[float, int]:
    """Megabytes of the demonstration and all it started, PostgreSQL included; how many
    processes.
    """
    found = [*_family(place.process.pid), *_server(place.folder)]
    sizes = [_pss(pid) for pid in dict.fromkeys(found)]
    return sum(sizes) / 1024, sum(size > 0 for size in sizes)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = next(x for x in status.read_text().splitlines() if x.startswith("PPid:"))
        except (OSError, StopIteration):
            continue
        if int(parent.split()[1]) == pid:
            yield from _family(int(status.parent.name))


def _server(folder: Path) -> Iterator[int]:
    kept = folder / "postgresql" / "postmaster.pid"
    if kept.exists():
        yield from _family(int(kept.read_text().split()[0]))


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(x for x in lines if x.startswith("Pss:")).split()[1])
    except (OSError, StopIteration):
        return 0
