"""Walks over the tokens of a text: the part of the parser that knows no grammar."""

from difflib import get_close_matches
from typing import NoReturn

from moothall.feel.bounds import Bounds
from moothall.feel.faults import FeelSyntaxError, Place
from moothall.feel.tokens import Token, scan
from moothall.feel.vocabulary import Vocabulary

MENDS = {
    "==": 'Write = for "is equal to".',
    "=>": 'Write >= for "at least".',
    "=<": 'Write <= for "at most".',
    "<>": 'Write != for "is not".',
    "&&": "Write and.",
    "&": "Write and.",
    "||": "Write or.",
    "|": "Write or.",
    "!": "Write not(...) around the condition.",
    "'": 'Put text in straight double quotes: "like this".',
    "%": "There is no percent sign here: write 5 / 100 for 5%.",
    ";": "Put a comma between items.",
}
MOST_NEAR = 300
"""Of more names none is looked for that was meant: it takes too long."""

STRAYS = {
    "£": "Write an amount without the pound sign.",
    "€": "Write an amount without the euro sign.",
    "$": "Write an amount without the dollar sign.",
    "≥": 'Write >= for "at least".',
    "≤": 'Write <= for "at most".',
    "≠": 'Write != for "is not".',
    '"': "This text has no closing quote.",
    **dict.fromkeys("“”„«»‘’`", 'Put text in straight double quotes: "like this".'),
    **dict.fromkeys("–—−", "Use the plain minus sign -."),
    "×": "Write * for times.",
    "÷": "Write / for divided by.",
}
WORDS = {
    "True": "Write true.",
    "TRUE": "Write true.",
    "False": "Write false.",
    "FALSE": "Write false.",
    "yes": "Write true for yes.",
    "no": "Write false for no.",
    "None": "Write null.",
    "NULL": "Write null.",
    "AND": "Write and.",
    "And": "Write and.",
    "OR": "Write or.",
    "Or": "Write or.",
    "NOT": "Write not(...) around the condition.",
    "IF": "Write if.",
    "is": "Write = for is.",
    "equals": "Write =.",
    "not": "Write not(...) around a condition; put a piece of text in double quotes.",
    "isnt": "Write !=.",
    "contains": 'Write contains(text, "part").',
    "elif": "Write else if.",
    "elseif": "Write else if.",
    "unless": "Write not(...).",
}


class Reader:
    """The tokens of one text and the place reached in them."""

    def __init__(self, source: str, bounds: Bounds) -> None:
        if len(source) > bounds.source_length:
            raise FeelSyntaxError(
                f"This is longer than {bounds.source_length} characters.", code="source_length"
            )
        self.bounds = bounds
        self.tokens: list[Token] = scan(source)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.index + count, len(self.tokens) - 1)]

    def at(self, *texts: str) -> bool:
        """Is the next token one of these words or signs?"""
        token = self.tokens[self.index]
        return token.text in texts and token.kind in ("symbol", "name")

    def take(self) -> Token:
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        return self.take() if self.at(*texts) else None

    def expect(self, text: str, after: str) -> Token:
        """Take this word or sign, or say that it is missing."""
        if not self.at(text):
            self.unexpected(f"I expected {text} {after}")
        return self.take()

    def deeper(self, place: Place) -> None:
        self.depth += 1
        if self.depth > self.bounds.depth:
            words = f"This goes over {self.bounds.depth} levels deep. Make it of smaller parts."
            raise FeelSyntaxError(words, place.line, place.column, "depth")

    def fail(self, words: str, place: Place, code: str = "syntax") -> NoReturn:
        raise FeelSyntaxError(words, place.line, place.column, code)

    def unexpected(self, wanted: str) -> NoReturn:
        """Say what was expected and what stands there, with the mend if it is a common slip."""
        token = self.token
        if token.kind == "end":
            self.fail(f"{wanted}, but the text ends here.", token.place)
        mend = self._mend(token)
        shown = f'"{token.text}"' if token.kind == "text" else token.text
        self.fail(f"{wanted}, not {shown}. {mend}".rstrip(), token.place)

    def _mend(self, token: Token) -> str:
        if token.kind == "stray":
            return STRAYS.get(token.text, "")
        before = self.tokens[self.index - 1] if self.index else None
        if token.kind == "symbol":
            return self._mend_comma(token) or MENDS.get(token.text, "")
        if before is not None and before.text == "not":
            return WORDS["not"]
        if token.kind != "name":
            return ""
        if token.text in WORDS:
            return WORDS[token.text]
        if before is not None and before.kind == "number":
            return "A number takes no unit; between two things goes a sign such as + or =."
        return "If it is a piece of text, put it in double quotes."

    def _mend_comma(self, token: Token) -> str:
        sides = {self.tokens[self.index - 1].kind, self.ahead().kind}
        return (
            "Write a number without commas."
            if token.text == "," and sides == {"number"}
            else ""
        )


def near(name: str, known: "Vocabulary | set[str]") -> str:
    """Words that name what is spelt nearly so, or nothing."""
    names = known.names if isinstance(known, Vocabulary) else known
    if len(names) > MOST_NEAR:
        return ""
    matches = get_close_matches(name, sorted(names), n=3, cutoff=0.6)
    if not matches:
        return ""
    return " Did you mean " + " or ".join(matches) + "?"
