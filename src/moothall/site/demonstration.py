"""The demonstration: Seaborough with its organisations, officers, services and some work."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import now

from moothall.components.identity import services as identity
from moothall.components.people import services as people
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId, PersonId
from moothall.kernel.place import document
from moothall.site import checking, place_folder, sample_work
from moothall.site.database import Report

_PURPOSE = "demonstration"
_CLIENT = "Demonstration"
_SCOPES = frozenset(
    {
        "services:read", "requests:write", "cases:read", "cases:write", "files:write",
        "reports:read", "reports:write",
    }
)  # fmt: skip
_DUTIES = frozenset({"caseworker", "manager", "adviser"})
CREDENTIALS = "credentials.json"


def load(*, folder: Path, report: Report) -> bool:
    """Bring the place up to what its folder and the catalogue say; what is there stays.

    Answers whether it is new.

    The prepared accounts and one API key for each organisation are kept in ``folder``, readable
    by its owner only: they are for trying out, and for nothing else.
    """
    said, at = document(Path(settings.PLACE_FOLDER)), now()
    ids = place_folder.load(report=report)
    kept = folder / CREDENTIALS
    if not kept.exists():
        found = _people(said["organisations"], ids, at)
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(found, indent=2, ensure_ascii=False))
    report("officers and API keys")
    first = publish(report=report)
    report("services")
    if first:
        sample_work.make(at=at)
        report("some work to look at")
    return first


def publish(*, report: Report = lambda _: None) -> bool:
    """Publish every service of the catalogue that changed; answer whether any is new here.

    What has steps of a component that is left out here stays unpublished, and is named.
    """
    is_new = False
    for path in sorted(Path(settings.CATALOGUE).glob("*/*.yaml")):
        if path.parent.name == "place":
            continue
        lacking = checking.lacks(path=path)
        if lacking:
            report(f"{path.stem} waits for: {', '.join(lacking)}")
            continue
        published, came = checking.publish(path=path, by="catalogue", note="")
        is_new = is_new or (came == "new" and published.number == 1)
    return is_new


def credentials(folder: Path) -> Mapping[str, Any]:
    """The prepared accounts, as ``load`` has kept them."""
    return dict(json.loads((folder / CREDENTIALS).read_text()))


def _people(
    said: list[Mapping[str, Any]], ids: Mapping[str, OrgId], at: datetime
) -> dict[str, Any]:
    officers = [
        _officer(organisation, officer, ids[organisation["slug"]], at)
        for organisation in said
        for officer in organisation["officers"]
    ]
    keys = [_api_key(o["slug"], ids[o["slug"]], at) for o in said]
    return {
        "note": "Prepared accounts of the demonstration. Never use them anywhere else.",
        "officers": officers,
        "api_keys": keys,
        "residents": "Sign in with any email address at /sign-in; the code is in /outbox.",
    }


def _officer(
    organisation: Mapping[str, Any], said: Mapping[str, Any], org: OrgId, at: datetime
) -> dict[str, Any]:
    email = str(said["email"])
    password, secret = _password(email), _totp_secret(email)
    account = identity.create_officer(email=email, password=password, at=at)
    identity.set_totp(user=account.user, secret=secret)
    with acting(Actor(org=org), purpose=_PURPOSE):
        people.join(
            person=PersonId(account.user),
            name=said["name"],
            email=email,
            duties=said["duties"],
            teams=said.get("teams", []),
            at=at,
        )
    return {
        "organisation": organisation["slug"],
        "email": email,
        "name": said["name"],
        "duties": list(said["duties"]),
        "teams": list(said.get("teams", [])),
        "password": password,
        "totp_secret": secret,
    }


def _api_key(slug: str, org: OrgId, at: datetime) -> dict[str, Any]:
    client, key = identity.issue_api_key(
        org=org, name=_CLIENT, scopes=_SCOPES, duties=_DUTIES, at=at
    )
    return {"organisation": slug, "key": key, "scopes": sorted(client.scopes)}


def _password(email: str) -> str:
    made = _derived(f"password/{email}")
    words = base64.b32encode(made[:10]).decode().lower()
    return "-".join(words[n : n + 4] for n in range(0, 16, 4))


def _totp_secret(email: str) -> str:
    return base64.b32encode(_derived(f"totp/{email}")[:20]).decode()


def _derived(what: str) -> bytes:
    """Made from the place's secret, so that no two demonstrations share a password."""
    return hmac.new(settings.SECRET_KEY.encode(), what.encode(), hashlib.sha256).digest()
