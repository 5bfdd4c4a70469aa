"""What cells ask, as people read it."""

import pytest

from moothall.components.assessment.rules.wording import cell_words


@pytest.mark.parametrize(
    ("cell", "english", "welsh"),
    [
        ("<= 100", "100 or less", "100 neu lai"),
        (">= 18", "18 or more", "18 neu fwy"),
        ("< 100", "less than 100", "llai na 100"),
        ("> 255", "more than 255", "mwy na 255"),
        ("[1..5]", "1 to 5", "1 i 5"),
        ("yes", "yes", "ie"),
        ("A, B, C", "A, B or C", "A, B neu C"),
        ("zone A", "zone A", "zone A"),
        ("not(A)", "not(A)", "not(A)"),
    ],
)
def test_a_cell_in_words(cell: str, english: str, welsh: str) -> None:
    assert cell_words(cell, language="en") == english
    assert cell_words(cell, language="cy") == welsh
