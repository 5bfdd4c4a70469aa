"""FEEL, the expression language of the DMN standard: exact, strict, bounded, and with words
for mistakes.

Knows nothing of the house above it, and may be used alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from moothall.feel.boundaries import boundaries
from moothall.feel.bounds import Bounds
from moothall.feel.checking import Problem, check_types, infer
from moothall.feel.dmn import Explanation, Model, read_model, write_model
from moothall.feel.dmn.sheet_csv import read_sheet, write_csv
from moothall.feel.dmn.sheet_grids import (
    read_csv_cells,
    read_xlsx_cells,
    without_empty,
    write_csv_cells,
    write_xlsx_cells,
)
from moothall.feel.dmn.sheet_parts import (
    SheetError,
    SheetInput,
    SheetMistake,
    SheetOutput,
    SheetRow,
)
from moothall.feel.dmn.sheet_xlsx import read_xlsx, write_xlsx
from moothall.feel.dmn.sheet_xml import read_dmn_sheet, write_dmn
from moothall.feel.dmn.sheets import Decided, Sheet
from moothall.feel.expression import Expression, compile_expression, compile_unary_tests
from moothall.feel.faults import FeelError, FeelSyntaxError, Place, Undecided
from moothall.feel.foreseeing import always_holds, can_hold
from moothall.feel.kinds import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    LIST,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    FeelType,
    context_of,
    list_of,
)
from moothall.feel.printer import to_text
from moothall.feel.temporal import MonthsDuration

EMPTY: Mapping[str, object] = MappingProxyType({})
"""No inputs at all, for an expression that needs none."""

__all__ = [
    "ANY",
    "BOOLEAN",
    "CONTEXT",
    "DATE",
    "DATE_TIME",
    "DAYS_TIME",
    "EMPTY",
    "LIST",
    "NUMBER",
    "STRING",
    "TIME",
    "YEARS_MONTHS",
    "Bounds",
    "Decided",
    "Explanation",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "FeelType",
    "Model",
    "MonthsDuration",
    "Place",
    "Problem",
    "Sheet",
    "SheetError",
    "SheetInput",
    "SheetMistake",
    "SheetOutput",
    "SheetRow",
    "Undecided",
    "always_holds",
    "boundaries",
    "can_hold",
    "check_types",
    "compile_expression",
    "compile_unary_tests",
    "context_of",
    "infer",
    "list_of",
    "read_csv_cells",
    "read_dmn_sheet",
    "read_model",
    "read_sheet",
    "read_xlsx",
    "read_xlsx_cells",
    "to_text",
    "without_empty",
    "write_csv",
    "write_csv_cells",
    "write_dmn",
    "write_model",
    "write_xlsx",
    "write_xlsx_cells",
]
