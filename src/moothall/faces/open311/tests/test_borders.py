"""Coordinates are some of the place's, as far as anybody knows where its borders are."""

import pytest

import moothall.components.reports  # noqa: F401 - nothing to try where it is left out
from moothall.components.areas.testing import seaborough
from moothall.faces.open311.tests.testing import a_hole, alone, refused


@pytest.fixture(autouse=True)
def _on_the_map() -> None:
    seaborough()


def test_what_lies_inside_is_taken() -> None:
    assert alone().made()


def test_swapped_coordinates_are_told_so() -> None:
    said = refused(alone().post("requests.json", **a_hole(lat="1.998", long="52.343")), 400)
    assert "swapped" in said


@pytest.mark.parametrize("spot", [("0", "0"), ("51.5", "-0.12"), ("-52.343", "1.998")])
def test_what_lies_outside_is_refused(spot: tuple[str, str]) -> None:
    lat, lon = spot
    said = refused(alone().post("requests.json", **a_hole(lat=lat, long=lon)), 400)
    assert "outside" in said
