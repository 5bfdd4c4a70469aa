"""Pictures of figures, drawn on the server from plain data: SVG that needs no script.

Every picture has a title and a description for those who do not see it, says nothing by colour
alone, and takes its looks from classes (``charts.scss``), since pages allow no inline styles.
Words come in as text in the reader's language; numbers are only ever drawn.
"""

from moothall.kernel.charts.bars import Bar, bars
from moothall.kernel.charts.curves import Panel, curves
from moothall.kernel.charts.flows import Flow, flows
from moothall.kernel.charts.lines import Limits, Mark, Reading, readings
from moothall.kernel.charts.maps import Patch, class_limits, class_of, ward_map
from moothall.kernel.charts.svg import About

__all__ = [
    "About",
    "Bar",
    "Flow",
    "Limits",
    "Mark",
    "Panel",
    "Patch",
    "Reading",
    "bars",
    "class_limits",
    "class_of",
    "curves",
    "flows",
    "readings",
    "ward_map",
]
