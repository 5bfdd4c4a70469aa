"""What areas can do: take in what others publish. Only the steward does; everybody reads it.

Files are taken in whole, feature by feature and row by row: what is wrong is left out and told,
the rest is kept, and the same file again changes nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import shapely

from moothall.components.areas import contracts, models, queries
from moothall.components.areas.contracts import Address, Imported, Postcode, Remark
from moothall.components.areas.rules import rows
from moothall.components.areas.rules.atlas import Atlas, bounds_of, label_of
from moothall.components.areas.rules.features import Outline, Properties, read_outlines
from moothall.components.areas.rules.rows import PostcodeColumns, Rows
from moothall.components.areas.rules.wording import listing_order, words_of
from moothall.kernel import events, organisations
from moothall.kernel.actors import current, own_org, require_duty
from moothall.kernel.facts import Event
from moothall.kernel.ids import uuid7
from moothall.kernel.models import OrgOwned
from moothall.kernel.words import Said, say

_KIND = re.compile("[a-z][a-z0-9_-]{0,39}")
_AT_ONCE = 500

_Entry = TypeVar("_Entry", Postcode, Address)
_Values = dict[str, Any]
"""What a row shall hold, by its columns."""


def import_areas(*, text: str, kind: str, properties: Properties, at: datetime) -> Imported:
    """Take in the areas of a GeoJSON file as areas of this ``kind``.

    An area is known by its code: one that is there already is changed where it differs. A
    parent must be there before its parts. Raises ``FileRefused``, ``OnlyTheSteward`` and
    ``NotAKind``.
    """
    _require_steward()
    if not _KIND.fullmatch(kind):
        raise contracts.NotAKind(say("A kind of area is one word in small letters, like ward."))
    outlines = read_outlines(text=text, properties=properties)
    edition = _locked_edition()
    known = queries.atlas()
    wanted, left_out, doubts = dict[str, _Values](), list(outlines.left_out), list[Remark]()
    for outline in outlines.found:
        if odd := _no_home(outline, kind, known):
            left_out.append(_remark(outline, *odd))
            continue
        if odd := _astray(outline, known):
            doubts.append(_remark(outline, *odd))
        wanted[outline.code] = _area_values(outline, kind)
    told = _write(models.Area, "code", wanted, left_out, doubts)
    if told.added or told.changed:
        edition.token = uuid7()
        edition.save(update_fields=["token"])
    _say(told, contracts.AreasImported(kind=kind, added=told.added, changed=told.changed), at)
    return told


def import_postcodes(
    *, text: str, at: datetime, columns: PostcodeColumns | None = None
) -> Imported:
    """Take in the postcodes of a CSV file. Raises ``FileRefused``, ``OnlyTheSteward``."""
    _require_steward()
    read = rows.read_postcodes(text=text, columns=columns or PostcodeColumns())
    told = _take_in(read, models.Postcode, "postcode", lambda _: {})
    _say(told, contracts.PostcodesImported(added=told.added, changed=told.changed), at)
    return told


def import_addresses(*, text: str, at: datetime) -> Imported:
    """Take in the addresses of a CSV file. Raises ``FileRefused``, ``OnlyTheSteward``."""
    _require_steward()
    read = rows.read_addresses(text=text)
    told = _take_in(read, models.Address, "uprn", _address_values)
    _say(told, contracts.AddressesImported(added=told.added, changed=told.changed), at)
    return told


def _require_steward() -> None:
    if own_org() != organisations.steward().id:
        raise contracts.OnlyTheSteward(
            say("Only the steward of the place keeps its areas and addresses.")
        )
    if current().officer or current().client:
        require_duty("steward")


def _locked_edition() -> models.Edition:
    """The edition, locked until the commit, so that imports follow one another."""
    models.Edition.objects.bulk_create(
        [models.Edition(org_id=own_org(), token=uuid7())], ignore_conflicts=True
    )
    return models.Edition.objects.select_for_update().get()


def _no_home(outline: Outline, kind: str, known: Atlas) -> tuple[str, Said] | None:
    """Why an area cannot stand where the file puts it: a code and words, or nothing."""
    before = known.find(outline.code)
    if before and before.kind != kind:
        return "other-kind", say("This code belongs to a {kind} already.", kind=before.kind)
    above, seen = outline.parent, {outline.code}
    while above is not None:
        parent = known.find(above)
        if above in seen:
            return "circle", say("It would be a part of itself.")
        if parent is None:
            return "no-such-parent", say(
                "There is no area with the code {parent}: import it first.", parent=above
            )
        seen.add(above)
        above = parent.parent
    return None


def _astray(outline: Outline, known: Atlas) -> tuple[str, Said] | None:
    """Words of doubt about an area whose middle lies outside its parent, or nothing."""
    if outline.parent and not known.contains(outline.parent, label_of(shape=outline.shape)):
        return "outside-parent", say(
            "Its middle does not lie in {parent}, of which it is said to be a part.",
            parent=outline.parent,
        )
    return None


def _remark(outline: Outline, code: str, said: Said) -> Remark:
    return Remark(number=outline.number, key=outline.code, code=code, said=said)


def _area_values(outline: Outline, kind: str) -> _Values:
    bounds, label = bounds_of(shapes=[outline.shape]), label_of(shape=outline.shape)
    return {
        "kind": kind,
        "name": outline.name,
        "parent_code": outline.parent,
        "shape": shapely.to_wkb(shapely.normalize(outline.shape)),
        "south": bounds.south,
        "west": bounds.west,
        "north": bounds.north,
        "east": bounds.east,
        "label_lat": label.lat,
        "label_lon": label.lon,
    }


def _address_values(found: Address) -> _Values:
    return {
        "line1": found.line1,
        "line2": found.line2,
        "town": found.town,
        "postcode": found.postcode,
        "words": words_of(address=found),
        "listing": listing_order(address=found),
    }


def _take_in(
    read: Rows[_Entry],
    model: type[OrgOwned],
    key: str,
    describe: Callable[[_Entry], _Values],
) -> Imported:
    """Write what a list holds, each entry with its position and ward."""
    _locked_edition()
    known = queries.atlas()
    wanted = dict[str, _Values]()
    left_out, doubts = list(read.left_out), list[Remark]()
    for line, found in read.found:
        name = getattr(found, key)
        ward, oddity = rows.settle_ward(named=found.ward, at=found.at, atlas=known)
        if oddity:
            said = rows.odd_ward(oddity=oddity, named=found.ward, at=found.at, atlas=known)
            remarks = left_out if oddity == rows.NO_SUCH_WARD else doubts
            remarks.append(Remark(number=line, key=name, code=oddity, said=said))
        if oddity != rows.NO_SUCH_WARD:
            place = {"lat": found.at.lat, "lon": found.at.lon, "ward_code": ward}
            wanted[name] = describe(found) | place
    return _write(model, key, wanted, left_out, doubts)


def _write(
    model: type[OrgOwned],
    key: str,
    wanted: Mapping[str, _Values],
    left_out: Sequence[Remark],
    doubts: Sequence[Remark],
) -> Imported:
    """Make the organisation's rows what is ``wanted``, by their key; leave all others alone."""
    org, written = own_org(), model._default_manager
    kept = {getattr(row, key): row for row in written.filter(org_id=org)}
    added = [
        model(org_id=org, **{key: name}, **values)
        for name, values in wanted.items()
        if name not in kept
    ]
    changed = [kept[name] for name, values in wanted.items() if _change(kept.get(name), values)]
    written.bulk_create(added, batch_size=_AT_ONCE)
    if changed:
        fields = list(next(iter(wanted.values())))
        written.bulk_update(changed, fields, batch_size=_AT_ONCE)
    return Imported(
        added=len(added),
        changed=len(changed),
        unchanged=len(wanted) - len(added) - len(changed),
        left_out=tuple(sorted(left_out, key=lambda remark: remark.number)),
        doubts=tuple(doubts),
    )


def _change(row: OrgOwned | None, values: _Values) -> bool:
    """Make a row hold ``values``; whether that changed it."""
    if row is None:
        return False
    before = {name: _plain(getattr(row, name)) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    return before != values


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _say(told: Imported, happened: Event, at: datetime) -> None:
    if told.added or told.changed:
        events.record(happened, at=at)
