"""What demand hears on the log: every event that says something of a need."""

from moothall.components.demand import services
from moothall.kernel.readers import Line


def take_in(line: Line) -> None:
    """Fold one event into the records of what it concerns."""
    services.take_in(line)
