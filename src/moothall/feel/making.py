"""What the closures of one expression are made with: its mode, its bounds, its variables and
their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from moothall.feel import tree
from moothall.feel.bounds import Bounds, Meter
from moothall.feel.faults import Fault, FeelError, Place
from moothall.feel.kinds import FeelType
from moothall.feel.values import MISSING, Env, Run, Value

Mode = Literal["strict", "lenient"]
OnFault = Callable[[Fault], Value]


@dataclass(slots=True)
class Scope:
    """Names with their numbers; in a filter, also the number of the item whose parts are
    names."""

    names: dict[str, int] = field(default_factory=dict)
    item: int | None = None


class Maker:
    """Makes closures from nodes. One for each expression."""

    def __init__(
        self,
        makers: dict[type[tree.Node], Callable[..., Run]],
        *,
        mode: Mode,
        bounds: Bounds,
        inputs: frozenset[str] | None,
        functions: Mapping[str, Value],
        types: Mapping[str, FeelType] | None = None,
    ) -> None:
        self.makers = makers
        self.strict = mode == "strict"
        self.bounds = bounds
        self.inputs = inputs
        self.functions = functions
        self.types = types or {}
        self.scopes: list[Scope] = []
        self.roots: dict[str, int] = {}
        self.paths: set[tuple[str, ...]] = set()
        self.size = 1

    def make(self, node: tree.Node) -> Run:
        """The closure of a node."""
        return self.makers[type(node)](node, self)

    def slot(self) -> int:
        """A new place in the list of variables."""
        self.size += 1
        return self.size - 1

    def root(self, name: str) -> int:
        """The place of an input."""
        if name not in self.roots:
            self.roots[name] = self.slot()
        return self.roots[name]

    @contextmanager
    def scope(self, scope: Scope) -> Iterator[Scope]:
        self.scopes.append(scope)
        yield scope
        self.scopes.pop()

    def on_fault(self, place: Place) -> OnFault:
        """What becomes of a fault at this place: an error, or in lenient mode null."""
        if not self.strict:
            return lambda fault: None

        def refuse(fault: Fault) -> Value:
            raise FeelError(fault.code, fault.words, place.line, place.column) from None

        return refuse

    def meter_of(self) -> Callable[[Env], Meter]:
        """A function that gives the meter of an evaluation, beginning one if there is none
        yet."""
        bounds = self.bounds

        def meter(env: Env) -> Meter:
            found: Meter | None = env[0]
            if found is None:
                found = env[0] = Meter(bounds)
            return found

        return meter

    def is_root(self, name: str) -> bool:
        """Does a name mean an input here, not something nearer?"""
        if any(name in scope.names or scope.item is not None for scope in self.scopes):
            return False
        if self.inputs is not None:
            return name in self.inputs
        return name not in self.functions

    def read(self, name: str, place: Place) -> Run:
        """A closure that reads a name: the nearest variable, or a part of an item being
        filtered."""
        items: list[int] = []
        found: Run | None = None
        for scope in reversed(self.scopes):
            if name in scope.names:
                found = _local(scope.names[name])
                break
            if scope.item is not None:
                items.append(scope.item)
        run = found or self._outermost(name, place, in_filter=bool(items))
        for slot in reversed(items):
            run = _part_or(slot, name, run)
        return run

    def _outermost(self, name: str, place: Place, *, in_filter: bool) -> Run:
        known = self.inputs is not None and name in self.inputs
        if not known and name in self.functions:
            function = self.functions[name]
            return lambda env: function
        if self.inputs is None or known:
            return self._input(name, place)
        where = "on this item" if in_filter else "here"
        return self._absent(f'There is nothing called "{name}" {where}.', place)

    def _absent(self, words: str, place: Place) -> Run:
        on_fault = self.on_fault(place)
        return lambda env: on_fault(Fault("missing", words))

    def _input(self, name: str, place: Place) -> Run:
        slot = self.root(name)
        absent = self._absent(f'"{name}" has not been given.', place)

        def read(env: Env) -> Value:
            value = env[slot]
            return absent(env) if value is MISSING else value

        return read


def _local(slot: int) -> Run:
    return lambda env: env[slot]


def _part_or(slot: int, name: str, outer: Run) -> Run:
    def read(env: Env) -> Value:
        item = env[slot]
        if item.__class__ is dict and name in item:
            return item[name]
        return outer(env)

    return read
