"""The words of demand: what callers pass in, get back, catch, and hear about."""

from moothall.components.demand.contracts.events import DemandCoded
from moothall.components.demand.contracts.outcomes import UNMET, Kind, Outcome, Reason
from moothall.components.demand.contracts.records import FROM_LOG, Fact, Record
from moothall.components.demand.contracts.refusals import NotAudited, PolicyRefused

__all__ = [
    "FROM_LOG",
    "UNMET",
    "DemandCoded",
    "Fact",
    "Kind",
    "NotAudited",
    "Outcome",
    "PolicyRefused",
    "Reason",
    "Record",
]
