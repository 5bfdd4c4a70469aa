"""Mailers for tests: one that follows a script, and some that are wrong."""

from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from moothall.components.notifications.contracts import Email
from moothall.components.notifications.ports import Mailer
from moothall.components.notifications.testing import choose_mailer
from moothall.kernel import registry
from moothall.kernel.ids import OrgId
from moothall.kernel.manifest import Connector


@dataclass
class Box:
    """What a scripted mailer was given, and how it is to fail: first things first."""

    taken: list[Email] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    keeps_what_fails: bool = False


BOXES: dict[str, Box] = {}


class Scripted(Mailer):
    def __init__(self, *, box: str) -> None:
        self._box = BOXES[box]

    def send(self, *, email: Email) -> None:
        if self._box.failures:
            failure = self._box.failures.pop(0)
            if self._box.keeps_what_fails:
                self._box.taken.append(email)
            raise failure
        self._box.taken.append(email)


class Lossy(Scripted):
    """Says yes and throws the message away."""

    def send(self, *, email: Email) -> None:
        return


class Twofold(Scripted):
    def send(self, *, email: Email) -> None:
        super().send(email=email)
        super().send(email=email)


class Careless(Scripted):
    """Keeps only what every old mail server understood, and makes up the headers."""

    def send(self, *, email: Email) -> None:
        plain = email.text.encode("ascii", "replace").decode()
        super().send(email=_changed(email, text=plain, reply_to="", message_id="<made@up>"))


class Broadcast(Scripted):
    """Sends everything to everybody."""

    def send(self, *, email: Email) -> None:
        super().send(email=email)
        for other in {e.to for e in self._box.taken} - {email.to}:
            super().send(email=_changed(email, to=other))


def _changed(email: Email, **changes: str) -> Email:
    return Email(**{**{f: getattr(email, f) for f in email.__dataclass_fields__}, **changes})


def installed(monkeypatch: pytest.MonkeyPatch, *, adapter: str = "Scripted") -> tuple[str, str]:
    """A connector of its own for one test: its name, and the name of its box."""
    name, box = f"scripted-{uuid4().hex[:8]}", uuid4().hex
    connector = Connector(
        name=name, title="Scripted", provides={"messages.v1": f"{__name__}:{adapter}"}
    )
    monkeypatch.setitem(registry.connectors(), name, connector)
    BOXES[box] = Box()
    return name, box


def scripted(monkeypatch: pytest.MonkeyPatch, org: OrgId, *failures: Exception) -> Box:
    """Have a mailer that first fails in these ways carry the messages of ``org``."""
    name, box = installed(monkeypatch)
    BOXES[box].failures += failures
    choose_mailer(org, connector=name, given={"box": box})
    return BOXES[box]
