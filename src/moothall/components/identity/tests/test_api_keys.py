"""API keys: shown once, known by their hash, gone when revoked."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from moothall.components.identity import contracts, queries, services
from moothall.components.identity.contracts import Scope
from moothall.components.identity.models import ApiKey
from moothall.components.identity.testing import an_api_key
from moothall.kernel.ids import uuid7
from moothall.kernel.testing import NOON, an_org


def test_a_key_tells_whose_it_is_and_what_it_may() -> None:
    org = an_org()
    client, key = an_api_key(org, scopes=[Scope.CASES_READ], duties=["caseworker"])
    found = queries.api_client(key)
    assert found == client
    assert found is not None
    assert found.org == org
    assert found.scopes == {"cases:read"}
    assert Scope.CASES_READ in found.scopes
    assert found.duties == {"caseworker"}


def test_a_key_is_recognisable_and_long_enough_not_to_be_guessed() -> None:
    _, key = an_api_key(an_org())
    mark, prefix, secret = key.split("_", 2)
    assert mark == "mh"
    assert len(prefix) == 8
    assert len(secret) * 6 >= 256
    assert key != an_api_key(an_org())[1]


def test_the_key_itself_is_nowhere_in_the_database() -> None:
    org = an_org()
    client, key = an_api_key(org)
    row = ApiKey.objects.get(id=client.id)
    secret = key.split("_", 2)[2]
    assert secret not in str(vars(row))
    (listed,) = queries.api_keys(org=org)
    assert secret not in str(listed)
    assert key.startswith(f"mh_{listed.prefix}_")


@pytest.mark.parametrize(
    "key", ["", "mh_", "mh_x_y", "Bearer x", "mh_" + "a" * 500, "\0", "mh_é_x"]
)
def test_what_is_no_key_opens_nothing(key: str) -> None:
    assert queries.api_client(key) is None


def test_a_key_with_one_wrong_character_opens_nothing() -> None:
    _, key = an_api_key(an_org())
    other = "A" if key[-1] != "A" else "B"
    assert queries.api_client(key[:-1] + other) is None
    assert queries.api_client(key.upper()) is None


def test_a_revoked_key_opens_nothing_from_the_next_request_on() -> None:
    org = an_org()
    client, key = an_api_key(org)
    services.revoke_api_key(org=org, key_id=client.id, at=NOON)
    assert queries.api_client(key) is None
    (listed,) = queries.api_keys(org=org)
    assert listed.revoked_at == NOON


def test_revoking_again_changes_nothing() -> None:
    org = an_org()
    client, _ = an_api_key(org)
    services.revoke_api_key(org=org, key_id=client.id, at=NOON)
    services.revoke_api_key(org=org, key_id=client.id, at=NOON + timedelta(days=1))
    (listed,) = queries.api_keys(org=org)
    assert listed.revoked_at == NOON


def test_another_organisation_can_neither_see_nor_revoke_a_key() -> None:
    client, key = an_api_key(an_org())
    other = an_org()
    assert queries.api_keys(org=other) == []
    with pytest.raises(contracts.ApiKeyNotFound):
        services.revoke_api_key(org=other, key_id=client.id, at=NOON)
    assert queries.api_client(key) is not None


def test_a_key_that_was_never_issued_cannot_be_revoked() -> None:
    with pytest.raises(contracts.ApiKeyNotFound):
        services.revoke_api_key(org=an_org(), key_id=uuid7(), at=NOON)


def test_a_scope_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(contracts.NoSuchScope, match="cases:burn"):
        an_api_key(an_org(), scopes=["cases:read", "cases:burn"])


def test_a_key_is_looked_up_in_one_statement() -> None:
    _, key = an_api_key(an_org())
    with CaptureQueriesContext(connections["identity"]) as asked:
        queries.api_client(key)
    assert len(asked) == 1


def test_the_use_of_a_key_is_noted_once_an_hour() -> None:
    client, key = an_api_key(an_org())
    queries.api_client(key)
    first = ApiKey.objects.get(id=client.id).last_used_at
    assert first is not None
    queries.api_client(key)
    assert ApiKey.objects.get(id=client.id).last_used_at == first
    before = first - timedelta(minutes=61)
    ApiKey.objects.filter(id=client.id).update(last_used_at=before)
    queries.api_client(key)
    noted = ApiKey.objects.get(id=client.id).last_used_at
    assert noted is not None
    assert noted > first


def test_a_lookup_uses_the_index() -> None:
    with connections["identity"].cursor() as cursor:
        cursor.execute("set enable_seqscan = off")
        try:
            cursor.execute(f"explain {queries._API_CLIENT}", ["0" * 64])
            plan = "\n".join(row[0] for row in cursor)
        finally:
            cursor.execute("reset enable_seqscan")
    assert "Index Scan" in plan
    assert "Seq Scan on identity_apikey" not in plan
