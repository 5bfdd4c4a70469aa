"""Makes expressions of every family of functions and forms, for comparing engines."""

import random
import re
from collections.abc import Callable, Iterator

Fill = Callable[["Maker"], str]
_PLACE = re.compile(r"<(\w+)>")

FAMILIES: dict[str, tuple[str, ...]] = {
    "arithmetic": (
        "<n> + <n>",
        "<n> - <n> * <n>",
        "<n> / <n>",
        "(<n> + <n>) / <i>",
        "<i> ** <k>",
        "-<n>",
        "<n> - -<n>",
        "abs(<n>)",
        "modulo(<n>, <n>)",
        "floor(<n>)",
        "ceiling(<n>)",
        "floor(<n>, <p>)",
        "ceiling(<n>, <p>)",
        "decimal(<n>, <p>)",
        "round up(<n>, <p>)",
        "round down(<n>, <p>)",
        "round half up(<n>, <p>)",
        "round half down(<n>, <p>)",
        "sqrt(<i>)",
        "exp(<k>)",
        "log(<i>)",
        "odd(<i>)",
        "even(<i>)",
        "<i> + null",
        "<n> * <n> / <n> - <n>",
        'number("<i>")',
        'number("1,000.5", ",", ".")',
        "<n> + <s>",
    ),
    "comparison": (
        "<n> = <n>",
        "<n> != <n>",
        "<n> < <n>",
        "<n> >= <n>",
        "<s> = <s>",
        "<s> < <s>",
        "<b> and <b>",
        "<b> or <b>",
        "not(<b>)",
        "<b> and (<n> > <n>)",
        "null = <v>",
        "<v> = <v>",
        "<v> != <v>",
        "<l> = <l>",
        "{a: <i>} = {a: <i>}",
        "<d> < <d>",
        "<d> = <d>",
        "<n> < <s>",
        "is(<v>, <v>)",
    ),
    "text": (
        "<s> + <s>",
        "substring(<s>, <j>)",
        "substring(<s>, <j>, <k>)",
        "string length(<s>)",
        "upper case(<s>)",
        "lower case(<s>)",
        "substring before(<s>, <t>)",
        "contains(<s>, <t>)",
        "substring after(<s>, <t>)",
        "starts with(<s>, <t>)",
        "ends with(<s>, <t>)",
        'replace(<s>, "[aeiou]", "_")',
        'replace(<s>, "(a|b)", "[$1]")',
        "split(<s>, <t>)",
        'matches(<s>, "^[A-Za-z ]+$")',
        "string join(<ls>, <t>)",
        "string join(<ls>)",
        "string(<n>)",
        "string(<b>)",
        "string(<d>)",
        "string length(string(<l>))",
        'matches(<s>, "A", "i")',
        "contains(<s>, null)",
    ),
    "list": (
        "list contains(<l>, <v>)",
        "count(<l>)",
        "min(<ln>)",
        "max(<ln>)",
        "sum(<ln>)",
        "mean(<ln>)",
        "all(<lb>)",
        "any(<lb>)",
        "sublist(<l>, <j>)",
        "sublist(<l>, <j>, <k>)",
        "append(<l>, <v>)",
        "concatenate(<l>, <l>)",
        "insert before(<l>, <j>, <v>)",
        "remove(<l>, <j>)",
        "reverse(<l>)",
        "index of(<l>, <v>)",
        "union(<l>, <l>)",
        "distinct values(<l>)",
        "flatten([<l>, [<l>, <v>]])",
        "product(<ln>)",
        "median(<ln>)",
        "stddev(<ln>)",
        "mode(<ln>)",
        "sort(<ln>, function(x, y) x < y)",
        "max(<ls>)",
        "list replace(<l>, <j>, <v>)",
        "list replace(<ln>, function(x, y) x > y, <i>)",
        "<l>[<j>]",
        "min(<i>, <i>, <i>)",
        "sum([])",
        "count([])",
        "<ln> = [<i>]",
        "<i> in <ln>",
    ),
    "context": (
        "<c>.a",
        "<c>.z",
        "{a: <i>, b: a + <i>}.b",
        "get value(<c>, <key>)",
        "get entries(<c>)",
        "context put(<c>, <key>, <v>)",
        "context merge([<c>, <c>])",
        "[<c>, <c>].a",
        "context([{key: <key>, value: <v>}])",
        "{a: {b: <v>}}.a.b",
        "count(get entries(<c>))",
        'context put({a: {b: 1}}, ["a", "b"], <v>)',
        "{f: function(x) x * <i>, r: f(<i>)}.r",
        '{"a b": <i>}.a b',
        "<c> = <c>",
    ),
    "range": (
        "before(<i>, <r>)",
        "after(<r>, <i>)",
        "before(<r>, <r>)",
        "after(<r>, <r>)",
        "meets(<r>, <r>)",
        "met by(<r>, <r>)",
        "overlaps(<r>, <r>)",
        "overlaps before(<r>, <r>)",
        "overlaps after(<r>, <r>)",
        "finishes(<i>, <r>)",
        "finishes(<r>, <r>)",
        "finished by(<r>, <i>)",
        "finished by(<r>, <r>)",
        "includes(<r>, <i>)",
        "includes(<r>, <r>)",
        "during(<i>, <r>)",
        "during(<r>, <r>)",
        "starts(<i>, <r>)",
        "starts(<r>, <r>)",
        "started by(<r>, <i>)",
        "started by(<r>, <r>)",
        "coincides(<r>, <r>)",
        "coincides(<i>, <i>)",
        "<i> in <r>",
        "before(<i>, <i>)",
        "<d> in [<d>..<d>]",
        "<r> = <r>",
        "<r>.start",
        "<r>.end included",
    ),
    "date and time": (
        "<d> + <y>",
        "<d> - <y>",
        "<d> + <h>",
        "<d> - <d>",
        "<d> < <d>",
        "<d>.year",
        "<d>.month",
        "<d>.day",
        "<d>.weekday",
        "day of week(<d>)",
        "day of year(<d>)",
        "month of year(<d>)",
        "week of year(<d>)",
        "years and months duration(<d>, <d>)",
        "<m> + <h>",
        "<m> - <m>",
        "<m> + <y>",
        "<m>.hour",
        "<m>.minute",
        "<w> + <h>",
        "<w> - <w>",
        "<w>.minute",
        "<w> < <w>",
        "date(<m>)",
        "time(<m>)",
        "date and time(<d>, <w>)",
        "<h> + <h>",
        "<h> * <k>",
        "<h> / <i>",
        "<h> / <h>",
        "<y> + <y>",
        "<y> * <k>",
        "<y>.years",
        "<y>.months",
        "<h>.days",
        "<h>.hours",
        "<h>.minutes",
        "-<h>",
        "abs(<h>)",
        "abs(<y>)",
        "<h> < <h>",
        "<y> = <y>",
        "<m> < <m>",
        "date(<year>, <month>, <day>)",
        "time(<hour>, <minute>, <minute>)",
        "date(<odd>)",
        "string(<h>)",
        "string(<y>)",
        "string(<m>)",
        "string(<w>)",
        "duration(<oddspan>)",
    ),
    "between and in": (
        "<n> between <n> and <n>",
        "<d> between <d> and <d>",
        "<i> in (<i>, <i>)",
        "<i> in [<i>..<j>]",
        "<i> in (<i>..<j>]",
        "<i> in (> <i>)",
        "<i> in (<= <i>, > <j>)",
        "<s> in (<s>, <s>)",
        "<s> between <s> and <s>",
        "<i> in <ln>",
        "<i> in (<ln>)",
        "null in (<i>, null)",
        "<i> in (not(<i>))",
        "<v> in (<v>, <v>)",
    ),
    "loops and if": (
        "for x in <ln> return x * <i>",
        "for x in <j>..<k> return x",
        "if <b> then <v> else <v>",
        "for x in <ln>, y in <ln> return x + y",
        "some x in <ln> satisfies x > <i>",
        "every x in <ln> satisfies x > <j>",
        "for x in <k>..<j> return x * x",
        "for x in [1, 2, 3] return if x = 1 then 1 else x + partial[-1]",
        "some x in [] satisfies x",
        "every x in [] satisfies x",
        "if null then 1 else 2",
        "for x in <ls> return string length(x)",
        "for x in <ln> return [x, <v>]",
        "some x in <ln>, y in <ln> satisfies x < y",
        "every x in <lb> satisfies x",
        "if <n> > <n> then <s> else <s>",
        "for x in [1..<k>] return x",
    ),
    "filter": (
        "<ln>[item > <i>]",
        "<ln>[<j>]",
        "<ls>[item = <s>]",
        "<lc>[a = <i>]",
        "<lc>[a > <i>].b",
        "<lc>[<j>].a",
        "<ln>[item > <i>][<j>]",
        "<l>[item = <v>]",
        "count(<ln>[item >= <i>])",
        "<ln>[-1]",
        "<ln>[0]",
        "<i>[1]",
        "<i>[item > <j>]",
        "<lc>.a",
        "<ln>[odd(item)]",
        "sum(<lc>[a > 1].a)",
        "[][1]",
        "null[1]",
        "<ln>[item > <i> and item < <i>]",
    ),
    "instance of": (
        "<v> instance of number",
        "<v> instance of string",
        "<v> instance of boolean",
        "<d> instance of date",
        "<m> instance of date and time",
        "<w> instance of time",
        "<y> instance of years and months duration",
        "<h> instance of days and time duration",
        "<l> instance of list<number>",
        "<ln> instance of list<number>",
        "<v> instance of Any",
        "<c> instance of context<a: number>",
        "<r> instance of range<number>",
        "null instance of Null",
    ),
}
"""Expressions of each family; what stands in <> is filled in."""


