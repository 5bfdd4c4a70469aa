"""What journeys can do. Call these inside ``acting``; each is part of that one commit."""

from moothall.journeys.services.acts import (
    act,
    assign,
    lapse,
    mail_follow_link,
    open_actions,
    reopen,
)
from moothall.journeys.services.amending import amend, discard, enact, propose, rebase
from moothall.journeys.services.links import owner as owner_of_link
from moothall.journeys.services.links import redeem, subject_of_spent
from moothall.journeys.services.publishing import is_overtaken, publish, retire
from moothall.journeys.services.requests import request
from moothall.journeys.services.runs import (
    answer,
    begin,
    look,
    remove_file,
    save_for_later,
    set_aside,
    submit,
    turned_away,
)

__all__ = [
    "act",
    "amend",
    "answer",
    "assign",
    "begin",
    "discard",
    "enact",
    "is_overtaken",
    "lapse",
    "look",
    "mail_follow_link",
    "open_actions",
    "owner_of_link",
    "propose",
    "publish",
    "rebase",
    "redeem",
    "remove_file",
    "reopen",
    "request",
    "retire",
    "save_for_later",
    "set_aside",
    "subject_of_spent",
    "submit",
    "turned_away",
]
