"""Ready-made services for tests, published for an organisation of the test's own."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from moothall.journeys import services
from moothall.journeys.catalogue import Published
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import OrgId
from moothall.kernel.testing import NOON, slug_of

SERVICE = "mend-a-street"
TEMPLATE = "Subject: We have it: ((reference))\n\nThank you. Follow it here: ((link))\n"
RESOLVED = "Subject: ((reference)) is done\n\n((message))\n"


def words(text: str) -> dict[str, str]:
    return {"en": text, "cy": text}


DEFINITION: Mapping[str, Any] = {
    "moothall": 1,
    "service": SERVICE,
    "title": words("Mend a street"),
    "summary": words("Tell us what is broken."),
    "need": "street.problem",
    "channels": ["web", "api"],
    "legal": {"basis": "public_task", "keep": "2 years after closed"},
    "steps": [
        {
            "page": "danger",
            "ask": [{"id": "danger", "kind": "yes_no", "label": words("Danger?")}],
            "stop_when": "danger = true",
            "stop_words": words("Ring 999."),
        },
        {
            "page": "what",
            "title": words("What is wrong?"),
            "ask": [
                {
                    "id": "kind",
                    "kind": "choice",
                    "label": words("Kind"),
                    "options": [
                        {"value": "hole", "label": words("Hole")},
                        {"value": "light", "label": words("Light")},
                    ],
                },
                {"id": "description", "kind": "long_text", "label": words("Describe it")},
            ],
        },
        {
            "page": "lamp",
            "show_when": 'kind = "light"',
            "ask": [{"id": "lamp", "kind": "text", "label": words("Lamp number")}],
        },
        {
            "page": "photo",
            "ask": [
                {
                    "id": "photo",
                    "kind": "file",
                    "accept": ["jpeg", "png"],
                    "max_files": 2,
                    "optional": True,
                    "label": words("Photo"),
                }
            ],
        },
        {
            "page": "contact",
            "title": words("How do we reach you?"),
            "ask": [
                {"id": "name", "kind": "name", "optional": True, "label": words("Name")},
                {"id": "email", "kind": "email", "optional": True, "label": words("Email")},
            ],
        },
        {"check_answers": {}},
        {"case": "problem"},
    ],
    "case": {
        "problem": {
            "reference": "MS",
            "states": {
                "received": {
                    "start": True,
                    "label": words("Received"),
                    "team": "front",
                    "due": "3 working days",
                },
                "asked": {
                    "label": words("Asked"),
                    "clock": "paused",
                    "due": "28 days",
                    "then": "lapsed",
                },
                "resolved": {"label": words("Resolved"), "end": "met"},
                "lapsed": {"label": words("Lapsed"), "end": "withdrawn"},
            },
            "actions": [
                {
                    "id": "resolve",
                    "from": "received",
                    "to": "resolved",
                    "duty": "caseworker",
                    "ask": [{"id": "message", "kind": "long_text", "label": words("Message")}],
                },
                {
                    "id": "ask",
                    "from": "received",
                    "to": "asked",
                    "duty": "caseworker",
                    "ask": [
                        {"id": "question", "kind": "long_text", "label": words("Question")}
                    ],
                    "tell": words("We asked: {question}"),
                },
                {
                    "id": "answer",
                    "from": "asked",
                    "to": "received",
                    "by": "applicant",
                    "ask": [{"id": "reply", "kind": "long_text", "label": words("Reply")}],
                },
            ],
        }
    },
    "messages": [
        {"on": "case.opened", "template": "received"},
        {"on": "case.resolved", "template": "resolved"},
    ],
    "examples": [
        {
            "name": "a hole",
            "given": {"danger": False, "kind": "hole", "description": "A hole"},
            "expect": {"state": "received"},
        }
    ],
}

ANSWERS: Mapping[str, Any] = {"danger": False, "kind": "hole", "description": "A deep hole"}
"""The fewest answers with which it can be sent."""


def a_definition(org: OrgId, **changes: object) -> dict[str, Any]:
    """The definition as ``org`` would write it, with some of its keys changed."""
    return {**deepcopy(dict(DEFINITION)), "owner": slug_of(org), **changes}


def a_service(org: OrgId, **changes: object) -> Published:
    """A service of ``org``, live."""
    templates = {
        "received": {"en": TEMPLATE, "cy": TEMPLATE},
        "resolved": {"en": RESOLVED, "cy": RESOLVED},
    }
    designer = Actor(org=org, duties=frozenset({"service_designer"}))
    with acting(designer, purpose="test"):
        return services.publish(
            definition=a_definition(org, **changes),
            templates=templates,
            by="test",
            note="",
            at=NOON,
        )