class Maker:
    """Fills in values, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing here is secret

    def of(self, family: str) -> Iterator[str]:
        """Expressions of a family without end, each form in its turn."""
        while True:
            for form in FAMILIES[family]:
                yield self.filled(form)

    def filled(self, form: str) -> str:
        return _PLACE.sub(self._fill, form)

    def _fill(self, found: re.Match[str]) -> str:
        fill = FILLS.get(found[1])
        return found[0] if fill is None else fill(self)

    def one(self, *of: str) -> str:
        return self.filled(self.chance.choice(of))

    def number(self, low: int, high: int) -> str:
        return str(self.chance.randint(low, high))

    def quarters(self) -> str:
        """A number that a float holds exactly."""
        return str(self.chance.randint(-60, 60) / 4).removesuffix(".0")

    def many(self, item: str) -> str:
        count = self.chance.randint(0, 4)
        return f"[{', '.join(self.filled(item) for _ in range(count))}]"

    def range(self) -> str:
        low = self.chance.randint(0, 6)
        ends = self.chance.choice(("[]", "()", "[)", "(]"))
        return f"{ends[0]}{low}..{low + self.chance.randint(1, 5)}{ends[1]}"

    def context(self) -> str:
        return "{" + self.one("a: <i>", "a: <i>, b: <v>", "b: <s>, c: <i>, a: <i>") + "}"


def _text(make: Maker) -> str:
    words = ("", "a", "foobar", "Hello World", "abc", "été", "a,b;c", "  x ", "ABC", "b")
    return f'"{make.chance.choice(words)}"'


def _day(make: Maker) -> str:
    return f"{make.number(1999, 2032)}-{make.one('01-31', '02-28', '12-31', '04-06', '03-01')}"


def _clock(make: Maker) -> str:
    return make.one("00:00:00", "10:30:00", "23:59:59", "12:00:01")


FILLS: dict[str, Fill] = {
    "n": Maker.quarters,
    "i": lambda make: make.number(1, 9),
    "j": lambda make: make.number(-3, 4),
    "k": lambda make: make.number(0, 5),
    "p": lambda make: make.number(0, 1),
    "b": lambda make: make.one("true", "false", "null"),
    "s": _text,
    "t": lambda make: make.one('"a"', '"o"', '","', '" "', '"B"'),
    "v": lambda make: make.one("<i>", "<s>", "true", "null", "<d>", "[<i>]", "{a: <i>}", "<h>"),
    "l": lambda make: make.many("<v>"),
    "ln": lambda make: make.many("<i>"),
    "ls": lambda make: make.many("<s>"),
    "lb": lambda make: make.many("<b>"),
    "lc": lambda make: make.many("{a: <i>, b: <s>}"),
    "c": Maker.context,
    "r": Maker.range,
    "key": lambda make: make.one('"a"', '"b"', '"zz"'),
    "d": lambda make: f'date("{_day(make)}")',
    "w": lambda make: f'time("{_clock(make)}")',
    "m": lambda make: f'date and time("{_day(make)}T{_clock(make)}")',
    "y": lambda make: make.one('duration("P1Y")', 'duration("P14M")', 'duration("-P2Y3M")'),
    "h": lambda make: make.one(
        'duration("P1D")', 'duration("PT36H")', 'duration("-PT90M")', 'duration("P3DT4H5M6S")'
    ),
    "odd": lambda make: make.one(
        '"2026-02-30"',
        '"2026-1-1"',
        '"26-01-01"',
        '"2024-02-29"',
        '"2023-02-29"',
        '"x"',
        "null",
    ),
    "oddspan": lambda make: make.one(
        '"P"', '"P1Y1D"', '"PT"', '"P0D"', '"PT0S"', '"-P1D"', '"P1W"', '"P1M"', '"PT1M"', '"x"'
    ),
    "year": lambda make: make.number(1990, 2030),
    "month": lambda make: make.number(0, 13),
    "day": lambda make: make.number(0, 32),
    "hour": lambda make: make.number(0, 24),
    "minute": lambda make: make.number(0, 60),
}
"""What each mark is filled in with."""
