"""How a document breaks a rule, and what of the good definition is often changed for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moothall.journeys.tests.good import TEMPLATES, Change

FINISH = 'duty: caseworker\n        label: {en: "Finish"'
PHOTO = "      - {id: photo, kind"
LATE = """\
  - page: late
    ask: [{id: late, kind: yes_no, label: {en: Late, cy: Hwyr}}]
"""
SINCE = """\
      - {id: since, kind: date, optional: true, label: {en: Since, cy: Ers}}
"""
CASE = "  - case: report\n"
SHOWN = "  - check_answers: {}\n"
DEPTH = "{id: depth, kind: number, min: 0, max: 100,"
HOLE_COMES_TO = """\
      path: [start, hole, place, you, check_answers, report]
      state: received
      messages: [got-it, please]
      after: [{ask: asked}, {answer: received}, {finish: done}]
"""
LAMP = """\
  - name: a lamp
    given: {kind: lamp, where: {words: "There"}}
    expect: {state: received, messages: []}
"""
NO_LAMP = """\
  - name: no lamp
    given: {kind: lamp}
    expect: {refuses: [where]}
"""
LAMP_REFUSED = """\
  - name: a lamp
    given: {kind: lamp}
    expect: {refuses: [where]}
"""
HURT = """\
  - name: somebody is hurt
    given: {kind: hole, depth: 1, hurt: true}
    expect: {stops_at: hole, reason: "Ring 999"}
"""
ANOTHER_LIFE = """\
    reference: TV
    states:
      open: {start: true, label: {en: Open, cy: Agored}}
      shut: {end: met, label: {en: Shut, cy: Ar gau}}
    actions:
      - {id: shut, from: open, to: shut, duty: caseworker, label: {en: Close, cy: Cau}}
"""


@dataclass(frozen=True, kw_only=True)
class Broken:
    """How to break the good definition, and what the linter must then say."""

    code: str
    changes: Sequence[Change] = ()
    at: str
    """The words that stand where the finding points to."""
    says: str = ""
    """Words in the finding or in its mend."""
    templates: Mapping[str, Mapping[str, str]] | None = None
    file: str = "council/tell-us.yaml"
    template: str = ""
    """The template in which it is found: ``name.language``."""


def with_template(name: str, language: str, text: str) -> dict[str, dict[str, str]]:
    """The good templates with one of them changed."""
    found = {known: dict(texts) for known, texts in TEMPLATES.items()}
    found[name][language] = text
    return found
