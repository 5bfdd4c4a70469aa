"""What demand can do: take events in, rebuild, import, measure, find, release."""

from moothall.components.demand.services.rebuilding import Rebuilt, rebuild
from moothall.components.demand.services.taking import take_in

__all__ = ["Rebuilt", "rebuild", "take_in"]
