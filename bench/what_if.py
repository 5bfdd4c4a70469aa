"""A what-if over 100,000 households of the sixteen-line scheme: ``python -m bench.what_if``.

The scheme of council tax reduction as it is published, against the same with another taper, in
worker processes. Beside it, in the same run, what a programmer would write with Decimal on one
process; every sum must agree to the penny before a time is printed.
"""

import argparse
import io
import os
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Context, Decimal, setcontext
from pathlib import Path

import django

from bench.deciding import pounds

CATALOGUE = Path(__file__).parents[1] / "catalogue" / "seaborough-council"
DAY = datetime(2026, 4, 1, 12, tzinfo=UTC)
HEADS = [
    "pays_council_tax", "age", "savings", "yearly_bill", "partner", "children",
    "adults_in_work", "adults_not_in_work", "full_benefit", "earnings", "other_income",
    "ward", "band",
]  # fmt: skip
WARDS = ["Harbour", "Castle", "Marsh End", "Northgate", "St Mary's", "Westfield", "Fairlop"]
BANDS = [("A", 30, 1100), ("B", 25, 1290), ("C", 20, 1475), ("D", 13, 1660), ("E", 7, 2030),
         ("F", 3, 2400), ("G", 2, 2770)]  # fmt: skip
BAR = 60

D = Decimal
NOUGHT, WEEK, YEAR, HUNDRED = D(0), D(7), D(365), D(100)
FREE, STEP, MOST_SAVINGS = D(6000), D(250), D(16000)
RATES = {
    "single": D("95.50"), "parent": D("114.00"), "couple": D("150.00"), "child": D("87.00"),
    "cap": D(85), "working": D("12.50"), "other": D("5.20"), "least": D("1.50"),
}  # fmt: skip


def households(chance: random.Random, count: int) -> Iterator[list[str]]:
    """Households as a council knows them: most of working age, few with much in savings."""
    bands, weights = [b for b, *_ in BANDS], [w for _, w, _ in BANDS]
    bills = {band: bill for band, _, bill in BANDS}
    for _ in range(count):
        band = chance.choices(bands, weights)[0]
        age = chance.choices(["working_age", "pension_age", "under_18"], [80, 19, 1])[0]
        savings = 0 if chance.random() < 0.5 else int(chance.lognormvariate(7.6, 1.3) * 100)
        on_benefit = chance.random() < 0.35
        earns = not on_benefit and chance.random() < 0.7
        earnings = int(chance.lognormvariate(5.4, 0.5) * 100) if earns else 0
        income = chance.randint(0, 16_000) if not on_benefit else 0
        yield [
            "yes" if chance.random() < 0.97 else "no",
            age,
            _money(min(savings, 90_000_000)),
            _money(int(bills[band] * 100 * chance.uniform(0.75, 1.0))),
            "yes" if chance.random() < 0.4 else "no",
            str(chance.choices([0, 1, 2, 3, 4], [55, 18, 17, 7, 3])[0]),
            str(chance.choices([0, 1, 2], [85, 12, 3])[0]),
            str(chance.choices([0, 1], [92, 8])[0]),
            "yes" if on_benefit else "no",
            "" if on_benefit else _money(min(earnings, 2_000_000)),
            "" if on_benefit else _money(income),
            chance.choice(WARDS),
            band,
        ]


