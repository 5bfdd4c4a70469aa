"""The worked lines of the README do what it says."""

from datetime import date
from decimal import Decimal

import pytest

from moothall.feel import (
    BOOLEAN,
    FeelError,
    FeelSyntaxError,
    can_hold,
    check_types,
    compile_expression,
)


def test_the_worked_lines_give_what_they_say() -> None:
    ask = compile_expression("pays_council_tax = false and co2 <= 100")
    assert ask.is_true({"pays_council_tax": False, "co2": 90})
    assert ask.names == {"pays_council_tax", "co2"}
    third = compile_expression("round half up(fee / 3, 2)")
    assert third.evaluate({"fee": Decimal(100)}) == Decimal("33.33")
    adult = compile_expression('today >= born + duration("P18Y")')
    assert adult.is_true({"today": date(2026, 4, 6), "born": date(2008, 4, 6)})
    with pytest.raises(FeelError, match='"co2" has not been given'):
        compile_expression("co2 > 100").evaluate({})
    with pytest.raises(FeelSyntaxError, match='Write = for "is equal to"'):
        compile_expression("co2 == 100")
    with pytest.raises(FeelSyntaxError, match="Did you mean co2"):
        compile_expression("co > 100", names=["co2"])
    (problem,) = check_types(compile_expression('electric = "yes"'), {"electric": BOOLEAN})
    assert "Write true without quotes." in problem.words
    never = compile_expression('kind = "a" and kind = "b"')
    assert can_hold(never, {"kind": ["a", "b"]}) is False
