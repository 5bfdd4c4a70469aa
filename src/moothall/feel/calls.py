"""Closures of calls: of the language's functions, and of functions defined in an expression."""

from collections.abc import Callable
from decimal import DecimalException

from moothall.feel import kinds, tree
from moothall.feel.bounds import Meter
from moothall.feel.faults import Fault, FeelError, FeelSyntaxError
from moothall.feel.fitting import fits, fitted
from moothall.feel.kinds import FeelType
from moothall.feel.making import Maker, OnFault, Scope
from moothall.feel.registry import REGISTRY, Builtin, call_first, charge, choose, choose_by_name
from moothall.feel.values import Env, Function, Run, Value, said

IS_DEFINED = "is defined"
FUNCTION = 5
"""The cost in steps of making a function, beside the variables that it keeps."""

FRAMES_PER_LEVEL = 2
ROOMY = (str, list, dict)
UNWORKABLE = "This cannot be worked out with numbers of that size."


def make_call(node: tree.Call, maker: Maker) -> Run:
    """A call: of a function of the language if its name means that here, else of a value."""
    function = node.function
    if not isinstance(function, tree.Name) or _is_local(function.name, maker):
        return _call_value(node, maker)
    name = function.name
    if name == IS_DEFINED:
        return _is_defined(node, maker)
    if name not in REGISTRY:
        return _call_value(node, maker)
    if name in (maker.inputs or ()):
        return _call_either(node, name, maker)
    return _call_builtin(node, REGISTRY[name], maker)


def _is_local(name: str, maker: Maker) -> bool:
    return any(name in scope.names for scope in maker.scopes)


def _call_either(node: tree.Call, name: str, maker: Maker) -> Run:
    """An input may be called `date`, and date("2026-04-06") still be a date."""
    slot, value = maker.root(name), _call_value(node, maker)
    try:
        language = _call_builtin(node, REGISTRY[name], maker)
    except FeelSyntaxError:
        return value
    return lambda env: (value if env[slot].__class__ is Function else language)(env)


def _is_defined(node: tree.Call, maker: Maker) -> Run:
    if len(node.arguments) != 1:
        words = "Write is defined(name)."
        raise FeelSyntaxError(words, node.place.line, node.place.column, "arguments")
    value = maker.make(node.arguments[0])

    def run(env: Env) -> Value:
        try:
            return value(env) is not None
        except FeelError as error:
            if error.code in ("missing", "no_part", "null"):
                return False
            raise

    return run


def _call_builtin(node: tree.Call, forms: list[Builtin], maker: Maker) -> Run:
    order: list[int | None]
    try:
        if node.named:
            names = [name for name, _ in node.named]
            form, order = choose_by_name(forms, names, strict=maker.strict)
            chosen = [form]
        else:
            chosen = choose(forms, len(node.arguments))
            order = list(range(len(node.arguments)))
    except Fault as fault:
        return _never(fault, node, maker)
    arguments = [value for _, value in node.named] or list(node.arguments)
    runs = [maker.make(argument) for argument in arguments]
    ordered = [runs[index] if index is not None else _nothing for index in order]
    return _builtin(chosen, ordered, maker, maker.on_fault(node.place))


def _never(fault: Fault, node: tree.Call, maker: Maker) -> Run:
    """A call that can never work: an error at once in strict mode, null in lenient mode."""
    if maker.strict:
        raise FeelSyntaxError(fault.words, node.place.line, node.place.column, fault.code)
    return _nothing


def _nothing(_env: Env) -> Value:
    return None


def _builtin(forms: list[Builtin], runs: list[Run], maker: Maker, on_fault: OnFault) -> Run:
    form = forms[0]
    plain = not (form.metered or form.many or form.cost)
    if len(forms) == 1 and len(runs) == 1 and plain:
        return _one_argument(form, runs[0], maker, on_fault)
    meter_of = maker.meter_of()

    def run(env: Env) -> Value:
        values = [each(env) for each in runs]
        try:
            return call_first(forms, meter_of(env), values)
        except Fault as fault:
            return on_fault(fault)
        except DecimalException:
            return on_fault(Fault("number", UNWORKABLE))

    return run


