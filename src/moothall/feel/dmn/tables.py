"""Closures of decision tables: which rows apply, and what they answer under each hit policy."""

from collections.abc import Callable
from dataclasses import dataclass

from moothall.feel.bounds import Meter
from moothall.feel.comparing import same
from moothall.feel.compiler import MAKERS
from moothall.feel.conditions import not_a_condition
from moothall.feel.dmn.explaining import TableNote
from moothall.feel.dmn.nodes import Broken, Choice, Fitted, Rule, Table
from moothall.feel.faults import BoundReached, Fault, FeelError, Undecided
from moothall.feel.functions import lists, totals
from moothall.feel.making import Maker, Scope
from moothall.feel.membership import SUBJECT, Test, make_cell
from moothall.feel.values import Env, Run, Value

MOST_ROWS = 2_000
Cell = tuple[int, int, Test]
"""The number of its column, where the value of that column stands, and the test."""

Answer = Callable[["Compiled", list[int], Env, Meter], Value]


@dataclass(slots=True)
class Compiled:
    """A table as closures."""

    table: Table
    inputs: list[tuple[int, Run, Run | None]]
    rows: list[list[Cell]]
    outputs: list[list[Run]]
    ranked: list[list[Run]]
    defaults: list[Run | None]

    def matching(self, env: Env, meter: Meter) -> list[int]:
        """The numbers of the rows that apply, counted from 0."""
        self._look(env)
        meter.spend(len(self.rows))
        failed = self._failed(env)
        found = [row for row, column in enumerate(failed) if column is None]
        if meter.notes is not None:
            meter.notes.append(self._note(env, found, failed))
        return found

    def _failed(self, env: Env) -> list[int | None]:
        """For each row the column of the first cell that fails; None for a row that applies."""
        failed: list[int | None] = []
        column = 0
        try:
            for cells in self.rows:
                for column, slot, test in cells:
                    if test(env, env[slot]) is not True:
                        failed.append(column)
                        break
                else:
                    failed.append(None)
        except FeelError as error:
            label = self.table.inputs[column].label
            raise Undecided(error, row=len(failed) + 1, column=label) from None
        return failed

    def _note(self, env: Env, found: list[int], failed: list[int | None]) -> TableNote:
        labels = [column.label for column in self.table.inputs]
        values = [env[slot] for slot, _, _ in self.inputs]
        return TableNote(
            self.table.name,
            tuple(zip(labels, values, strict=True)),
            tuple(row + 1 for row in found),
            tuple(
                (row + 1, labels[column])
                for row, column in enumerate(failed)
                if column is not None
            ),
        )

    def _look(self, env: Env) -> None:
        for number, (slot, run, allowed) in enumerate(self.inputs):
            label = self.table.inputs[number].label
            try:
                env[slot] = value = run(env)
            except FeelError as error:
                raise Undecided(error, column=label) from None
            if allowed is not None and value is not None and allowed(env) is not True:
                raise Fault("value", f'"{label}" has a value that is not allowed there.')

    def row(self, number: int, env: Env) -> list[Value]:
        try:
            return [run(env) for run in self.outputs[number]]
        except FeelError as error:
            raise Undecided(error, row=number + 1) from None

    def answer(self, values: list[Value]) -> Value:
        """One value, or with several columns a context of them."""
        if len(values) == 1:
            return values[0]
        names = (output.name for output in self.table.outputs)
        return dict(zip(names, values, strict=True))


def make_table(node: Table, maker: Maker) -> Run:
    """A table: strictly, no row or too many are a fault with a code."""
    if len(node.rules) > MOST_ROWS:
        raise BoundReached("rows", f"A table has at most {MOST_ROWS} rows.")
    compiled = _compiled(node, maker)
    answer = POLICIES[node.policy]
    on_fault, meter_of = maker.on_fault(node.place), maker.meter_of()

    def run(env: Env) -> Value:
        meter = meter_of(env)
        try:
            found = compiled.matching(env, meter)
            if not found:
                return _default(compiled, env, strict=maker.strict)
            return answer(compiled, found, env, meter)
        except Fault as fault:
            return on_fault(fault)

    return run


def _compiled(node: Table, maker: Maker) -> Compiled:
    inputs: list[tuple[int, Run, Run | None]] = []
    rows: list[list[Cell]] = [[] for _ in node.rules]
    for number, column in enumerate(node.inputs):
        expression, slot = maker.make(column.expression), maker.slot()
        with maker.scope(Scope({SUBJECT: slot})):
            allowed = maker.make(column.allowed) if column.allowed else None
            for row, rule in zip(rows, node.rules, strict=True):
                test = make_cell(rule.tests[number], maker)
                if test is not None:
                    row.append((number, slot, test))
        inputs.append((slot, expression, allowed))
    outputs = [
        [_output(node, rule, index, maker) for index in _indexes(node)] for rule in node.rules
    ]
    ranked = [[maker.make(value) for value in output.ranked] for output in node.outputs]
    defaults = [maker.make(each.default) if each.default else None for each in node.outputs]
    return Compiled(node, inputs, rows, outputs, ranked, defaults)


