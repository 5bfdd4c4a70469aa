"""Says of a condition, before it runs, that it can never hold or always holds."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from moothall.feel import tree
from moothall.feel.boundaries import boundaries
from moothall.feel.bounds import Meter
from moothall.feel.expression import Expression
from moothall.feel.faults import FeelError

MOST_COMBINATIONS = 20_000
UNKNOWN = None


class _Parts:
    """A condition cut at its `and`, `or` and not(): pieces whose inputs are all known are
    worked out."""

    def __init__(self, expression: Expression, known: frozenset[str]) -> None:
        self.expression = expression
        self.known = known
        self.meter = Meter(expression.bounds)

    def truth(self, node: tree.Node) -> "Truth":
        match node:
            case tree.Logic(op, items):
                return _Joined(op == "or", [self.truth(item) for item in items])
            case tree.Call(tree.Name("not"), (argument,)):
                return _Opposite(self.truth(argument))
            case _:
                return _Piece(node, self)


class Truth:
    """True, False, or None for "no one knows", for one combination of values."""

    def of(self, values: Mapping[str, object]) -> bool | None:
        raise NotImplementedError


class _Joined(Truth):
    def __init__(self, decisive: bool, parts: list[Truth]) -> None:  # noqa: FBT001
        self.decisive = decisive
        self.parts = parts

    def of(self, values: Mapping[str, object]) -> bool | None:
        results = [part.of(values) for part in self.parts]
        if self.decisive in results:
            return self.decisive
        return UNKNOWN if UNKNOWN in results else not self.decisive


class _Opposite(Truth):
    def __init__(self, part: Truth) -> None:
        self.part = part

    def of(self, values: Mapping[str, object]) -> bool | None:
        result = self.part.of(values)
        return None if result is None else not result


class _Piece(Truth):
    """Worked out with the meter of the whole search, so that no search costs more than one
    evaluation may."""

    def __init__(self, node: tree.Node, parts: _Parts) -> None:
        whole, self.meter = parts.expression, parts.meter
        self.piece = Expression(whole.source, node, "strict", whole.bounds, None)
        self.decidable = self.piece.names <= parts.known

    def of(self, values: Mapping[str, object]) -> bool | None:
        if not self.decidable:
            return UNKNOWN
        try:
            found = self.piece.value(values, self.meter)
        except FeelError:
            return UNKNOWN
        return found if found is True or found is False else UNKNOWN


def _outcomes(
    expression: Expression, domains: Mapping[str, Sequence[object]]
) -> Iterator[bool | None] | None:
    domains = {**boundaries(expression.tree), **domains}
    used = sorted(expression.names & domains.keys())
    combinations = 1
    for name in used:
        combinations *= len(domains[name])
        if combinations > MOST_COMBINATIONS:
            return None
    truth = _Parts(expression, frozenset(used)).truth(expression.tree)
    choices = product(*(domains[name] for name in used))
    return (truth.of(dict(zip(used, choice, strict=True))) for choice in choices)


def can_hold(expression: Expression, domains: Mapping[str, Sequence[object]]) -> bool | None:
    """Can a condition be true, its inputs taking only these values? None when that cannot be
    told.

    An input without a domain may be anything, which can be told where it is only compared with
    literals; a combination that ends in an error tells nothing.
    """
    return _search(expression, domains, wanted=True)


def always_holds(
    expression: Expression, domains: Mapping[str, Sequence[object]]
) -> bool | None:
    """Is a condition true for every combination of these values? None when that cannot be
    told."""
    fails = _search(expression, domains, wanted=False)
    return None if fails is None else not fails


def _search(
    expression: Expression, domains: Mapping[str, Sequence[object]], *, wanted: bool
) -> bool | None:
    outcomes = _outcomes(expression, domains)
    if outcomes is None:
        return None
    unknown = False
    for outcome in outcomes:
        if outcome is wanted:
            return True
        unknown = unknown or outcome is UNKNOWN
    return None if unknown else False
