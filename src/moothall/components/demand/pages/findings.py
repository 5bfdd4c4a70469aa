"""A finding in words: what it says, what that rests on, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from moothall.components.demand.contracts import Finding, Step
from moothall.components.demand.pages.figures import Form, Sayable, whole_words
from moothall.components.demand.pages.naming import Names
from moothall.kernel.template_words import plain
from moothall.kernel.words import say

Row = Mapping[str, Any]
_TITLES: Mapping[Step, Sayable] = {
    Step.OPEN_A_SERVICE: say("{what}: asked for, and nobody offers it"),
    Step.MEND_A_SERVICE: say("{what}: a step loses people"),
    Step.SHARE_THE_WORK: say("{what}: sent from one to another"),
    Step.ADD_CAPACITY: say("{what}: too many wait, or find no room"),
    Step.LOOK_TOGETHER: say("{what}: more than expected"),
}
_STEPS: Mapping[Step, Sayable] = {
    Step.OPEN_A_SERVICE: say(
        "Ask who could offer it here: an organisation of the place that does so elsewhere, or"
        " a new service."
    ),
    Step.MEND_A_SERVICE: say(
        "Go through the service as people do, and change the step at which they stop."
    ),
    Step.SHARE_THE_WORK: say(
        "Agree who takes it on when it first comes in, and tell those who ask."
    ),
    Step.ADD_CAPACITY: say(
        "Try what more people or more appointments would come to before you pay for them."
    ),
    Step.LOOK_TOGETHER: say(
        "Sit down with those whom it concerns and look at the figures and at some cases."
    ),
}
_KEYS: Mapping[str, Sayable] = {
    "asked": say("Asked"),
    "needs": say("Needs"),
    "observed": say("Asked"),
    "expected": say("Expected"),
    "ratio": say("Times as many as expected"),
    "p": say("How likely by chance"),
    "share_unmet": say("Not met"),
    "unmet": say("Not met"),
    "rate": say("For each 1,000 people"),
    "failure_share": say("Caused by something going wrong"),
    "repeat_share": say("Had to ask again"),
    "median_days": say("Half are met within"),
    "gave_up": say("Gave up"),
    "stopped": say("Were stopped"),
    "started": say("Began"),
    "handoffs": say("Hand-overs"),
    "need": say("Need"),
    "area": say("Ward"),
    "areas": say("Wards"),
    "service": say("Service"),
    "step": say("Step"),
    "org": say("Organisation"),
    "period": say("Period"),
    "since": say("From"),
    "until": say("Until"),
    "method": say("Method"),
    "measure": say("Measure"),
    "measures": say("Measures"),
    "low": say("At least"),
    "high": say("At most"),
    "value": say("Figure"),
    "count": say("Number"),
    "verdict": say("Verdict"),
    "population": say("People"),
}
"""What the facts of findings are called."""


@dataclass(frozen=True, kw_only=True)
class Described:
    """A finding as a page tells it; rows are ``{"key", "value"}``."""

    title: Sayable
    text: Sayable
    step_text: Sayable
    organisations: Sequence[Sayable]
    facts: Sequence[Row]
    evidence: Sequence[Row]
    effect: Sequence[Row] = field(default=())
    before: Sequence[Row] = field(default=())
    after: Sequence[Row] = field(default=())


def described(finding: Finding, names: Names) -> Described:
    """What a finding says. Call it inside ``acting``."""
    facts = finding.facts
    title = _TITLES[finding.step]
    return Described(
        title=say(str(title), what=_what(finding, names)),
        text=_text(facts, names),
        step_text=_STEPS[finding.step],
        organisations=[names.organisation(str(org)) for org in finding.concerned],
        facts=_rows(facts, names),
        evidence=_rows(finding.evidence, names),
        effect=_rows(finding.effect, names),
        before=_rows(finding.before, names),
        after=_rows(finding.after, names),
    )


def _what(finding: Finding, names: Names) -> Sayable:
    facts = finding.facts
    if facts.get("need"):
        return names.need(str(facts["need"]))
    if facts.get("service"):
        return names.service(str(facts["service"]))
    return finding.key


def _text(facts: Mapping[str, Any], names: Names) -> Sayable:
    areas = facts.get("areas") or ([facts["area"]] if facts.get("area") else [])
    if areas:
        listed = ", ".join(plain(names.area(str(area))) for area in areas)
        return say("In {areas}.", areas=listed)
    if facts.get("step"):
        return say("At the step {step}.", step=facts["step"])
    return say("In the whole place.")


def _rows(facts: Mapping[str, Any], names: Names) -> list[Row]:
    return [
        {"key": _KEYS.get(key, key.replace("_", " ")), "value": _value(key, value, names)}
        for key, value in facts.items()
        if value not in (None, "", [], {})
    ]


def _value(key: str, value: Any, names: Names) -> Sayable:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        return _figure(key, value, names)
    if isinstance(value, list | tuple):
        return ", ".join(plain(_value(key.removesuffix("s"), one, names)) for one in value)
    if isinstance(value, float):
        return f"{value:,.3g}"
    return _named(key, value, names)


def _figure(key: str, value: Mapping[str, Any], names: Names) -> Sayable:
    if "value" in value:
        return whole_words(value, _form(key, value))
    inside = [f"{plain(r['key'])}: {plain(r['value'])}" for r in _rows(value, names)]
    return "; ".join(inside)


def _named(key: str, value: Any, names: Names) -> Sayable:  # noqa: ANN401 - JSON
    known = {
        "need": names.need, "area": names.area, "service": names.service,
        "org": names.organisation, "organisation": names.organisation,
        "outcome": names.outcome, "channel": names.channel,
    }  # fmt: skip
    if key in known:
        return known[key](str(value))
    return f"{value:,}" if isinstance(value, int) and key != "year" else str(value)


def _form(key: str, value: Mapping[str, Any]) -> Form:
    if "share" in key or key in {"unmet", "within"}:
        return Form.SHARE
    if "days" in key or key in {"median", "wait"}:
        return Form.DAYS
    return Form.RATE if key == "rate" else Form.COUNT
