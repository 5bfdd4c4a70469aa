"""Files that steps name beside their definition: their text takes the place of their name."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from moothall.kernel.attached import PATTERN

MOST_BYTES = 512 * 1024
_NAME = re.compile(PATTERN)

Read = Callable[[Path, str, int], str]
"""Reads a file, shown under a name, of so many bytes at most."""


def with_attached(data: Mapping[str, Any], *, folder: Path, read: Read) -> Mapping[str, Any]:
    """The definition with the text of every file that a step names and that is there."""
    steps = data.get("steps")
    if not isinstance(steps, list):
        return data
    return {**data, "steps": [_attached(step, folder, read) for step in steps]}


def _attached(step: object, folder: Path, read: Read) -> object:
    if not isinstance(step, Mapping):
        return step
    found = {key: folder / value for key, value in step.items() if _is_name(value)}
    texts = {
        key: {"file": step[key], "text": read(file, step[key], MOST_BYTES)}
        for key, file in found.items()
        if file.is_file()
    }
    return {**step, **texts}


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None
