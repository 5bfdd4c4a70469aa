"""The type of each form of expression, and what can be wrong with it."""

from collections.abc import Callable
from difflib import get_close_matches

from moothall.feel import kinds, tree
from moothall.feel.call_inference import infer_call
from moothall.feel.faults import Fault
from moothall.feel.judging import Checker
from moothall.feel.kinds import ANY, BOOLEAN, NULL, NUMBER, FeelType, common, in_words
from moothall.feel.literals import literal
from moothall.feel.temporal_text import temporal_from
from moothall.feel.values import MISSING, kind_of

OPEN = ("Any", "Null")
UNORDERED = ("boolean", "list", "context", "function", "range")
TRUTHS = {"true": "true", "yes": "true", "false": "false", "no": "false"}
MOMENTS = ("date", "time", "date and time")
LENGTHS = ("days and time duration", "years and months duration")


def _literal(node: tree.Node, checker: Checker) -> FeelType:
    return kind_of(literal(node))


def _at(node: tree.AtLiteral, checker: Checker) -> FeelType:
    try:
        return kind_of(temporal_from(node.text))
    except Fault as fault:
        checker.note(node, fault.code, fault.words)
        return ANY


def _near(name: str, known: set[str]) -> str:
    found = get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(found)}?" if found else ""


def _name(node: tree.Name, checker: Checker) -> FeelType:
    found = checker.look_up(node.name)
    if found is None:
        mend = _near(node.name, checker.visible())
        mend = mend or " If it is a piece of text, put it in double quotes."
        words = f'There is nothing called "{node.name}" here.{mend}'
        checker.note(node, "unknown_name", words)
    return found or ANY


def _path(node: tree.Path, checker: Checker) -> FeelType:
    source = checker.infer(node.source)
    if source.name == "list" and source.item is not None:
        return kinds.list_of(_part(node, source.item, checker))
    return _part(node, source, checker)


def _part(node: tree.Path, source: FeelType, checker: Checker) -> FeelType:
    if source.members is not None:
        known = dict(source.members)
    elif source.name in kinds.PROPERTIES:
        known = kinds.PROPERTIES[source.name]
    else:
        if source.name not in (*OPEN, "context", "list"):
            words = f'{in_words(source).capitalize()} has no part "{node.member}".'
            checker.note(node, "no_part", words)
        return ANY
    if node.member not in known:
        mend = _near(node.member, set(known)) or f" It has {', '.join(known)}."
        checker.note(node, "no_part", f'There is no "{node.member}" in this.{mend}')
    return known.get(node.member, ANY)


def _logic(node: tree.Logic, checker: Checker) -> FeelType:
    for item in node.items:
        checker.condition(item)
    return BOOLEAN


def _compare(node: tree.Compare, checker: Checker) -> FeelType:
    left, right = checker.infer(node.left), checker.infer(node.right)
    _go_together(node, node.op, (node.left, left), (node.right, right), checker)
    return BOOLEAN


Side = tuple[tree.Node, FeelType]


def _go_together(node: tree.Node, op: str, left: Side, right: Side, checker: Checker) -> None:
    """Note it when two things can never be compared, or never be equal."""
    a, b = left[1], right[1]
    if a.name in OPEN or b.name in OPEN:
        if op not in ("=", "!=") and NULL.name in (a.name, b.name):
            checker.note(node, "type", "Nothing is smaller or larger than null.")
        return
    if a.name != b.name:
        mend = _mend(left, right) or _mend(right, left)
        checker.note(node, "type", f"This compares {in_words(a)} with {in_words(b)}.{mend}")
    elif op not in ("=", "!=") and a.name in UNORDERED:
        checker.note(node, "type", f"{in_words(a).capitalize()} has no order; use = or !=.")
    elif op in ("=", "!="):
        _allowed(left, right, checker)
        _allowed(right, left, checker)


def _mend(side: Side, other: Side) -> str:
    """How to write a literal that is of the wrong kind."""
    value, wanted = literal(side[0]), other[1].name
    if isinstance(value, str):
        if wanted == "boolean" and value.lower() in TRUTHS:
            return f" Write {TRUTHS[value.lower()]} without quotes."
        if wanted == "number":
            return " Write the number without quotes."
        if wanted in MOMENTS:
            return f' Write @"{value}" for a date or time.'
    elif wanted == "string" and isinstance(side[0], (tree.NumberLiteral, tree.BooleanLiteral)):
        return " Put the text in double quotes."
    return ""


