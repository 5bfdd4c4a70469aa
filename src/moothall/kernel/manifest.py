"""The nameplate that every component and connector puts on its door.

Manifests are read before Django is ready: they hold data and dotted paths (``module:name``)
only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Component:
    """A reusable capability ("brick"): one folder, found by its name."""

    name: str
    title: str
    summary: str
    package: str
    """Where it lives, so that a component may come from outside this tree."""
    optional: bool = True
    """Whether the house must stand without it."""
    offers: Mapping[str, str] = field(default_factory=dict)
    """Capability, such as ``areas.v1`` -> the module or object that others reach it by."""
    needs: Mapping[str, str] = field(default_factory=dict)
    """Capability of the outside world -> the Protocol that its connector must satisfy."""
    steps: Mapping[str, str] = field(default_factory=dict)
    """Step kind -> the class that a service definition gets by that name."""
    answer_kinds: Mapping[str, str] = field(default_factory=dict)
    """Kind of answer -> the class of its questions."""
    readers: Mapping[str, str] = field(default_factory=dict)
    """Event name -> the function that hears it."""
    jobs: Mapping[str, str] = field(default_factory=dict)
    """Job name -> the function that does it."""
    every: Mapping[str, str] = field(default_factory=dict)
    """Job name -> how often the worker has it done: ``15m``, ``1h``, ``1d``."""
    urls: str | None = None
    """Module with ``urlpatterns`` of pages of its own, mounted at the root."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Word of the command line -> function(arguments) -> exit code."""
    health: str | None = None
    """Function() -> mapping shown on the health page; called inside ``acting``."""
    people_data: str | None = None
    """Module with ``about``, ``erase`` and ``keep``: what is held on a person."""


@dataclass(frozen=True, kw_only=True)
class Connector:
    """One outside maker behind a capability."""

    name: str
    title: str
    provides: Mapping[str, str]
    """Capability -> the adapter class, built with the organisation's settings as keywords."""
    settings_schema: Mapping[str, object] = field(default_factory=dict)
    """JSON Schema of the settings that an organisation may give."""
