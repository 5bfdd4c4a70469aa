"""Signing out leaves nothing behind by which the next person at the browser could go on."""

import pytest
from django.conf import settings

from moothall.components.identity.testing import a_resident_account, a_signed_in_client


@pytest.mark.parametrize(
    ("address", "fields"), [("/sign-out", {}), ("/account/sessions", {"everywhere": "1"})]
)
def test_the_visit_goes_with_the_session(address: str, fields: dict[str, str]) -> None:
    client = a_signed_in_client(a_resident_account())
    client.cookies[settings.VISIT_COOKIE_NAME] = "a visit"
    answer = client.post(address, fields)
    assert answer.cookies[settings.VISIT_COOKIE_NAME]["max-age"] == 0