def _indexes(node: Table) -> range:
    return range(len(node.outputs))


def _output(node: Table, rule: Rule, index: int, maker: Maker) -> Run:
    shape = node.outputs[index].shape
    cell = rule.outputs[index]
    return maker.make(cell if shape is None else Fitted(cell, shape, place=cell.place))


def _default(compiled: Compiled, env: Env, *, strict: bool) -> Value:
    values = [run(env) if run else None for run in compiled.defaults]
    if any(run is not None for run in compiled.defaults):
        return compiled.answer(values)
    if strict:
        raise Fault("no_row", f'No row of "{compiled.table.name}" applies.')
    return None


def _unique(compiled: Compiled, found: list[int], env: Env, _meter: Meter) -> Value:
    if len(found) > 1:
        raise Fault("several_rows", f"{_rows(found)} apply, but only one may.")
    return compiled.answer(compiled.row(found[0], env))


def _rows(found: list[int]) -> str:
    return "Rows " + " and ".join(str(number + 1) for number in found)


def _any(compiled: Compiled, found: list[int], env: Env, meter: Meter) -> Value:
    answers = [compiled.answer(compiled.row(number, env)) for number in found]
    if not all(same(answers[0], other, meter) for other in answers[1:]):
        raise Fault("several_rows", f"{_rows(found)} apply and do not answer the same.")
    return answers[0]


def _first(compiled: Compiled, found: list[int], env: Env, _meter: Meter) -> Value:
    return compiled.answer(compiled.row(found[0], env))


def _by_rank(compiled: Compiled, found: list[int], env: Env, meter: Meter) -> list[list[Value]]:
    """The answers of the rows, most important first."""
    ranked = [[run(env) for run in runs] for runs in compiled.ranked]

    def rank(values: list[Value]) -> list[int]:
        return [
            _place(value, order, meter) for value, order in zip(values, ranked, strict=True)
        ]

    return sorted((compiled.row(number, env) for number in found), key=rank)


def _place(value: Value, order: list[Value], meter: Meter) -> int:
    for place, each in enumerate(order):
        if same(value, each, meter):
            return place
    return len(order)


def _priority(compiled: Compiled, found: list[int], env: Env, meter: Meter) -> Value:
    return compiled.answer(_by_rank(compiled, found, env, meter)[0])


def _output_order(compiled: Compiled, found: list[int], env: Env, meter: Meter) -> Value:
    return [compiled.answer(values) for values in _by_rank(compiled, found, env, meter)]


def _rule_order(compiled: Compiled, found: list[int], env: Env, _meter: Meter) -> Value:
    return [compiled.answer(compiled.row(number, env)) for number in found]


def _collect(compiled: Compiled, found: list[int], env: Env, meter: Meter) -> Value:
    rows = [compiled.row(number, env) for number in found]
    aggregation = compiled.table.aggregation
    if aggregation is None:
        return [compiled.answer(values) for values in rows]
    columns = [list(column) for column in zip(*rows, strict=True)]
    return compiled.answer([AGGREGATE[aggregation](meter, column) for column in columns])


AGGREGATE: dict[str, Callable[[Meter, list[Value]], Value]] = {
    "SUM": lambda meter, column: totals.total(meter, column),
    "MIN": lambda meter, column: lists.minimum(meter, column),
    "MAX": lambda meter, column: lists.maximum(meter, column),
    "COUNT": lambda meter, column: lists.count(column),
}
POLICIES: dict[str, Answer] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}


def make_fitted(node: Fitted, maker: Maker) -> Run:
    """A value made to be of its declared type."""
    value, shape = maker.make(node.value), node.shape
    on_fault, meter_of = maker.on_fault(node.place), maker.meter_of()

    def run(env: Env) -> Value:
        found = value(env)
        try:
            return shape.fit(found, meter_of(env))
        except Fault as fault:
            return on_fault(fault)

    return run


def make_choice(node: Choice, maker: Maker) -> Run:
    """A boxed conditional: null goes the other way, what is no condition is a fault."""
    condition, then, otherwise = map(maker.make, (node.condition, node.then, node.otherwise))
    strict, on_fault = maker.strict, maker.on_fault(node.place)

    def run(env: Env) -> Value:
        value = condition(env)
        if value is True:
            return then(env)
        if value is False or (value is None and not strict):
            return otherwise(env)
        return on_fault(not_a_condition(value))

    return run


def make_broken(node: Broken, maker: Maker) -> Run:
    """What could not be read is a fault when it is reached."""
    on_fault, fault = maker.on_fault(node.place), Fault(node.code, node.words)
    return lambda env: on_fault(fault)


MAKERS.update(
    {Table: make_table, Choice: make_choice, Fitted: make_fitted, Broken: make_broken}
)
