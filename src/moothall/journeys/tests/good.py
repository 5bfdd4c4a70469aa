"""A small definition without mistakes, for tests to break."""

from collections.abc import Mapping

from moothall.journeys.lint import lint
from moothall.journeys.reading import Finding, Source, read_text

GOOD = """\
moothall: 1
service: tell-us
title: {en: "Tell us", cy: "Dweud wrthym"}
summary: {en: "Tell us what is wrong.", cy: "Dywedwch beth sydd o'i le."}
owner: council
need: street.problem
channels: [web, api]
legal: {basis: public_task, keep: 2 years after closed, privacy: privacy/tell-us.md}
contact: {phone: "01632 960001", email: us@council.example}
applicant: {email: mail}
uses:
  areas: {when_unavailable: skip}
  documents: {when_unavailable: skip}
  notifications: {when_unavailable: defer}

steps:
  - page: start
    ask:
      - id: kind
        kind: choice
        label: {en: "What is it?", cy: "Beth yw e?"}
        options:
          - {value: hole, label: {en: "A hole", cy: "Twll"}}
          - {value: lamp, label: {en: "A lamp", cy: "Lamp"}}
  - page: hole
    show_when: kind = "hole"
    title: {en: "The hole", cy: "Y twll"}
    ask:
      - {id: depth, kind: number, min: 0, max: 100, label: {en: "Depth", cy: "Dyfnder"}}
      - {id: hurt, kind: yes_no, label: {en: "Is anybody hurt?", cy: "Rhywun wedi brifo?"}}
    stop_when: hurt = true
    stop_words: {en: "Ring 999.", cy: "Ffoniwch 999."}
  - page: place
    ask:
      - {id: where, kind: location, label: {en: "Where?", cy: "Ble?"}}
  - page: you
    title: {en: "You", cy: "Chi"}
    ask:
      - id: mail
        kind: email
        optional: true
        keep: 6 months after closed
        label: {en: "Email", cy: "E-bost"}
      - {id: photo, kind: file, optional: true, accept: [png], label: {en: "Photo", cy: "Llun"}}
  - check_answers: {}
  - case: report

case:
  report:
    reference: TU
    states:
      received:
        start: true
        team: streets
        due: 3 working days
        label: {en: "Received", cy: "Wedi dod"}
      asked: {clock: paused, due: 28 days, then: done, label: {en: "Asked", cy: "Gofynnwyd"}}
      done: {end: met, label: {en: "Done", cy: "Wedi gorffen"}}
    actions:
      - id: ask
        from: received
        to: asked
        duty: caseworker
        label: {en: "Ask", cy: "Gofyn"}
        ask: [{id: question, kind: long_text, label: {en: "Question", cy: "Cwestiwn"}}]
      - {id: answer, from: asked, to: received, by: applicant, label: {en: Reply, cy: Ateb}}
      - id: finish
        from: received
        to: done
        duty: caseworker
        label: {en: "Finish", cy: "Gorffen"}

messages:
  - {on: case.opened, template: got-it}
  - {on: case.asked, template: please}

measures:
  - {id: in_time, share: case.done within 5 working days, target: 90%}

examples:
  - name: a hole
    given: {kind: hole, depth: 10, hurt: false, where: {words: "Here"}, mail: me@example.com}
    expect:
      path: [start, hole, place, you, check_answers, report]
      state: received
      messages: [got-it, please]
      after: [{ask: asked}, {answer: received}, {finish: done}]
  - name: a lamp
    given: {kind: lamp, where: {words: "There"}}
    expect: {state: received, messages: []}
  - name: somebody is hurt
    given: {kind: hole, depth: 1, hurt: true}
    expect: {stops_at: hole, reason: "Ring 999"}
"""
TEMPLATES = {
    "got-it": {
        "en": "Subject: Got it ((reference))\n\nThanks. ((link))\n",
        "cy": "Subject: Wedi dod ((reference))\n\nDiolch. ((link))\n",
    },
    "please": {
        "en": "Subject: We ask\n\n((question))\n",
        "cy": "Subject: Rydym yn gofyn\n\n((question))\n",
    },
}
Change = tuple[str, str]


def changed(*changes: Change) -> str:
    """The good definition with each piece of text put in the place of another."""
    text = GOOD
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the definition")
        text = text.replace(old, new)
    return text


def source_of(
    text: str,
    *,
    templates: Mapping[str, Mapping[str, str]] = TEMPLATES,
    file: str = "council/tell-us.yaml",
) -> Source:
    read = read_text(text=text, file=file)
    return Source(
        file=file,
        data=read.data,
        places=read.places,
        templates=templates,
        text=read.text,
        values=read.values,
    )


def findings(
    text: str,
    *,
    templates: Mapping[str, Mapping[str, str]] = TEMPLATES,
    file: str = "council/tell-us.yaml",
) -> list[Finding]:
    """What the linter finds, in a place that has what the good definition needs."""
    return lint(
        source=source_of(text, templates=templates, file=file),
        duties={"adviser", "caseworker", "manager"},
        held={"council": {"caseworker"}},
        teams={"council": {"streets"}},
        needs={"street.problem", "home.repair"},
        organisations={"council", "charity"},
        capabilities={"areas.v1", "documents.v1", "notifications.v1"},
    )
