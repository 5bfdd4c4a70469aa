"""How far things have to go before a rule speaks, and how little of that may be given away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from moothall.components.demand.contracts import PolicyRefused
from moothall.kernel.words import say

_BOUNDS: Mapping[str, tuple[float, float]] = {
    "false_discoveries": (0.0001, 0.05),
    "least_people": (5, 1000),
    "least_count": (10, 100_000),
    "failure_bar": (0.1, 0.9),
    "gave_up_bar": (0.05, 0.9),
    "far_km": (1, 500),
    "overlap": (0.3, 1),
    "hotspot_p": (0.0001, 0.01),
    "servers": (1, 500),
    "added": (1, 50),
}


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """As a place sets them. Raises ``PolicyRefused`` for what lies outside its bounds."""

    false_discoveries: float = 0.01
    """What share of all findings of a rule may be by chance (Benjamini and Hochberg 1995)."""
    least_people: float = 8
    """No finding is about fewer people."""
    least_count: float = 20
    """No finding rests on fewer needs."""
    failure_bar: float = 0.25
    """The share of failure that a service has to be above for certain."""
    gave_up_bar: float = 0.2
    """The share of those who began that has to have given up at one step for certain."""
    far_km: float = 3
    """How far the nearest provider has to be."""
    overlap: float = 0.5
    """How much of the work of the smaller of two has to lie where the other works."""
    hotspot_p: float = 0.01
    """How seldom chance makes anywhere a cluster as strong."""
    servers: float = 4
    """How many work on a need at once, where nobody says otherwise: an assumption."""
    added: float = 1
    """How many more the queue is tried with."""

    def __post_init__(self) -> None:
        for one in fields(self):
            value, (low, high) = getattr(self, one.name), _BOUNDS[one.name]
            if not low <= value <= high:
                raise PolicyRefused(
                    say(
                        "The setting “{name}” has to lie between {low} and {high}",
                        name=one.name,
                        low=low,
                        high=high,
                    ),
                    details={"setting": one.name, "low": low, "high": high},
                )


def thresholds_of(given: Mapping[str, float]) -> Thresholds:
    """The thresholds with what a place has set; ``PolicyRefused`` for a name that is none."""
    unknown = sorted(set(given) - set(_BOUNDS))
    if unknown:
        raise PolicyRefused(
            say("There is no setting “{name}”", name=unknown[0]),
            details={"setting": unknown[0]},
        )
    return Thresholds(**given)


def discoveries(chances: Sequence[float], *, rate: float) -> tuple[bool, ...]:
    """Of all tests that were made, which hold when so much of what is told may be chance.

    The step-up procedure of Benjamini and Hochberg (1995).
    """
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    last = 0
    for place, at in enumerate(order, start=1):
        if chances[at] <= rate * place / len(chances):
            last = place
    held = set(order[:last])
    return tuple(at in held for at in range(len(chances)))
