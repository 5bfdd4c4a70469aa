"""Conditions in service definitions: FEEL, read strictly, and only exactly ``true`` is true."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from moothall.feel import Expression, FeelError, FeelSyntaxError, compile_expression
from moothall.kernel.refusals import Conflict
from moothall.kernel.words import say


class CannotDecide(Conflict):
    """A condition has no answer with what is known; a person has to look."""

    code = "kernel.cannot-decide"


def holds(condition: Expression | None, known: Mapping[str, Any], *, where: str) -> bool:
    """Whether ``condition`` is exactly true of what is known; none always holds.

    Names that nobody has answered are ``null``. Raises ``CannotDecide`` with the place of the
    error where the condition has no answer.
    """
    if condition is None:
        return True
    inputs = {name: known.get(name) for name in condition.names}
    try:
        return condition.is_true(inputs)
    except FeelError as failure:
        raise CannotDecide(
            say("We could not decide this automatically. Somebody will have to look at it."),
            details={"where": where, "why": str(failure)},
        ) from failure


def is_a_name(text: str) -> bool:
    """Whether conditions take it for one name, and for none that means something already."""
    try:
        return text != "today" and compile_expression(text).names == {text}
    except FeelSyntaxError:
        return False


def read_condition(raw: object) -> Expression:
    """Compile what a definition says; ``ValueError`` with the place in words."""
    if isinstance(raw, Expression):
        return raw
    if isinstance(raw, bool):
        raw = "true" if raw else "false"
    if not isinstance(raw, str):
        raise ValueError("a condition is written as text, such as: rented = true")
    try:
        return compile_expression(raw)
    except FeelSyntaxError as failure:
        raise ValueError(f"the condition `{raw}` cannot be read: {failure}") from None


Condition = Annotated[
    Expression,
    PlainValidator(read_condition),
    PlainSerializer(lambda e: e.source, return_type=str),
    WithJsonSchema({"type": "string", "description": "FEEL that is true or false"}),
]
