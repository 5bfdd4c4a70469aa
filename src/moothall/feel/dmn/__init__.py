"""Decision models of the DMN standard: decision tables, boxed expressions and the graph they
form.
"""

from moothall.feel.dmn.explaining import DecisionNote, Explanation, TableNote
from moothall.feel.dmn.model import Model
from moothall.feel.dmn.reading import read_model

__all__ = ["DecisionNote", "Explanation", "Model", "TableNote", "read_model"]
