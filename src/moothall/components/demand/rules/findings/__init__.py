"""Findings: stated rules that say where to step in, and keep quiet where nothing is."""

from moothall.components.demand.contracts import Found
from moothall.components.demand.rules import rulebook
from moothall.components.demand.rules.findings import places, queueing, shares
from moothall.components.demand.rules.findings.material import Material
from moothall.components.demand.rules.findings.thresholds import Thresholds

_RULES = {
    rulebook.UNMET: shares.unmet_here,
    rulebook.FAILURE: shares.failure_caused,
    rulebook.OVERLAP: places.same_work,
    rulebook.WAITING: queueing.longer_waits,
    rulebook.HOTSPOT: places.hot_spots,
    rulebook.GIVING_UP: shares.giving_up,
    rulebook.SEARCHES: places.searched_in_vain,
}


def find(material: Material, limits: Thresholds) -> list[Found]:
    """Everything that the rules find, in their order."""
    return [found for rule in _RULES.values() for found in rule(material, limits)]
