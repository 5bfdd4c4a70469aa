"""Documents that break one rule of the linter each, with where it must be found."""

from moothall.journeys.tests.broken.conditions import CONDITIONS
from moothall.journeys.tests.broken.examples import EXAMPLES
from moothall.journeys.tests.broken.places import PLACES
from moothall.journeys.tests.broken.references import REFERENCES
from moothall.journeys.tests.broken.shape import Broken
from moothall.journeys.tests.broken.words import WORDS
from moothall.journeys.tests.broken.writing import WRITING

__all__ = ["BROKEN", "Broken"]

BROKEN: tuple[Broken, ...] = (
    *WRITING,
    *REFERENCES,
    *CONDITIONS,
    *WORDS,
    *PLACES,
    *EXAMPLES,
)
