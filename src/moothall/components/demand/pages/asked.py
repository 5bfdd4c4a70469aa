"""Pages of what was asked: the whole at a glance, by ward on a map, and need by area."""

from collections.abc import Mapping, Sequence
from typing import Any

from moothall.components.demand.pages import signs
from moothall.components.demand.pages.figures import (
    Figure,
    Form,
    Sayable,
    change_words,
    has_value,
    is_uncertain,
    limits_of,
    range_words,
    short_words,
    value_of,
    value_words,
    whole_words,
)
from moothall.components.demand.pages.months import month_section
from moothall.components.demand.pages.naming import Names
from moothall.components.demand.pages.sections import Cell, Section, Table, key_figure
from moothall.kernel import charts
from moothall.kernel.template_words import plain
from moothall.kernel.words import say

Body = Mapping[str, Any]
_MOST_BARS = 12
_QUIET = {"open", "withdrawn", "referred"}
_FLAGS: Mapping[str, Sayable] = {
    "high": say("Higher than the place as a whole"),
    "low": say("Lower than the place as a whole"),
    "as expected": say("As expected"),
    "none": say("Too few to tell"),
}


def overview(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """Key figures, what became of needs, and the months."""
    body = bodies["overview"]
    found = [_keys(body), _outcomes(body, names)]
    if "months" in bodies:
        found.append(month_section(bodies["months"], share=False))
    return found


def _keys(body: Body) -> Section:
    before = body.get("before") or {}

    def changed(name: str, form: Form) -> Sayable:
        return change_words(body.get(name), before.get(name), form)

    share = Form.SHARE
    figures = [
        key_figure(
            say("Needs that people asked about"), body.get("asked"), Form.COUNT,
            changed("asked", Form.COUNT),
        ),
        key_figure(
            say("Not met, of those that are decided"), body.get("share_unmet"), share,
            changed("share_unmet", share),
        ),
        key_figure(
            say("Half of all needs were met within"), body.get("median_days"), Form.DAYS,
            changed("median_days", Form.DAYS),
        ),
        key_figure(
            say("Contacts that something going wrong had caused"), body.get("failure_share"),
            share, _unknown(body.get("unknown_kind_share")),
        ),
        key_figure(say("People who had to ask again"), body.get("repeat_share"), share),
        key_figure(
            say("Settled by whoever was asked first"), body.get("first_holder_share"), share
        ),
    ]  # fmt: skip
    return Section(id="key-figures", title=say("At a glance"), figures=figures)


def _unknown(figure: Figure | None) -> Sayable:
    if not has_value(figure):
        return ""
    return say(
        "For {share} of contacts nobody has said which kind they were",
        share=value_words(figure, Form.SHARE),
    )


def _outcomes(body: Body, names: Names) -> Section:
    by_outcome: Mapping[str, Figure] = body.get("by_outcome") or {}
    listed = _in_order(by_outcome)
    bars = [
        charts.Bar(
            label=plain(names.outcome(name)),
            words=plain(value_words(by_outcome[name], Form.COUNT)),
            value=value_of(by_outcome[name]),
            tone=_tone(name),
        )
        for name in listed
    ]
    about = charts.About(
        id="outcomes",
        title=plain(say("What became of what people asked for")),
        text=plain(say("One bar for each way in which it can come out.")),
    )
    return Section(
        id="what-became",
        title=say("What became of what people asked for"),
        picture=charts.bars(about, bars) if bars else None,
        table=Table(
            id="outcomes",
            caption=say("Needs by what became of them"),
            heads=[say("What became of it"), say("Needs")],
            rows=[
                [names.outcome(name), value_words(by_outcome[name], Form.COUNT)]
                for name in listed
            ],
        ),
    )


def _tone(outcome: str) -> str:
    if outcome in _QUIET:
        return "quiet"
    return "unmet" if outcome.startswith("unmet") or outcome == "gave_up" else ""


def _in_order(by_outcome: Mapping[str, Figure]) -> list[str]:
    """Met first, then unmet, then what is neither; within each the largest first."""
    ranks = {"": 0, "unmet": 1, "quiet": 2}
    return sorted(
        by_outcome, key=lambda n: (ranks[_tone(n)], -(value_of(by_outcome[n]) or 0), n)
    )


def area_map(
    bodies: Mapping[str, Body], names: Names, *, need: str, measure: str
) -> list[Section]:
    """A map by ward of all needs or of one, with its table beneath."""
    form = Form.SHARE if measure == "unmet" else Form.RATE
    rows = bodies["areas"].get("rows") or []
    if need and "need_area" in bodies:
        rows = _rows_of_need(bodies["need_area"], rows, need)
    shown = [(row, row.get("share_unmet" if measure == "unmet" else "rate")) for row in rows]
    what = names.need(need) if need else say("All needs")
    title = (
        say("{what}: not met, by ward", what=what)
        if measure == "unmet"
        else say("{what}: asked for each 1,000 people, by ward", what=what)
    )
    limits = charts.class_limits([v for _, f in shown if (v := value_of(f)) is not None])
    picture = _map(title, shown, names, form, limits)
    notes = [] if picture else [say("There is no map of the wards here; the table has all.")]
    return [
        Section(
            id="map",
            title=title,
            text=[
                say(
                    "The darker a ward, the higher its figure. Hatching means: few people"
                    " behind it, so do not lean on it, or a figure that is hidden."
                )
            ],
            picture=picture,
            is_beside=True,
            keys=signs.classes(limits, form) if picture else [],
            notes=notes,
            table=_area_table(shown, names, form, title),
        )
    ]


def _rows_of_need(body: Body, areas: Sequence[Body], need: str) -> list[Body]:
    """Rows by area for one need; its rates from protected counts and known populations."""
    if need not in (body.get("needs") or []):
        return []
    index = body["needs"].index(need)
    people = {row["area"]: row.get("population") for row in areas}
    unmet = body.get("unmet") or []
    return [
        {
            "area": area,
            "population": people.get(area),
            "asked": cell,
            "rate": _rate(cell, people.get(area)),
            "share_unmet": _share(unmet[index][i], cell) if index < len(unmet) else None,
            "flag": "",
        }
        for i, (area, cell) in enumerate(zip(body["areas"], body["cells"][index], strict=True))
    ]


def _rate(asked: Figure | None, population: int | None) -> Figure | None:
    value = value_of(asked)
    if asked and asked.get("hidden"):
        return {"value": None, "hidden": True}
    if value is None or not population:
        return None
    return {"value": 1000 * value / population, "count": value, "hidden": False}


def _share(part: Figure | None, whole: Figure | None) -> Figure | None:
    """The share of what was asked, from two protected counts."""
    if any(figure and figure.get("hidden") for figure in (part, whole)):
        return {"value": None, "hidden": True}
    one, all_of = value_of(part), value_of(whole)
    if one is None or not all_of:
        return None
    return {"value": min(1.0, one / all_of), "count": all_of, "hidden": False}


def _map(
    title: Sayable,
    shown: Sequence[tuple[Body, Figure | None]],
    names: Names,
    form: Form,
    limits: Sequence[float],
) -> Any:  # noqa: ANN401 - markup, or none
    patches = []
    for row, figure in shown:
        shape = names.shapes.get(row["area"])
        if shape is None:
            continue
        lat, lon = shape["properties"]["label"]
        patches.append(
            charts.Patch(
                geometry=shape["geometry"],
                name=plain(names.area(row["area"])),
                words=plain(whole_words(figure, form)),
                label=(lat, lon),
                short=short_words(figure, form),
                value=value_of(figure),
                is_uncertain=is_uncertain(figure),
            )
        )
    if not patches:
        return None
    about = charts.About(
        id="ward-map", title=plain(title), text=plain(say("The table beneath says the same."))
    )
    return charts.ward_map(about, patches, limits=limits)


def _area_table(
    shown: Sequence[tuple[Body, Figure | None]], names: Names, form: Form, title: Sayable
) -> Table:
    ordered = sorted(shown, key=lambda pair: -(value_of(pair[1]) or -1))
    measure = say("Not met") if form is Form.SHARE else say("For each 1,000 people")
    return Table(
        id="areas",
        caption=title,
        heads=[say("Ward"), say("People"), say("Asked"), measure, say("Range"), say("Flag")],
        words_after=1,
        rows=[
            [
                names.area(row["area"]),
                f"{row['population']:,}" if row.get("population") else "",
                value_words(row.get("asked"), Form.COUNT),
                short_words(figure, form) or value_words(figure, form),
                range_words(figure, form),
                _flag(row),
            ]
            for row, figure in ordered
        ],
    )


def _flag(row: Body) -> Sayable:
    flag = _FLAGS.get(row.get("flag", ""), "")
    if flag and row.get("overdispersed"):
        return say("{flag} (wards differ more than chance; limits are widened)", flag=flag)
    return flag


def needs(bodies: Mapping[str, Body], names: Names) -> list[Section]:
    """Needs by how often they are asked, and a table of need by area."""
    rows = bodies["needs"].get("rows") or []
    ordered = sorted(rows, key=lambda row: -(value_of(row.get("asked")) or 0))
    found = [_most_unmet(ordered, names), _need_table(ordered, names)]
    if "need_area" in bodies:
        found.append(_heat(bodies["need_area"], names))
    return found


def _most_unmet(rows: Sequence[Body], names: Names) -> Section:
    known = [row for row in rows if has_value(row.get("share_unmet"))]
    worst = sorted(known, key=lambda row: -(value_of(row["share_unmet"]) or 0))[:_MOST_BARS]
    bars = [
        charts.Bar(
            label=plain(names.need(row["need"])),
            words=plain(whole_words(row["share_unmet"], Form.SHARE)),
            value=value_of(row["share_unmet"]),
            low=limits_of(row["share_unmet"])[0],
            high=limits_of(row["share_unmet"])[1],
            tone="unmet",
        )
        for row in worst
    ]
    title = say("Least often met")
    about = charts.About(
        id="unmet-bars",
        title=plain(title),
        text=plain(say("The share that was not met, with the range it may lie in.")),
    )
    return Section(
        id="least-met",
        title=title,
        text=[
            say(
                "The share of decided needs that were not met. The thin line is the range in"
                " which the true share lies, 19 times out of 20."
            )
        ],
        picture=charts.bars(about, bars, top=1.0) if bars else None,
        notes=[] if bars else [say("No need has enough behind it to be compared.")],
    )


def _need_table(rows: Sequence[Body], names: Names) -> Section:
    return Section(
        id="every-need",
        title=say("Every need"),
        table=Table(
            id="needs",
            caption=say("Needs, the most asked for first"),
            heads=[
                say("Need"), say("Asked"), say("Not met"), say("Range"),
                say("Half are met within"), say("Caused by something going wrong"),
                say("Why it is not met, most often"),
            ],
            rows=[
                [
                    names.need(row["need"]),
                    value_words(row.get("asked"), Form.COUNT),
                    value_words(row.get("share_unmet"), Form.SHARE),
                    range_words(row.get("share_unmet"), Form.SHARE),
                    value_words(row.get("median_days"), Form.DAYS),
                    value_words(row.get("failure_share"), Form.SHARE),
                    names.outcome(row.get("top_unmet") or ""),
                ]
                for row in rows
            ],
        ),
    )  # fmt: skip


def _heat(body: Body, names: Names) -> Section:
    cells: Sequence[Sequence[Figure]] = body.get("cells") or []
    values = [v for line in cells for f in line if (v := value_of(f)) is not None]
    limits = charts.class_limits(values)
    rows = [
        [names.need(need), *(_shaded(figure, limits) for figure in line)]
        for need, line in zip(body.get("needs") or [], cells, strict=False)
    ]
    return Section(
        id="need-by-area",
        title=say("Need by ward"),
        text=[
            say(
                "The darker a cell, the more people asked. “Hidden” stands where so few"
                " asked that somebody could be found in the figure."
            )
        ],
        table=Table(
            id="need-area",
            caption=say("How often each need was asked for in each ward"),
            heads=[say("Need"), *(names.area(area) for area in body.get("areas") or [])],
            rows=rows,
            is_heat=True,
        ),
    )


def _shaded(figure: Figure | None, limits: Sequence[float]) -> Cell:
    value = value_of(figure)
    level = 0 if value is None else charts.class_of(value, limits)
    return Cell(text=value_words(figure, Form.COUNT), level=level)
