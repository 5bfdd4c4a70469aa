"""What each function of the language gives, and that a wrong argument is null leniently."""

from decimal import Decimal

import pytest

from moothall.feel import EMPTY, FeelError, compile_expression

TRUE = [
    # texts
    'substring("foobar", 3) = "obar"',
    'substring("foobar", 3, 3) = "oba"',
    'substring("foobar", -2, 1) = "a"',
    'substring("\\U01F40Eab", 2) = "ab"',
    'string length("tes\\u0074") = 4',
    'upper case("aBc4") = "ABC4"',
    'lower case("aBc4") = "abc4"',
    'substring before("foobar", "bar") = "foo"',
    'substring before("foobar", "xyz") = ""',
    'substring after("foobar", "ob") = "ar"',
    'substring after("", "a") = ""',
    'contains("foobar", "of") = false',
    'starts with("foobar", "fo")',
    'ends with("foobar", "r")',
    'string join(["a", "b", "c"], "_and_") = "a_and_b_and_c"',
    'string join(["a", null, "c"]) = "ac"',
    'split("John Doe", "\\s") = ["John", "Doe"]',
    'split("a;b;c;;", ";") = ["a", "b", "c", "", ""]',
    'replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") = "[1=ab][2=]cd"',
    'matches("foobar", "^fo*b")',
    # numbers
    "decimal(1/3, 2) = 0.33",
    "decimal(1.5, 0) = 2 and decimal(2.5, 0) = 2",
    "floor(1.5) = 1 and floor(-1.5) = -2 and floor(-1.56, 1) = -1.6",
    "ceiling(1.5) = 2 and ceiling(-1.5) = -1 and ceiling(-1.56, 1) = -1.5",
    "round up(5.5, 0) = 6 and round up(-1.121, 2) = -1.13",
    "round down(5.5, 0) = 5 and round down(-1.126, 2) = -1.12",
    "round half up(5.5, 0) = 6 and round half up(-1.125, 2) = -1.13",
    "round half down(5.5, 0) = 5 and round half down(-1.126, 2) = -1.13",
    "round half even(2.5, 0) = 2 and round half even(1234, -2) = 1200",
    'abs(-10) = 10 and abs(@"-P1D") = @"P1D"',
    "modulo(12, 5) = 2 and modulo(-12, 5) = 3 and modulo(12, -5) = -3",
    "modulo(10.1, 4.5) = 1.1 and modulo(-10.1, 4.5) = 3.4",
    "sqrt(16) = 4 and decimal(log(10), 8) = 2.30258509 and decimal(exp(5), 6) = 148.413159",
    "odd(5) and even(2) and even(1e40) and not(odd(2))",
    'number("1.000.000,01", ".", ",") = 1000000.01',
    'number("1 000.5", " ", ".") = 1000.5',
    # lists
    "list contains([1, 2, 3], 2) and list contains([1, null], null)",
    "count([1, 2, [3]]) = 3",
    'min([1, 2, 3]) = 1 and max(1, 2, 3) = 3 and min("b", "a") = "a"',
    'sum([1, 2, 3]) = 6 and sum(@"P1D", @"P2D") = @"P3D"',
    "mean(1, 2, 3) = 2 and median(8, 2, 5, 3, 4) = 4 and median([6, 1, 2, 3]) = 2.5",
    "stddev(2, 4, 7, 5) = 2.081665999466132735282297706979931",
    "mode([6, 3, 9, 6, 6]) = [6] and mode(1, 2, 1, 2) = [1, 2] and mode([]) = []",
    "product(2, 3, 4) = 24",
    "all([true, true]) and not(all([true, false])) and all([])",
    "any([false, true]) and not(any([]))",
    "sublist([4, 5, 6], 1, 2) = [4, 5] and sublist([4, 5, 6], -2) = [5, 6]",
    "append([1], 2, 3) = [1, 2, 3]",
    "concatenate([1, 2], [3]) = [1, 2, 3]",
    "insert before([1, 3], 1, 2) = [2, 1, 3]",
    "remove([1, 2, 3], 2) = [1, 3]",
    "list replace([2, 4, 7, 8], 3, 6) = [2, 4, 6, 8]",
    "list replace([2, 4, 7, 8], function(item, new) item < new, 5) = [5, 5, 7, 8]",
    "reverse([1, 2, 3]) = [3, 2, 1]",
    "index of([1, 2, 3, 2], 2) = [2, 4]",
    "union([1, 2], [2, 3]) = [1, 2, 3]",
    "distinct values([1, 2, 3, 2, 1]) = [1, 2, 3]",
    "duplicate values([1, 2, 3, 2, 1]) = [1, 2]",
    "flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]",
    "sort([3, 1, 4, 5, 2], function(x, y) x < y) = [1, 2, 3, 4, 5]",
    'sort(["b", "a"]) = ["a", "b"]',
    # contexts
    'get value({key1: "value1"}, "key1") = "value1"',
    'get value({x: {y: 1}}, ["x", "y"]) = 1',
    'get entries({key1: "value1"}) = [{key: "key1", value: "value1"}]',
    'context([{key: "a", value: 1}, {key: "b", value: 2}]) = {a: 1, b: 2}',
    'context put({x: 1}, "y", 2) = {x: 1, y: 2}',
    'context put({x: 1, y: {a: 0}}, ["y", "a"], 2) = {x: 1, y: {a: 2}}',
    "context merge([{x: 1}, {x: 2, y: 3}]) = {x: 2, y: 3}",
    # texts of values
    'string(1.1) = "1.1" and string(10.50) = "10.50" and string(1e3) = "1000"',
    'string([1, "a", null, true]) = "[1, \\"a\\", null, true]"',
    'string({a: 1, "b c": "x"}) = "{a: 1, b c: \\"x\\"}"',
    'string(@"P1Y14M") = "P2Y2M" and string(@"PT36H") = "P1DT12H"',
    'string([1..3)) = "[1..3)"',
    # dates
    'date(2017, 12, 31) = @"2017-12-31"',
    'date(date and time("2017-12-31T11:22:33Z")) = date("2017-12-31")',
    'date and time(date("2017-12-31"), time("10:20:00")).hour = 10',
    "time(10, 20, 30.5).second = 30",
    'time(10, 20, 30, duration("PT1H")) = time("10:20:30+01:00")',
    'time("10:00:00+01:00") = time("09:00:00Z")',
    '@"2017-12-31T12:00:00@Europe/Paris" = @"2017-12-31T11:00:00Z"',
    '@"2019-07-01T12:00:00@Europe/London" = @"2019-07-01T11:00:00Z"',
    'years and months duration(@"2011-12-22", @"2013-08-24") = @"P1Y8M"',
    'years and months duration(@"2013-08-24", @"2011-12-22") = @"-P1Y8M"',
    'day of week(@"2019-09-17") = "Tuesday" and month of year(@"2019-09-17") = "September"',
    'day of year(@"2019-09-17") = 260 and week of year(@"2005-01-01") = 53',
    'last day of month(@"2024-02-10") = 29',
    '@"2024-01-31" + @"P1M" = @"2024-02-29" and @"2024-03-31" - @"P1M" = @"2024-02-29"',
    '@"2020-01-01" + @"P1D" = @"2020-01-02" and @"2021-01-02" - @"2020-01-01" = @"P367D"',
    '@"23:30:00" + @"PT1H" = @"00:30:00"',
    '@"P2Y" / 2 = @"P1Y" and @"P2D" / @"P1D" = 2 and @"PT1H" * 1.5 = @"PT1H30M"',
    '@"-0044-03-15".year = -44 and @"999999999-12-31" > @"9999-12-31"',
    # ranges
    "before(1, 10) and before([1..5), [5..10]) and not(before([1..5], [5..10]))",
    "after(10, [1..5]) and meets([1..5], [5..10]) and met by([5..10], [1..5])",
    "overlaps([1..5], [3..8]) and overlaps before([1..5], [3..8])",
    "overlaps after([3..8], [1..5]) and not(overlaps([1..5), [5..8]))",
    "finishes(10, [1..10]) and finishes([5..10], [1..10]) and finished by([1..10], 10)",
    "includes([1..10], 5) and during([4..6], [1..10)) and not(includes([1..10), 10))",
    "starts(1, [1..10]) and starts([1..5], [1..10]) and started by([1..10], 1)",
    "coincides([1..5], [1..5]) and not(coincides([1..5], [1..5))) and coincides(1, 1)",
    'range("[18..21)") = [18..21) and [1..5].start = 1 and [1..5).end included = false',
    # truth
    'not(false) and is(1, 1) and not(is(@"10:00:00Z", @"10:00:00"))',
    # by name, and as values
    'substring(start position: 2, string: "abc") = "bc"',
    "sort(precedes: function(a, b) a > b, list: [1, 2]) = [2, 1]",
    "append(list: [1], item: 2) = [1, 2]",
    "{f: sum, r: f([1, 2])}.r = 3",
    "[abs, floor][2](1.5) = 1",
    "(function(a: number, b: number) a + b)(b: 1, a: 2) = 3",
    # forms
    "(for i in 1..2, j in [10, 20] return i * j) = [10, 20, 20, 40]",
    "(for i in 3..1 return i) = [3, 2, 1]",
    "(for i in 0..4 return if i = 0 then 1 else i * partial[-1])[-1] = 24",
    '(for d in @"2026-01-01"..@"2026-01-03" return d.day) = [1, 2, 3]',
    "some x in [1, 2], y in [2, 3] satisfies x = y",
    "every x in [] satisfies false",
    '5 instance of number and "a" instance of string and null instance of Null',
    '[1, 2] instance of list<number> and not([1, "a"] instance of list<number>)',
    "{a: 1, b: 2} instance of context<a: number>",
    '[1..2] instance of range<number> and @"P1D" instance of days and time duration',
    "(function(a: number) a) instance of function<number> -> Any",
    "[{a: 1}, {a: 2}].a = [1, 2] and [{a: 1, b: 2}][a = 1 and b = 2].b = [2]",
    "2 in [1..3] and 2 in (< 1, > 1) and not(2 in [[3..4]])",
    "1 between 0 and 2 and not(3 between 0 and 2)",
    '{a: 1, "b c": a + 1}.b c = 2',
]


