"""Pages of demand: figures in words, what is hidden, what is not certain, and downloads."""

from datetime import date
from typing import Any

import pytest

from moothall.components.demand import pages
from moothall.components.demand.pages.figures import (
    Figure,
    Form,
    chance_words,
    change_words,
    is_uncertain,
    sure_words,
    value_words,
    whole_words,
)
from moothall.components.demand.pages.sections import text_of
from moothall.components.demand.tests import samples
from moothall.components.demand.tests.samples import fig
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import an_org, the_steward

KNOWN = pages.Known(needs={"street.pothole": {"en": "A hole", "cy": "Twll"}})
QUARTER = "2031-Q2"
"""A period that no other test has figures of."""


def said(words: Any) -> str:  # noqa: ANN401 - words in any form
    return text_of(words, "en")


def a_page(slug: str, **chosen: str) -> pages.Page:
    steward = the_steward()
    samples.summarised(samples.bodies(), period=QUARTER)
    with acting(Actor(org=steward), purpose="test"):
        return pages.page(slug=slug, chosen=pages.Chosen(period=QUARTER, **chosen), known=KNOWN)


@pytest.mark.parametrize(
    ("figure", "form", "words"),
    [
        (fig(1240), Form.COUNT, "1,240"),
        (fig(0.234), Form.SHARE, "23%"),
        (fig(1), Form.DAYS, "1 day"),
        (fig(12.4), Form.DAYS, "12 days"),
        (fig(5.25), Form.RATE, "5.2 per 1,000 people"),
        (fig(None), Form.COUNT, "Hidden"),
        (fig(None, hidden=False), Form.COUNT, "Not known"),
        (fig(None, hidden=False, why="fewer_than_half_met"), Form.DAYS,
         "Fewer than half are met so far"),
        (None, Form.COUNT, "Not known"),
    ],
)  # fmt: skip
def test_a_figure_is_said_in_its_form(figure: Any, form: Form, words: str) -> None:  # noqa: ANN401
    assert said(value_words(figure, form)) == words


def test_an_interval_is_said_beside_its_value() -> None:
    assert said(whole_words(fig(0.23, 0.2, 0.26), Form.SHARE)) == "23% (20% to 26%)"
    assert said(sure_words(fig(6, 5, 7), Form.DAYS)) == "between 5 and 7 days"
    assert said(sure_words(fig(None), Form.SHARE)) == "Too few people to show"


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (fig(0.23, 0.22, 0.25), fig(0.19, 0.18, 0.2), "Up from 19% a year before"),
        (fig(0.19, 0.18, 0.2), fig(0.23, 0.22, 0.25), "Down from 23% a year before"),
        (fig(0.23, 0.19, 0.25), fig(0.2, 0.18, 0.22), "No clear change from 20% a year before"),
        (fig(0.23), fig(None), "No figure for the year before"),
    ],
)
def test_a_change_is_one_only_where_the_ranges_are_apart(
    now: Figure, before: Figure, words: str
) -> None:
    assert said(change_words(now, before, Form.SHARE)) == words


@pytest.mark.parametrize(
    ("figure", "uncertain"),
    [
        (fig(0.3, 0.1, 0.6), True),
        (fig(0.3, 0.28, 0.32), False),
        (fig(10), True),
        (fig(100), False),
        (fig(4.2, count=12), True),
        (fig(None), True),
    ],
)
def test_few_people_and_wide_ranges_are_not_certain(figure: Any, uncertain: bool) -> None:  # noqa: ANN401, FBT001
    assert is_uncertain(figure) is uncertain


def test_a_chance_is_said_as_one_in_so_many() -> None:
    assert said(chance_words(0.0004)) == "1 in 1,000 or less"
    assert said(chance_words(0.02)) == "1 in 50"


@pytest.mark.parametrize("slug", list(pages.titles()))
def test_every_page_is_made_from_its_summaries(slug: str) -> None:
    made = a_page(slug)
    assert made.sections
    assert all(section.table is None or section.table.heads for section in made.sections)


@pytest.mark.parametrize("slug", list(pages.titles()))
def test_a_page_without_figures_is_empty_and_stands(slug: str) -> None:
    with acting(Actor(org=the_steward()), purpose="test"):
        made = pages.page(slug=slug, chosen=pages.Chosen(period="1999-Q1"), known=KNOWN)
    assert made.sections == []
    assert made.made_at is None


def test_a_page_that_there_is_not_is_refused() -> None:
    with acting(Actor(org=the_steward()), purpose="test"), pytest.raises(pages.PageNotFound):
        pages.page(slug="nothing", chosen=pages.Chosen(), known=KNOWN)


def test_the_map_of_one_need_has_its_rates_and_hides_what_is_hidden() -> None:
    table = a_page("map", need="street.pothole").table("areas")
    assert table is not None
    rows = {said(row[0]): [said(c.text) for c in table.cells(row)] for row in table.rows}
    hidden = [row for row in rows.values() if row[2] == "Hidden"]
    assert hidden == []
    assert any(row[3] == "4.8" for row in rows.values())


def test_a_share_of_one_need_is_taken_from_protected_counts() -> None:
    table = a_page("map", need="home.repair", measure="unmet").table("areas")
    assert table is not None
    assert table.rows[0]
    hidden = [row for row in table.rows if said(table.cells(row)[2].text) == "Hidden"]
    assert [said(table.cells(row)[3].text) for row in hidden] == ["Hidden"]


def test_own_figures_are_those_of_the_organisation_that_acts() -> None:
    one, other = an_org(), an_org()
    samples.summarised(samples.bodies(), org=one, period=QUARTER, own=True)
    chosen = pages.Chosen(period=QUARTER)
    made = []
    for org in (one, other):
        with acting(Actor(org=org), purpose="test"):
            made.append(pages.page(slug="needs", chosen=chosen, known=KNOWN, own=True))
    assert made[0].sections
    assert not made[1].sections


def test_a_download_has_every_row_and_no_formula() -> None:
    table = pages.Table(
        id="t", caption="T", heads=["Need", "Asked"], rows=[["=1+1", "12"], ["A, b", "Hidden"]]
    )
    text = pages.as_csv(table, "en")
    assert text == '\ufeffNeed,Asked\r\n\'=1+1,12\r\n"A, b",Hidden\r\n'


def test_periods_are_the_year_and_the_last_whole_quarters() -> None:
    found = list(pages.periods(today=date(2030, 2, 3)))
    assert found[:4] == ["12m", "2029-Q4", "2029-Q3", "2029-Q2"]
    assert len(found) == 9
    assert pages.last_whole_quarter(today=date(2030, 2, 3)) == "2029-Q4"


def test_what_is_no_choice_counts_as_not_chosen() -> None:
    query = {"period": "2000-Q9", "need": "nothing", "measure": "x"}
    chosen = pages.chosen(query=query, today=date(2030, 2, 3), known=KNOWN)
    assert chosen == pages.Chosen(period="12m", need="", measure="rate")
