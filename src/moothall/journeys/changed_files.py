"""A definition with other texts for its attached files: what would be, were they published."""

from collections.abc import Iterator, Mapping
from typing import Any

from moothall.journeys.attached import MOST_BYTES
from moothall.kernel.refusals import Refused
from moothall.kernel.words import say

_PARTS = {"file", "text"}


class FileRefused(Refused):
    """A text cannot take the place of an attached file; it says why."""

    code = "journeys.changed-file-refused"


def files_of(definition: Mapping[str, Any]) -> dict[str, str]:
    """The texts of all attached files of a definition, by the name each is written with."""
    return dict(_found(definition.get("steps")))


def with_files(definition: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """The definition with these texts in the place of its own; what it is given stays.

    Raises ``FileRefused`` for a file that the definition does not name, or one too large.
    """
    known = files_of(definition)
    for name, text in files.items():
        if name not in known:
            raise FileRefused(say("This service has no file “{name}”.", name=name))
        if len(text.encode()) > MOST_BYTES:
            most = MOST_BYTES // 1024
            raise FileRefused(say("“{name}” is larger than {most} kB.", name=name, most=most))
    return {**definition, "steps": _replaced(definition.get("steps"), files)}


def _found(part: object) -> Iterator[tuple[str, str]]:
    if isinstance(part, Mapping):
        if part.keys() == _PARTS:
            yield part["file"], part["text"]
        else:
            for inner in part.values():
                yield from _found(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _found(inner)


def _replaced(part: Any, files: Mapping[str, str]) -> Any:  # noqa: ANN401 - any part of JSON
    if isinstance(part, Mapping):
        if part.keys() == _PARTS:
            return {**part, "text": files.get(part["file"], part["text"])}
        return {name: _replaced(inner, files) for name, inner in part.items()}
    if isinstance(part, list):
        return [_replaced(inner, files) for inner in part]
    return part
