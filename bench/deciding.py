"""Deciding: one condition, a table of 20 rows and a scheme of 16 lines against hand-written
Python with Decimal and, where it is on the path, zen-engine: ``python -m bench.deciding``.

Every answer is compared with the floor's before anything is timed. For zen-engine, which is no
dependency, install it elsewhere and add its folder: ``PYTHONPATH=…/site-packages``.
"""

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, setcontext
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from moothall.feel import compile_expression, read_sheet

Inputs = dict[str, Any]
Work = Callable[[Inputs], object]

CONDITION = "pays_council_tax = false and co2 <= 100"
TABLE = """first,if fuel,if co2,if zone,if permits,then fee
type,electric | petrol | diesel,number,A | B | C | D,number,number
,electric,-,-,0,0
,electric,-,-,1,20
,electric,-,-,>= 2,50
,-,<= 75,"A, B",0,30
,-,<= 75,"A, B",>= 1,60
,-,<= 75,-,0,25
,-,<= 75,-,>= 1,50
,petrol,(75..130],A,0,80
,petrol,(75..130],A,>= 1,130
,petrol,(75..130],-,0,70
,petrol,(75..130],-,>= 1,110
,diesel,(75..130],A,0,110
,diesel,(75..130],A,>= 1,160
,diesel,(75..130],-,-,120
,petrol,(130..185],A,-,170
,petrol,(130..185],-,-,150
,diesel,(130..185],A,-,210
,diesel,(130..185],-,-,190
,-,> 185,-,0,260
,-,> 185,-,-,320
"""
SCHEME = """{
  disregard: if working_hours >= 16 then 37.10 else if couple then 10 else 5,
  earnings: max(net_pay - disregard - childcare, 0),
  other_income: pensions + benefits,
  tariff_income: if savings <= 6000 then 0 else ceiling((savings - 6000) / 250),
  income: earnings + other_income + tariff_income,
  personal: if couple then 133.30 else if age >= 25 then 84.80 else 67.20,
  for_children: min(children, 2) * 77.78,
  premiums: (if disabled then 39.85 else 0) + (if carer then 42.75 else 0),
  applicable: personal + for_children + premiums,
  excess: max(income - applicable, 0),
  weekly_tax: round half up(council_tax / 365 * 7, 2),
  eligible_tax: min(weekly_tax, band_cap) * (if pension_age then 1 else 0.80),
  deductions: non_dependants_working * 14.15 + non_dependants * 4.60,
  taper: round half up(excess * 0.20, 2),
  reduction: round half up(max(eligible_tax - deductions - taper, 0), 2),
  award: if savings > 16000 or reduction < 1 then 0 else reduction
}"""

D = Decimal
ZERO, ONE, TWO, SEVEN, YEAR = D(0), D(1), D(2), D(7), D(365)
A_HUNDRED, PENNY, POUND = D(100), D("0.01"), D(1)


# --- what a programmer would write ---------------------------------------------------------


def condition_by_hand(known: Inputs) -> bool:
    """The condition."""
    return known["pays_council_tax"] is False and known["co2"] <= A_HUNDRED


ANY = None
OVER = D(999_999)
ROWS = [
    (
        fuel,
        low and D(low),
        high and D(high),
        zones,
        fewest and D(fewest),
        most and D(most),
        D(f),
    )
    for fuel, low, high, zones, fewest, most, f in [
        ("electric", ANY, ANY, ANY, "0", "0", 0),
        ("electric", ANY, ANY, ANY, "1", "1", 20),
        ("electric", ANY, ANY, ANY, "2", ANY, 50),
        (ANY, ANY, "75", "AB", "0", "0", 30),
        (ANY, ANY, "75", "AB", "1", ANY, 60),
        (ANY, ANY, "75", ANY, "0", "0", 25),
        (ANY, ANY, "75", ANY, "1", ANY, 50),
        ("petrol", "75", "130", "A", "0", "0", 80),
        ("petrol", "75", "130", "A", "1", ANY, 130),
        ("petrol", "75", "130", ANY, "0", "0", 70),
        ("petrol", "75", "130", ANY, "1", ANY, 110),
        ("diesel", "75", "130", "A", "0", "0", 110),
        ("diesel", "75", "130", "A", "1", ANY, 160),
        ("diesel", "75", "130", ANY, ANY, ANY, 120),
        ("petrol", "130", "185", "A", ANY, ANY, 170),
        ("petrol", "130", "185", ANY, ANY, ANY, 150),
        ("diesel", "130", "185", "A", ANY, ANY, 210),
        ("diesel", "130", "185", ANY, ANY, ANY, 190),
        (ANY, "185", ANY, ANY, "0", "0", 260),
        (ANY, "185", ANY, ANY, ANY, ANY, 320),
    ]
]


