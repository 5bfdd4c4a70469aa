"""The ways demand says no."""

from moothall.kernel.refusals import Conflict, Forbidden, Refused


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
