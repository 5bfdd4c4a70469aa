"""The decisions of reports, without a database."""

from typing import Any

import pytest
from pydantic import ValidationError

from moothall.components.reports.contracts import (
    OUTCOMES,
    Category,
    Redirect,
    Rule,
    Scheme,
    Status,
)
from moothall.components.reports.rules import holding, near, statuses
from moothall.components.reports.rules.routing import rule_for
from moothall.components.reports.rules.wording import filled, status_words
from moothall.components.reports.testing import a_scheme_document, words

BASE: dict[str, Any] = {
    "id": "pothole",
    "name": words("A hole"),
    "description": words("A hole"),
    "need": "street.pothole",
    "responsible": [
        {"within": "main-road", "organisation": "county", "because": words("A main road")},
        {"within": "estate-3", "organisation": "homes", "because": words("An estate")},
        {"organisation": "borough", "because": words("All other streets")},
    ],
}


def category(**changed: object) -> Category:
    return Category.model_validate({**BASE, **changed})


def organisation_at(*lies_in: str) -> str:
    found = rule_for(category=category(), lies_in=lies_in)
    assert isinstance(found, Rule)
    return found.organisation


def test_the_first_rule_that_fits_a_spot_says_who_is_responsible() -> None:
    assert organisation_at("ward", "SB01", "main-road", "road-west", "estate-3") == "county"
    assert organisation_at("ward", "SB01", "estate", "estate-3") == "homes"


def test_where_no_rule_fits_or_nothing_is_known_the_last_one_holds() -> None:
    assert organisation_at("ward", "SB01", "estate", "estate-4") == "borough"
    assert organisation_at() == "borough"


def test_an_emergency_that_nobody_takes_reports_of_sends_people_to_safety_first() -> None:
    gas = category(responsible=[], emergency={"words": words("Go outside"), "phone": "999"})
    found = rule_for(category=gas, lies_in=())
    assert isinstance(found, Redirect)
    assert (found.words["en"], found.phone, found.is_emergency) == ("Go outside", "999", True)


@pytest.mark.parametrize(
    ("changed", "mistake"),
    [
        ({"responsible": []}, "needs `elsewhere` or `emergency`"),
        ({"responsible": BASE["responsible"][:2]}, "the last rule"),
        ({"responsible": BASE["responsible"][::-1]}, "the last rule"),
        ({"elsewhere": {"words": words("There")}}, "nobody here"),
        ({"name": {"en": "A hole"}}, "missing in: cy"),
        ({"name": {"en": "A hole", "cy": "  "}}, "missing in: cy"),
        ({"radius": -1}, "greater than or equal"),
        ({"colour": "red"}, "Extra inputs"),
        ({"ask": [{"id": "a", "kind": "nonsense", "label": words("A")}]}, "kind of answer"),
    ],
)
def test_a_category_with_a_mistake_is_refused(changed: dict[str, Any], mistake: str) -> None:
    with pytest.raises(ValidationError, match=mistake):
        category(**changed)


def test_a_scheme_names_each_category_once() -> None:
    with pytest.raises(ValidationError, match="pothole more than once"):
        Scheme.model_validate(a_scheme_document(BASE, BASE))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("It is by the gate of sam.gull@example.com", "email"),
        ("Ring me on 07700 900123", "telephone"),
        ("Ring +44 7700 900 123 please", "telephone"),
        ("Ring (01632) 960 123", "telephone"),
        ("A red car, AB12 CDE, blocks it", "registration"),
        ("a red car ab12cde blocks it", "registration"),
        ("An old one, A123 BCD", "registration"),
        ("The hole is 40 cm deep, outside number 12, SB1 2AB", ""),
        ("Lamp SB 1042 has been out since 2019", ""),
        ("10 holes between 100 and 250 High Street", ""),
        ("", ""),
    ],
)
def test_text_that_may_say_who_somebody_is_waits(text: str, code: str) -> None:
    assert holding.contact_in(text=text) == code
    assert holding.held_by(category=category(), texts=[text]) == code


def test_words_hold_as_words_and_in_any_case() -> None:
    strict = category(hold={"words": ["nazi"]})
    assert holding.held_by(category=strict, texts=["A NAZI sign"]) == "words"
    assert holding.held_by(category=strict, texts=["A denazification plaque"]) == ""


def test_all_text_waits_where_the_category_says_so_but_never_in_private() -> None:
    assert holding.held_by(category=category(hold={"text": True}), texts=["A"]) == "text"
    private = category(private=True, hold={"text": True})
    assert holding.held_by(category=private, texts=["sam@example.com"]) == ""


def test_a_degree_of_latitude_is_as_long_as_the_mean_earth_makes_it() -> None:
    # 2 π × 6,371,008.8 m / 360
    away = near.metres(lat=52, lon=2, to_lat=53, to_lon=2)
    assert away == pytest.approx(111_195.08, abs=0.01)
    # cos 60° = 1/2: a short way east is half as long as the same way north
    assert near.metres(lat=60, lon=2, to_lat=60, to_lon=2.001) == pytest.approx(
        111.19508 / 2, abs=1e-4
    )


@pytest.mark.parametrize("lat", [-60.0, 0.0, 52.3, 80.0])
def test_a_box_holds_its_circle(lat: float) -> None:
    south, west, north, east = near.box(lat=lat, lon=2, radius=1000)
    for corner in ((south, 2), (north, 2), (lat, west), (lat, east)):
        assert near.metres(lat=lat, lon=2, to_lat=corner[0], to_lon=corner[1]) >= 999.99


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words_and_every_end_an_outcome(status: Status) -> None:
    assert status_words(status=status).in_language("cy")
    assert (status in OUTCOMES) is not status.is_open


def test_what_is_closed_is_opened_by_reopening_only() -> None:
    for closed in (s for s in Status if not s.is_open):
        assert not any(
            statuses.may_go(from_status=closed, to_status=s) for s in Status if s.is_open
        )


def test_no_update_makes_a_duplicate() -> None:
    for status in Status:
        may = statuses.may_go(from_status=status, to_status=Status.DUPLICATE)
        assert may is (status is Status.DUPLICATE)


def test_a_prepared_text_is_filled_in_and_other_braces_stay() -> None:
    text = {"en": "{reference} in {days} days {x}", "cy": "{days}"}
    assert filled(words=text, reference="RP-1", days=3) == {
        "en": "RP-1 in 3 days {x}",
        "cy": "3",
    }
    assert filled(words=text, reference="RP-1", days=None)["cy"] == ""
