"""Sheets for tests."""

from moothall.feel.dmn.sheet_csv import read_sheet
from moothall.feel.dmn.sheet_parts import SheetError, SheetMistake
from moothall.feel.dmn.sheets import Sheet

GRANT = """unique,if income,if zone,if disabled,then grade,then amount,note why
type,number,A | B | C,yes/no,full | half | none,number,
low,<= 100,-,-,full,1000,the poorest
middle,[101..150],"A, B",-,half,income * 2,
other,(100..150],not(A),yes,half,10,"never, mostly"
high,> 150,,,none,0,
"""
SMALL = "unique,if a,then b\ntype,number,text\n,<= 1,x\n,> 1,y\n"


def sheet(text: str, name: str = "grant") -> Sheet:
    return read_sheet(text, name=name)


def column(kind: str, *cells: str, policy: str = "collect") -> Sheet:
    """A sheet of one input `a` of this type; each row answers its number."""
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    rows = "".join(f",{cell},{number}\n" for number, cell in enumerate(quoted, start=1))
    return sheet(f"{policy},if a,then b\ntype,{kind},number\n{rows}")


def mistakes(text: str | bytes) -> tuple[SheetMistake, ...]:
    """What is wrong with a sheet."""
    try:
        read_sheet(text, name="grant")
    except SheetError as error:
        return error.mistakes
    return ()


def codes(text: str | bytes) -> list[tuple[int, int, str]]:
    """The same, each as line, column and code."""
    return [(each.line, each.column, each.code) for each in mistakes(text)]