def table_by_a_loop(known: Inputs) -> Decimal:
    """The table as rows of data and one loop that stops at the first row that applies."""
    fuel, co2, zone, permits = known["fuel"], known["co2"], known["zone"], known["permits"]
    for wanted, low, high, zones, fewest, most, fee in ROWS:
        if wanted is not None and fuel != wanted:
            continue
        if (low is not None and co2 <= low) or (high is not None and co2 > high):
            continue
        if zones is not None and zone not in zones:
            continue
        if fewest is not None and permits < fewest:
            continue
        if most is None or permits <= most:
            return fee
    raise LookupError(known)


C75, C130, C185 = D(75), D(130), D(185)
F = {number: D(number) for number in range(0, 330, 5)}


def table_by_ifs(known: Inputs) -> Decimal:  # noqa: C901 - that is what it is
    """The table as twenty conditions one after the other, each written out, in order."""
    fuel, co2, zone, permits = known["fuel"], known["co2"], known["zone"], known["permits"]
    if fuel == "electric" and permits == ZERO:
        return F[0]
    if fuel == "electric" and permits == ONE:
        return F[20]
    if fuel == "electric" and permits >= TWO:
        return F[50]
    if co2 <= C75 and zone in ("A", "B") and permits == ZERO:
        return F[30]
    if co2 <= C75 and zone in ("A", "B") and permits >= ONE:
        return F[60]
    if co2 <= C75 and permits == ZERO:
        return F[25]
    if co2 <= C75 and permits >= ONE:
        return F[50]
    if fuel == "petrol" and C75 < co2 <= C130 and zone == "A" and permits == ZERO:
        return F[80]
    if fuel == "petrol" and C75 < co2 <= C130 and zone == "A" and permits >= ONE:
        return F[130]
    if fuel == "petrol" and C75 < co2 <= C130 and permits == ZERO:
        return F[70]
    if fuel == "petrol" and C75 < co2 <= C130 and permits >= ONE:
        return F[110]
    if fuel == "diesel" and C75 < co2 <= C130 and zone == "A" and permits == ZERO:
        return F[110]
    if fuel == "diesel" and C75 < co2 <= C130 and zone == "A" and permits >= ONE:
        return F[160]
    if fuel == "diesel" and C75 < co2 <= C130:
        return F[120]
    if fuel == "petrol" and C130 < co2 <= C185 and zone == "A":
        return F[170]
    if fuel == "petrol" and C130 < co2 <= C185:
        return F[150]
    if fuel == "diesel" and C130 < co2 <= C185 and zone == "A":
        return F[210]
    if fuel == "diesel" and C130 < co2 <= C185:
        return F[190]
    if co2 > C185 and permits == ZERO:
        return F[260]
    if co2 > C185:
        return F[320]
    raise LookupError(known)


FULL_TIME, WORKERS, COUPLES, SINGLES = D(16), D("37.10"), D(10), D(5)
FREE_SAVINGS, MOST_SAVINGS, STEP = D(6000), D(16000), D(250)
FOR_COUPLE, FOR_ADULT, FOR_YOUNG, ADULT = D("133.30"), D("84.80"), D("67.20"), D(25)
FOR_CHILD, FOR_DISABLED, FOR_CARER = D("77.78"), D("39.85"), D("42.75")
WORKING_AGE, WORKER, NON_DEPENDANT, TAPER = D("0.80"), D("14.15"), D("4.60"), D("0.20")


