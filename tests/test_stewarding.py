"""What an operator does for a place: officers who may work, keys that open, work redone."""

from uuid import uuid4

import pytest
from django.db import connection
from django.utils.timezone import now

from moothall.components.identity import queries as identity
from moothall.components.people import queries as people
from moothall.components.people.contracts import OfficerNotFound
from moothall.kernel import jobs
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import an_org, slug_of, the_steward
from moothall.site import stewarding


def invited(org: OrgId) -> str:
    the_steward()
    email = f"robin.{uuid4().hex[:8]}@example.com"
    stewarding.invite_officer(
        organisation=slug_of(org), email=email, name="Robin", duties=["caseworker"], teams=[]
    )
    return email


def test_an_invited_officer_works_for_the_organisation() -> None:
    org = an_org()
    email = invited(org)
    with acting(Actor(org=org), purpose="test"):
        assert people.officer_by_email(email=email, at=now()).name == "Robin"


def test_an_officer_whose_access_was_ended_works_there_no_longer() -> None:
    org = an_org()
    email = invited(org)
    stewarding.end_officer(organisation=slug_of(org), email=email)
    with acting(Actor(org=org), purpose="test"), pytest.raises(OfficerNotFound):
        people.officer_id(email=email, at=now())


def test_a_key_opens_the_api_for_its_organisation() -> None:
    org = an_org()
    _, key = stewarding.issue_key(
        organisation=slug_of(org), name="a test", scopes=["cases:read"], duties=["adviser"]
    )
    client = identity.api_client(key)
    assert client is not None
    assert (client.org, client.scopes) == (org, frozenset({"cases:read"}))


def test_a_failed_job_is_tried_again() -> None:
    org, key = an_org(), uuid4().hex
    with acting(Actor(org=org), purpose="test"), connection.cursor() as cursor:
        jobs.enqueue(job="documents.sweep", key=key)
        cursor.execute(
            "update procrastinate_jobs set status = 'failed' where queueing_lock = %s",
            [f"documents.sweep/{key}"],
        )
    assert stewarding.retry_jobs() >= 1
    with acting(Actor(org=org), purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select status::text from procrastinate_jobs where queueing_lock = %s",
            [f"documents.sweep/{key}"],
        )
        assert cursor.fetchone() == ("todo",)