def _allowed(side: Side, other: Side, checker: Checker) -> None:
    """Note it when a literal is none of the values that the other side may have."""
    value, allowed = literal(side[0]), other[1].values
    if value is MISSING or value is None or allowed is None or value in allowed:
        return
    shown = {str(each) for each in allowed}
    mend = _near(str(value), shown) or f" It may be {', '.join(sorted(shown))}."
    checker.note(side[0], "value", f'"{value}" is never the value here.{mend}')


def _between(node: tree.Between, checker: Checker) -> FeelType:
    value = (node.value, checker.infer(node.value))
    for end in (node.low, node.high):
        _go_together(end, "<", value, (end, checker.infer(end)), checker)
    return BOOLEAN


def _in(node: tree.In, checker: Checker) -> FeelType:
    value = (node.value, checker.infer(node.value))
    for test in node.tests:
        _test(value, test, checker)
    return BOOLEAN


def _test(value: Side, test: tree.Node, checker: Checker) -> None:
    if isinstance(test, tree.OperatorTest):
        other = (test.operand, checker.infer(test.operand))
        _go_together(test, test.op, value, other, checker)
    elif isinstance(test, tree.RangeLiteral):
        for end in (test.low, test.high):
            _go_together(test, "<", value, (end, checker.infer(end)), checker)
    elif isinstance(test, tree.ListLiteral) and value[1].name != "list":
        for item in test.items:
            _test(value, item, checker)
    else:
        kind = checker.infer(test)
        if kind.name not in ("list", "range"):
            _go_together(test, "=", value, (test, kind), checker)


def _tests(node: tree.UnaryTests, checker: Checker) -> FeelType:
    subject = tree.Name("?", place=node.place)
    kind = checker.look_up("?") or ANY
    for test in node.tests:
        if checker.infer(test).name != "boolean" or kind.name == "boolean":
            _test((subject, kind), test, checker)
    return BOOLEAN


def _arithmetic(node: tree.Arithmetic, checker: Checker) -> FeelType:
    left, right = checker.infer(node.left), checker.infer(node.right)
    if NULL.name in (left.name, right.name):
        checker.note(node, "null", f"Nothing can be done with null and {node.op}.")
        return ANY
    if "Any" in (left.name, right.name):
        return ANY
    result = RESULTS.get((node.op, left.name, right.name))
    if result is None:
        words = f"{node.op} does not work on {in_words(left)} and {in_words(right)}."
        checker.note(node, "type", words)
    return result or ANY


def _results() -> dict[tuple[str, str, str], FeelType]:
    found = {(op, "number", "number"): NUMBER for op in ("+", "-", "*", "/", "**")}
    found["+", "string", "string"] = kinds.STRING
    for length in LENGTHS:
        kind = kinds.SIMPLE[length]
        found |= {("+", length, length): kind, ("-", length, length): kind}
        found |= {("*", length, "number"): kind, ("*", "number", length): kind}
        found |= {("/", length, "number"): kind, ("/", length, length): NUMBER}
    for moment in MOMENTS:
        for length in LENGTHS if moment != "time" else LENGTHS[:1]:
            found |= {("+", moment, length): kinds.SIMPLE[moment]}
            found |= {("+", length, moment): kinds.SIMPLE[moment]}
            found |= {("-", moment, length): kinds.SIMPLE[moment]}
        found["-", moment, moment] = kinds.DAYS_TIME
    found["-", "date", "date and time"] = found["-", "date and time", "date"] = kinds.DAYS_TIME
    return found


RESULTS = _results()


def _negate(node: tree.Negate, checker: Checker) -> FeelType:
    kind = checker.infer(node.operand)
    if kind.name not in (*OPEN, "number", *LENGTHS):
        checker.note(node, "type", f"{in_words(kind).capitalize()} has no minus.")
    return kind.plain


def _if(node: tree.If, checker: Checker) -> FeelType:
    checker.condition(node.condition)
    return common((checker.infer(node.then), checker.infer(node.otherwise)))


