"""Documents that break the rules on what names what, and the order of steps."""

from collections.abc import Sequence

from moothall.journeys.tests.broken.shape import (
    ANOTHER_LIFE,
    CASE,
    HOLE_COMES_TO,
    LAMP,
    LAMP_REFUSED,
    LATE,
    SHOWN,
    Broken,
)

REFERENCES: Sequence[Broken] = (
    # What names what
    Broken(
        code="id-twice",
        changes=[("{id: photo, kind", "{id: depth, kind")],
        at="id: depth, kind: file",
        says="line 29",
    ),
    Broken(
        code="id-twice",
        changes=[
            ("[{id: question, kind", "[{id: where, kind"),
            ("template: please", "template: got-it"),
            ("messages: [got-it, please]", "messages: [got-it, got-it]"),
        ],
        at="id: where, kind: long_text",
        says="hide",
    ),
    Broken(
        code="id-twice",
        changes=[
            (
                "measures:\n",
                "measures:\n  - {id: in_time, share: case.asked within 1 day, target: 5%}\n",
            )
        ],
        at="id: in_time, share: case.done",
    ),
    Broken(
        code="reserved-id",
        changes=[("{id: photo, kind", "{id: today, kind")],
        at="id: today",
        says="the_today",
    ),
    Broken(
        code="unknown-need",
        changes=[("need: street.problem", "need: street.problems")],
        at="need:",
        says="Did you mean `street.problem`?",
    ),
    Broken(
        code="unknown-owner",
        changes=[("owner: council", "owner: counsel")],
        at="owner:",
        says="Did you mean `council`?",
        file="counsel/tell-us.yaml",
    ),
    Broken(
        code="wrong-folder",
        at="owner:",
        says="charity",
        file="charity/tell-us.yaml",
    ),
    Broken(
        code="wrong-file-name", at="service:", says="tell-us.yaml", file="council/tell.yaml"
    ),
    Broken(
        code="unknown-life",
        changes=[("case:\n", "case:\n  spare:\n" + ANOTHER_LIFE)],
        at="spare",
        says="no step opens",
    ),
    Broken(
        code="unknown-applicant",
        changes=[("applicant: {email: mail}", "applicant: {email: male}")],
        at="email: male",
        says="Did you mean `mail`?",
    ),
    Broken(
        code="unknown-applicant",
        changes=[("applicant: {email: mail}", "applicant: {email: mail, phone: kind}")],
        at="phone: kind",
        says="something else",
    ),
    Broken(
        code="unknown-effect",
        changes=[("by: applicant,", "by: applicant, effects: [{refund: fee}],")],
        at="{refund",
        says="carries out",
    ),
    Broken(
        code="unknown-measure",
        changes=[("case.done within", "case.gone within")],
        at="share",
        says="Did you mean `done`?",
    ),
    Broken(
        code="unknown-measure",
        changes=[("case.done within 5 working days", "most of them")],
        at="share",
        says="cannot be counted",
    ),
    # The order of steps
    Broken(
        code="no-case",
        changes=[
            (CASE, ""),
            (HOLE_COMES_TO, "      stops_at: nowhere\n"),
        ],
        at="steps:",
    ),
    Broken(
        code="several-cases",
        changes=[
            (CASE, CASE + "  - case: again\n"),
            ("case:\n", "case:\n  again:\n" + ANOTHER_LIFE),
        ],
        at="case: again",
    ),
    Broken(
        code="step-after-case",
        changes=[(CASE, CASE + LATE)],
        at="page: late",
        says="`late`",
    ),
    Broken(
        code="no-check-answers", changes=[(SHOWN, ""), (" check_answers,", "")], at="steps:"
    ),
    Broken(
        code="check-answers-misplaced",
        changes=[
            (SHOWN, ""),
            ("  - page: you", "  - check_answers: {}\n  - page: you"),
            ("place, you, check_answers, report", "place, check_answers, you, report"),
        ],
        at="check_answers",
    ),
    Broken(
        code="end-can-be-skipped",
        changes=[
            (CASE, '  - case: report\n    show_when: kind = "hole"\n'),
            (LAMP, LAMP_REFUSED),
        ],
        at='show_when: kind = "hole"\n\ncase',
    ),
)
