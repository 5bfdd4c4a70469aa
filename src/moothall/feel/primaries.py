"""The part of the parser that reads what an expression is made of: literals, brackets, calls,
paths."""

from abc import abstractmethod
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import NoReturn, cast

from moothall.feel import tree
from moothall.feel.naming import KEYWORDS, NameReader
from moothall.feel.numbers import EXACT, is_sound
from moothall.feel.tokens import Token

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
INFINITE = Decimal("Infinity")
STARTS = frozenset(('"', "(", "[", "]", "{", "-", "@", *COMPARISONS))


class Primaries(NameReader):
    """Reads one operand, with whatever follows it: a path, a filter, arguments."""

    @abstractmethod
    def expression(self) -> tree.Node:
        """Take a whole expression."""

    @abstractmethod
    def operand(self) -> tree.Node:
        """Take an operand of a comparison: an expression without `and`, `or`, `=`, `in`."""

    @abstractmethod
    def form(self) -> tree.Node | None:
        """Take `if`, `for`, `some` or `every`, if one begins here."""

    def operand_with_parts(self) -> tree.Node:
        node = self.primary()
        for _ in range(self.bounds.depth):
            if self.at("."):
                self.take()
                node = tree.Path(node, self.member(), place=node.place)
            elif self.at("[") and self._filter_follows():
                node = self._filter(node)
            elif self.at("("):
                node = self._call(node)
            else:
                return node
        return self.too_long(node)

    def too_long(self, node: tree.Node) -> NoReturn:
        """Refuse a chain of signs that would make the tree too deep."""
        words = "Too many signs in a row. Make it of smaller parts, or use sum([...])."
        self.fail(words, node.place, "depth")

    def primary(self) -> tree.Node:
        token = self.token
        if token.kind == "name":
            return self._word(token)
        if token.kind == "number":
            return self._number(self.take())
        if token.kind == "text":
            return tree.TextLiteral(self.take().text, place=token.place)
        return self._sign(token)

    def _word(self, token: Token) -> tree.Node:
        if token.text in KEYWORDS and self.is_start_of_name():
            return tree.Name(self.name(), place=token.place)
        special = SPECIAL.get(token.text)
        if special is not None:
            self.take()
            return special(token)
        if token.text == "function" and self.ahead().text == "(":
            return self._function()
        form = self.form()
        if form is not None:
            return form
        if token.text in KEYWORDS:
            self.unexpected("I expected a value")
        return tree.Name(self.name(), place=token.place)

    def _number(self, token: Token) -> tree.Node:
        try:
            value = EXACT.create_decimal(Decimal(token.text))
        except DecimalException:
            value = INFINITE
        if not is_sound(value):
            self.fail("This number is too large.", token.place, "exponent")
        return tree.NumberLiteral(value, place=token.place)

    def _sign(self, token: Token) -> tree.Node:
        reader = SIGNS.get(token.text) if token.kind == "symbol" else None
        if reader is None:
            self.unexpected("I expected a value")
        return reader(self, token)

    def _at_literal(self, token: Token) -> tree.Node:
        self.take()
        if self.token.kind != "text":
            self.unexpected('After @ I expected a date in quotes, such as @"2026-04-06"')
        return tree.AtLiteral(self.take().text, place=token.place)

    def _round(self, token: Token) -> tree.Node:
        self.take()
        node = self.expression()
        if self.accept(".."):
            return self.range_from(node, token, low_closed=False)
        self.expect(")", "to close the bracket")
        return node

    def _square(self, token: Token) -> tree.Node:
        self.take()
        if self.accept("]"):
            return tree.ListLiteral((), place=token.place)
        first = self.expression()
        if self.accept(".."):
            return self.range_from(first, token, low_closed=True)
        items = [first]
        while self.accept(","):
            items.append(self.expression())
        self.expect("]", "to close the list")
        return tree.ListLiteral(tuple(items), place=token.place)

    def _open_range(self, token: Token) -> tree.Node:
        self.take()
        self.deeper(token.place)
        low = self.operand()
        self.expect("..", "between the ends of the range")
        node = self.range_from(low, token, low_closed=False)
        self.depth -= 1
        return node

    def range_from(self, low: tree.Node, token: Token, *, low_closed: bool) -> tree.Node:
        high = self.operand()
        end = self.accept("]", ")", "[")
        if end is None:
            self.unexpected("I expected ] or ) to close the range")
        return tree.RangeLiteral(low, high, low_closed, end.text == "]", place=token.place)

    def _context(self, token: Token) -> tree.Node:
        self.take()
        entries: list[tuple[str, tree.Node]] = []
        with self.scope() as known:
            while not self.at("}"):
                place = self.token.place
                name = self._key()
                if any(name == other for other, _ in entries):
                    self.fail(f'"{name}" stands twice in these braces.', place)
                if self.at("function"):
                    known.add(name)
                entries.append((name, self.expression()))
                known.add(name)
                self.members[-1].add(name)
                if not self.accept(","):
                    break
            self.expect("}", "to close the braces")
        return tree.ContextLiteral(tuple(entries), place=token.place)

    def _key(self) -> str:
        name = self.take().text if self.token.kind == "text" else self.name_until(":")
        self.expect(":", f'after "{name}"')
        return name

    def _test(self, token: Token) -> tree.Node:
        self.take()
        self.deeper(token.place)
        op = cast(tree.Comparison, token.text)
        node = tree.OperatorTest(op, self.operand(), place=token.place)
        self.depth -= 1
        return node

    def _function(self) -> tree.Node:
        token = self.take()
        self.take()
        parameters: list[tuple[str, tree.TypeName | None]] = []
        while not self.at(")"):
            name = self.name_until(":", ",", ")")
            kind = self.type_name() if self.accept(":") else None
            parameters.append((name, kind))
            if not self.accept(","):
                break
        self.expect(")", "to close the parameters")
        external = self.accept("external") is not None
        with self.scope(*(name for name, _ in parameters)):
            body = self.expression()
        return tree.FunctionDefinition(tuple(parameters), body, external, place=token.place)

    def _filter_follows(self) -> bool:
        """`[` begins a filter, unless it closes a range as in `]1..5[`."""
        after = self.ahead()
        if after.kind in ("number", "text"):
            return True
        if after.kind == "name":
            return after.text not in KEYWORDS or after.text in VALUE_WORDS
        return after.text in STARTS and after.text != "]"

    def _filter(self, source: tree.Node) -> tree.Node:
        self.take()
        with self.opened():
            condition = self.expression()
        self.expect("]", "to close the filter")
        return tree.Filter(source, condition, place=source.place)

    def _call(self, function: tree.Node) -> tree.Node:
        self.take()
        if self.starts_named_argument():
            named = [self._named_argument()]
            while self.accept(","):
                named.append(self._named_argument())
            self.expect(")", "to close the arguments")
            return tree.Call(function, named=tuple(named), place=function.place)
        arguments: list[tree.Node] = []
        while not self.at(")"):
            arguments.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")", "to close the arguments")
        return tree.Call(function, tuple(arguments), place=function.place)

    def _named_argument(self) -> tuple[str, tree.Node]:
        name = self.name_until(":")
        self.take()
        return name, self.expression()


VALUE_WORDS = frozenset(("true", "false", "null", "if", "for", "some", "every", "function"))

SPECIAL: dict[str, Callable[[Token], tree.Node]] = {
    "true": lambda token: tree.BooleanLiteral(value=True, place=token.place),
    "false": lambda token: tree.BooleanLiteral(value=False, place=token.place),
    "null": lambda token: tree.NullLiteral(place=token.place),
}

SIGNS: dict[str, Callable[[Primaries, Token], tree.Node]] = {
    "@": Primaries._at_literal,
    "(": Primaries._round,
    "[": Primaries._square,
    "]": Primaries._open_range,
    "{": Primaries._context,
    **dict.fromkeys(COMPARISONS, Primaries._test),
}