def _list(node: tree.ListLiteral, checker: Checker) -> FeelType:
    items = [checker.infer(item) for item in node.items]
    return kinds.list_of(common(items)) if items else kinds.LIST


def _context(node: tree.ContextLiteral, checker: Checker) -> FeelType:
    known: dict[str, FeelType] = {}
    with checker.scope(known):
        for name, value in node.entries:
            if isinstance(value, tree.FunctionDefinition):
                known[name] = kinds.FUNCTION
            known[name] = checker.infer(value)
    return kinds.context_of(known)


def _range(node: tree.RangeLiteral, checker: Checker) -> FeelType:
    low, high = checker.infer(node.low), checker.infer(node.high)
    _go_together(node, "<", (node.low, low), (node.high, high), checker)
    return kinds.range_of(common((low, high)))


def _operator_test(node: tree.OperatorTest, checker: Checker) -> FeelType:
    return kinds.range_of(checker.infer(node.operand).plain)


def _filter(node: tree.Filter, checker: Checker) -> FeelType:
    source = checker.infer(node.source)
    item = (source.item or ANY) if source.name == "list" else source
    names = {"item": item, **dict(item.members or ())}
    with checker.scope(names, opened=item.members is None and item.name in ("Any", "context")):
        condition = checker.infer(node.condition)
    if condition.name == "number":
        return item.plain
    if condition.name not in ("boolean", "Any"):
        words = f"In square brackets goes a condition or a position, not {in_words(condition)}."
        checker.note(node.condition, "not_boolean", words)
    return kinds.list_of(item.plain) if condition.name == "boolean" else ANY


def _iterators(iterators: tuple[tree.Iterator, ...], checker: Checker) -> dict[str, FeelType]:
    """The types of loop variables; they are added to the innermost scope one by one."""
    known: dict[str, FeelType] = checker.scopes[-1].names
    for iterator in iterators:
        domain = checker.infer(iterator.domain)
        if iterator.end is not None:
            checker.infer(iterator.end)
            known[iterator.name] = domain.plain
        else:
            known[iterator.name] = domain.item or ANY
    return known


def _for(node: tree.For, checker: Checker) -> FeelType:
    with checker.scope({}):
        known = _iterators(node.iterators, checker)
        known["partial"] = kinds.LIST
        return kinds.list_of(checker.infer(node.result).plain)


def _quantified(node: tree.Quantified, checker: Checker) -> FeelType:
    with checker.scope({}):
        _iterators(node.iterators, checker)
        checker.condition(node.condition)
    return BOOLEAN


def _definition(node: tree.FunctionDefinition, checker: Checker) -> FeelType:
    parameters = {
        name: (kinds.from_name(kind) if kind else None) or ANY for name, kind in node.parameters
    }
    with checker.scope(dict(parameters)):
        result = checker.infer(node.body).plain
    return kinds.function_of(parameters.values(), result)


def _instance_of(node: tree.InstanceOf, checker: Checker) -> FeelType:
    checker.infer(node.value)
    if kinds.from_name(node.type) is None:
        mend = _near(node.type.name, set(kinds.SIMPLE))
        checker.note(node, "unknown_type", f'There is no type "{node.type.name}".{mend}')
    return BOOLEAN


CHECKS: dict[type[tree.Node], Callable[..., FeelType]] = {
    tree.NumberLiteral: _literal,
    tree.TextLiteral: _literal,
    tree.BooleanLiteral: _literal,
    tree.NullLiteral: _literal,
    tree.AtLiteral: _at,
    tree.Name: _name,
    tree.Path: _path,
    tree.Logic: _logic,
    tree.Compare: _compare,
    tree.Arithmetic: _arithmetic,
    tree.Negate: _negate,
    tree.Between: _between,
    tree.OperatorTest: _operator_test,
    tree.In: _in,
    tree.UnaryTests: _tests,
    tree.RangeLiteral: _range,
    tree.ListLiteral: _list,
    tree.ContextLiteral: _context,
    tree.If: _if,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.Filter: _filter,
    tree.Call: infer_call,
    tree.FunctionDefinition: _definition,
    tree.InstanceOf: _instance_of,
}
