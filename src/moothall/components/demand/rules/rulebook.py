"""The rules by name: what each looks for, in words, and what kind of step it proposes."""

from dataclasses import dataclass

from moothall.components.demand.contracts import FindingRule, Step
from moothall.kernel.words import Said, say

UNMET = "unmet-here"
FAILURE = "failure-caused"
OVERLAP = "same-work"
WAITING = "longer-waits"
HOTSPOT = "hot-spot"
GIVING_UP = "giving-up"
SEARCHES = "searched-in-vain"


@dataclass(frozen=True, kw_only=True)
class _Rule:
    name: Said
    words: Said
    step: Step
    method: str


_RULES = {
    UNMET: _Rule(
        name=say("A need that is not met in one area"),
        words=say(
            "More people than chance explains did not get what they needed there, and nobody"
            " provides it in that area or near it."
        ),
        step=Step.OPEN_A_SERVICE,
        method="funnel.share.over-dispersed.1",
    ),
    FAILURE: _Rule(
        name=say("A service that causes contacts which need not be"),
        words=say(
            "A large share of the contacts about this service were made because something had"
            " gone wrong in it."
        ),
        step=Step.MEND_A_SERVICE,
        method="share.wilson.1",
    ),
    OVERLAP: _Rule(
        name=say("Two organisations that do the same in the same areas"),
        words=say("They meet the same need in the same areas, and could share the work."),
        step=Step.SHARE_THE_WORK,
        method="overlap.of-the-smaller.1",
    ),
    WAITING: _Rule(
        name=say("A waiting time that grows"),
        words=say("People wait longer for this than they did, by more than chance explains."),
        step=Step.ADD_CAPACITY,
        method="wait.median.brookmeyer-crowley.1, wait.log-rank.1",
    ),
    HOTSPOT: _Rule(
        name=say("A need that is asked for much more in one part of the place"),
        words=say("More is asked for in these areas than the people who live there explain."),
        step=Step.LOOK_TOGETHER,
        method="scan.kulldorff.poisson.circular.1",
    ),
    GIVING_UP: _Rule(
        name=say("A step at which many people give up"),
        words=say("A large share of those who begin this service give up at this step."),
        step=Step.MEND_A_SERVICE,
        method="share.wilson.1",
    ),
    SEARCHES: _Rule(
        name=say("A need that people search for and find no service"),
        words=say("People search for it, and no service of this place meets it."),
        step=Step.OPEN_A_SERVICE,
        method="count.1",
    ),
}


def rules() -> dict[str, FindingRule]:
    """Every rule by its id, in the order in which they are read."""
    return {
        id_: FindingRule(
            id=id_,
            name=rule.name.in_all_languages(),
            words=rule.words.in_all_languages(),
            step=rule.step,
            method=rule.method,
        )
        for id_, rule in _RULES.items()
    }


def step_of(rule: str) -> Step:
    return _RULES[rule].step
