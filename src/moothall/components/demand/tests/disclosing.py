"""Cubes to protect, and an attacker who tries every table that could be."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from moothall.components.demand.rules.disclosure import (
    Cell,
    Claim,
    Cube,
    Dimension,
    Form,
    Key,
    Policy,
    Table,
    View,
)
from moothall.components.demand.rules.disclosure.tables import Entry

WARDS = 12
HOODS_IN_A_WARD = 10
NEEDS = 40


def a_cube(
    counts: Sequence[Sequence[int]],
    *,
    name: str = "Release 1",
    people: Mapping[Key, int] | None = None,
    wards: Mapping[str, tuple[str, ...]] | None = None,
    heavy: Mapping[Key, float] | None = None,
) -> Cube:
    """Needs ``a``, ``b`` … by areas ``1``, ``2`` …; one contact each unless ``people`` says."""
    table = np.array(counts)
    needs = tuple("abcdefghij"[: table.shape[0]])
    areas = tuple(str(at + 1) for at in range(table.shape[1]))
    cells: dict[Key, Cell] = {
        (need, area): Cell(
            people=(people or {}).get((need, area), int(table[i, j])),
            contacts=int(table[i, j]),
            top_two_share=(heavy or {}).get((need, area), 0.0),
        )
        for i, need in enumerate(needs)
        for j, area in enumerate(areas)
        if table[i, j]
    }
    return Cube(
        name=name,
        dimensions=(
            Dimension(name="need", categories=needs),
            Dimension(name="area", categories=areas, groups=wards or {}),
        ),
        cells=cells,
    )


def with_true_totals(cube: Cube, *hidden: Key) -> Table:
    """All of it exact but these, of which nothing is known: the table before thinking."""
    entries = {
        key: Entry(shown=None, low=0, high=None)
        if key in hidden
        else Entry(shown=cube.at(key).contacts, low=(n := cube.at(key).contacts), high=n)
        for key in (*cube.finest(), *cube.margins())
    }
    return Table(
        name=cube.name,
        form=Form.PARTNERS,
        dimensions=cube.dimensions,
        policy=Policy(threshold=5),
        entries=entries,
    )


def a_large_cube(*, seed: int = 0) -> tuple[Cube, Mapping[str, tuple[str, ...]]]:
    """40 needs by 120 neighbourhoods in 12 wards, a third of it small, and those wards."""
    lots = np.random.default_rng(seed)
    needs = tuple(f"need {n}" for n in range(NEEDS))
    hoods = tuple(f"hood {n}" for n in range(WARDS * HOODS_IN_A_WARD))
    wards = {
        f"ward {w}": hoods[HOODS_IN_A_WARD * w : HOODS_IN_A_WARD * (w + 1)]
        for w in range(WARDS)
    }
    cells: dict[Key, Cell] = {}
    for need in needs:
        for hood in hoods:
            people = int(lots.poisson(lots.choice([0.5, 4.0, 12.0, 40.0])))
            if people:
                more = int(lots.poisson(people * 0.2))
                cells[need, hood] = Cell(people=people, contacts=people + more)
    dimensions = (
        Dimension(name="need", categories=needs),
        Dimension(name="area", categories=hoods, groups=wards),
    )
    return Cube(name="Release 2", dimensions=dimensions, cells=cells), wards


def by_ward(cube: Cube, wards: Mapping[str, tuple[str, ...]], *, name: str) -> Cube:
    """The same persons by ward, of which nobody is in two neighbourhoods."""
    needs = cube.dimensions[0]
    cells: dict[Key, Cell] = {}
    for need in needs.categories:
        for ward, hoods in wards.items():
            found = [cube.at((need, hood)) for hood in hoods]
            if contacts := sum(cell.contacts for cell in found):
                people = sum(cell.people for cell in found)
                cells[need, ward] = Cell(people=people, contacts=contacts)
    areas = Dimension(name="area", categories=tuple(wards))
    return Cube(name=name, dimensions=(needs, areas), cells=cells)


def exactly(cube: Cube, cell: Key, *, source: str) -> View:
    """That somebody else published the true count of a key of a cube."""
    names = [dimension.name for dimension in cube.dimensions]
    atoms = frozenset(tuple(sorted(zip(names, part, strict=True))) for part in cube.parts(cell))
    count = cube.at(cell).contacts
    claim = Claim(source=source, cell=cell, atoms=atoms, low=count, high=count)
    return View(source=source, claims=(claim,))


def tables_that_could_be(views: Sequence[View], *, top: int) -> Iterator[Mapping[object, int]]:
    """Every way in which all that is claimed is true, of counts up to ``top``, by trying."""
    claims = [claim for view in views for claim in view.claims]
    atoms = sorted({atom for claim in claims for atom in claim.atoms})
    touching = {a: [c for c in claims if a in c.atoms] for a in atoms}
    so_far: dict[object, int] = {}

    def fits(claim: Claim) -> bool:
        known = [so_far[a] for a in claim.atoms if a in so_far]
        if claim.high is not None and sum(known) > claim.high:
            return False
        return len(known) < len(claim.atoms) or sum(known) >= claim.low

    def walk(at: int) -> Iterator[Mapping[object, int]]:
        if at == len(atoms):
            yield dict(so_far)
            return
        for value in range(top + 1):
            so_far[atoms[at]] = value
            if all(fits(claim) for claim in touching[atoms[at]]):
                yield from walk(at + 1)
        del so_far[atoms[at]]

    return walk(0)


def values_by_trying(views: Sequence[View], *, top: int) -> Mapping[tuple[str, Key], set[int]]:
    """What every hidden count can be, by release and key."""
    hidden = [c for view in views for c in view.claims if c.is_secret]
    found: dict[tuple[str, Key], set[int]] = {(c.source, c.cell): set() for c in hidden}
    for table in tables_that_could_be(views, top=top):
        for claim in hidden:
            found[claim.source, claim.cell].add(sum(table[a] for a in claim.atoms))
    return found
