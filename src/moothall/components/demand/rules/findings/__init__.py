"""Findings: stated rules that say where to step in, and keep quiet where nothing is."""

from moothall.components.demand.contracts import Found
from moothall.components.demand.rules.findings import catalogue, places, queueing, shares
from moothall.components.demand.rules.findings.material import Material
from moothall.components.demand.rules.findings.thresholds import Thresholds

_RULES = {
    catalogue.UNMET: shares.unmet_here,
    catalogue.FAILURE: shares.failure_caused,
    catalogue.OVERLAP: places.same_work,
    catalogue.WAITING: queueing.longer_waits,
    catalogue.HOTSPOT: places.hot_spots,
    catalogue.GIVING_UP: shares.giving_up,
    catalogue.SEARCHES: places.searched_in_vain,
}


def find(material: Material, limits: Thresholds) -> list[Found]:
    """Everything that the rules find, in their order."""
    return [found for rule in _RULES.values() for found in rule(material, limits)]
