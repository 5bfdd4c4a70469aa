"""The shape of an event. Free of frameworks, so that contracts may use it."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense: ids and facts, never a name or an address.

    Subclasses set ``name`` as ``component.thing-happened.v1``, and ``about`` to the field that
    names what it is about, so that the life of one subject can be read from the log.
    """

    name: ClassVar[str]
    about: ClassVar[str | None] = None

    @property
    def subject(self) -> UUID | None:
        return getattr(self, self.about) if self.about else None

    def body(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON Schema of the event's body, as it is published."""
        return TypeAdapter(cls).json_schema()
