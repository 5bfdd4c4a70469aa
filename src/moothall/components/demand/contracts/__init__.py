"""The words of demand: what callers pass in, get back, catch, and hear about."""

from moothall.components.demand.contracts.cells import Cubes, Where
from moothall.components.demand.contracts.cubes import Cell, Flow, Repeats, Wait
from moothall.components.demand.contracts.events import (
    DemandCoded,
    DenominatorsImported,
    FindingFound,
    FindingMoved,
    HistoryImported,
    ReleasePublished,
)
from moothall.components.demand.contracts.findings import (
    Finding,
    FindingRule,
    Found,
    State,
    Step,
    Verdict,
)
from moothall.components.demand.contracts.imports import Imported, Refusal
from moothall.components.demand.contracts.outcomes import (
    DECIDED,
    DELIVERED,
    UNMET,
    Kind,
    Outcome,
    Reason,
)
from moothall.components.demand.contracts.publishing import (
    PublishedFile,
    PublishedRelease,
    Summary,
)
from moothall.components.demand.contracts.records import FROM_LOG, Fact, Record
from moothall.components.demand.contracts.refusals import (
    Busy,
    CodingRefused,
    DataSetDamaged,
    FileRefused,
    FindingNotFound,
    MappingRefused,
    MoveRefused,
    NotAudited,
    NotConcerned,
    OnlyTheSteward,
    PolicyRefused,
    RecordNotFound,
    ReleaseNotFound,
    ReleaseRefused,
    SummaryNotFound,
)

__all__ = [
    "DECIDED", "DELIVERED", "FROM_LOG", "UNMET", "Busy", "Cell", "CodingRefused", "Cubes",
    "DataSetDamaged", "DemandCoded", "DenominatorsImported", "Fact", "FileRefused", "Finding",
    "FindingFound", "FindingMoved", "FindingNotFound", "FindingRule", "Flow", "Found",
    "HistoryImported", "Imported", "Kind", "MappingRefused", "MoveRefused", "NotAudited",
    "NotConcerned", "OnlyTheSteward", "Outcome", "PolicyRefused", "PublishedFile",
    "PublishedRelease", "Reason", "Record", "RecordNotFound", "Refusal", "ReleaseNotFound",
    "ReleasePublished", "ReleaseRefused", "Repeats", "State", "Step", "Summary",
    "SummaryNotFound", "Verdict", "Wait", "Where",
]  # fmt: skip
