"""A row of every table that belongs to organisations, and who may do what with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from moothall.components.areas.testing import seaborough
from moothall.kernel import parties, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, PersonId, uuid7
from moothall.kernel.testing import (
    NOON,
    a_person,
    a_resident,
    an_officer,
    an_org,
    the_steward,
)

LONG_AGO, FAR_OFF = datetime(2020, 1, 6, tzinfo=UTC), datetime(2090, 1, 2, tzinfo=UTC)
PURPOSE, SHARED_FOR = "test", "prevention"
DEEDS: Mapping[str, str] = {"r": "read", "u": "change", "d": "delete", "i": "insert"}

Row = dict[str, Any]
Cursor = Any
"""Django's, or psycopg's own."""


def _words() -> str:
    return '{"en": "Words", "cy": "Geiriau"}'


@dataclass(frozen=True, kw_only=True)
class World:
    """One organisation with a row of every table, and everybody who might want to see it."""

    org: OrgId
    steward: OrgId
    other: OrgId
    partner: OrgId
    lapsed: OrgId
    person: PersonId
    visit: str
    mailbox: str
    case: UUID = field(default_factory=uuid7)
    journey: UUID = field(default_factory=uuid7)
    version: UUID = field(default_factory=uuid7)
    keys: dict[str, object] = field(default_factory=dict)
    """Lock -> the key of its row."""

    def actors(self) -> Mapping[str, tuple[Actor, str]]:
        """Everybody, with the purpose they act for."""
        me = (self.visit,)
        gone = parties.visit_of(f"gone/{self.case}")
        return {
            "own organisation": (an_officer(self.org), PURPOSE),
            "another organisation": (an_officer(self.other, "manager"), PURPOSE),
            "nobody": (Actor(), PURPOSE),
            "visitor": (Actor(visits=(parties.visit_of("anybody"),)), PURPOSE),
            "neighbour": (a_resident(self.org, signed_in=True), PURPOSE),
            "resident elsewhere": (a_resident(self.other, signed_in=True), PURPOSE),
            "party by visit": (Actor(served_by=self.org, visits=me), PURPOSE),
            "party by person": (Actor(served_by=self.org, person=self.person), PURPOSE),
            "party by mailbox": (
                Actor(served_by=self.org, visits=(parties.visit_of("new"), self.mailbox)),
                PURPOSE,
            ),
            "party not served": (Actor(visits=me), PURPOSE),
            "party served by others": (Actor(served_by=self.other, visits=me), PURPOSE),
            "party no longer": (Actor(served_by=self.org, visits=(gone,)), PURPOSE),
            "partner": (an_officer(self.partner), SHARED_FOR),
            "partner for another purpose": (an_officer(self.partner), PURPOSE),
            "partner of old": (an_officer(self.lapsed), SHARED_FOR),
        }


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What the row of one table looks like, and which deeds are open to whom.

    ``party``: whoever takes part in its subject while its organisation serves them; ``served``:
    whoever its organisation serves; ``but``: exceptions by actor.
    """

    row: Callable[[World], Row]
    own: str
    served: str = ""
    party: str = ""
    everybody: str = ""
    but: Mapping[str, str] = field(default_factory=dict)
    key: str = "id"
    changes: str = "org_id"
    """The column that a change sets to what it is."""
    of_steward: bool = False

    def may(self, who: str) -> frozenset[str]:
        """The deeds that ``who`` may do."""
        if who in self.but:
            return frozenset(self.but[who])
        if who == "own organisation":
            return frozenset(self.own)
        open_to = {
            "party by visit": self.party + self.served,
            "party by person": self.party + self.served,
            "party by mailbox": self.party + self.served,
            "party not served": "r" if "r" in self.party else "",
            "party served by others": "r" if "r" in self.party else "",
            "party no longer": self.served,
            "neighbour": self.served,
        }
        return frozenset(open_to.get(who, "") + self.everybody)


def table_of(name: str) -> str:
    """A table may have several kinds of rows: ``cases_timeline/staff``."""
    return name.partition("/")[0]


