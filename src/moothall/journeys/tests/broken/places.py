"""Documents that break the rules on the life of a case, personal data and capabilities."""

from collections.abc import Sequence

from moothall.journeys.tests.broken.shape import FINISH, Broken

PLACES: Sequence[Broken] = (
    # The life of a case
    Broken(
        code="unknown-team",
        changes=[("team: streets", "team: street")],
        at="team: street",
        says="Did you mean `streets`?",
    ),
    Broken(
        code="unknown-duty",
        changes=[(FINISH, FINISH.replace("caseworker", "casework"))],
        at="duty: casework\n",
        says="Did you mean `caseworker`?",
    ),
    Broken(
        code="duty-not-held",
        changes=[(FINISH, FINISH.replace("caseworker", "manager"))],
        at="duty: manager",
        says="caseworker",
    ),
    Broken(
        code="cases.no-start",
        changes=[("        start: true\n", "")],
        at="states",
    ),
    Broken(
        code="cases.unreachable",
        changes=[
            (
                "      done: {end",
                "      lost: {end: met, label: {en: Lost, cy: Coll}}\n      done: {end",
            )
        ],
        at="lost",
    ),
    # Personal data
    Broken(
        code="keep-unreadable",
        changes=[("keep: 6 months after closed", "keep: for a while")],
        at="keep: for a while",
    ),
    Broken(
        code="kept-too-long",
        changes=[("keep: 6 months after closed", "keep: 25 months after closed")],
        at="keep: 25",
        says="2 years after closed",
    ),
    Broken(
        code="no-privacy-notice", changes=[(", privacy: privacy/tell-us.md", "")], at="legal"
    ),
    # Capabilities
    Broken(
        code="capability-undeclared",
        changes=[("  documents: {when_unavailable: skip}\n", "")],
        at="{id: photo",
        says="documents",
    ),
    Broken(
        code="capability-undeclared",
        changes=[("  notifications: {when_unavailable: defer}\n", "")],
        at="messages:",
    ),
    Broken(
        code="unknown-capability",
        changes=[("  areas: {when", "  docments: {when_unavailable: skip}\n  areas: {when")],
        at="docments",
        says="Did you mean `documents`?",
    ),
    Broken(
        code="unavailable-without-words",
        changes=[
            ("documents: {when_unavailable: skip}", "documents: {when_unavailable: stop}")
        ],
        at="documents",
    ),
)
