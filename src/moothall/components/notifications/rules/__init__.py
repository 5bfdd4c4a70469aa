"""The rules of messages, pure: templates, their Markdown, and what an attempt means."""

from moothall.components.notifications.rules.addresses import is_address, one_line
from moothall.components.notifications.rules.attempts import outcome
from moothall.components.notifications.rules.filling import (
    filled,
    name_of,
    placeholders,
    read_template,
    rendered,
    unknown_placeholders,
)
from moothall.components.notifications.rules.markup import (
    Block,
    as_html,
    as_text,
    email_html,
    parse,
    plain_text,
)

__all__ = [
    "Block",
    "as_html",
    "as_text",
    "email_html",
    "filled",
    "is_address",
    "name_of",
    "one_line",
    "outcome",
    "parse",
    "placeholders",
    "plain_text",
    "read_template",
    "rendered",
    "unknown_placeholders",
]
