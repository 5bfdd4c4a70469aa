"""The ways a service says no: each has a stable code, words for people and an HTTP status."""

from collections.abc import Mapping
from typing import ClassVar

from moothall.kernel.words import Said, say


class Refused(Exception):
    """What was asked is understood and will not be done.

    ``said`` holds words for the person, to be translated by the face that shows them.
    """

    code: ClassVar[str] = "kernel.refused"
    status: ClassVar[int] = 422

    def __init__(
        self, said: Said | str = "", *, details: Mapping[str, object] | None = None
    ) -> None:
        self.said = said if isinstance(said, Said) else say(said)
        self.details: Mapping[str, object] = details or {}
        super().__init__(self.said.in_language("en"))


class NotFound(Refused):
    """There is no such thing, or none that this actor may see."""

    code = "kernel.not-found"
    status = 404


class Conflict(Refused):
    """The state of the world is against it; it may be otherwise later."""

    code = "kernel.conflict"
    status = 409


class Forbidden(Refused):
    """The actor lacks the duty or the organisation that this needs."""

    code = "kernel.forbidden"
    status = 403


class TooMany(Refused):
    """A limit has been reached; ``retry_after`` says in how many seconds to try again."""

    code = "kernel.too-many"
    status = 429

    def __init__(self, said: Said | str = "", *, retry_after: int) -> None:
        super().__init__(said)
        self.retry_after = retry_after


class Unavailable(Refused):
    """A capability is absent or failing; the work is kept wherever the service says so."""

    code = "kernel.unavailable"
    status = 503
