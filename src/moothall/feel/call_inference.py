"""The type of what a call gives, and what can be wrong with its arguments."""

from moothall.feel import tree
from moothall.feel.faults import Fault
from moothall.feel.judging import Checker
from moothall.feel.kinds import ANY, BOOLEAN, FeelType, common, in_words
from moothall.feel.literals import FROM_TEXT, literal
from moothall.feel.registry import REGISTRY, Builtin, choose, choose_by_name
from moothall.feel.values import KINDS, MISSING, Value, kind_of

OPEN = ("Any", "Null")
OF_ITEMS = ("sum", "min", "max", "abs")
KEEPING = ("sublist", "remove", "reverse", "distinct values", "duplicate values", "sort")
Side = tuple[tree.Node, FeelType]


def infer_call(node: tree.Call, checker: Checker) -> FeelType:
    """The type of what a call gives; notes arguments that do not fit."""
    arguments = list(node.arguments) or [value for _, value in node.named]
    types = [checker.infer(argument) for argument in arguments]
    if not isinstance(node.function, tree.Name):
        return checker.infer(node.function).result or ANY
    name = node.function.name
    if name == "is defined":
        return BOOLEAN
    own = checker.look_up(name) or ANY
    if name not in REGISTRY or (name in checker.visible() and own.name in ("function", "Any")):
        return checker.infer(node.function).result or ANY
    return _builtin(node, list(zip(arguments, types, strict=True)), checker)


def _builtin(node: tree.Call, given: list[Side], checker: Checker) -> FeelType:
    forms = REGISTRY[node.function.name] if isinstance(node.function, tree.Name) else []
    try:
        if node.named:
            names = [name for name, _ in node.named]
            form, order = choose_by_name(forms, names, strict=True)
            chosen = [form]
        else:
            chosen, order = choose(forms, len(given)), list(range(len(given)))
    except Fault as fault:
        checker.note(node, fault.code, fault.words)
        return ANY
    form = chosen[0]
    if len(chosen) == 1:
        sides = [given[index] if index is not None else None for index in order]
        _arguments(form, sides, checker)
    value = _constant(node, form, checker)
    return kind_of(value) if value is not MISSING else _result(form, given)


def _result(form: Builtin, given: list[Side]) -> FeelType:
    """The type of a result, of a function of lists by what is in them."""
    types = [kind.plain for _, kind in given]
    if form.name in OF_ITEMS and types:
        return (types[0].item or ANY) if types[0].name == "list" else common(types)
    if form.name in KEEPING and types and types[0].name == "list":
        return types[0]
    return form.result


def _arguments(form: Builtin, given: list[Side | None], checker: Checker) -> None:
    for index, side in enumerate(given):
        if side is None:
            continue
        parameter = form.parameters[min(index, len(form.parameters) - 1)]
        kind = side[1]
        if kind.name in (*OPEN, "list") or not parameter.classes or list in parameter.classes:
            continue
        if kind.name not in _accepted(parameter.classes):
            wanted = in_words(parameter.kind)
            words = (
                f'"{parameter.name}" of {form.name}() must be {wanted}, not {in_words(kind)}.'
            )
            checker.note(side[0], "type", words)


def _accepted(classes: frozenset[type]) -> set[str]:
    return {kind.name for made, kind in KINDS.items() if made in classes}


def _constant(node: tree.Call, form: Builtin, checker: Checker) -> Value:
    """What a call on one literal text gives, noting it when that is not a date or a time."""
    if form.name not in FROM_TEXT or len(node.arguments) != 1:
        return MISSING
    text = literal(node.arguments[0])
    if not isinstance(text, str):
        return MISSING
    try:
        return form.python(text)
    except Fault as fault:
        checker.note(node, fault.code, fault.words)
        return MISSING
