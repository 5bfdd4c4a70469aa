"""Tables whose cells are all literals need not be read twice for what they cannot tell apart.

For a combination of classes of inputs (`sorting`) every cell holds or fails in the same way, so
that the answer, and why each row did not apply, is the same: it is worked out once by the
closures, and remembered.
"""

from collections.abc import Callable, Iterator, Mapping

from moothall.feel import tree
from moothall.feel.bounds import Bounds, Meter
from moothall.feel.dmn.explaining import DecisionNote, Explanation, TableNote
from moothall.feel.dmn.nodes import Table
from moothall.feel.dmn.shapes import Shape
from moothall.feel.dmn.sorting import Column, declared, key_way, sorted_column
from moothall.feel.generated import Quick, Unfit
from moothall.feel.literals import literal
from moothall.feel.values import MISSING, Value, admit, release

MOST_COLUMNS = 16
MOST_PLANS = 4_096
"""Combinations that are remembered of one table."""


class Plan:
    """An answer that was worked out. Its explanation has the inputs of that time."""

    __slots__ = ("_explanation", "is_plain", "value")

    def __init__(self, explanation: Explanation) -> None:
        self._explanation = explanation
        self.value: Value = explanation.value
        self.is_plain = self.value.__class__ not in (list, dict)

    def fresh(self) -> Value:
        """The value, which may be changed by whoever gets it."""
        return self.value if self.is_plain else release(self.value, Meter(Bounds()))

    def decisions(self, values: tuple[object, ...]) -> tuple[DecisionNote, ...]:
        """The decision, with the values that were looked at this time."""
        (decision,) = self._explanation.decisions
        (note,) = decision.tables
        pairs = zip(note.inputs, values, strict=True)
        inputs = tuple([(label, admit(each)) for (label, _), each in pairs])
        told = TableNote(note.table, inputs, note.applied, note.failed)
        return (DecisionNote(decision.name, decision.value, (told,)),)


class Recalled(Explanation):
    """The explanation of an answer that was remembered: what it takes is kept, and put together
    when it is read."""

    __slots__ = ("_looked", "_plan")

    def __init__(self, plan: Plan, looked: tuple[object, ...]) -> None:
        self.value = plan.value if plan.is_plain else plan.fresh()
        self._plan = plan
        self._looked = looked

    @property
    def decisions(self) -> tuple[DecisionNote, ...]:
        """The note of the decision."""
        return self._plan.decisions(self._looked)


class Recall:
    """What one table has answered so far. Raises Unfit if not all of it is literal."""

    def __init__(
        self,
        table: Table,
        needed: Mapping[str, Shape | None],
        ask: Callable[[Mapping[str, object]], Explanation],
    ) -> None:
        if len(table.inputs) > MOST_COLUMNS:
            raise Unfit
        if any(literal(each) is MISSING for each in _answers(table)):
            raise Unfit
        columns = [sorted_column(table, each, needed) for each in range(len(table.inputs))]
        looked = range(len(columns))
        for name in sorted(set(needed) - {each.input for each in columns}):
            kind = declared(needed[name])
            if kind is None:
                raise Unfit
            columns.append(Column(name, kind))
        self._ask = ask
        self._plans: dict[int, Plan] = {}
        self._values: dict[int, Value] = {}
        """Those of the plans that nobody can change."""
        self._key: Quick = key_way(columns).function(slow=_nothing)
        answer, told = key_way(columns, "values"), key_way(columns, "plans", looked)
        self.answer: Quick = answer.function(slow=self._answered_anew, values=self._values)
        """The answer to inputs."""
        self.told: Callable[[Mapping[str, object]], Explanation] = told.function(
            slow=self._told_anew, plans=self._plans, made=Recalled
        )
        """The same with its explanation."""

    def _answered_anew(self, inputs: Mapping[str, object]) -> Value:
        key = self._key(inputs)
        plan = None if key is None else self._plans.get(key)
        return plan.fresh() if plan else self._told_anew(inputs).value

    def _told_anew(self, inputs: Mapping[str, object]) -> Explanation:
        """By way of the closures; what they answer is kept if there is room."""
        explanation = self._ask(inputs)
        key = self._key(inputs)
        if key is not None and len(self._plans) < MOST_PLANS:
            self._plans[key] = plan = Plan(explanation)
            if plan.is_plain:
                self._values[key] = plan.value
            return Explanation(plan.fresh(), explanation.decisions)
        return explanation


def _nothing(_inputs: Mapping[str, object]) -> None:
    return None


def _answers(table: Table) -> Iterator[tree.Node]:
    """All that an answer can be made of."""
    for rule in table.rules:
        yield from rule.outputs
    for output in table.outputs:
        yield from output.ranked
        if output.default is not None:
            yield output.default