def _case(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "reference": uuid4().hex[:20], "service": "s",
        "version": uuid4(), "need": "n", "language": "en", "channel": "web", "state": "open",
        "outcome": "", "team": "", "title": _words(), "answers": "{}", "contact": "{}",
        "contact_visit": "", "ward": "", "postcode": "", "opened_at": NOON,
        "updated_at": NOON, "held_state": "", "paused_seconds": 0, "closed_seconds": 0,
        "revision": 1,
    }  # fmt: skip


def _entry(audience: str) -> Callable[[World], Row]:
    return lambda w: {
        "id": uuid7(), "entry": uuid7(), "org_id": w.org, "case_id": w.case,
        "audience": audience, "kind": "acted", "at": NOON, "by_kind": "officer", "action": "",
        "from_state": "", "to_state": "", "revision": 1, "answers": "{}", "details": "{}",
    }  # fmt: skip


def _note(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "case_id": w.case, "at": NOON, "by_kind": "officer",
        "text": "For staff",
    }  # fmt: skip


def _link(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "case_id": w.case, "other_id": w.case,
        "kind": "related", "at": NOON,
    }  # fmt: skip


def _document(subject: str, *, for_staff: bool = False) -> Callable[[World], Row]:
    return lambda w: {
        "id": uuid7(), "org_id": w.org, "subject": getattr(w, subject), "question": "photo",
        "key": uuid4().hex, "name": "hole.jpg", "type": "image/jpeg", "size": 1,
        "sha256": "0" * 64, "scan": "clean", "added_at": NOON, "is_final": True,
        "for_staff": for_staff,
    }  # fmt: skip


def _amendment(w: World) -> Row:
    return {
        "id": uuid7(),
        "org_id": w.org,
        "service": f"service-{uuid7().hex[-8:]}",
        "version_id": w.version,
        "files": "{}",
        "conditions": "{}",
        "hands": "[]",
        "revision": 1,
        "note": "",
        "changed_by": uuid7(),
        "changed_at": NOON,
    }


def _journey(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "service": "s", "version_id": w.version,
        "language": "en", "channel": "web", "done": "{}", "began_at": NOON, "changed_at": NOON,
        "stopped_at": "", "reference": "", "saved_email": "",
    }  # fmt: skip


def _version(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "service": uuid4().hex, "number": 1, "hash": "0" * 64,
        "content": "{}", "note": "", "changes": "[]", "published_by": "test",
        "published_at": NOON,
    }  # fmt: skip


def _what_if(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "service": "s", "version_id": w.version, "files": "{}",
        "day": NOON.date(), "amount": "", "direction": "get", "of_past": True,
        "groupings": "[]", "population_hash": "", "warnings": "[]", "state": "done",
        "starts": 0, "total_rows": 0, "done_rows": 0, "why": "{}", "asked_by": "test",
        "asked_at": NOON,
    }  # fmt: skip


def _service(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "slug": uuid4().hex, "version_id": w.version,
        "title": _words(), "summary": _words(), "need": "n", "channels": "[]", "is_live": False,
    }  # fmt: skip


def _message(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "key": uuid4().hex, "recipient": "sam@example.com",
        "reply_to": "", "subject": "We have it", "body": "Thank you.", "language": "en",
        "about": w.case, "state": "queued", "reason": "", "detail": "", "attempts": 0,
        "message_id": "", "queued_at": NOON,
    }  # fmt: skip


def _dead_address(w: World) -> Row:
    return {"id": uuid7(), "org_id": w.org, "digest": uuid4().hex, "since": NOON}


def _membership(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "person_id": w.person, "name": "Robin Marsh",
        "email": "robin@example.com", "duties": "[]", "teams": "[]", "since": NOON,
        "until": NOON,
    }  # fmt: skip


def _party(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "subject": w.case, "visit": w.visit,
        "role": "applicant",
    }  # fmt: skip


def _grant(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "to_org_id": w.partner, "data_set": "cases",
        "purpose": SHARED_FOR, "effective_from": LONG_AGO, "effective_to": FAR_OFF,
    }  # fmt: skip


