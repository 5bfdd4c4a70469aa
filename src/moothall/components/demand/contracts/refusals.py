"""The ways in which demand says no, each with a code that stays."""

from moothall.kernel.refusals import Conflict, Forbidden, NotFound, Refused


class PolicyRefused(Refused):
    """The setting of disclosure control protects less than the house allows anybody."""

    code = "demand.policy-refused"


class NotAudited(Conflict):
    """A release did not pass its audit, so nothing of it is written."""

    code = "demand.release-not-audited"


class ReleaseRefused(Conflict):
    """A quarter cannot go out; ``details["cell"]`` names a cell it would reveal, if any."""

    code = "demand.release-refused"


class ReleaseNotFound(NotFound):
    code = "demand.release-not-found"


class FindingNotFound(NotFound):
    code = "demand.finding-not-found"


class MoveRefused(Conflict):
    """A finding does not go from the state it is in to the one that was asked for."""

    code = "demand.finding-move-refused"


class NotConcerned(Forbidden):
    """Only the steward and the organisations concerned move a finding."""

    code = "demand.not-concerned"


class RecordNotFound(NotFound):
    code = "demand.record-not-found"


class CodingRefused(Refused):
    """What was said of a need is none of the kinds and reasons that there are."""

    code = "demand.coding-refused"


class SummaryNotFound(NotFound):
    """Nothing was summarised yet under that name, or not for this actor."""

    code = "demand.summary-not-found"


class Busy(Conflict):
    """Another process is summarising already."""

    code = "demand.busy"


class DataSetDamaged(Conflict):
    """The manifest of the Parquet data set cannot be read; mend it first."""

    code = "demand.data-set-damaged"


class FileRefused(Refused):
    """The file as a whole cannot be read; nothing of it was taken in."""

    code = "demand.file-refused"


class MappingRefused(Refused):
    """The mapping is none, or does not fit the file; nothing was taken in."""

    code = "demand.mapping-refused"


class OnlyTheSteward(Forbidden):
    code = "demand.only-the-steward"
