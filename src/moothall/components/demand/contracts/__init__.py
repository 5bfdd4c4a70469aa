"""The words of demand: what callers pass in, get back, catch, and hear about."""

from moothall.components.demand.contracts.events import (
    DemandCoded,
    DenominatorsImported,
    HistoryImported,
)
from moothall.components.demand.contracts.imports import Imported, Refusal
from moothall.components.demand.contracts.outcomes import UNMET, Kind, Outcome, Reason
from moothall.components.demand.contracts.records import FROM_LOG, Fact, Record
from moothall.components.demand.contracts.refusals import (
    DataSetDamaged,
    FileRefused,
    MappingRefused,
    OnlyTheSteward,
)

__all__ = [
    "FROM_LOG",
    "UNMET",
    "DataSetDamaged",
    "DemandCoded",
    "DenominatorsImported",
    "Fact",
    "FileRefused",
    "HistoryImported",
    "Imported",
    "Kind",
    "MappingRefused",
    "OnlyTheSteward",
    "Outcome",
    "Reason",
    "Record",
    "Refusal",
]