@pytest.mark.parametrize("text", TRUE)
def test_it_gives_what_the_standard_says(text: str) -> None:
    assert compile_expression(text).evaluate(EMPTY) is True


NULL = [
    'substring("abc", 0)', 'substring("abc", 9)', "string length(5)", "upper case(null)",
    'replace("abc", "(", "x")', 'matches("abc", "[")', 'number("a", ",", ".")',
    'number("1,000", ",", ",")', "decimal(1, null)", "floor(null)", 'abs("a")',
    "modulo(1, 0)", "sqrt(-1)", "log(0)", "odd(1.5)", "min([])", 'max(1, "a")', "sum([])",
    'sum([1, "a"])', "mean([])", "median([])", "stddev([1])", "all([true, null])",
    "any([null])", "sublist([1], 3)", "remove([1], 2)", "insert before([1], 3, 1)",
    "sort([1, \"a\"])", 'get value({a: 1}, "b")', 'context put(null, "a", 1)',
    "context merge([1])", "string(null)", 'date("2017-02-30")', 'date("17-01-01")',
    "date(2017, 13, 1)", 'time("25:00:00")', 'time("10:00")', 'duration("P1Y1D")',
    'duration("5 days")', '@"2017-12-31T10:00:00@Nowhere/Land"',
    "years and months duration(1, 2)",
    "before(1, null)", 'meets([1..2], 3)', 'range("[3..1]")', 'range("1..2")',
    "1 + null", '1 + "a"', "1 / 0", "null > 1", '1 < "a"', "-\"a\"", "[1, 2][5]",
    "{a: 1}.b", '"a".b', "5 in (null..10]", "for i in null return i",
    "for i in 1.5..3 return i",
    "(function(a: number) a)(\"x\")", "(function(a) a)()", "abs(1, 2)", "5(1)",
    "10 ** 6144 * 10 ** 6144", "function(a) external {}", "time(10, 20, 70)",
    "time(10, 20, 1e40)", "modulo(1e33, 0.7)", "exp(1e6)",
]  # fmt: skip


@pytest.mark.parametrize("text", NULL)
def test_what_cannot_be_worked_out_is_null_leniently_and_an_error_strictly(text: str) -> None:
    assert compile_expression(text, mode="lenient").evaluate(EMPTY) is None
    with pytest.raises(FeelError):
        compile_expression(text).evaluate(EMPTY)


def test_leniently_logic_has_three_values() -> None:
    def value(text: str) -> object:
        return compile_expression(text, mode="lenient").evaluate(EMPTY)

    assert value("true and null") is None
    assert value("false and null") is False
    assert value('"a" or true') is True
    assert value("null or false") is None
    assert value("not(null)") is None
    assert value('if "a" then 1 else 2') == Decimal(2)
    assert value("[1, null, 3][item > 1]") == [Decimal(3)]


def test_a_half_penny_rounds_as_it_is_told_for_every_amount() -> None:
    rounded = compile_expression("round half up(amount * 0.125, 2)")
    for pence in range(1, 2_000):
        amount = Decimal(pence).scaleb(-2)
        exact, rest = divmod(pence * 125, 1000)
        assert rounded.evaluate({"amount": amount}) == Decimal(exact + (rest >= 500)) / 100
