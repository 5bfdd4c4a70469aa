"""Documents that break the rules on how it is written."""

from collections.abc import Sequence

from moothall.journeys.tests.broken.shape import CASE, DEPTH, Broken

WRITING: Sequence[Broken] = (
    Broken(
        code="unknown-key",
        changes=[("channels: [web, api]", "channels: [web, api]\nchanels: [web]")],
        at="chanels",
        says="Did you mean `channels`?",
    ),
    Broken(
        code="unknown-key",
        changes=[(DEPTH, "{id: depth, kind: number, minn: 0, min: 0, max: 100,")],
        at="minn",
        says="Did you mean `min`?",
    ),
    Broken(
        code="unknown-key",
        changes=[("reference: TU", "reference: TU\n    colour: red")],
        at="colour",
        says="There are: actions, reference, states.",
    ),
    Broken(
        code="unknown-key",
        changes=[(CASE, "  - case: report\n    showwhen: true\n")],
        at="showwhen",
        says="`show_when`",
    ),
    Broken(
        code="missing-key",
        changes=[("need: street.problem\n", "")],
        at="moothall: 1",
        says="need:",
    ),
    Broken(
        code="missing-key",
        changes=[(", kind: location,", ",")],
        at="{id: where",
        says="Add kind: text",
    ),
    Broken(
        code="missing-key",
        changes=[("basis: public_task, ", "")],
        at="legal:",
        says="basis: public_task",
    ),
    Broken(
        code="wrong-type",
        changes=[("channels: [web, api]", "channels: web")],
        at="channels",
        says="must be a list, but `web`",
    ),
    Broken(
        code="wrong-type",
        changes=[("target: 90%", "target: 90")],
        at="target",
        says="double quotes",
    ),
    Broken(
        code="wrong-type",
        changes=[("areas: {when_unavailable: skip}", "areas: perhaps")],
        at="areas",
        says="when_unavailable: defer",
    ),
    Broken(
        code="wrong-type",
        changes=[("optional: true, accept", "optional: maybe, accept")],
        at="optional: maybe",
        says="true or false",
    ),
    Broken(
        code="wrong-value",
        changes=[("end: met", "end: mett")],
        at="end: mett",
        says="Did you mean `met`?",
    ),
    Broken(
        code="wrong-value",
        changes=[("channels: [web, api]", "channels: [web, apo]")],
        at="apo",
        says="Did you mean `api`?",
    ),
    Broken(
        code="wrong-value",
        changes=[("keep: 2 years after closed", "keep: two years")],
        at="keep: two years",
        says="2 years after closed",
    ),
    Broken(
        code="wrong-value",
        changes=[("due: 3 working days", "due: 3 fortnights")],
        at="due: 3 fortnights",
        says="3 working days",
    ),
    Broken(
        code="wrong-value",
        changes=[("min: 0, max: 100", "min: 100, max: 0")],
        at="{id: depth",
        says="greater than",
    ),
    Broken(
        code="wrong-value",
        changes=[("accept: [png],", "accept: [png], max_files: 99,")],
        at="max_files",
        says="must be 20 or less",
    ),
    Broken(
        code="unknown-kind",
        changes=[("kind: location", "kind: loction")],
        at="{id: where",
        says="Did you mean `location`?",
    ),
    Broken(
        code="unknown-kind",
        changes=[("  - page: place", "  - pge: place")],
        at="pge",
        says="Did you mean `page`?",
    ),
    Broken(
        code="words-cut",
        changes=[('{en: "Where?", cy: "Ble?"}', '{en: Where, please, cy: "Ble?"}')],
        at="please",
        says="double quotes",
    ),
    Broken(
        code="condition-syntax",
        changes=[('show_when: kind = "hole"', 'show_when: kind = "hole" and')],
        at="\n",
        says="cannot be read",
    ),
    Broken(
        code="condition-syntax",
        changes=[("stop_when: hurt = true", "stop_when: hurt == true")],
        at="== true",
    ),
)
