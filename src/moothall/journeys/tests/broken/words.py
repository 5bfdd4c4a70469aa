"""Documents that break the rules on languages, messages, limits and contact."""

from collections.abc import Sequence

from moothall.journeys.tests.broken.shape import DEPTH, Broken, with_template
from moothall.journeys.tests.good import TEMPLATES

WORDS: Sequence[Broken] = (
    # Languages
    Broken(
        code="language-missing",
        changes=[('{en: "Where?", cy: "Ble?"}', '{en: "Where?"}')],
        at='label: {en: "Where?"}',
        says="Welsh",
    ),
    Broken(
        code="language-missing",
        changes=[('title: {en: "The hole", cy: "Y twll"}', 'title: {en: "The hole", cy: ""}')],
        at='cy: ""',
        says="Welsh",
    ),
    Broken(
        code="language-unknown",
        changes=[('{en: "Where?", cy: "Ble?"}', '{en: "Where?", cy: "Ble?", fr: "Où?"}')],
        at="fr:",
        says="`fr`",
    ),
    Broken(
        code="language-copied",
        changes=[('"Dywedwch beth sydd o\'i le."', '"Tell us what is wrong."')],
        at='cy: "Tell us what is wrong."',
    ),
    Broken(
        code="label-missing",
        changes=[('        label: {en: "Ask", cy: "Gofyn"}\n', "")],
        at="id: ask",
    ),
    # Messages
    Broken(
        code="unknown-occasion",
        changes=[
            ("on: case.asked", "on: case.aksed"),
            ("messages: [got-it, please]", "messages: [got-it]"),
        ],
        at="on: case.aksed",
        says="Did you mean `case.asked`?",
    ),
    Broken(
        code="unknown-attachment",
        changes=[("template: got-it}", "template: got-it, attach: permit}")],
        at="attach",
    ),
    Broken(
        code="template-missing",
        at="template: please",
        says="please.cy.md",
        templates={**TEMPLATES, "please": {"en": TEMPLATES["please"]["en"]}},
    ),
    Broken(
        code="template-unreadable",
        template="please.cy",
        at="((question))",
        says="Subject",
        templates=with_template("please", "cy", "((question))"),
    ),
    Broken(
        code="unknown-placeholder",
        template="got-it.cy",
        at="((refrence))",
        says="Did you mean `reference`?",
        templates={
            **TEMPLATES,
            "got-it": {
                "en": "Subject: Got it\n\n((refrence))\n",
                "cy": "Subject: Wedi dod\n\n((refrence))\n",
            },
        },
    ),
    Broken(
        code="unknown-placeholder",
        template="got-it.cy",
        at="((question))",
        says="((question))",
        templates={**TEMPLATES, "got-it": TEMPLATES["please"]},
    ),
    Broken(
        code="placeholder-left-out",
        template="got-it.cy",
        at="Subject",
        says="((link))",
        templates=with_template("got-it", "cy", "Subject: Wedi dod ((reference))\n\nDiolch.\n"),
    ),
    # Words, limits and contact
    Broken(
        code="summary-too-long",
        changes=[
            ('{en: "Tell us what is wrong.",', '{en: "Tell us ' + "at length " * 20 + '",')
        ],
        at='en: "Tell us at length',
        says="160",
    ),
    Broken(
        code="title-twice",
        changes=[('title: {en: "You", cy: "Chi"}', 'title: {en: "The hole", cy: "Chi"}')],
        at='title: {en: "The hole", cy: "Chi"}',
        says="`hole`",
    ),
    Broken(
        code="money-below-zero",
        changes=[(DEPTH, "{id: depth, kind: money, min: -5, max: 100,")],
        at="min: -5",
    ),
    Broken(
        code="forms.number-without-limit",
        changes=[("min: 0, max: 100", "min: 0")],
        at="{id: depth",
        says="max",
    ),
    Broken(code="forms.file-without-types", changes=[(" accept: [png],", "")], at="{id: photo"),
    Broken(
        code="forms.page-without-title",
        changes=[('    title: {en: "You", cy: "Chi"}\n', "")],
        at="page: you",
    ),
    Broken(
        code="no-contact",
        changes=[('contact: {phone: "01632 960001", email: us@council.example}\n', "")],
        at="moothall",
        says="reach",
    ),
    Broken(
        code="bad-phone", changes=[('"01632 960001"', '"ring us"')], at="phone:", says="ring us"
    ),
    Broken(
        code="bad-email",
        changes=[("email: us@council.example", "email: us-at-council")],
        at="email: us",
    ),
)
