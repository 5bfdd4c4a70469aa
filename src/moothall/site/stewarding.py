"""What an operator does for a place: officers, API keys, and work that got stuck."""

from collections.abc import Collection

from django.db import connection
from django.utils.timezone import now

from moothall.components.identity import services as identity
from moothall.components.identity.contracts import ApiClient
from moothall.components.people import services as people
from moothall.kernel import organisations, readers, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import PersonId

_PURPOSE = "set-up"
_RETRY = """
update procrastinate_jobs as job set status = 'todo', attempts = 0, scheduled_at = null
 where status = 'failed' and not exists (
   select from procrastinate_jobs as other
    where other.status = 'todo' and other.queueing_lock = job.queueing_lock)
"""


def invite_officer(
    *, organisation: str, email: str, name: str, duties: Collection[str], teams: Collection[str]
) -> None:
    """Make an officer's account and membership, and mail a link to set a password by."""
    at, org = now(), organisations.called(slug=organisation).id
    account = identity.create_officer(email=email, password=None, at=at)
    with acting(Actor(org=org), purpose=_PURPOSE):
        people.join(
            person=PersonId(account.user),
            name=name,
            email=email,
            duties=duties,
            teams=teams,
            at=at,
        )
    identity.invite_officer(user=account.user, at=at)


def end_officer(*, organisation: str, email: str) -> None:
    """Let somebody work for an organisation no longer, and sign them out everywhere."""
    at, org = now(), organisations.called(slug=organisation).id
    with acting(Actor(org=org), purpose=_PURPOSE):
        person = registry.offer("people.v1").officer_id(email=email, at=at)
        people.leave(person=person, at=at)
    identity.sign_out_everywhere(user=person)


def issue_key(
    *, organisation: str, name: str, scopes: Collection[str], duties: Collection[str]
) -> tuple[ApiClient, str]:
    """Make an API client of an organisation; its key is shown this once."""
    org = organisations.called(slug=organisation).id
    return identity.issue_api_key(org=org, name=name, scopes=scopes, duties=duties, at=now())


def retry_jobs() -> int:
    """Have every failed job tried again; answer how many."""
    with acting(Actor(), purpose=_PURPOSE), connection.cursor() as cursor:
        cursor.execute(_RETRY)
        return int(cursor.rowcount)


def replay(*, reader: str) -> int:
    """Hand a reader its parked events again; answer how many it now took."""
    return readers.replay(reader=reader, handlers=registry.readers().get(reader, {}))
