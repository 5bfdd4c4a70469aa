"""What a release has to hide, as an elected body may set it above a floor in the code."""

from dataclasses import dataclass
from enum import StrEnum

from moothall.components.demand.contracts import PolicyRefused
from moothall.kernel.words import say

FLOOR_THRESHOLD = 5
FLOOR_BASE = 5
FLOOR_CANDIDATES = 4
MOST_DOMINANCE = 0.9
LEAST_SPREAD = 0.1


class AllSame(StrEnum):
    """What becomes of a line of a table of which everything falls into one category."""

    REPORT = "report"
    HIDE = "hide"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The thresholds of a release. Raises ``PolicyRefused`` for what is below the floor.

    The default is the rule of NHS Digital for hospital episodes since 2018 (1 to 7 hidden,
    from 8 rounded to the nearest 5) with the dominance rule (2, 90 %) of ACRO.
    """

    threshold: int = 8
    """The fewest persons of whom a count is shown."""
    base: int = 5
    """What counts are rounded to the nearest multiple of."""
    dominance: float = 0.9
    """The share of a count that its two heaviest persons must stay below."""
    candidates: int = 4
    """How many whole numbers a reader must be unable to tell a hidden count from."""
    spread: float = 0.1
    """How near a hidden count of the threshold or more may be guessed, as a share of it."""
    all_same: AllSame = AllSame.REPORT

    def __post_init__(self) -> None:
        _at_least("threshold", self.threshold, FLOOR_THRESHOLD)
        _at_least("base", self.base, FLOOR_BASE)
        _at_least("candidates", self.candidates, FLOOR_CANDIDATES)
        _at_least("spread", self.spread, LEAST_SPREAD)
        if not 0 < self.dominance <= MOST_DOMINANCE:
            raise PolicyRefused(
                say("The setting “dominance” has to be above 0 and at most {most}", most=0.9)
            )
        if self.candidates >= self.threshold:
            raise PolicyRefused(
                say(
                    "There are fewer than {candidates} counts below a threshold of {threshold}",
                    candidates=self.candidates,
                    threshold=self.threshold,
                )
            )
        if self.rounded(self.threshold) == 0:
            raise PolicyRefused(
                say(
                    "Rounding to {base} would show {threshold} as nothing",
                    base=self.base,
                    threshold=self.threshold,
                )
            )

    def rounded(self, count: int) -> int:
        """The nearest multiple of the base; a half goes up."""
        return (2 * count + self.base) // (2 * self.base) * self.base

    def may_stand_for(self, shown: int) -> tuple[int, int]:
        """The least and the greatest count that are rounded to what is shown."""
        below = self.base // 2
        return max(self.threshold, shown - below), shown - below + self.base - 1


def _at_least(name: str, value: float, floor: float) -> None:
    if value < floor:
        raise PolicyRefused(
            say("The setting “{name}” has to be at least {floor}", name=name, floor=floor),
            details={"setting": name, "floor": floor},
        )