def pounds(amount: Decimal) -> Decimal:
    """Rounded to the penny, half up."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


def scheme_by_hand(known: Inputs) -> Decimal:
    """The scheme line by line."""
    couple, savings = known["couple"], known["savings"]
    disregard = (
        WORKERS if known["working_hours"] >= FULL_TIME else COUPLES if couple else SINGLES
    )
    earnings = max(known["net_pay"] - disregard - known["childcare"], ZERO)
    other_income = known["pensions"] + known["benefits"]
    tariff_income = ZERO
    if savings > FREE_SAVINGS:
        tariff_income = ((savings - FREE_SAVINGS) / STEP).to_integral_value(ROUND_CEILING)
    income = earnings + other_income + tariff_income
    personal = FOR_COUPLE if couple else FOR_ADULT if known["age"] >= ADULT else FOR_YOUNG
    for_children = min(known["children"], TWO) * FOR_CHILD
    premiums = (FOR_DISABLED if known["disabled"] else ZERO) + (
        FOR_CARER if known["carer"] else ZERO
    )
    applicable = personal + for_children + premiums
    excess = max(income - applicable, ZERO)
    weekly_tax = pounds(known["council_tax"] / YEAR * SEVEN)
    share = ONE if known["pension_age"] else WORKING_AGE
    eligible_tax = min(weekly_tax, known["band_cap"]) * share
    deductions = (
        known["non_dependants_working"] * WORKER + known["non_dependants"] * NON_DEPENDANT
    )
    taper = pounds(excess * TAPER)
    reduction = pounds(max(eligible_tax - deductions - taper, ZERO))
    if savings > MOST_SAVINGS or reduction < POUND:
        return ZERO
    return reduction


# --- cases -----------------------------------------------------------------------------------


def vehicles(chance: random.Random, count: int) -> list[Inputs]:
    """Cases of the condition and the table."""
    return [
        {
            "pays_council_tax": chance.random() < 0.3,
            "fuel": chance.choice(["electric", "petrol", "diesel"]),
            "co2": D(chance.randint(0, 260)),
            "zone": chance.choice("ABCD"),
            "permits": D(chance.randint(0, 3)),
        }
        for _ in range(count)
    ]


def households(chance: random.Random, count: int) -> list[Inputs]:
    """Cases of the scheme."""

    def amount(most: int) -> Decimal:
        return D(chance.randint(0, most * 100)) / 100

    def truth() -> bool:
        return chance.random() < 0.3

    return [
        {
            "working_hours": D(chance.randint(0, 40)),
            "couple": truth(),
            "net_pay": amount(400),
            "childcare": amount(60),
            "pensions": amount(100),
            "benefits": amount(80),
            "savings": amount(20_000),
            "age": D(chance.randint(18, 90)),
            "children": D(chance.randint(0, 4)),
            "disabled": truth(),
            "carer": truth(),
            "council_tax": amount(3_000),
            "band_cap": D("34.50"),
            "pension_age": truth(),
            "non_dependants_working": D(chance.randint(0, 1)),
            "non_dependants": D(chance.randint(0, 1)),
        }
        for _ in range(count)
    ]


def zen_table() -> Work | None:
    """The same table in zen-engine, if that is on the path; numbers go in as floats."""
    if find_spec("zen") is None:
        return None
    head, _, *lines = TABLE.strip().splitlines()
    names = [cell.removeprefix("if ").removeprefix("then ") for cell in head.split(",")[1:]]
    rules = [_zen_rule(names, line, number) for number, line in enumerate(lines)]
    columns = [{"id": name, "name": name, "field": name} for name in names]
    rows = {
        "hitPolicy": "first",
        "inputs": columns[:-1],
        "outputs": columns[-1:],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {"id": "t", "type": "decisionTableNode", "name": "t", "content": rows},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "t"},
        {"id": "2", "type": "edge", "sourceId": "t", "targetId": "out"},
    ]
    content = {"fee": {"nodes": nodes, "edges": edges}}
    engine = import_module("zen").ZenEngine({"loader": {"type": "static", "content": content}})
    return lambda known: engine.evaluate("fee", known)["result"]["fee"]


def _zen_rule(names: list[str], line: str, number: int) -> dict[str, str]:
    fuel, co2, zone, permits, fee = line.replace('"A, B"', "AB").split(",")[1:]
    zones = ", ".join(f'"{each}"' for each in zone)
    cells = [
        "" if cell == "-" else cell for cell in (fuel and f'"{fuel}"', co2, zones, permits)
    ]
    cells = ["" if cell == '"-"' else cell for cell in cells]
    return {"_id": str(number), **dict(zip(names, [*cells, fee], strict=True))}


# --- measuring -------------------------------------------------------------------------------


@dataclass
class Contender:
    """Something that works a case out: what it is called, what it must do of its floor."""

    name: str
    work: Work
    bar: float | None = None
    rate: float = 0.0


def once_round(work: Work, cases: Sequence[Inputs], repeat: int) -> float:
    """How many cases a second one round comes to."""
    started = time.perf_counter()
    for _ in range(repeat):
        for case in cases:
            work(case)
    return repeat * len(cases) / (time.perf_counter() - started)


def measured(
    contenders: Sequence[Contender], cases: Sequence[Inputs], *, rounds: int, repeat: int
) -> None:
    """Give each its median rate; they take turns, so that a noisy moment meets them all."""
    rates: list[list[float]] = [[] for _ in contenders]
    gc.collect()
    gc.disable()
    for number in range(rounds + 1):
        for contender, seen in zip(contenders, rates, strict=True):
            rate = once_round(contender.work, cases, repeat)
            if number:
                seen.append(rate)
    gc.enable()
    for contender, seen in zip(contenders, rates, strict=True):
        contender.rate = statistics.median(seen)


def agreeing(cases: Sequence[Inputs], floor: Work, others: Sequence[Work]) -> None:
    """Refuse to time what does not answer as the floor does, for any case."""
    for case in cases:
        wanted = floor(case)
        for other in others:
            found = other(case)
            if found != wanted:
                raise SystemExit(f"{case}: {found} instead of {wanted}")


def told(title: str, contenders: Sequence[Contender]) -> None:
    """Print each beside the first, which is the floor."""
    floor = contenders[0].rate
    for each in contenders:
        bar = "" if each.bar is None else f"{each.bar:.2f}"
        met = "" if each.bar is None else ("yes" if each.rate / floor >= each.bar else "NO")
        print(f"| {title}: {each.name} | {each.rate / 1000:,.1f}k | {each.rate / floor:.2f}"
              f" | {bar} | {met} |")  # fmt: skip


def condition(chance: random.Random, rounds: int) -> None:
    """One condition."""
    cases = vehicles(chance, 500)
    ask = compile_expression(CONDITION)
    agreeing(cases, condition_by_hand, [ask.is_true, ask.evaluate, lambda c: ask.explain(c)[0]])
    made = [
        Contender("by hand", condition_by_hand),
        Contender("engine", ask.is_true, 0.35),
        Contender("engine, with the inputs it looked at", ask.explain, 0.35 * 0.75),
    ]
    measured(made, cases, rounds=rounds, repeat=100)
    told("condition", made)
    texts = [Contender("parse and compile", lambda _: compile_expression(CONDITION))]
    measured(texts, [{}], rounds=rounds, repeat=500)
    print(f"| condition: parse and compile | {texts[0].rate / 1000:,.1f}k | | | |")


def table(chance: random.Random, rounds: int) -> None:
    """The table, asked as the house asks it and without the explanation."""
    cases = [
        {n: v for n, v in c.items() if n != "pays_council_tax"} for c in vehicles(chance, 500)
    ]
    sheet = read_sheet(TABLE, name="fee")
    model = sheet.model()

    def engine(known: Inputs) -> object:
        return model.evaluate("fee", known)

    def explained(known: Inputs) -> object:
        return model.explain("fee", known).value

    def read_out(known: Inputs) -> object:
        made = model.explain("fee", known)
        assert made.decisions[-1].tables[-1].failed is not None  # noqa: S101 - it is read
        return made.value

    def decided(known: Inputs) -> object:
        return sheet.decide(known).value

    agreeing(cases, table_by_a_loop, [table_by_ifs, engine, explained, read_out, decided])
    made = [
        Contender("by hand, a loop over the rows", table_by_a_loop),
        Contender("by hand, twenty ifs", table_by_ifs),
        Contender("engine", engine, 1.0),
        Contender("engine, with explanation", explained, 0.75),
        Contender("engine, with explanation, read at once", read_out),
        Contender("engine, a sheet's decide with rows and names", decided),
    ]
    measured(made, cases, rounds=rounds, repeat=20)
    told("table", made)
    zen = zen_table()
    if zen is None:
        print("| table: zen-engine is not on the path | | | | |")
        return
    floats = [{n: float(v) if isinstance(v, D) else v for n, v in c.items()} for c in cases]
    for case, same in zip(cases, floats, strict=True):
        agreeing([case], table_by_a_loop, [lambda _, same=same: D(str(zen(same)))])  # type: ignore[misc]
    rival = Contender("zen-engine", zen)
    measured([rival], floats, rounds=rounds, repeat=10)
    ratio = made[2].rate / rival.rate
    print(f"| table: zen-engine | {rival.rate / 1000:,.1f}k | | | |")
    print(f"| table: engine against zen-engine | | {ratio:.2f} | 5.00"
          f" | {'yes' if ratio >= 5 else 'NO'} |")  # fmt: skip


def scheme(chance: random.Random, rounds: int) -> None:
    """The scheme: its award alone, and with all sixteen lines."""
    cases = households(chance, 500)
    award, lines = compile_expression(f"{SCHEME}.award"), compile_expression(SCHEME)

    def with_lines(known: Inputs) -> object:
        found = lines.evaluate(known)
        return found["award"]

    agreeing(cases, scheme_by_hand, [award.evaluate, with_lines])
    made = [
        Contender("by hand", scheme_by_hand),
        Contender("engine", award.evaluate, 0.45),
        Contender("engine, with every line", with_lines, 0.45 * 0.75),
    ]
    measured(made, cases, rounds=rounds, repeat=5)
    told("scheme", made)


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    setcontext(Context(prec=34))
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| work | per second | of the floor | bar | met |\n|---|---|---|---|---|")
    for part in (condition, table, scheme):
        part(random.Random(7), rounds)


if __name__ == "__main__":
    main()
