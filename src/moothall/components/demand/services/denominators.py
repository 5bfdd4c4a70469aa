"""How many people live where, taken in from a CSV file: what rates are counted against."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from moothall.components.demand.contracts import (
    DenominatorsImported,
    FileRefused,
    OnlyTheSteward,
    Refusal,
)
from moothall.components.demand.models import Denominator
from moothall.kernel import events, organisations
from moothall.kernel.actors import own_org
from moothall.kernel.words import Said, say

COLUMNS = ("area", "band", "year", "population", "source")
_TEXTS = {"area": 40, "band": 20, "source": 200}
_LATEST, _MOST = 2200, 2_000_000_000
_KEY = ("area", "band", "year")
_Key = tuple[str, str, int]


@dataclass(kw_only=True)
class Counted:
    """What became of the rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


def import_denominators(*, text: str, at: datetime) -> Counted:
    """Take in area, band, year, population and source, one row for each; inside ``acting``.

    What is there already is changed where it differs. Raises ``FileRefused`` and
    ``OnlyTheSteward``.
    """
    if own_org() != organisations.steward().id:
        raise OnlyTheSteward(say("Only the steward of the place keeps its demand data."))
    told = Counted()
    wanted = _read(text, told)
    known = {(r.area, r.band, r.year): r for r in Denominator.objects.all()}
    new, others = [], []
    for key, (population, source) in wanted.items():
        row = known.get(key)
        if row is None:
            area, band, year = key
            new.append(
                Denominator(
                    org_id=own_org(),
                    area=area,
                    band=band,
                    year=year,
                    population=population,
                    source=source,
                )
            )
        elif (row.population, row.source) != (population, source):
            row.population, row.source = population, source
            others.append(row)
    Denominator.objects.bulk_create(new, batch_size=1_000)
    Denominator.objects.bulk_update(others, ["population", "source"], batch_size=1_000)
    told.added, told.changed = len(new), len(others)
    told.unchanged = len(wanted) - len(new) - len(others)
    if new or others:
        events.record(DenominatorsImported(added=len(new), changed=len(others)), at=at)
    return told


def _read(text: str, told: Counted) -> dict[_Key, tuple[int, str]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    lacking = [c for c in COLUMNS if c not in (reader.fieldnames or [])]
    if lacking:
        raise FileRefused(
            say("The file has no column “{columns}”.", columns="”, “".join(lacking))
        )
    found: dict[_Key, tuple[int, str]] = {}
    for line, row in _rows(reader):
        odd = _odd(row)
        key = None if odd else (row["area"], row["band"], int(row["year"]))
        if key in found:
            odd = say("It stands in the file twice.")
        if odd or key is None:
            told.refused.append(Refusal(line=line, said=odd or say("It is empty.")))
        else:
            found[key] = (int(row["population"]), row["source"])
    return found


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        whole = None not in row and None not in row.values()
        cells = {c: (row[c] or "").strip() for c in COLUMNS} if whole else {}
        yield reader.line_num, cells


def _odd(row: Mapping[str, str]) -> Said | None:
    """What is wrong with a row, if anything is."""
    if not row:
        return say("It has not as many columns as the header.")
    for name, most in _TEXTS.items():
        if not row[name] or len(row[name]) > most or not row[name].isprintable():
            return say("{field}: “{value}” is no code.", field=name, value=row[name][:40])
    for name, largest in (("year", _LATEST), ("population", _MOST)):
        if (
            not row[name].isascii()
            or not row[name].isdecimal()
            or int(row[name][:12]) > largest
        ):
            return say("{field}: “{value}” is no count.", field=name, value=row[name][:40])
    return None
