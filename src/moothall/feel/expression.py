"""An expression ready to be evaluated: what the rest of the house sees of the engine."""

from collections.abc import Callable, Iterable, Mapping
from decimal import DecimalException
from typing import final

from moothall.feel import tree
from moothall.feel.bounds import Bounds, Meter
from moothall.feel.compiler import function_names, functions_as_values, new_maker
from moothall.feel.faults import BoundReached, Fault, FeelError, FeelSyntaxError
from moothall.feel.generated import Quick, Unfit
from moothall.feel.kinds import PROPERTY_NAMES, FeelType
from moothall.feel.making import Mode
from moothall.feel.membership import SUBJECT
from moothall.feel.parser import parse
from moothall.feel.shortening import short_way
from moothall.feel.values import MISSING, Env, Run, Value, admit, release, said

Explained = tuple[Value, dict[str, Value]]
WARM = 16
"""After so many evaluations an expression is worth a short way of its own."""

Names = Mapping[str, FeelType | None] | Iterable[str] | None


@final
class Expression:
    """A compiled expression. It holds no state but a count of evaluations, until it is worth a
    short way (`shortening`), so that threads may share it."""

    __slots__ = (
        "_calls",
        "_fast",
        "_known",
        "_roots",
        "_run",
        "_template",
        "bounds",
        "explain",
        "is_true",
        "mode",
        "names",
        "paths",
        "source",
        "tree",
    )

    def __init__(
        self,
        source: str,
        node: tree.Node,
        mode: Mode,
        bounds: Bounds,
        names: frozenset[str] | None,
        types: Mapping[str, FeelType] | None = None,
    ) -> None:
        maker = new_maker(mode, bounds, names, types)
        self._run: Run = maker.make(node)
        self._roots: tuple[tuple[str, int], ...] = tuple(maker.roots.items())
        self._template: Env = [None] * maker.size
        self._known = names
        self._calls = 0
        self._fast: Quick | None = None
        self.is_true: Callable[[Mapping[str, object]], bool] = self._is_true_counted
        """Is it exactly true? Strictly, anything else than true or false raises FeelError."""
        self.explain: Callable[[Mapping[str, object]], Explained] = self._explained_counted
        """The value, and those of its inputs that were given, as they were used."""
        self.source = source
        self.tree = node
        self.mode: Mode = mode
        self.bounds = bounds
        self.names = frozenset(maker.roots)
        self.paths = frozenset(maker.paths)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def evaluate(self, inputs: Mapping[str, object]) -> Value:
        """The value for these inputs, as Python's own types. Raises FeelError."""
        fast = self._fast
        if fast is not None:
            return fast(inputs)
        self._count()
        return self.worked_out(inputs)

    def worked_out(self, inputs: Mapping[str, object]) -> Value:
        """The same by way of the closures, always."""
        env = self._template.copy()
        value = self._value(inputs, env)
        if value is True or value is False or value is None:
            return value
        try:
            return release(value, env[0] or Meter(self.bounds))
        except BoundReached as reached:
            raise self._bound(reached) from None

    def _explained_counted(self, inputs: Mapping[str, object]) -> Explained:
        self._count()
        return self.explained(inputs)

    def explained(self, inputs: Mapping[str, object]) -> Explained:
        """As `explain` by way of the closures, always."""
        value, meter = self.worked_out(inputs), Meter(self.bounds)
        used = {n: self._admit(n, inputs[n]) for n, _ in self._roots if n in inputs}
        try:
            return value, {name: release(each, meter) for name, each in used.items()}
        except BoundReached as reached:
            raise self._bound(reached) from None

    def _count(self) -> None:
        self._calls += 1
        if self._calls == WARM:
            self.shorten()

    def shorten(self) -> bool:
        """Make the short way now; False if this expression can have none."""
        if self.mode != "strict":
            return False
        functions, steps = functions_as_values(), self.bounds.steps
        try:
            way = short_way(self.tree, functions, self._known, steps)
        except Unfit:
            return False
        self.explain = way.told.function(slow=self.explained)
        self._fast = way.made.function(slow=self.worked_out)
        if way.is_condition:
            self.is_true = way.made.function(slow=self.is_found_true)
        return True

    def value(self, inputs: Mapping[str, object], meter: Meter | None = None) -> Value:
        """The value as the engine holds it, for use as an input of another expression."""
        env = self._template.copy()
        env[0] = meter
        return self._value(inputs, env)

    def slot_of(self, name: str) -> int | None:
        """The number of an input among the variables, for a function that calls itself."""
        return dict(self._roots).get(name)

    def _is_true_counted(self, inputs: Mapping[str, object]) -> bool:
        self._count()
        return self.is_found_true(inputs)

    def is_found_true(self, inputs: Mapping[str, object]) -> bool:
        """As `is_true` by way of the closures, always."""
        value = self._value(inputs, self._template.copy())
        if value is True:
            return True
        if value is not False and self.mode == "strict":
            words = f"A condition is true or false, but this is {said(value)}."
            place = self.tree.place
            raise FeelError("not_boolean", words, place.line, place.column)
        return False

    def _value(self, inputs: Mapping[str, object], env: Env) -> Value:
        for name, slot in self._roots:
            value = inputs.get(name, MISSING)
            kind = value.__class__
            if kind is not str and kind is not bool:
                value = self._admit(name, value)
            env[slot] = value
        try:
            return self._run(env)
        except BoundReached as reached:
            raise self._bound(reached) from None
        except RecursionError:
            raise FeelError("bound", "This goes too many levels deep.") from None
        except DecimalException:
            raise FeelError("number", "A number here cannot be worked with.") from None

    def _admit(self, name: str, value: object) -> Value:
        try:
            return admit(value, self.bounds.list_size)
        except Fault as fault:
            raise FeelError(fault.code, f"{name}: {fault.words}") from None

    def _bound(self, reached: BoundReached) -> FeelError:
        place = self.tree.place
        return FeelError("bound", reached.words, place.line, place.column)


def compile_expression(
    text: str, *, names: Names = None, mode: Mode = "strict", bounds: Bounds | None = None
) -> Expression:
    """Make an expression of a text. With `names`, any other name is refused.

    Raises FeelSyntaxError with words that say what is wrong, where, and how to mend it.
    """
    return _compiled(text, names, mode, bounds or Bounds(), tests=False)


def compile_unary_tests(
    text: str, *, names: Names = None, mode: Mode = "strict", bounds: Bounds | None = None
) -> Expression:
    """Make an expression of the text of a table cell; the value under test is the input `?`."""
    return _compiled(text, names, mode, bounds or Bounds(), tests=True)


def _compiled(
    text: str, names: Names, mode: Mode, bounds: Bounds, *, tests: bool
) -> Expression:
    known = None if names is None else frozenset(names) | ({SUBJECT} if tests else set())
    node = parse(
        text,
        functions=function_names(),
        names=known,
        members=member_names(names),
        bounds=bounds,
        tests=tests,
    )
    try:
        return Expression(text, node, mode, bounds, known)
    except RecursionError:
        raise FeelSyntaxError("This goes too many levels deep.", code="depth") from None


def member_names(names: Names) -> set[str]:
    """The names of all parts of the known types, and of dates and ranges."""
    found = set(PROPERTY_NAMES)
    pending = [kind for kind in names.values() if kind] if isinstance(names, Mapping) else []
    while pending:
        kind = pending.pop()
        members = kind.members or ()
        found.update(name for name, _ in members)
        pending.extend(part for _, part in members)
        if kind.item is not None:
            pending.append(kind.item)
    return found
