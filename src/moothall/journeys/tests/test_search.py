"""Tests of finding services and needs by words."""

import time
from pathlib import Path
from uuid import UUID

import pytest

from moothall.journeys.contracts import Listed
from moothall.journeys.search import (
    MOST_RESULTS,
    Need,
    NoSuchGroup,
    find,
    group,
    groups,
    needs,
)
from moothall.kernel.ids import OrgId

_SOME = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def a_need(
    need: str,
    en: str,
    cy: str,
    keywords: str = "",
    cy_keywords: str = "",
    group: str = "street",
) -> Need:
    return Need(
        id=need,
        group=group,
        title={"en": en, "cy": cy},
        keywords={
            "en": tuple(filter(None, keywords.split(", "))),
            "cy": tuple(filter(None, cy_keywords.split(", "))),
        },
    )


def a_service(title: str, cy: str, summary: str = "", need: str = "street.hole") -> Listed:
    return Listed(
        owner=OrgId(_SOME),
        service=title.casefold().replace(" ", "-"),
        version=_SOME,
        title={"en": title, "cy": cy},
        summary={"en": summary, "cy": ""},
        need=need,
        channels=("web",),
    )


HOLE = a_need(
    "street.hole", "A hole in the road", "Twll yn y ffordd", "pothole, road surface", "tyllau"
)
BINS = a_need("street.bins", "My bins", "Fy miniau", "bin day, recycling", "ailgylchu")
RUBBISH = a_need("street.rubbish", "Dumped rubbish", "Sbwriel", "fly-tipping", "gwastraff")
LONELY = a_need("social.lonely", "I am lonely", "Rwy'n unig", "company", "cwmni", "social")
DOWN = a_need("health.low", "I feel low or lonely", "Rwy'n isel", "depression", "", "health")
ALL = (HOLE, BINS, RUBBISH, LONELY, DOWN)


def found(text: str, language: str = "en") -> list[str]:
    return [
        need.id for need in find(services=(), needs=ALL, text=text, language=language).needs
    ]


def best(text: str, language: str = "en") -> str | None:
    return next(iter(found(text, language)), None)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("pothole", "street.hole"),
        ("POTHOLES", "street.hole"),
        ("there is a hole in our road", "street.hole"),
        ("recycl", "street.bins"),
        ("rubish", "street.rubbish"),
        ("potholle", "street.hole"),
        ("fly tipping", "street.rubbish"),
        ("flytipping", "street.rubbish"),
        ("lonely", "social.lonely"),
    ],
)
def test_words_stems_beginnings_and_slips_find_the_need(text: str, need: str) -> None:
    assert best(text) == need


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("twll", "street.hole"),
        ("dwll", "street.hole"),
        ("biniau", "street.bins"),
        ("wastraff", "street.rubbish"),
        ("ngwastraff", "street.rubbish"),
        ("chwmni", "social.lonely"),
        ("ailgylchu", "street.bins"),
    ],
)
def test_welsh_words_are_found_through_their_mutations(text: str, need: str) -> None:
    assert best(text, "cy") == need


def test_words_of_the_other_language_find_too() -> None:
    assert best("gwastraff", "en") == "street.rubbish"
    assert best("rubbish", "cy") == "street.rubbish"


def test_accents_and_curly_quotes_do_not_matter() -> None:
    home = a_need("home.house", "A house", "Tŷ")
    result = find(services=(), needs=(home,), text="“ty’n”  ty", language="cy")
    assert result.needs == (home,)


def test_the_need_that_says_it_in_its_title_comes_first() -> None:
    assert found("lonely") == ["social.lonely", "health.low"]


def test_a_need_that_has_less_than_half_of_the_words_is_left_out() -> None:
    assert found("lonely hole surface recycling") == ["street.hole"]


def test_words_without_meaning_do_not_decide() -> None:
    assert found("I am in the bins") == ["street.bins"]


def test_nothing_is_found_for_nothing_or_nonsense() -> None:
    for text in ("", "   ", "?!", "zzzqqq", "\x00"):
        assert find(services=(), needs=ALL, text=text, language="en").needs == ()


def test_a_service_is_found_by_its_title_its_summary_and_its_need() -> None:
    report = a_service("Report a problem", "Rhoi gwybod am broblem", "Broken street lights")
    other = a_service("Join the library", "Ymuno â'r llyfrgell", need="learning.library")
    for text in ("report problem", "street light", "pothole", "twll"):
        result = find(services=(other, report), needs=ALL, text=text, language="en")
        assert result.services == (report,), text


def test_a_service_whose_need_is_not_listed_is_still_found() -> None:
    odd = a_service("Hire a hall", "Llogi neuadd", need="unknown.need")
    assert find(services=(odd,), needs=(), text="hall", language="en").services == (odd,)


def test_results_are_bounded() -> None:
    many = [a_need(f"street.n{n}", f"Pothole {n}", "Twll") for n in range(60)]
    assert (
        len(find(services=(), needs=many, text="pothole", language="en").needs) == MOST_RESULTS
    )


def test_a_huge_text_over_many_services_is_answered_quickly() -> None:
    services = [
        a_service(f"Service {n} about thing{n}", f"Gwasanaeth {n}") for n in range(2000)
    ]
    text = " ".join(f"wrold{n}" for n in range(100_000))
    find(services=services, needs=ALL, text="warm", language="en")
    began = time.process_time()
    find(services=services, needs=ALL, text=text, language="en")
    assert time.process_time() - began < 2


def test_the_needs_of_a_folder_are_read_by_group(tmp_path: Path) -> None:
    (tmp_path / "needs.yaml").write_text(
        "groups:\n"
        "  - {id: street, title: {en: Streets, cy: Strydoedd}}\n"
        "  - {id: home, title: {en: Home, cy: Cartref}}\n"
        "needs:\n"
        "  - {id: home.cold, group: home, title: {en: Cold}, keywords: {en: [chilly]}}\n"
        "  - {id: street.hole, group: street, title: {en: Hole, cy: Twll}}\n"
    )
    assert [found.id for found in groups(folder=tmp_path)] == ["street", "home"]
    assert [need.id for need in needs(folder=tmp_path)] == ["street.hole", "home.cold"]
    assert group(folder=tmp_path, group_id="home").needs[0].keywords == {"en": ("chilly",)}
    with pytest.raises(NoSuchGroup):
        group(folder=tmp_path, group_id="nothing")


def test_the_needs_of_the_demonstration_place_are_complete() -> None:
    folder = Path(__file__).parents[4] / "catalogue" / "place"
    for found in groups(folder=folder):
        assert found.needs, f"{found.id} has no needs"
    for need in needs(folder=folder):
        assert set(need.title) == {"en", "cy"}, need.id
        assert need.keywords["en"], need.id
        assert need.keywords["cy"], need.id
