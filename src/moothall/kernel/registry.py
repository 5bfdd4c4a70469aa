"""Finds components and connectors by folder and by entry point, and checks them at the door."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Any, TypeVar

from moothall.kernel.manifest import Component, Connector
from moothall.kernel.refusals import Unavailable
from moothall.kernel.words import say

_Kind = TypeVar("_Kind", Component, Connector)
_LEFT_OUT = "MOOTHALL_WITHOUT"
_UNITS = {"m": 60, "h": 60 * 60, "d": 24 * 60 * 60}


class NotOffered(Unavailable):
    """No component of this place offers the capability."""

    code = "kernel.not-offered"


class NoConnector(Unavailable):
    """The connector that was asked for is not installed."""

    code = "kernel.no-connector"


@cache
def components() -> dict[str, Component]:
    """Every component by name, less the optional ones that ``MOOTHALL_WITHOUT`` leaves out."""
    out = {name for name in os.environ.get(_LEFT_OUT, "").split(",") if name}
    found = {c.name: c for c in _discover("moothall.components", Component)}
    wrong = out - {c.name for c in found.values() if c.optional}
    if wrong:
        raise ValueError(f"{_LEFT_OUT} names what is no optional component: {sorted(wrong)}")
    return {name: c for name, c in found.items() if name not in out}


@cache
def connectors() -> dict[str, Connector]:
    return {c.name: c for c in _discover("moothall.connectors", Connector)}


def django_apps() -> list[str]:
    return [c.package for c in components().values()]


def offer(capability: str) -> Any:  # noqa: ANN401 - the caller declares the Protocol it needs
    """What the component offers by that name; ``NotOffered`` if no component here does."""
    path = _offers().get(capability)
    if path is None:
        raise NotOffered(say("This part of the service is not available here."))
    return load(path)


def offers(capability: str) -> bool:
    """Whether some component of this place offers the capability."""
    return capability in _offers()


@cache
def step_kinds() -> Mapping[str, Any]:
    return {kind: load(p) for c in components().values() for kind, p in c.steps.items()}


@cache
def answer_kinds() -> Mapping[str, Any]:
    return {kind: load(p) for c in components().values() for kind, p in c.answer_kinds.items()}


@cache
def readers() -> dict[str, dict[str, Any]]:
    """Component name -> its handlers by event name: one reader for each component."""
    return {
        c.name: {event: load(path) for event, path in c.readers.items()}
        for c in components().values()
        if c.readers
    }


def jobs() -> dict[str, str]:
    """Job name -> the dotted path of the function that does it."""
    return {name: path for c in components().values() for name, path in c.jobs.items()}


def regular_jobs() -> dict[str, int]:
    """Job name -> every how many seconds it is done; ``ValueError`` for what is no time."""
    return {name: _seconds(t) for c in components().values() for name, t in c.every.items()}


def protocol_of(capability: str) -> Any:  # noqa: ANN401 - a Protocol class
    """The Protocol that a connector for ``capability`` must satisfy."""
    needs = {name: path for c in components().values() for name, path in c.needs.items()}
    if capability not in needs:
        raise NotOffered(say("This part of the service is not available here."))
    return load(needs[capability])


def load(path: str) -> Any:  # noqa: ANN401 - a dotted path may name anything
    """What ``module:name`` names; ``module`` alone is the module itself."""
    module, _, attribute = path.partition(":")
    found = import_module(module)
    return getattr(found, attribute) if attribute else found


def _seconds(text: str) -> int:
    count, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not (count.isascii() and count.isdigit() and int(count)):
        raise ValueError(f"{text!r} says no time between jobs, such as 15m or 1h")
    return int(count) * _UNITS[unit]


@cache
def _offers() -> Mapping[str, str]:
    return {name: path for c in components().values() for name, path in c.offers.items()}


def _discover(group: str, kind: type[_Kind]) -> Iterator[_Kind]:
    package = import_module(group)
    for module in sorted(m.name for m in iter_modules(package.__path__)):
        yield _checked(load(f"{group}.{module}.manifest:MANIFEST"), kind)
    for point in sorted(entry_points(group=group), key=lambda p: p.name):
        yield _checked(point.load(), kind)


def _checked(found: object, kind: type[_Kind]) -> _Kind:
    if not isinstance(found, kind):
        raise TypeError(f"expected a {kind.__name__}, found {found!r}")
    return found
