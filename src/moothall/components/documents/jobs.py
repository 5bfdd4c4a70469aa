"""Documents in the background: scanned for harm, and cleaned up after."""

from uuid import UUID

from django.utils.timezone import now

from moothall.components.documents import services
from moothall.components.documents.contracts import Document, DocumentNotFound, Scan
from moothall.components.documents.ports import Scanner, Verdict
from moothall.components.documents.queries import contents
from moothall.components.documents.queries.documents import document as known
from moothall.components.documents.services.sweeping import forget as forget_contents
from moothall.kernel import capabilities
from moothall.kernel.actors import Actor, acting
from moothall.kernel.capabilities import Choice
from moothall.kernel.ids import OrgId

_CAPABILITY = "scanning.v1"
_PURPOSE = "scanning"


def scan(*, org: str, document: str) -> None:
    """Have the organisation's scanner look at one file, unless that was done.

    Raises ``ScannerUnavailable`` when it is to be tried again; the file waits until then.
    """
    actor = Actor(org=OrgId(UUID(org)))
    with acting(actor, purpose=_PURPOSE):
        waiting, choice = _waiting(UUID(document)), capabilities.chosen(capability=_CAPABILITY)
    if waiting:
        examine(waiting, actor=actor, scanner=_scanner(choice))


def examine(waiting: Document, *, actor: Actor, scanner: Scanner) -> None:
    """Let ``scanner`` read the file, and keep what it found."""
    with contents.read(key=waiting.key) as content:
        verdict = Verdict(scanner.scan(content=content))
    with acting(actor, purpose=_PURPOSE):
        services.note_scan(document_id=waiting.id, verdict=verdict, at=now())


def forget(*, stored: str) -> None:
    """Delete the content of a file that was removed."""
    forget_contents(keys=[stored])


def sweep() -> None:
    """Delete contents that were stored and never recorded."""
    services.sweep(at=now())


def _waiting(document_id: UUID) -> Document | None:
    try:
        found = known(document_id=document_id)
    except DocumentNotFound:
        return None
    return found if found.scan is Scan.WAITING else None


def _scanner(choice: Choice) -> Scanner:
    scanner: Scanner = capabilities.adapter(capability=_CAPABILITY, choice=choice)
    return scanner