def _event(w: World) -> Row:
    return {
        "org_id": w.org, "name": "test.row-made.v1", "subject": w.case, "occurred_at": NOON,
        "by": "system", "body": "{}",
    }  # fmt: skip


def _idempotency_key(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "client_id": uuid4(), "key": "k", "status": 201,
        "fingerprint": "0" * 64, "answer": "{}", "created_at": NOON,
    }  # fmt: skip


def _choice(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "capability": uuid4().hex, "connector": "no_messages",
        "settings": "{}", "secrets": b"",
    }  # fmt: skip


def _area(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.steward, "code": uuid4().hex, "kind": "test",
        "name": _words(), "shape": b"", "south": 0.0, "west": 0.0, "north": 0.0, "east": 0.0,
        "label_lat": 0.0, "label_lon": 0.0,
    }  # fmt: skip


def _edition(w: World) -> Row:
    return {"id": uuid7(), "org_id": w.steward, "token": uuid4()}


def _postcode(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.steward, "postcode": uuid4().hex[:8], "lat": 0.0,
        "lon": 0.0,
    }  # fmt: skip


def _address(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.steward, "uprn": uuid4().hex[:12], "line1": "1",
        "line2": "", "town": "", "postcode": "", "lat": 0.0, "lon": 0.0, "words": "",
        "listing": "",
    }  # fmt: skip


def _rate(w: World) -> Row:
    return {
        "id": uuid7(), "org_id": w.org, "change": uuid4(), "service": "s",
        "file": "rates/s.csv", "valid_from": FAR_OFF.date(), "key": uuid4().hex,
        "numbers": "{}", "state": "in order", "by": uuid4(), "at": NOON,
    }  # fmt: skip


_OF_THE_PLACE: dict[str, Any] = {"own": "riu", "everybody": "r", "of_steward": True}


def _row_of(a_row: Callable[[OrgId], Row]) -> Callable[[World], Row]:
    return lambda w: a_row(w.org)


def _of_components() -> Iterator[tuple[str, Lock]]:
    """What components tell of their own tables: table -> (row, deeds, …).

    The rows of ``LOCKED`` are made of an organisation, those of ``LOCKED_IN_WORLD`` of a world.
    """
    for component in registry.components().values():
        testing = f"{component.package}.testing"
        told = vars(import_module(testing)) if find_spec(testing) else {}
        for table, (a_row, own, *rest) in told.get("LOCKED", {}).items():
            yield table, Lock(row=_row_of(a_row), own=own, **(rest[0] if rest else {}))
        for table, (a_row, own, rest) in told.get("LOCKED_IN_WORLD", {}).items():
            yield table, Lock(row=a_row, own=own, **rest)


LOCKS: Mapping[str, Lock] = {
    **dict(_of_components()),
    "journeys_version": Lock(row=_version, own="ri", everybody="r"),
    "journeys_whatif": Lock(row=_what_if, own="riud"),
    # A resident joins a case or a journey before it is made; see the test of beginnings.
    "cases_case": Lock(row=_case, own="riu", party="ru", but={"partner": "r"}),
    "journeys_journey": Lock(row=_journey, own="riud", party="rud"),
    "journeys_amendment": Lock(row=_amendment, own="riud"),
    "party": Lock(
        row=_party,
        own="riu",
        party="riu",
        changes="until",
        # They see their own row only, and may end, or let others into, what they take part in.
        but={"party by person": "iu", "party by mailbox": "iu"},
    ),
    "sharing_grant": Lock(
        row=_grant, own="riu", but={"partner": "r", "partner for another purpose": "r"}
    ),
    "event_log": Lock(row=_event, own="ri", served="i", key="position"),
    "idempotency_key": Lock(row=_idempotency_key, own="rid"),
    "connector_choice": Lock(
        row=_choice, own="riu", served="r"
    ),
    "cases_timeline/resident": Lock(row=_entry("resident"), own="ri", party="ri"),
    "cases_timeline/staff": Lock(row=_entry("staff"), own="ri"),
    "cases_note": Lock(row=_note, own="ri"),
    "cases_link": Lock(row=_link, own="ri"),
    "documents_document/case": Lock(row=_document("case"), own="riud", party="riud"),
    "documents_document/journey": Lock(row=_document("journey"), own="riud", party="riud"),
    # Changes and deletions that are tried blindly reach what is theirs beside it.
    "documents_document/staff": Lock(
        row=_document("case", for_staff=True),
        own="riud",
        but={f"party by {how}": "ud" for how in ("visit", "person", "mailbox")},
    ),
    "journeys_service": Lock(row=_service, own="riu", everybody="r"),
    "notifications_message": Lock(row=_message, own="riu", served="i"),
    "notifications_deadaddress": Lock(row=_dead_address, own="rid"),
    "people_membership": Lock(row=_membership, own="riu", but={"party by person": "r"}),
    "calculation_rate_row": Lock(
        row=_rate, own="riu", everybody="r", changes="ruled_by"
    ),
    "areas_area": Lock(row=_area, **_OF_THE_PLACE),
    "areas_edition": Lock(row=_edition, **_OF_THE_PLACE),
    "areas_postcode": Lock(row=_postcode, **_OF_THE_PLACE),
    "areas_address": Lock(row=_address, **_OF_THE_PLACE),
}  # fmt: skip


