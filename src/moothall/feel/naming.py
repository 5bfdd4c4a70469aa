"""The part of the parser that reads names: which are in scope, where one ends, what a slip may
have meant."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from moothall.feel.bounds import Bounds
from moothall.feel.faults import Place
from moothall.feel.reader import MENDS, STRAYS, WORDS, Reader, near
from moothall.feel.tokens import Token
from moothall.feel.tree import TypeName
from moothall.feel.vocabulary import Vocabulary, vocabulary, written

KEYWORDS = frozenset(
    (
        *("and", "or", "in", "between", "if", "then", "else", "for", "return", "some", "every"),
        *("satisfies", "instance", "of", "function", "external", "true", "false", "null"),
    )
)
CLOCKS = {
    "today": "There is no today() here, so that a decision can be checked again later."
    " Use the input today.",
    "now": "There is no now() here, so that a decision can be checked again later."
    " Use the input today.",
}
NAME_SIGNS = frozenset(("-", "+", "*", "/", ".", "'"))
GENERIC = frozenset(("list", "range", "context", "function"))
TYPES = Vocabulary(
    (
        "date and time",
        "days and time duration",
        "years and months duration",
        "day time duration",
        "year month duration",
    )
)


class NameReader(Reader):
    """Reads names, with a stack of the names known at this point of the text."""

    def __init__(
        self,
        source: str,
        bounds: Bounds,
        *,
        names: Iterable[str] | None,
        members: Iterable[str],
        functions: Vocabulary,
    ) -> None:
        super().__init__(source, bounds)
        self.functions = functions
        self.scopes = [vocabulary(names or ())]
        self.members = (vocabulary(members), Vocabulary())
        self.open = names is None
        self.clocks = False
        self.types = Vocabulary()

    @contextmanager
    def scope(self, *names: str) -> Iterator[Vocabulary]:
        """A scope in which some more names are known."""
        known = Vocabulary(names)
        self.scopes.append(known)
        yield known
        self.scopes.pop()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """A scope in which any name may be a part of the item at hand."""
        before, self.open = self.open, True
        with self.scope("item"):
            self.scopes += self.members
            yield
            del self.scopes[-len(self.members) :]
        self.open = before

    def is_start_of_name(self) -> bool:
        """Does a known name of several words begin here, such as "for sale"?"""
        found = (known.longest(self.tokens, self.index) for known in self.scopes)
        return any(each is not None and each[1] > 1 for each in found)

    def known_name(self) -> str | None:
        """Take the longest name known here, innermost scope first; None if there is none."""
        best: tuple[str, int] | None = None
        for known in (*reversed(self.scopes), self.functions):
            found = known.longest(self.tokens, self.index)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        if best is None:
            return None
        self.index += best[1]
        return best[0]

    def is_variable(self, name: str) -> bool:
        return any(name in known.names for known in self.scopes)

    def name(self) -> str:
        """Take a name that stands where a value is wanted, and see that it is known."""
        token = self.token
        name = self.known_name()
        if name is None:
            self.take()
            name = token.text
        if self.at("("):
            if name in CLOCKS and not self.clocks:
                self.fail(CLOCKS[name], token.place, "unknown_function")
            self.check_function(name, token.place)
        elif not (self.open or self.is_variable(name) or name in self.functions.names):
            self.unknown(token, name)
        return name

    def check_function(self, name: str, place: Place) -> None:
        if self.is_variable(name) or name in self.functions.names:
            return
        hint = WORDS.get(name)
        mend = f" {hint}" if hint else near(name, self.functions)
        words = f'There is no function called "{name}".{mend}'
        self.fail(words, place, "unknown_function")

    def unknown(self, token: Token, name: str) -> None:
        visible = set().union(*(known.names for known in self.scopes)) - {"item"}
        if self._words_before_bracket() is not None:
            self.check_function(f"{name} {self._words_before_bracket()}", token.place)
        mend = near(name, visible)
        if name in WORDS and not mend:
            mend = f" {WORDS[name]}"
        if not mend:
            mend = " If it is a piece of text, put it in double quotes."
        self.fail(f'There is nothing called "{name}" here.{mend}', token.place, "unknown_name")

    def _words_before_bracket(self) -> str | None:
        """The words from here to a bracket, if nothing else stands between: "case" of `uper
        case(`."""
        index = self.index
        while self.tokens[index].kind == "name" and self.tokens[index].text not in KEYWORDS:
            index += 1
        if index == self.index or self.tokens[index].text != "(":
            return None
        return written(self.tokens[self.index : index])

    def member(self) -> str:
        """Take the name of a part, after a dot."""
        if self.token.kind != "name":
            self.unexpected("After the dot I expected a name")
        known = (each.longest(self.tokens, self.index) for each in self.members)
        found = max(filter(None, known), key=lambda each: each[1], default=None)
        if found is None:
            return self.take().text
        self.index += found[1]
        return found[0]

    def name_until(self, *stops: str) -> str:
        """Take a new name, of any words and signs, up to one of these."""
        first = self.index
        if self.token.kind != "name":
            self.unexpected("I expected a name")
        while not self.at(*stops):
            if self.token.kind in ("end", "text", "stray") or self.at(*"()[]{},:"):
                self.unexpected(f"After the name I expected {' or '.join(stops)}")
            self.take()
        return written(self.tokens[first : self.index])

    def starts_named_argument(self) -> bool:
        """Does `name:` begin here, as in `substring(string: "abc", start position: 2)`?"""
        index = self.index
        while self.tokens[index].kind == "name" or self.tokens[index].text in NAME_SIGNS:
            index += 1
        found = self.tokens[index]
        return index > self.index and found.kind == "symbol" and found.text == ":"

    def type_name(self) -> TypeName:
        """Take a type: `number`, `list<string>`, `function<number> -> string`."""
        token = self.token
        self.deeper(token.place)
        known = TYPES.longest(self.tokens, self.index)
        if known:
            self.index += known[1]
            name = known[0]
        else:
            name = self._type_word()
        if name in GENERIC and self.at("<", "<>"):
            made = self._type_arguments(name, token.place)
        else:
            made = TypeName(name, place=token.place)
        self.depth -= 1
        return made

    def _type_word(self) -> str:
        if self.token.kind != "name":
            self.unexpected("I expected the name of a type, such as number")
        found = self.types.longest(self.tokens, self.index)
        if found:
            self.index += found[1]
            return found[0]
        name = self.take().text
        while self.at(".") and self.ahead().kind == "name":
            self.take()
            name += "." + self.take().text
        return name

    def _type_arguments(self, name: str, place: Place) -> TypeName:
        if self.take().text == "<>":
            return TypeName(name, result=self._type_result(name), place=place)
        if name == "context":
            members = [self._type_member()]
            while self.accept(","):
                members.append(self._type_member())
            self.expect(">", "after the parts of the context")
            return TypeName(name, members=tuple(members), place=place)
        arguments = [] if self.at(">") else [self.type_name()]
        while self.accept(","):
            arguments.append(self.type_name())
        self.expect(">", "after the type")
        return TypeName(name, tuple(arguments), result=self._type_result(name), place=place)

    def _type_result(self, name: str) -> TypeName | None:
        if name != "function":
            return None
        self.expect("->", "and the type of the result")
        return self.type_name()

    def _type_member(self) -> tuple[str, TypeName]:
        name = self.name_until(":")
        self.take()
        return name, self.type_name()

    def hint(self, token: Token) -> str:
        return {**MENDS, **STRAYS, **WORDS}.get(token.text, "")
