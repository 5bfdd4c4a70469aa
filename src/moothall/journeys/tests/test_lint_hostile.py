"""Tests that the linter answers in findings, whatever a document holds."""

import copy
import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.journeys.lint import CODES, lint
from moothall.journeys.reading import Source
from moothall.journeys.tests.good import GOOD, TEMPLATES, source_of

_GOOD = source_of(GOOD)
_ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**20),
    st.sampled_from(
        ["", "x", "kind", "hole", "case", "true", "kind = 1", "((", "a.b.c", "é" * 300, "page"]
    ),
    st.sampled_from(
        [[], {}, [None], {"": None}, {"en": None}, [[]], {"id": {}}, {"page": None}]
    ),
)


def _paths(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401
    found = [path] if path else []
    if isinstance(data, dict):
        for key, value in data.items():
            found += _paths(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            found += _paths(value, (*path, place))
    return found


_PATHS = _paths(copy.deepcopy(dict(_GOOD.data)))


def _changed(changes: list[tuple[tuple[str | int, ...], str, Any]]) -> dict[str, Any]:
    data: Any = copy.deepcopy(dict(_GOOD.data))
    for path, how, value in changes:
        holder = data
        for key in path[:-1]:
            try:
                holder = holder[key]
            except (KeyError, IndexError, TypeError):
                break
        else:
            _change(holder, path[-1], how, value)
    return dict(data)


def _change(holder: Any, key: str | int, how: str, value: Any) -> None:  # noqa: ANN401
    if isinstance(holder, dict):
        if how == "drop":
            holder.pop(key, None)
        elif how == "add":
            holder[f"{key}x"] = value
        else:
            holder[key] = value
    elif isinstance(holder, list) and isinstance(key, int) and key < len(holder):
        if how == "drop":
            del holder[key]
        elif how == "add":
            holder.append(holder[key])
        else:
            holder[key] = value


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(_PATHS), st.sampled_from(["drop", "add", "put"]), _ODD),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_changed_the_linter_answers_in_findings(
    changes: list[tuple[tuple[str | int, ...], str, Any]],
) -> None:
    source = Source(
        file="council/tell-us.yaml",
        data=_changed(changes),
        places=_GOOD.places,
        templates=TEMPLATES,
        text=_GOOD.text,
        values=_GOOD.values,
    )
    for finding in lint(source=source, duties={"caseworker"}, teams={"council": {"streets"}}):
        assert finding.code in CODES or finding.code.startswith(("forms.", "cases."))
        assert finding.line >= 1
        assert finding.column >= 1
        assert finding.words
        assert finding.mend


def test_a_long_definition_is_checked_in_good_time() -> None:
    pages = "".join(
        f'  - page: p{n}\n    show_when: kind = "hole" and q{n - 1} = true\n    ask:\n'
        f'      - {{id: q{n}, kind: yes_no, label: {{en: "Number {n}", cy: "Rhif {n}"}}}}\n'
        for n in range(1, 120)
    )
    first = '      - {id: q0, kind: yes_no, label: {en: "Zero", cy: "Dim"}}\n'
    text = GOOD.replace("      - {id: depth", f"{first}      - {{id: depth").replace(
        "  - page: place\n", f"{pages}  - page: place\n"
    )
    began = time.process_time()
    found = lint(source=source_of(text))
    assert time.process_time() - began < 5
    assert {f.code for f in found} <= {"example-fails", "branch-untried"}
