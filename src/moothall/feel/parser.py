"""Reads a text as an expression or as the tests of a table cell, and gives its tree."""

from collections.abc import Iterable
from typing import Literal, cast

from moothall.feel import tree
from moothall.feel.bounds import Bounds
from moothall.feel.faults import FeelSyntaxError
from moothall.feel.primaries import COMPARISONS, Primaries
from moothall.feel.vocabulary import Vocabulary

MOST_ITERATORS = 12
LOWEST, CONJUNCTION, COMPARISON, SUM, PRODUCT, POWER = range(1, 7)
LEVELS = {
    "or": LOWEST,
    "and": CONJUNCTION,
    **dict.fromkeys((*COMPARISONS, "between", "in"), COMPARISON),
    **dict.fromkeys(("+", "-"), SUM),
    **dict.fromkeys(("*", "/"), PRODUCT),
    "**": POWER,
}


class Parser(Primaries):
    """The grammar of expressions, from `or` (binds least) to negation (binds most)."""

    def expression(self) -> tree.Node:
        token = self.token
        self.deeper(token.place)
        node = self._binary(LOWEST)
        self.depth -= 1
        return node

    def operand(self) -> tree.Node:
        return self._binary(SUM)

    def form(self) -> tree.Node | None:
        if self.at("if"):
            return self._if()
        if self.at("for") and self.ahead().kind == "name":
            return self._for()
        if self.at("some", "every") and self.ahead().kind == "name":
            return self._quantified()
        return None

    def _if(self) -> tree.Node:
        place = self.take().place
        condition = self.expression()
        self.expect("then", "after the condition (if ... then ... else ...)")
        then = self.expression()
        self.expect("else", "(an if needs both: if ... then ... else ...)")
        return tree.If(condition, then, self.expression(), place=place)

    def _for(self) -> tree.Node:
        place = self.take().place
        with self.scope() as known:
            iterators = self._iterators(known)
            self.expect("return", "after the list (for ... in ... return ...)")
            known.add("partial")
            return tree.For(iterators, self.expression(), place=place)

    def _quantified(self) -> tree.Node:
        token = self.take()
        kind = cast(Literal["some", "every"], token.text)
        with self.scope() as known:
            iterators = self._iterators(known)
            self.expect("satisfies", f"after the list ({kind} ... in ... satisfies ...)")
            return tree.Quantified(kind, iterators, self.expression(), place=token.place)

    def _iterators(self, known: Vocabulary) -> tuple[tree.Iterator, ...]:
        found = [self._iterator(known)]
        while self.accept(","):
            found.append(self._iterator(known))
            if len(found) > MOST_ITERATORS:
                self.fail(
                    "Too many lists are gone through at once here.", found[-1].place, "depth"
                )
        return tuple(found)

    def _iterator(self, known: Vocabulary) -> tree.Iterator:
        place = self.token.place
        name = self.name_until("in", ":")
        if self.accept(":"):
            self.type_name()
        self.expect("in", "after the name")
        domain = self.expression()
        end = self.expression() if self.accept("..") else None
        known.add(name)
        return tree.Iterator(name, domain, end, place=place)

    def _binary(self, floor: int) -> tree.Node:
        """Take an operand and every sign after it that binds at least as tightly as `floor`."""
        node = self._negation()
        for _ in range(self.bounds.depth):
            token = self.token
            level = LEVELS.get(token.text, 0) if token.kind in ("symbol", "name") else 0
            if level < max(floor, LOWEST):
                return node
            self.take()
            node = self._after(level, token.text, node)
        return self.too_long(node)

    def _after(self, level: int, sign: str, left: tree.Node) -> tree.Node:
        if level == COMPARISON:
            return self._comparison(sign, left)
        if level < COMPARISON:
            return self._logic(cast(Literal["and", "or"], sign), level, left)
        op = cast(tree.Operator, sign)
        return tree.Arithmetic(op, left, self._binary(level + 1), place=left.place)

    def _logic(self, op: Literal["and", "or"], level: int, first: tree.Node) -> tree.Node:
        items = [first, self._binary(level + 1)]
        while self.accept(op):
            items.append(self._binary(level + 1))
        return tree.Logic(op, tuple(items), place=first.place)

    def _comparison(self, sign: str, left: tree.Node) -> tree.Node:
        if sign == "between":
            low = self.operand()
            self.expect("and", "(between ... and ...)")
            return tree.Between(left, low, self.operand(), place=left.place)
        if sign == "in":
            return tree.In(left, self._tests_after_in(), place=left.place)
        return tree.Compare(cast(tree.Comparison, sign), left, self.operand(), place=left.place)

    def _tests_after_in(self) -> tuple[tree.Node, ...]:
        if not self.at("("):
            return (self.operand(),)
        token = self.take()
        first = self.expression()
        if self.accept(".."):
            return (self.range_from(first, token, low_closed=False),)
        tests = [first]
        while self.accept(","):
            tests.append(self.expression())
        self.expect(")", "to close the list of tests")
        return tuple(tests)

    def _negation(self) -> tree.Node:
        if not self.at("-"):
            return self._instance_of()
        token = self.take()
        self.deeper(token.place)
        node = tree.Negate(self._negation(), place=token.place)
        self.depth -= 1
        return node

    def _instance_of(self) -> tree.Node:
        node = self.operand_with_parts()
        if not (self.at("instance") and self.ahead().text == "of"):
            return node
        self.index += 2
        return tree.InstanceOf(node, self.type_name(), place=node.place)

    def tests(self) -> tree.UnaryTests:
        """Take the tests of a table cell: `-`, `not(...)`, or some with commas between them."""
        place = self.token.place
        if self.at("-") and self.ahead().kind == "end":
            self.take()
            return tree.UnaryTests((), place=place)
        if self.at("not") and self.ahead().text == "(" and self._closes_at_end():
            self.index += 2
            tests = self._test_list()
            self.expect(")", "to close not(...)")
            return tree.UnaryTests(tests, negated=True, place=place)
        return tree.UnaryTests(self._test_list(), place=place)

    def _closes_at_end(self) -> bool:
        """Does the bracket after `not` close at the very end of the text?"""
        level = 0
        for index in range(self.index + 1, len(self.tokens) - 1):
            token = self.tokens[index]
            if token.kind == "symbol" and token.text in "()":
                level += 1 if token.text == "(" else -1
                if level == 0:
                    return index == len(self.tokens) - 2
        return False

    def _test_list(self) -> tuple[tree.Node, ...]:
        tests = [self.expression()]
        while self.accept(","):
            tests.append(self.expression())
        return tuple(tests)

    def finish(self, node: tree.Node) -> None:
        """See that nothing is left over and that the tree is no deeper than it may be."""
        if self.token.kind != "end":
            self.unexpected("I expected the end or a sign such as = or +")
        if tree.height(node) > 2 * self.bounds.depth:
            self.fail(
                "This goes too many levels deep. Make it of smaller parts.", node.place, "depth"
            )


def parse(
    source: str,
    *,
    functions: Vocabulary,
    names: Iterable[str] | None = None,
    scopes: Iterable[Vocabulary] = (),
    members: Iterable[str] = (),
    bounds: Bounds | None = None,
    tests: bool = False,
    opened: bool = False,
    clocks: bool = False,
    types: Vocabulary | None = None,
) -> tree.Node:
    """The tree of a text. With `names` given, any other name is refused but those of `scopes`.

    `opened` is for the condition of a filter, where the parts of an item are names; `clocks`
    says that now() and today() are among the names.
    """
    parser = Parser(
        source, bounds or Bounds(), names=names, members=members, functions=functions
    )
    if parser.token.kind == "end":
        raise FeelSyntaxError(
            "There is nothing here: write a condition or a value.", code="empty"
        )
    parser.open, parser.clocks = parser.open or opened, clocks
    parser.types = types or parser.types
    parser.scopes += scopes
    try:
        node = parser.tests() if tests else parser.expression()
    except RecursionError:
        raise FeelSyntaxError("This goes too many levels deep.", code="depth") from None
    parser.finish(node)
    return node
