"""Which connector serves a capability: chosen per organisation, changed without a restart."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import connection

from moothall.kernel import registry
from moothall.kernel.actors import own_org, serving_org
from moothall.kernel.encoding import from_json, to_json
from moothall.kernel.manifest import Connector
from moothall.kernel.models import ConnectorChoice
from moothall.kernel.registry import NoConnector
from moothall.kernel.words import say

# Plain SQL, since every message asks this.
_CHOSEN = """
select connector, settings, secrets from connector_choice where org_id = %s and capability = %s
"""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A connector and the settings it is built with, secrets included: never log it."""

    connector: str
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


def chosen(*, capability: str) -> Choice:
    """What serves ``capability`` for the organisation at hand, else what the place has set."""
    with connection.cursor() as cursor:
        cursor.execute(_CHOSEN, [serving_org(), capability])
        row = cursor.fetchone()
    if row is None:
        return default(capability=capability)
    connector, given, secrets = row
    return Choice(connector=connector, settings={**from_json(given), **_opened(bytes(secrets))})


def default(*, capability: str) -> Choice:
    """What serves ``capability`` for every organisation that has chosen nothing."""
    if capability not in settings.CONNECTORS:
        raise NoConnector(say("This part of the service is not available here."))
    connector, given = settings.CONNECTORS[capability]
    return Choice(connector=connector, settings=given)


def choose(
    *,
    capability: str,
    connector: str,
    given: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> None:
    """Have ``connector`` serve ``capability`` for the organisation that acts, from now on."""
    if capability not in registry.connectors().get(connector, _NOBODY).provides:
        raise NoConnector(say("There is no such connector here."))
    ConnectorChoice.objects.update_or_create(
        org_id=own_org(),
        capability=capability,
        defaults={
            "connector": connector,
            "settings": dict(given),
            "secrets": _sealed(secrets),
        },
    )


def adapter(*, capability: str, choice: Choice) -> Any:  # noqa: ANN401 - checked against its Protocol
    """Build what the chosen connector offers, refusing one of the wrong shape."""
    found = registry.connectors().get(choice.connector, _NOBODY)
    if capability not in found.provides:
        raise NoConnector(say("There is no such connector here."))
    built = registry.load(found.provides[capability])(**choice.settings)
    protocol = registry.protocol_of(capability)
    if not isinstance(built, protocol):
        raise TypeError(f"{choice.connector} does not satisfy {capability}")
    return built


_NOBODY = Connector(name="nobody", title="", provides={})


def _fernet() -> Fernet:
    key = hashlib.sha256(f"connectors/{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _sealed(secrets: Mapping[str, str]) -> bytes:
    return _fernet().encrypt(to_json(dict(secrets)).encode()) if secrets else b""


def _opened(sealed: bytes) -> dict[str, str]:
    if not sealed:
        return {}
    try:
        return dict(from_json(_fernet().decrypt(sealed)))
    except InvalidToken:
        raise NoConnector(say("The secrets of this connector cannot be read.")) from None
