"""All measurements, one after the other, as a table to put beside the bars: ``make bench``."""

import argparse
import os
from collections.abc import Callable

from bench import floor, lifecycle, memory, pages
from bench.lifecycle import Result
from bench.place import Place, running


def main() -> None:
    """Bring a place up, measure, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--cases", type=int, nargs="*", default=[10_000, 100_000])
    chosen = parser.parse_args()
    say = print
    say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores before the run\n")
    with running() as place:
        _opening(place, say)
        held = 0
        for cases in chosen.cases:
            place.load(cases - held)
            held = cases
            _lifecycles(place, cases, chosen.clients, chosen.seconds, say)
            _pages(place, cases, say)
    say(f"\nload average {os.getloadavg()[0]:.1f} after it")


def _opening(place: Place, say: Callable[[str], None]) -> None:
    megabytes, processes = memory.idle_megabytes(place)
    say("| measure | seen |\n|---|---|")
    say(f"| from nothing to the running place | {place.seconds_to_open:.0f} s |")
    say(f"| idle | {megabytes:.0f} MB in {processes} processes |\n")


def _lifecycles(
    place: Place, cases: int, clients: int, seconds: int, say: Callable[[str], None]
) -> None:
    say(f"## {cases:,} cases\n")
    say("| run | per second | p50 ms | p95 ms | refusals |\n|---|---|---|---|---|")
    lifecycle.closed(place, clients=clients, seconds=3)
    closed = lifecycle.closed(place, clients=clients, seconds=seconds)
    _row(say, f"lifecycle, closed loop, {clients} clients", closed)
    rate = max(1.0, closed.per_second * 0.6)
    opened = lifecycle.opened(place, per_second=rate, clients=clients, seconds=seconds)
    _row(say, f"lifecycle, open loop at {rate:.0f}/s", opened)
    created = lifecycle.creations(place, clients=clients, seconds=seconds)
    _row(say, "creation alone", created)
    bare = floor.creations_per_second(place, clients=clients, seconds=max(5, seconds // 2))
    if bare:
        share = created.per_second / bare
        say(f"| bare SQL of the same rows (pgbench) | {bare:.0f} | | | |")
        say(f"\nCreation is {share:.2f} of its floor (bar: 0.20).\n")


def _row(say: Callable[[str], None], name: str, result: Result) -> None:
    say(
        f"| {name} | {result.per_second:.1f} | {result.p50_ms:.1f}"
        f" | {result.p95_ms:.1f} | {result.refusals} |"
    )


def _pages(place: Place, cases: int, say: Callable[[str], None]) -> None:
    say("| page | p50 ms | p95 ms | queries | kB | kB with styles and scripts |")
    say("|---|---|---|---|---|---|")
    for page in pages.all_pages(place):
        say(
            f"| {page.name} | {page.p50_ms:.1f} | {page.p95_ms:.1f} | {page.queries}"
            f" | {page.kilobytes:.1f} | {page.with_assets:.1f} |"
        )
    say("")


if __name__ == "__main__":
    main()
