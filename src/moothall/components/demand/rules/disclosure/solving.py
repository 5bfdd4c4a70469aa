"""SciPy, loaded when something is solved: processes that answer people never need it."""

from importlib import import_module
from typing import Any

Rows = Any
"""A sparse array of SciPy, one row for each sum; SciPy says nothing of its types."""


def sparse() -> Any:  # noqa: ANN401 - a module without types
    return import_module("scipy.sparse")


def graphs() -> Any:  # noqa: ANN401 - a module without types
    return import_module("scipy.sparse.csgraph")


def optimize() -> Any:  # noqa: ANN401 - a module without types
    return import_module("scipy.optimize")