def _one_argument(form: Builtin, argument: Run, maker: Maker, on_fault: OnFault) -> Run:
    fit, python, meter_of = form.parameters[0].fit, form.python, maker.meter_of()

    def run(env: Env) -> Value:
        value = argument(env)
        try:
            made = python(fit(value))
        except Fault as fault:
            return on_fault(fault)
        except DecimalException:
            return on_fault(Fault("number", UNWORKABLE))
        if made.__class__ in ROOMY:
            charge(made, meter_of(env))
        return made

    return run


def _call_value(node: tree.Call, maker: Maker) -> Run:
    function = maker.make(node.function)
    names = [name for name, _ in node.named]
    runs = [maker.make(value) for _, value in node.named] or [
        maker.make(argument) for argument in node.arguments
    ]
    on_fault, meter_of = maker.on_fault(node.place), maker.meter_of()

    def run(env: Env) -> Value:
        called = function(env)
        values = [each(env) for each in runs]
        try:
            if called.__class__ is not Function:
                raise Fault("not_function", f"This is {said(called)}, not a function.")
            if names:
                values = by_name(called, names, values)
            return called.call(meter_of(env), values)
        except Fault as fault:
            return on_fault(fault)

    return run


def by_name(function: Function, names: list[str], values: list[Value]) -> list[Value]:
    """Arguments given by name, in the order of the parameters."""
    if sorted(names) != sorted(function.parameters):
        wanted = ", ".join(function.parameters)
        raise Fault("arguments", f"This function takes {wanted or 'nothing'}.")
    given = dict(zip(names, values, strict=True))
    return [given[name] for name in function.parameters]


def make_function(node: tree.FunctionDefinition, maker: Maker) -> Run:
    """`function(a, b) body`: keeps the variables it sees where it is defined."""
    if node.external:
        words = "A function from outside cannot be used here."
        return _refused(Fault("external", words), node, maker)
    names = tuple(name for name, _ in node.parameters)
    types = [_parameter_type(written, maker) for _, written in node.parameters]
    with maker.scope(Scope()) as scope:
        slots = [maker.slot() for _ in names]
        scope.names.update(zip(names, slots, strict=True))
        body = maker.make(node.body)
    kind = kinds.function_of((each or kinds.ANY for each in types), kinds.ANY)
    frames = FRAMES_PER_LEVEL * tree.height(node.body) + 3
    weight = 1 + tree.weight(node.body)

    meter_of = maker.meter_of()

    def run(env: Env) -> Value:
        meter_of(env).spend(FUNCTION + len(env) // 4)
        frame = env.copy()
        call = _calling(frame, slots, types, body, (frames, weight))
        return Function("function", names, call, kind, frame)

    return run


def _refused(fault: Fault, node: tree.Node, maker: Maker) -> Run:
    on_fault = maker.on_fault(node.place)
    return lambda env: on_fault(fault)


def _parameter_type(written: tree.TypeName | None, maker: Maker) -> FeelType | None:
    return None if written is None else kinds.from_name(written, maker.types)


def _calling(
    frame: Env, slots: list[int], types: list[FeelType | None], body: Run, size: tuple[int, int]
) -> Callable[[Meter, list[Value]], Value]:
    frames, weight = size

    def call(meter: Meter, values: list[Value]) -> Value:
        if len(values) != len(slots):
            raise Fault("arguments", f"This function takes {len(slots)}, not {len(values)}.")
        env = frame.copy()
        env[0] = meter
        for slot, kind, value in zip(slots, types, values, strict=True):
            env[slot] = value if kind is None else fitted(value, kind, meter)
        meter.spend(weight)
        meter.enter(frames)
        try:
            return body(env)
        finally:
            meter.leave(frames)

    return call


def make_instance_of(node: tree.InstanceOf, maker: Maker) -> Run:
    """`x instance of number`."""
    value, wanted = maker.make(node.value), kinds.from_name(node.type, maker.types)
    if wanted is None:
        return _refused(
            Fault("unknown_type", f'There is no type called "{node.type.name}".'), node, maker
        )
    meter_of = maker.meter_of()
    return lambda env: instance(value(env), wanted, meter_of(env))


def instance(value: Value, wanted: FeelType, meter: Meter) -> bool:
    """Is it a value of that type? null is of none but Null."""
    if value is None:
        return wanted.name == "Null"
    return fits(value, wanted, meter)
