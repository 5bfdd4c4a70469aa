"""Documents that break the rules on conditions."""

from collections.abc import Sequence

from moothall.journeys.tests.broken.shape import HURT, NO_LAMP, Broken

CONDITIONS: Sequence[Broken] = (
    Broken(
        code="used-before-asked",
        changes=[("stop_when: hurt = true", "stop_when: hurt = true and mail = null")],
        at="mail = null",
        says="asked later (line",
    ),
    Broken(
        code="used-before-asked",
        changes=[
            (
                "{id: hurt, kind: yes_no,",
                "{id: hurt, kind: yes_no, required_when: photo = null,",
            )
        ],
        at="photo = null",
    ),
    Broken(
        code="unknown-name",
        changes=[('show_when: kind = "hole"', "show_when: kind = hole")],
        at="hole\n",
        says="double quotes",
    ),
    Broken(
        code="unknown-name",
        changes=[("stop_when: hurt = true", "stop_when: hurt = yes")],
        at="yes\n",
        says="Write true",
    ),
    Broken(
        code="unknown-name",
        changes=[("by: applicant,", "by: applicant, when: dept > 3,")],
        at="dept > 3",
        says="depth",
    ),
    Broken(
        code="condition-type",
        changes=[('show_when: kind = "hole"', 'show_when: kind = "hole" or kind > 3')],
        at="kind > 3",
    ),
    Broken(
        code="condition-type",
        changes=[('show_when: kind = "hole"', 'show_when: kind = "whole"')],
        at='"whole"',
        says="hole",
    ),
    Broken(
        code="condition-type",
        changes=[('show_when: kind = "hole"', "show_when: kind")],
        at="kind\n",
        says="true or false",
    ),
    Broken(
        code="never-holds",
        changes=[
            (
                "  - page: place\n",
                '  - page: place\n    show_when: kind = "hole" and kind = "lamp"\n',
            ),
            ("path: [start, hole, place, you", "path: [start, hole, you"),
        ],
        at='show_when: kind = "hole" and',
        says="never true",
    ),
    Broken(
        code="never-holds",
        changes=[
            ("  - page: you\n", "  - page: you\n    show_when: hurt = true\n"),
            (", place, you,", ", place,"),
            (", messages: []", ""),
            ("      messages: [got-it, please]\n", ""),
        ],
        at="show_when: hurt",
        says="never true",
    ),
    Broken(
        code="always-holds",
        changes=[
            ("  - page: you\n", '  - page: you\n    show_when: kind in ["hole", "lamp"]\n')
        ],
        at="show_when: kind in",
        says="always true",
    ),
    Broken(
        code="condition-may-fail",
        changes=[
            ("  - page: you\n", "  - page: you\n    show_when: depth > 5\n"),
            (
                '{kind: lamp, where: {words: "There"}}',
                '{kind: hole, depth: 1, hurt: false, where: {words: "There"}}',
            ),
            (HURT, NO_LAMP + HURT),
        ],
        at="show_when: depth",
        says="`depth` is not answered",
    ),
    Broken(
        code="stop-without-words",
        changes=[
            ('    stop_words: {en: "Ring 999.", cy: "Ffoniwch 999."}\n', ""),
            (', reason: "Ring 999"', ""),
        ],
        at="stop_when",
    ),
    Broken(
        code="words-without-stop",
        changes=[
            ("    stop_when: hurt = true\n", ""),
            ('expect: {stops_at: hole, reason: "Ring 999"}', "expect: {refuses: [where]}"),
        ],
        at="stop_words",
    ),
)