def discovered() -> set[str]:
    """Every table whose rows belong to organisations."""
    with acting(Actor(), purpose=PURPOSE), connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where a.attname = 'org_id' and not a.attisdropped and c.relkind in ('r', 'p')"
            " and c.relnamespace = 'public'::regnamespace"
        )
        return {table for (table,) in cursor}


@cache
def the_world() -> World:
    """The same rows for all tests: none of them changes any for good."""
    seaborough()
    w = World(
        org=an_org(),
        steward=the_steward(),
        other=an_org(),
        partner=an_org(),
        lapsed=an_org(),
        person=a_person(),
        visit=parties.visit_of(parties.new_secret()),
        mailbox=parties.visit_of_mailbox(f"{uuid4()}@example.com"),
    )
    with acting(an_officer(w.org), purpose=PURPOSE), connection.cursor() as cursor:
        _join(w)
        for name, lock in LOCKS.items():
            if not lock.of_steward:
                w.keys[name] = _put(cursor, name, lock, w)
        lapsed = {**_grant(w), "to_org_id": w.lapsed, "effective_to": LONG_AGO}
        cursor.execute(*insertion("sharing_grant", lapsed))
    with acting(Actor(org=w.steward), purpose=PURPOSE), connection.cursor() as cursor:
        for name in [name for name, lock in LOCKS.items() if lock.of_steward]:
            cursor.execute(f"select id from {name} where org_id = %s", [w.steward])  # noqa: S608
            row = cursor.fetchone()
            w.keys[name] = row[0] if row else _put(cursor, name, LOCKS[name], w)
    return w


def _join(w: World) -> None:
    for subject in (w.case, w.journey):
        parties.add(subject=subject, person=w.person)
        for visit in (w.visit, w.mailbox):
            parties.add(subject=subject, visit=visit)
        gone = parties.visit_of(f"gone/{w.case}")
        parties.add(subject=subject, visit=gone, until=datetime.now(UTC) - timedelta(seconds=1))


def _known(name: str, w: World) -> UUID | None:
    """The id of a row that others hang on."""
    ids = {
        "cases_case": w.case,
        "journeys_journey": w.journey,
        "journeys_version": w.version,
    }
    return ids.get(name)


def _put(cursor: Cursor, name: str, lock: Lock, w: World) -> object:
    row = lock.row(w)
    if lock.key == "id":
        row["id"] = _known(name, w) or row["id"]
    statement, values = insertion(name, row)
    cursor.execute(f"{statement} returning {lock.key}", values)
    return cursor.fetchone()[0]


def insertion(name: str, row: Row) -> tuple[str, list[Any]]:
    """A row as SQL."""
    places = ", ".join(["%s"] * len(row))
    columns = ", ".join(f'"{column}"' for column in row)
    return f"insert into {table_of(name)} ({columns}) values ({places})", [*row.values()]  # noqa: S608
