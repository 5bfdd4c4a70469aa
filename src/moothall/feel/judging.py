"""Keeps what is known while an expression is checked: names in scope, types, problems found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from moothall.feel import kinds, tree
from moothall.feel.kinds import ANY, FeelType, in_words
from moothall.feel.registry import REGISTRY


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake: where, what in plain words with a mend, and a stable code."""

    line: int
    column: int
    words: str
    code: str


@dataclass(slots=True)
class Scope:
    names: dict[str, FeelType]
    open: bool = False


@dataclass(slots=True)
class Checker:
    """Works out the type of each node and notes what cannot be right."""

    scopes: list[Scope]
    checks: Mapping[type[tree.Node], Callable[..., FeelType]]
    problems: list[Problem] = field(default_factory=list)

    def infer(self, node: tree.Node) -> FeelType:
        """The type of a node; Any when no one can know."""
        check = self.checks.get(type(node))
        return check(node, self) if check is not None else ANY

    def note(self, node: tree.Node, code: str, words: str) -> None:
        problem = Problem(node.place.line, node.place.column, words, code)
        if problem not in self.problems:
            self.problems.append(problem)

    @contextmanager
    def scope(self, names: dict[str, FeelType], *, opened: bool = False) -> Iterator[None]:
        self.scopes.append(Scope(names, opened))
        yield
        self.scopes.pop()

    def look_up(self, name: str) -> FeelType | None:
        """The type of a name, or None if there is no such name."""
        for scope in reversed(self.scopes):
            if name in scope.names:
                return scope.names[name]
        if name in REGISTRY:
            return kinds.FUNCTION
        return ANY if any(scope.open for scope in self.scopes) else None

    def visible(self) -> set[str]:
        return set().union(*(scope.names for scope in self.scopes))

    def condition(self, node: tree.Node) -> None:
        """Note it when a condition cannot be true or false."""
        kind = self.infer(node)
        if kind.name not in ("boolean", "Any"):
            self.note(
                node,
                "not_boolean",
                f"A condition is true or false, but this is {in_words(kind)}."
                " Compare it with something, as in name = value.",
            )
