"""The colours: what can be read is taken, what cannot is refused in words."""

import pytest

from moothall.kernel.theme import ColourRefused, check, colours_of, contrast, stylesheet


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # Published pairs just on either side of the bound.
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.006)
    assert contrast(other, one) == contrast(one, other)


def test_a_colour_that_carries_white_words_comes_back_in_its_normal_form() -> None:
    assert check(" #14505F ") == "#14505f"
    assert check("#767676") == "#767676"


def test_a_colour_below_four_and_a_half_to_one_is_refused_with_its_contrast() -> None:
    with pytest.raises(ColourRefused) as refusal:
        check("#777777")
    said = refusal.value.said.in_language("en")
    assert "#777777" in said
    assert "the contrast is 4.4" in said
    assert "at least 4.5" in said
    assert "tywyllach" in refusal.value.said.in_language("cy")


@pytest.mark.parametrize(
    "colour", ["", "red", "#fff", "#12345g", "14505f", "#14505f;}body{", "#１４５０５f"]
)
def test_what_is_not_a_colour_is_refused(colour: str) -> None:
    with pytest.raises(ColourRefused):
        check(colour)


def test_the_stylesheet_gives_both_colours_and_their_shades() -> None:
    css = stylesheet("#0b4f6c", "#8a2b4a")
    assert css.startswith(":root{")
    assert "--place-colour:#0b4f6c;" in css
    assert "--organisation-colour:#8a2b4a;" in css
    assert "--organisation-colour-dark:#50192b;" in css
    assert "--organisation-colour-pale:" in css


def test_without_an_organisation_the_place_stands_for_both() -> None:
    assert "--organisation-colour:#0b4f6c;" in stylesheet("#0b4f6c")


def test_white_words_stay_readable_on_the_darker_shade_and_dark_ones_on_the_pale_shade() -> (
    None
):
    parts = dict(
        line.split(":") for line in stylesheet("#767676").strip()[6:-1].split(";") if line
    )
    assert contrast(parts["--place-colour-dark"], "#ffffff") > 4.5
    assert contrast(parts["--place-colour-pale"], "#4b5763") > 4.5


def test_each_organisation_has_a_class_with_its_colour_unless_nobody_could_read_it() -> None:
    css = colours_of({"homes": "#8a2b4a", "council": "#0F5F59", "sunshine": "#ffdd00"})
    assert css == (
        ".hall-of-council{--card-colour:#0f5f59}\n.hall-of-homes{--card-colour:#8a2b4a}\n"
    )


def test_a_stylesheet_of_an_unreadable_colour_is_refused() -> None:
    with pytest.raises(ColourRefused):
        stylesheet("#0b4f6c", "#ffdd00")
