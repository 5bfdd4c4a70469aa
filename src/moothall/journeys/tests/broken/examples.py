"""Documents that break the rules on worked examples."""

from collections.abc import Sequence

from moothall.journeys.tests.broken.shape import HURT, LAMP, PHOTO, SINCE, Broken

EXAMPLES: Sequence[Broken] = (
    Broken(
        code="example-fails",
        changes=[("expect: {state: received, messages: []}", "expect: {state: done}")],
        at="name: a lamp",
        says="it came to `received`",
    ),
    Broken(
        code="example-fails",
        changes=[("{finish: done}]", "{finish: asked}]")],
        at="name: a hole",
        says="leads to `done`",
    ),
    Broken(
        code="example-twice",
        changes=[("name: a lamp", "name: a hole")],
        at="name: a hole\n    given: {kind: lamp",
    ),
    Broken(
        code="example-unknown-answer",
        changes=[("{kind: lamp, where", "{kind: lamp, wear: 1, where")],
        at="wear",
        says="Did you mean `where`?",
    ),
    Broken(
        code="example-without-today",
        changes=[
            (PHOTO, SINCE + PHOTO),
            ("{kind: lamp, where", '{kind: lamp, since: "2026-03-01", where'),
        ],
        at="name: a lamp",
        says="today",
    ),
    Broken(
        code="branch-untried",
        changes=[(HURT, "")],
        at="stop_when",
        says="ends at `hole`",
    ),
    Broken(
        code="branch-untried",
        changes=[(LAMP, "")],
        at="show_when",
        says="`hole` is passed over",
    ),
    Broken(
        code="branch-untried",
        changes=[(", {finish: done}]", "]")],
        at="id: finish",
        says="`finish`",
    ),
)
