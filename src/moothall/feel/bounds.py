"""How much one expression may cost: bounds on the text, on values, on work and on time."""

import time
from dataclasses import dataclass
from typing import Any

from moothall.feel.faults import BoundReached

CLOCK_EVERY = 256


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits for one source and for each evaluation of it. Passing one is refused, never
    slow."""

    source_length: int = 20_000
    depth: int = 50
    steps: int = 100_000
    list_size: int = 10_000
    text_length: int = 100_000
    exponent: int = 6_144
    call_depth: int = 500
    seconds: float = 2.0


class Meter:
    """Counts the work of one evaluation and stops it at a bound; keeps notes where they are
    wanted.
    """

    __slots__ = ("bounds", "deadline", "frames", "next_look", "notes", "patterns", "steps")

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.steps = 0
        self.frames = 0
        self.deadline = 0.0
        self.next_look = CLOCK_EVERY
        self.notes: list[Any] | None = None
        self.patterns: set[tuple[str, str]] = set()

    def spend(self, amount: int = 1) -> None:
        """Take so many steps of work."""
        self.steps += amount
        if self.steps >= self.next_look:
            self._look()

    def _look(self) -> None:
        if self.steps > self.bounds.steps:
            raise BoundReached(
                "steps",
                f"This takes more than {self.bounds.steps} steps of work, so it was stopped.",
            )
        now = time.monotonic()
        if not self.deadline:
            self.deadline = now + self.bounds.seconds
        elif now > self.deadline:
            raise BoundReached("seconds", "This takes too long, so it was stopped.")
        self.next_look = min(self.steps + CLOCK_EVERY, self.bounds.steps + 1)

    def size(self, count: int) -> None:
        """Refuse a list of more items than a list may have."""
        if count > self.bounds.list_size:
            raise BoundReached(
                "list_size", f"A list may have at most {self.bounds.list_size} items."
            )

    def length(self, count: int) -> None:
        """Refuse a text longer than a text may be."""
        if count > self.bounds.text_length:
            raise BoundReached(
                "text_length", f"A text may have at most {self.bounds.text_length} characters."
            )

    def enter(self, frames: int) -> None:
        """Go into a function whose body is so many levels deep."""
        self.frames += frames
        if self.frames > self.bounds.call_depth:
            raise BoundReached("call_depth", "Functions call one another too deeply here.")

    def leave(self, frames: int) -> None:
        """Come back out of a function."""
        self.frames -= frames
