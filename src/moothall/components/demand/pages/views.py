"""The pages of demand by name: which summaries each is made from, and how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from moothall.components.demand.contracts import Summary, SummaryNotFound
from moothall.components.demand.pages import asked, lacking, months, served
from moothall.components.demand.pages.figures import Sayable, in_floats
from moothall.components.demand.pages.naming import Known, names
from moothall.components.demand.pages.sections import Page, Section
from moothall.components.demand.queries.summaries import summary
from moothall.kernel.refusals import NotFound
from moothall.kernel.words import say

Body = Mapping[str, Any]
YEAR = "12m"
MEASURES: Mapping[str, Sayable] = {
    "rate": say("Asked for each 1,000 people"),
    "unmet": say("Share that was not met"),
}
"""What a map can show."""


class PageNotFound(NotFound):
    code = "demand.page-not-found"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What somebody has chosen on a page."""

    period: str = YEAR
    need: str = ""
    measure: str = "rate"


@dataclass(frozen=True, kw_only=True)
class _View:
    title: Sayable
    lead: Sayable
    needs: Sequence[str]
    """Summaries without which there is no page."""
    make: Callable[..., list[Section]]
    also: Sequence[str] = ()
    choices: Sequence[str] = ("period",)
    takes: Sequence[str] = field(default=())
    """Which choices ``make`` is given."""


VIEWS: Mapping[str, _View] = {
    "overview": _View(
        title=say("What people need"),
        lead=say("What people asked for, how often it was met, and how long it took."),
        needs=("overview",),
        also=("months",),
        make=asked.overview,
    ),
    "map": _View(
        title=say("Map"),
        lead=say("Where in the place people ask, and where they are not helped."),
        needs=("areas",),
        also=("need_area",),
        make=asked.area_map,
        choices=("period", "need", "measure"),
        takes=("need", "measure"),
    ),
    "needs": _View(
        title=say("Needs"),
        lead=say("Every need by how often it is asked for and met, and by ward."),
        needs=("needs",),
        also=("need_area",),
        make=asked.needs,
    ),
    "time": _View(
        title=say("Over time"),
        lead=say("What goes up and down as it always does, and what has really changed."),
        needs=("months",),
        make=months.time,
    ),
    "flows": _View(
        title=say("Between organisations"),
        lead=say("Who was asked, who took it on, and how it came out."),
        needs=("flows",),
        make=served.flows,
    ),
    "waits": _View(
        title=say("Waits"),
        lead=say("How long people wait until their need is met."),
        needs=("waits",),
        make=served.waits,
    ),
    "cover": _View(
        title=say("Gaps and hot spots"),
        lead=say("What is asked for where nobody offers it, and where it gathers."),
        needs=("coverage", "hotspots"),
        make=lacking.coverage,
    ),
    "channels": _View(
        title=say("Channels"),
        lead=say("How people get in touch, and whether that has shifted."),
        needs=("channels",),
        make=served.channels,
    ),
    "steps": _View(
        title=say("Giving up"),
        lead=say("The steps of services at which people stop."),
        needs=("steps",),
        make=lacking.steps,
    ),
    "quality": _View(
        title=say("Data quality"),
        lead=say("How fresh the figures are, and what is missing from them."),
        needs=("quality",),
        make=lacking.quality,
    ),
}


def titles() -> dict[str, Sayable]:
    """What every page is called, by its name, in the order in which they are listed."""
    return {slug: view.title for slug, view in VIEWS.items()}


def page(*, slug: str, chosen: Chosen, known: Known, own: bool = False) -> Page:
    """A page of the place's protected figures; with ``own`` of the organisation's exact ones.

    Without figures for the period it has no sections. Call it inside ``acting``. Raises
    ``PageNotFound``.
    """
    view = VIEWS.get(slug)
    if view is None:
        raise PageNotFound(say("We do not have this. It may have been removed."))
    found = {name: _summary(name, chosen.period, own) for name in (*view.needs, *view.also)}
    there = {name: kept for name, kept in found.items() if kept is not None}
    sections: list[Section] = []
    if all(name in there for name in view.needs):
        named = names(known, with_shapes=slug == "map")
        given = {name: getattr(chosen, name) for name in view.takes}
        sections = view.make({n: in_floats(s.body) for n, s in there.items()}, named, **given)
    made = [kept.made_at for kept in there.values()]
    return Page(
        slug=slug,
        title=view.title,
        lead=view.lead,
        sections=sections,
        made_at=min(made) if made else None,
        choices=view.choices,
    )


def _summary(name: str, period: str, own: bool) -> Summary | None:  # noqa: FBT001 - private
    try:
        return summary(name=name, period=period, own=own)
    except SummaryNotFound:
        return None
