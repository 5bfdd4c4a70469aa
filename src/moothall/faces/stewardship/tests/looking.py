"""Officers who look at figures, signed in at a browser."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils.timezone import now

from moothall.components.identity.testing import a_signed_in_client, an_officer_account
from moothall.components.people.contracts import Duty, Membership
from moothall.components.people.testing import a_member
from moothall.kernel.ids import OrgId


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who works for an organisation, with their browser."""

    membership: Membership
    browser: Client

    def get(self, address: str, **query: str) -> Any:  # noqa: ANN401 - Django's test response
        return self.browser.get(address, query)

    def post(self, address: str, **fields: Any) -> Any:  # noqa: ANN401
        return self.browser.post(address, fields)


def an_officer(org: OrgId, *duties: Duty) -> Person:
    """A new officer of ``org``: a caseworker, if no duty is given."""
    known = an_officer_account()
    membership = a_member(
        org,
        *(duties or (Duty.CASEWORKER,)),
        person=known.user,
        name="Robin Marsh",
        email=known.email,
        at=now() - timedelta(days=1),
    )
    return Person(membership=membership, browser=a_signed_in_client(known))


def text(response: Any) -> str:  # noqa: ANN401
    """What a page says, as its markup has it."""
    return str(response.content.decode())
