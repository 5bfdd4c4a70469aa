"""Findings: where a stated rule says that somebody should step in, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from moothall.kernel.ids import OrgId
from moothall.kernel.words import Words


class State(StrEnum):
    """How far a finding has come."""

    SEEN = "seen"
    ACCEPTED = "accepted"
    ACTING = "acting"
    DONE = "done"
    JUDGED = "judged"


class Step(StrEnum):
    """What kind of step a finding proposes."""

    OPEN_A_SERVICE = "open_a_service"
    MEND_A_SERVICE = "mend_a_service"
    SHARE_THE_WORK = "share_the_work"
    ADD_CAPACITY = "add_capacity"
    LOOK_TOGETHER = "look_together"


class Verdict(StrEnum):
    """What a measure says after something was done."""

    BETTER = "better"
    WORSE = "worse"
    NOT_TO_BE_TOLD = "not_to_be_told"


@dataclass(frozen=True, kw_only=True)
class FindingRule:
    """A rule as people may read it."""

    id: str
    name: Words
    words: Words
    step: Step
    method: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a rule found, before it is kept."""

    rule: str
    key: str
    concerned: tuple[OrgId, ...]
    step: Step
    facts: Mapping[str, Any]
    evidence: Mapping[str, Any]
    """Which measure, of which period, by which method; what is measured again to judge."""
    effect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A finding as it is kept."""

    id: UUID
    rule: str
    key: str
    concerned: tuple[OrgId, ...]
    step: Step
    facts: Mapping[str, Any]
    evidence: Mapping[str, Any]
    effect: Mapping[str, Any]
    state: State
    found_at: datetime
    last_found_at: datetime
    state_at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    revision: int
