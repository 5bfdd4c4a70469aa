"""What is to change in one service, as one officer looks at it."""

import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from moothall.faces.workspace.officers import Officer
from moothall.journeys import amendments, services
from moothall.journeys.amendments import Held
from moothall.journeys.catalogue import Published
from moothall.journeys.contracts import Amendment
from moothall.journeys.services.amending import DUTIES
from moothall.kernel.attached import Attached
from moothall.kernel.refusals import NotFound
from moothall.kernel.words import Words, say

_LONGEST_REVISION = 9
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class FileNotFound(NotFound):
    code = "workspace.file-not-found"


@dataclass(frozen=True, kw_only=True)
class Here:
    """A live service of the organisation, with what is to change in it."""

    live: Published
    base: Published
    """The version in which it is a change; another one than the live one if that is newer."""
    amendment: Amendment
    files: tuple[Held, ...]
    may_change: bool

    @property
    def service(self) -> str:
        return self.live.service.service

    def held(self, folder: str, name: str) -> Held:
        """The file of that name. Raises ``FileNotFound``."""
        for held in self.files:
            if held.file.file == f"{folder}/{name}":
                return held
        raise FileNotFound(say("This service has no such file."))

    def beside(self, held: Held, setting: str) -> Attached | None:
        """Another file of the same step, such as its ``scenarios``."""
        found = getattr(held.step, setting, None)
        return found if isinstance(found, Attached) else None


def here(officer: Officer, service: str) -> Here:
    """A live service of the organisation. Raises ``ServiceNotFound``. Inside ``acting``."""
    live = amendments.live(service=service)
    amendment = amendments.of(published=live)
    base = amendments.base(amendment=amendment)
    return Here(
        live=live,
        base=base,
        amendment=amendment,
        files=tuple(amendments.held(published=base, amendment=amendment)),
        may_change=officer.has_duty(*DUTIES),
    )


def file_url(held: Held, service: str, page: str = "changed-file") -> str:
    """The address of a page about a file."""
    return reverse(f"workspace:{page}", args=[service, *held.file.file.split("/")])


def title_of(held: Held) -> Words | str:
    """What a file is called: after its step, if that has a title."""
    return held.step.title or held.file.stem


def revision_in(request: HttpRequest, found: Here) -> int:
    """The revision that a form was made from; none that there is, if it is no number, or if
    another version is live than the one that the form was made from."""
    text = request.POST.get("revision", "")
    if request.POST.get("live", str(found.live.number)) != str(found.live.number):
        return -1
    is_number = text.isdecimal() and text.isascii() and len(text) <= _LONGEST_REVISION
    return int(text) if is_number else -1


def typed(request: HttpRequest, name: str, *, most: int) -> str:
    """What stands in a field: at most so many characters, and none that cannot be kept."""
    return fit(request.POST.get(name, ""), most=most)


def fit(text: str, *, most: int) -> str:
    """A text that somebody sent, without what nobody can see, and with plain ends of lines."""
    plain = _UNSEEN.sub("", text[:most].replace("\r\n", "\n"))
    return plain.strip()


def keep(found: Here, held: Held, text: str, revision: int, officer: Officer) -> Amendment:
    """Keep another text of a file. Raises ``AmendmentChanged``. Inside ``acting``."""
    return services.amend(
        service=found.service,
        revision=revision,
        files={held.file.file: text},
        at=officer.at,
    )
