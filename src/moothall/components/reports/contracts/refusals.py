"""The ways in which reports say no."""

from uuid import UUID

from moothall.kernel.refusals import Conflict, Forbidden, NotFound, Refused
from moothall.kernel.words import say


class ReportNotFound(NotFound):
    code = "reports.not-found"

    def __init__(self) -> None:
        super().__init__(say("There is no such report."))


class NoScheme(NotFound):
    """The steward has published no scheme yet."""

    code = "reports.no-scheme"

    def __init__(self) -> None:
        super().__init__(say("Nothing can be reported here yet."))


class NoSuchCategory(NotFound):
    code = "reports.no-such-category"

    def __init__(self) -> None:
        super().__init__(say("There is no such kind of problem."))


class NotReportedHere(Refused):
    """Its words say where to turn instead; no report is made."""

    code = "reports.not-reported-here"


class NeedsAPlace(Refused):
    code = "reports.needs-a-place"

    def __init__(self) -> None:
        super().__init__(say("Say where the problem is."))


class NeedsWords(Refused):
    code = "reports.needs-words"

    def __init__(self) -> None:
        super().__init__(say("Describe the problem."))


class TooLong(Refused):
    code = "reports.too-long"


class AlreadyReported(Conflict):
    """This source has sent this report before: ``details["report_id"]`` is its id."""

    code = "reports.already-reported"

    def __init__(self, *, report_id: UUID | None = None) -> None:
        super().__init__(
            say("This report has been sent before."), details={"report_id": report_id}
        )


class ReportChanged(Conflict):
    code = "reports.changed"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Somebody else changed this report after you opened it. Look at it again first."
            )
        )


class StatusRefused(Conflict):
    """A report cannot go from where it stands to there."""

    code = "reports.status-refused"


class NothingToSay(Refused):
    code = "reports.nothing-to-say"

    def __init__(self) -> None:
        super().__init__(say("Write something, or choose a status."))


class NoSuchText(NotFound):
    code = "reports.no-such-text"

    def __init__(self) -> None:
        super().__init__(say("There is no such prepared text."))


class NotTheSame(Refused):
    """A report cannot be merged into this one."""

    code = "reports.not-the-same"


class NotConcerned(Forbidden):
    """Only who reported or follows it, or the organisation, can do this."""

    code = "reports.not-concerned"

    def __init__(self) -> None:
        super().__init__(say("Only people who reported this problem or follow it can do this."))


class NotYours(Forbidden):
    """Only the responsible organisation can do this."""

    code = "reports.not-yours"

    def __init__(self) -> None:
        super().__init__(say("Only the organisation that is responsible can do this."))


class LinkUnknown(NotFound):
    code = "reports.link-unknown"

    def __init__(self) -> None:
        super().__init__(say("This link does not work, or no longer."))


class NotATarget(Refused):
    code = "reports.not-a-target"

    def __init__(self) -> None:
        super().__init__(say("Choose a report, a street or an area to follow."))


class BadCursor(Refused):
    code = "reports.bad-cursor"

    def __init__(self) -> None:
        super().__init__(say("This page of the list cannot be found. Start the list again."))


class SchemeRefused(Refused):
    """The scheme has mistakes; the words name them."""

    code = "reports.scheme-refused"


class OnlyTheSteward(Forbidden):
    code = "reports.only-the-steward"

    def __init__(self) -> None:
        super().__init__(say("Only the steward of the place publishes what can be reported."))


class ImportRefused(Refused):
    """The file as a whole, or its mapping, cannot be used; nothing of it was taken in."""

    code = "reports.import-refused"
