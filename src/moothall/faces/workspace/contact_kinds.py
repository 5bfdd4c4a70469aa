"""The kinds of contact that a case may have been, and the form that asks which it was."""

from typing import Any

from moothall.components.cases.contracts import WORKING_DUTIES
from moothall.faces.workspace.officers import Officer
from moothall.kernel import organisations, registry
from moothall.kernel.template_words import Sayable
from moothall.kernel.words import say

DEMAND = "demand.v1"
KINDS: dict[str, Sayable] = {
    "value": say("They asked for something"),
    "failure": say("Something had gone wrong, here or elsewhere"),
    "unknown": say("I do not know"),
}
"""Value and failure demand, as officers say it."""
REASONS: dict[str, Sayable] = {
    "": say("Choose one"),
    "clarification": say("They did not understand what we had sent or said"),
    "signposting": say("They were sent to the wrong place"),
    "repeat_notification": say("They had to tell us something again"),
    "progress_chasing": say("They had heard nothing and asked how far it was"),
    "premature_closure": say("We had closed it before it was done"),
}
"""The five reasons for which a contact could have been avoided."""


def coding_form(*, officer: Officer, post_url: str) -> dict[str, Any] | None:
    """What the page of a case asks about its kind; none where nobody takes the answer."""
    if not (registry.offers(DEMAND) and officer.has_duty(*WORKING_DUTIES)):
        return None
    return {
        "href": post_url,
        "kinds": [{"value": value, "text": text} for value, text in KINDS.items()],
        "reasons": [{"value": value, "text": text} for value, text in REASONS.items()],
        "causes": [
            {"value": "", "text": say("Nobody, or I do not know")},
            *({"value": one.slug, "text": one.name} for one in organisations.everyone()),
        ],
    }
