"""Whether sums are such that the bounds of real numbers are those of whole numbers."""

import numpy as np
from numpy.typing import NDArray

from moothall.components.demand.rules.disclosure.solving import Rows

MOST_ROWS = 4_000
"""Above this it is not looked into, and whole numbers are solved for."""


def has_whole_corners(rows: Rows) -> bool:
    """Whether the rows fall into two families in each of which sets are nested or apart.

    Then the matrix is totally unimodular (J. Edmonds, 1970), so that a sum of whole numbers
    takes every whole value between its least and its greatest as a sum of real ones. False
    says nothing.
    """
    if rows.shape[0] > MOST_ROWS:
        return False
    return _has_two_colours(_crossing(rows))


def _crossing(rows: Rows) -> NDArray[np.bool_]:
    """Which pairs of sets overlap without one being within the other."""
    sizes = np.diff(rows.indptr).astype(float)
    overlap = (rows @ rows.T).toarray()
    return np.asarray((overlap > 0) & (overlap < np.minimum.outer(sizes, sizes)))


def _has_two_colours(edges: NDArray[np.bool_]) -> bool:
    colours = np.full(len(edges), -1)
    for first in range(len(edges)):
        if colours[first] >= 0:
            continue
        colours[first], waiting = 0, [first]
        while waiting:
            at = waiting.pop()
            beside = np.flatnonzero(edges[at])
            if (colours[beside] == colours[at]).any():
                return False
            new = beside[colours[beside] < 0]
            colours[new] = 1 - colours[at]
            waiting.extend(int(n) for n in new)
    return True