def _money(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def by_hand(cells: Sequence[str], taper: Decimal) -> Decimal:
    """The award of one household, as a programmer would write it; nothing if not eligible."""
    pays, age, savings_, bill, partner_, children_, working, others, benefit, *more = cells
    savings, children = D(savings_), int(children_)
    if age != "working_age" or pays != "yes" or savings > MOST_SAVINGS:
        return NOUGHT
    partner = partner_ == "yes"
    who = "couple" if partner else "parent" if children else "single"
    needs = RATES[who] + children * RATES["child"]
    income = NOUGHT
    if benefit == "no":
        ignored = D(10) if partner else D(25) if children else D(5)
        income = max(NOUGHT, D(more[0]) - ignored) + D(more[1])
        if savings > FREE:
            income += ((savings - FREE) / STEP).to_integral_value(ROUND_CEILING)
    left = D(bill) * WEEK / YEAR * RATES["cap"] / HUNDRED
    if income > needs:
        left -= (income - needs) * taper / HUNDRED
    left -= int(working) * RATES["working"] + int(others) * RATES["other"]
    if pounds(max(NOUGHT, left)) < RATES["least"]:
        return NOUGHT
    return min(max(pounds(left), NOUGHT), D(60))


def hand_written(rows: Sequence[Sequence[str]]) -> tuple[Decimal, Decimal, int, int]:
    """Cost before and after, who is better off and who is worse off."""
    before = after = NOUGHT
    better = worse = 0
    for cells in rows:
        one, two = by_hand(cells, D(20)), by_hand(cells, D(25))
        before, after = before + one, after + two
        better, worse = better + (two > one), worse + (two < one)
    return before, after, better, worse


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.site.settings")
    django.setup()
    setcontext(Context(prec=34))
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    rows = list(households(random.Random(7), chosen.rows))
    floor, wanted = _timed_floor(rows)
    seconds, found = _timed(rows, chosen.processes)
    if found != wanted:
        raise SystemExit(f"{found} instead of {wanted}")
    met = "yes" if seconds < BAR else "NO"
    print("| work | households | seconds | per second | bar | met |\n|---|---|---|---|---|---|")
    print(f"| by hand, both schemes, one process | {len(rows):,} | {floor:.1f}"
          f" | {len(rows) / floor:,.0f} | | |")  # fmt: skip
    print(f"| what-if, {chosen.processes} processes, from CSV to result | {len(rows):,}"
          f" | {seconds:.1f} | {len(rows) / seconds:,.0f} | < {BAR} s | {met} |")  # fmt: skip
    print(f"\nCost before {wanted[0]}, after {wanted[1]}; {wanted[2]:,} better off,"
          f" {wanted[3]:,} worse off: equal to the sums by hand.")  # fmt: skip


def _timed_floor(
    rows: Sequence[Sequence[str]],
) -> tuple[float, tuple[Decimal, Decimal, int, int]]:
    begun = time.perf_counter()
    wanted = hand_written(rows)
    return time.perf_counter() - begun, wanted


def _timed(
    rows: Sequence[Sequence[str]], processes: int
) -> tuple[float, tuple[Decimal, Decimal, int, int]]:
    """From the text of the file to the result, processes begun and ended included."""
    from moothall.journeys.changed_files import files_of  # noqa: PLC0415 - needs settings
    from moothall.journeys.reading import read_source  # noqa: PLC0415
    from moothall.journeys.what_if_processes import (  # noqa: PLC0415
        Work,
        asked_of,
        services_of,
        work_through,
    )
    from moothall.journeys.whatif.contracts import Trial  # noqa: PLC0415
    from moothall.journeys.whatif.populations import csv_text, lines_of, scan  # noqa: PLC0415
    from moothall.journeys.whatif.results import result_of  # noqa: PLC0415
    from moothall.kernel.encoding import canonical  # noqa: PLC0415

    definition = read_source(path=CATALOGUE / "council-tax-reduction.yaml").data
    rates = "rates/reduction.csv"
    text = files_of(definition)[rates]
    changed = {rates: text.replace("taper_per_cent,20", "taper_per_cent,25")}
    made = canonical(definition)
    population = csv_text([HEADS, *rows])
    begun = time.perf_counter()
    asked = asked_of(*services_of(made, changed))
    scanned = scan(population, asked=asked, at=DAY)
    lines = lines_of(io.StringIO(population, newline=""))
    _, heads = next(lines)
    trial = Trial(amount="award.total", direction="get")
    work = Work(definition=made, files=changed, trial=trial, at=DAY, headings=heads)
    tally = work_through(work, lines, processes=processes, goes_on=lambda done: True)
    if tally is None or tally.refused or tally.open:
        raise SystemExit(f"not all was worked out: {tally and (tally.unread, tally.open)}")
    names = list(scanned.columns.groupings.values())
    everybody = result_of(tally, groupings=names, total_rows=scanned.rows)["all"]
    seconds = time.perf_counter() - begun
    return seconds, tuple(everybody[n] for n in ("before", "after", "better", "worse"))


if __name__ == "__main__":
    main()
