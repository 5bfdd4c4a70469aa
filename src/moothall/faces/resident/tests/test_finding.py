"""Finding a service: by words, by need, by organisation; and the pages about the place."""

import json

import pytest
from django.db import connection

from moothall.faces.resident.tests.town import Office, a_resident, an_office, has, words
from moothall.journeys.contracts import NeedSearched
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import from_json
from moothall.kernel.testing import the_steward

ODD = "Wyvern grooming"


@pytest.fixture(scope="module")
def office() -> Office:
    """Somebody who offers what nobody else has a word for."""
    return an_office(
        title=words(ODD, "Twtio gwiberod"), summary=words("We brush wyverns.", "Brwsio.")
    )


_LATEST = """
select body::text from event_log where name = %s order by position desc limit 3
"""


def searches() -> list[dict[str, object]]:
    """What the log holds on searches, the latest first."""
    with acting(Actor(org=the_steward()), purpose="test"), connection.cursor() as cursor:
        cursor.execute(_LATEST, [NeedSearched.name])
        return [from_json(body) for (body,) in cursor]


def test_the_home_page_leads_to_services_needs_and_organisations(office: Office) -> None:
    seen = a_resident(office).get("/")
    assert seen.links[ODD] == office.address
    assert {"/for/street", f"/{office.slug}"} <= seen.addresses
    assert seen.page.all("input", name="q")


def test_the_home_page_is_there_in_welsh(office: Office) -> None:
    seen = a_resident(office, language="cy").get("/")
    assert seen.heading == "Sut gallwn ni eich helpu?"
    assert seen.links["Twtio gwiberod"] == f"/cy{office.address}"


@pytest.mark.parametrize("text", ["wyvern", "grooming wyverns", "gwiberod"])
def test_a_service_is_found_by_words_of_either_language(office: Office, text: str) -> None:
    assert a_resident(office).get(f"/search?q={text}").links[ODD] == office.address


def test_where_no_service_fits_needs_and_whom_to_ring_are_shown(office: Office) -> None:
    seen = a_resident(office).get("/search?q=lonely")
    assert "I am lonely or want company" in seen.text
    assert seen.links["01632 960111"] == "tel:01632960111"


def test_where_nothing_fits_what_was_typed_is_said_again_as_words(office: Office) -> None:
    seen = a_resident(office).get("/search?q=<b>zzqx</b>")
    assert "We found nothing for “<b>zzqx</b>”" in seen.text
    assert "<b>zzqx" not in seen.response.content.decode()


def test_nothing_typed_finds_and_counts_nothing(office: Office) -> None:
    before = searches()[:1]
    seen = a_resident(office).get("/search?q=+")
    assert "We found nothing" not in seen.text
    assert searches()[:1] == before


def test_a_search_goes_on_the_log_without_what_was_typed(office: Office) -> None:
    a_resident(office).get("/search?q=lonely+zzqxsecret")
    latest = searches()[0]
    assert latest["found"] == 0
    assert latest["needs"]
    assert "zzqxsecret" not in json.dumps(latest)


@pytest.mark.parametrize("text", ["%00", "%F0%9F%95%B3", "x" * 3000, "%27%3B--", "%ED%A0%80"])
def test_no_text_breaks_the_search(office: Office, text: str) -> None:
    assert a_resident(office).get(f"/search?q={text}").status == 200


def test_a_group_of_needs_leads_on_to_the_search(office: Office) -> None:
    seen = a_resident(office).get("/for/social")
    need = seen.links["I am lonely or want company"]
    assert "I am lonely or want company" in a_resident(office).get(need).text


@pytest.mark.parametrize("address", ["/for/nothing", "/nobody-here", "/for/street/more/x/y"])
def test_what_is_not_there_is_not_found_and_the_page_helps(
    office: Office, address: str
) -> None:
    seen = a_resident(office).get(address)
    assert (seen.status, seen.heading) == (404, "We cannot find that page")
    assert seen.links["Go to the home page"] == "/"


def test_an_organisation_lists_its_services_and_how_to_reach_it(office: Office) -> None:
    seen = a_resident(office).get(f"/{office.slug}")
    assert seen.links[ODD] == office.address
    assert seen.links["hello@town.example"] == "mailto:hello@town.example"


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("page", ["help", "privacy", "accessibility", "cookies"])
def test_the_pages_about_the_place_are_there_in_both_languages(
    office: Office, page: str, language: str
) -> None:
    seen = a_resident(office, language=language).get(f"/{page}")
    assert (seen.status, bool(seen.heading)) == (200, True)
    assert seen.page.all("html")[0].attributes["lang"] == language


def test_the_cookies_are_named_as_they_are_set(office: Office) -> None:
    resident = a_resident(office)
    resident.begin()
    text = resident.get("/cookies").text
    assert set(resident.browser.cookies) <= {"moothall_visit", "moothall_csrf"}
    assert all(name in text for name in resident.browser.cookies)


def test_a_service_has_the_privacy_notice_that_was_published_with_it() -> None:
    notices = {
        "en": "# Your wyvern\n\nWe keep\nits name.\n\n## Ask\n\n- at wyverns@town.example",
        "cy": "# Eich gwiber\n\nRydym yn cadw ei henw.",
    }
    resident = a_resident(an_office(notices=notices))
    start = resident.get(resident.office.address)
    seen = resident.get(start.links["How we use what you tell us"])
    assert seen.heading == "Your wyvern"
    assert "We keep its name." in seen.text
    assert seen.links["wyverns@town.example"] == "mailto:wyverns@town.example"
    resident.language = "cy"
    assert resident.get(f"{resident.office.address}/privacy").heading == "Eich gwiber"


def test_a_service_without_a_notice_of_its_own_leads_to_that_of_the_place(
    office: Office,
) -> None:
    resident = a_resident(office)
    assert resident.get(f"{office.address}/privacy").heading == "Privacy"


def test_the_ground_of_maps_is_public_and_kept(office: Office) -> None:
    browser = a_resident(office).browser
    first = browser.get("/maps/ground.geojson")
    again = browser.get("/maps/ground.geojson", headers={"If-None-Match": first["ETag"]})
    assert first["Content-Type"] == "application/geo+json"
    assert again.status_code == 304


@pytest.mark.skipif(not has("areas.v1"), reason="no areas are known here")
def test_wards_have_their_names_as_maps_read_them(office: Office) -> None:
    from_areas = pytest.importorskip("moothall.components.areas.testing")
    from_areas.seaborough()
    features = a_resident(office).browser.get("/maps/wards.geojson").json()["features"]
    assert {type(f["properties"]["name"]) for f in features} == {str}
    assert any(f["properties"]["name_cy"] for f in features)
