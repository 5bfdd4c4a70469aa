"""A finding in words: what it says, what that rests on, and what may be done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from moothall.components.demand.contracts import Finding, Step
from moothall.components.demand.pages.figures import (
    Form,
    Sayable,
    chance_words,
    in_floats,
    number_words,
    whole_words,
)
from moothall.components.demand.pages.naming import Names
from moothall.components.demand.pages.terms import KEYS, MEASURED, SAYS, VERDICTS
from moothall.kernel.language import current_language
from moothall.kernel.template_words import plain
from moothall.kernel.words import date_words, say

Row = Mapping[str, Any]
Facts = Mapping[str, Any]
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
_LEFT_OUT = frozenset({"step", "where", "says", "acting_at", "done_at"})
_SHARES = ("share", "overlap", "bar", "limit")
_DAYS = ("days", "wait", "saved", "before", "after", "median")


@dataclass(frozen=True, kw_only=True)
class Described:
    """A finding as a page tells it; rows are ``{"key", "value"}``."""

    title: Sayable
    text: Sayable
    step_text: Sayable
    organisations: Sequence[Sayable]
    facts: Sequence[Row]
    evidence: Sequence[Row]
    effect: Sequence[Row]
    effect_text: Sayable
    before: Sequence[Row]
    after: Sequence[Row]


def described(finding: Finding, names: Names) -> Described:
    """What a finding says. Call it inside ``acting``."""
    finding = _in_floats(finding)
    form = MEASURED.get(str(finding.evidence.get("measure", "")), (say("Figure"), Form.COUNT))
    return Described(
        title=_title(finding, names),
        text=_text(finding, names),
        step_text=_STEPS[finding.step],
        organisations=[names.organisation(str(org)) for org in finding.concerned],
        facts=_rows(finding.facts, names),
        evidence=_rows(finding.evidence, names),
        effect=_rows(finding.effect, names),
        effect_text=SAYS.get(str(finding.effect.get("says", "")), ""),
        before=_side(finding.before, names, form[1]),
        after=_side(finding.after, names, form[1]),
    )


def _in_floats(finding: Finding) -> Finding:
    names = ("facts", "evidence", "effect", "before", "after")
    return replace(finding, **{name: in_floats(getattr(finding, name)) for name in names})


def _title(finding: Finding, names: Names) -> Sayable:
    facts = finding.facts
    need = facts.get("need")
    service = facts.get("service") or facts.get("cause_service")
    what = names.need(str(need)) if need else names.service(str(service or finding.key))
    titles: Mapping[str, Sayable] = {
        "unmet-here": say("{what}: not met in one ward", what=what),
        "failure-caused": say("{what}: causes contacts that need not be", what=what),
        "same-work": say("{what}: two organisations do the same", what=what),
        "longer-waits": say("{what}: people wait longer", what=what),
        "hot-spot": say("{what}: asked for much more in one part of the place", what=what),
        "giving-up": say("{what}: many give up at one step", what=what),
        "searched-in-vain": say("{what}: searched for, and nothing found", what=what),
    }
    return titles.get(finding.rule, what)


def _text(finding: Finding, names: Names) -> Sayable:
    """One sentence with the figures that matter most."""
    make = _SENTENCES.get(finding.rule)
    return make(finding.facts, names) if make else ""


def _unmet(facts: Facts, names: Names) -> Sayable:
    return say(
        "In {area}, {share} of decided needs were not met. In the whole place it is {usual}.",
        area=names.area(str(facts.get("area", ""))),
        share=whole_words(facts.get("share_unmet"), Form.SHARE),
        usual=number_words(float(facts.get("expected_share") or 0), Form.SHARE),
    )


def _failure(facts: Facts, names: Names) -> Sayable:
    return say(
        "{share} of the contacts about it were made because something had gone wrong.",
        share=whole_words(facts.get("failure_share"), Form.SHARE),
    )


def _same(facts: Facts, names: Names) -> Sayable:
    return say("Both meet it in the same wards: {areas}.", areas=_areas(facts, names))


def _longer(facts: Facts, names: Names) -> Sayable:
    return say(
        "Half were met within {before} before, and within {after} now.",
        before=whole_words(facts.get("before"), Form.DAYS),
        after=whole_words(facts.get("after"), Form.DAYS),
    )


def _hot(facts: Facts, names: Names) -> Sayable:
    return say(
        "In {areas}, {count} asked where {expected} were to be expected.",
        areas=_areas(facts, names),
        count=number_words(float(facts.get("observed") or 0), Form.COUNT),
        expected=number_words(float(facts.get("expected") or 0), Form.COUNT),
    )


def _giving_up(facts: Facts, names: Names) -> Sayable:
    return say(
        "{share} of those who begin it give up at the step {step}.",
        share=whole_words(facts.get("gave_up_share"), Form.SHARE),
        step=str(facts.get("step", "")),
    )


def _searched(facts: Facts, names: Names) -> Sayable:
    count = number_words(float(facts.get("searches") or 0), Form.COUNT)
    return say("{count} searches led to no service of this place.", count=count)


_SENTENCES: Mapping[str, Callable[[Facts, Names], Sayable]] = {
    "unmet-here": _unmet,
    "failure-caused": _failure,
    "same-work": _same,
    "longer-waits": _longer,
    "hot-spot": _hot,
    "giving-up": _giving_up,
    "searched-in-vain": _searched,
}


def _areas(facts: Facts, names: Names) -> str:
    return ", ".join(plain(names.area(str(area))) for area in facts.get("areas") or [])


def _in_order(facts: Facts) -> list[tuple[str, Any]]:
    """Facts as a page lists them: what it is about first, how likely by chance last."""
    order = {key: at for at, key in enumerate(KEYS)}
    return sorted(facts.items(), key=lambda fact: (order.get(fact[0], len(order)), fact[0]))


def _rows(facts: Facts, names: Names) -> list[Row]:
    return [
        {"key": KEYS.get(key, key.replace("_", " ")), "value": _value(key, value, names)}
        for key, value in _in_order(facts)
        if key not in _LEFT_OUT and value not in (None, "", [], {})
    ]


def _side(facts: Facts, names: Names, form: Form) -> list[Row]:
    """What was measured before, or after: the figure in the form of its measure."""
    rows: list[Row] = []
    for key, value in facts.items():
        if key in _LEFT_OUT or value in (None, "", {}):
            continue
        said = whole_words(value, form) if key == "figure" else _value(key, value, names)
        rows.append({"key": KEYS.get(key, key), "value": said})
    return rows


def _value(key: str, value: Any, names: Names) -> Sayable:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        return _figure(key, value, names)
    if isinstance(value, list | tuple):
        one = key.removesuffix("s")
        return ", ".join(plain(_value(one, each, names)) for each in value)
    if key == "p":
        return chance_words(float(value))
    if isinstance(value, int | float):
        return _number(key, value)
    return _named(key, str(value), names)


def _figure(key: str, value: Facts, names: Names) -> Sayable:
    if "value" in value:
        return whole_words(value, form_of(key))
    return "; ".join(
        f"{plain(names.organisation(name))}: {number:,}" for name, number in value.items()
    )


def _number(key: str, value: float) -> Sayable:
    form = form_of(key)
    if form is Form.COUNT and value != int(value):
        return f"{value:,.1f}"
    return number_words(float(value), form)


def _named(key: str, value: str, names: Names) -> Sayable:
    if key in {"since", "until"}:
        return date_words(date.fromisoformat(value[:10]), current_language())
    if key == "measure":
        return MEASURED[value][0] if value in MEASURED else value
    if key == "verdict":
        return VERDICTS.get(value, value)
    known: Mapping[str, Callable[[str], Sayable]] = {
        "need": names.need,
        "area": names.area,
        "service": names.service,
        "cause_service": names.service,
        "org": names.organisation,
        "cause_org": names.organisation,
    }
    return known[key](value) if key in known else value


def form_of(key: str) -> Form:
    """What a fact counts, by its name: ``share_unmet``, ``wait_after``, ``people``."""
    if any(part in key for part in _SHARES):
        return Form.SHARE
    return Form.DAYS if any(part in key for part in _DAYS) else Form.COUNT
