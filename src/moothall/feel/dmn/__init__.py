"""Decision models of the DMN standard: decision tables, boxed expressions and the graph they
form.
"""

from moothall.feel.dmn.explaining import DecisionNote, Explanation, TableNote
from moothall.feel.dmn.model import Model
from moothall.feel.dmn.reading import read_model
from moothall.feel.dmn.soundness import TableProblem, check_table
from moothall.feel.dmn.writing import write_model

__all__ = [
    "DecisionNote",
    "Explanation",
    "Model",
    "TableNote",
    "TableProblem",
    "check_table",
    "read_model",
    "write_model",
]
