"""Sheets as models of the DMN standard and back."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.feel import (
    FeelError,
    Sheet,
    SheetError,
    read_dmn_sheet,
    read_model,
    write_csv,
    write_dmn,
)
from moothall.feel import read_sheet as read
from moothall.feel.tests.models import SPACE, decision, literal, model, needs, table
from moothall.feel.tests.models import given as data
from moothall.feel.tests.sheet_samples import GRANT, SMALL, sheet

SIMPLE = (
    data("a", "number"),
    decision("t", table(["a"], ["b"], [["1", '"x"']]).replace(
        'name="b"', 'name="b" typeRef="string"'), needs("a")),
)  # fmt: skip


def refused(document: str) -> str:
    with pytest.raises(SheetError) as raised:
        read_dmn_sheet(document)
    (mistake,) = raised.value.mistakes
    return mistake.code


def test_the_xml_says_what_the_standard_wants() -> None:
    document = write_dmn(sheet(GRANT))
    for part in (
        f'xmlns="{SPACE}"',
        '<variable name="income" typeRef="number" />',
        '<decisionTable id="table" hitPolicy="UNIQUE"',
        '<text>"A", "B", "C"</text>',
        '<text>"full", "half", "none"</text>',
        '<annotation name="row name" />',
        "<text>never, mostly</text>",
        '<text>not("A")</text>',
    ):
        assert part in document


def test_the_model_reads_the_xml_and_decides_the_same() -> None:
    made = read_model(write_dmn(sheet(GRANT)))
    value = made.evaluate("grant", {"income": 120, "zone": "B", "disabled": False})
    assert value == {"grade": "half", "amount": Decimal(240)}


def test_a_sheet_comes_back_from_xml_as_it_was() -> None:
    plain = sheet(GRANT.replace(",,,none", ",-,-,none"))
    assert read_dmn_sheet(write_dmn(plain)) == plain
    assert read_dmn_sheet(write_dmn(sheet(SMALL)).encode()) == sheet(SMALL)


def test_aggregation_and_ranking_come_back_from_xml() -> None:
    for head in ("collect sum,if a,then b\ntype,number,number\n,1,2\n",
                 "output order,if a,then b\ntype,date,x |\n,2026-04-01,x\n"):  # fmt: skip
        assert read_dmn_sheet(write_dmn(sheet(head))) == sheet(head)


def test_a_model_of_another_tool_is_read_in_easy_words() -> None:
    kind = (
        f'<itemDefinition name="tZone"><typeRef>string</typeRef><allowedValues>'
        f'<text>"A","B"</text></allowedValues></itemDefinition>{data("zone", "tZone")}'
    )
    cells = [['not("A")', "1,5", '"yes, sir"'], ['"A","B"', "<= 5", '"no"']]
    box = table(["zone", "n"], ["out"], cells, "COLLECT", aggregation="COUNT")
    box = box.replace('name="out"', 'name="out" typeRef="string"')
    document = model(kind, data("n", "number"), decision("t", box, needs("zone", "n")))
    made = read_dmn_sheet(document)
    assert made.policy_in_words == "collect count"
    assert made.inputs[0].allowed == ("A", "B")
    assert [row.tests for row in made.rows] == [("not(A)", "1, 5"), ("A, B", "<= 5")]
    assert [row.outputs for row in made.rows] == [("yes, sir",), ("no",)]


def test_the_decision_that_is_meant_may_be_named() -> None:
    document = model(*SIMPLE, decision("other", literal("1")))
    assert refused(document) == "several_decisions"
    assert read_dmn_sheet(document, decision="t").name == "t"


def test_what_a_sheet_cannot_say_is_refused_in_words() -> None:
    both = model(*SIMPLE)
    other = '<requiredDecision href="#x"/>'
    assert refused("<a/>") == "model"
    assert refused("<a") == "syntax"
    assert refused(model()) == "several_decisions"
    assert refused(model(decision("t", literal("1")))) == "no_table"
    assert refused(both.replace('<requiredInput href="#a"/>', other)) == "requirement"
    assert refused(both.replace(' typeRef="string"', "")) == "type"
    assert refused(both.replace('UNIQUE"', 'UNKNOWN"')) == "policy"
    assert refused(both.replace("<text>1</text>", "<text>1 +</text>")) == "syntax"
    assert refused(both.replace("&quot;x&quot;", "null").replace('"x"', "null")) == "cell"
    values = "</inputExpression><inputValues><text>[0..9]</text></inputValues>"
    assert refused(both.replace("</inputExpression>", values)) == "values"
    default = '"string"><defaultOutputEntry><text>"z"</text></defaultOutputEntry>'
    assert refused(both.replace('"string">', default)) == "default"


def test_an_entity_in_the_xml_is_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><definitions>&b;</definitions>'
    assert refused(bomb) == "syntax"


NUMBERS = st.sampled_from(
    ["", "-", "1", "< 1", "<= 2", "[0..1]", "(0..2)", "> 1", "not(1)", "0, 2"]
)
ZONES = st.sampled_from(
    ["-", "a", "b", "not(a)", "a, b", '"a"', 'starts with(?, "b")', '"a,b"', "not('=b)"]
)
TRUTHS = st.sampled_from(["", "yes", "No", "TRUE", "not(yes)", "yes, no"])
LETTERS = st.characters(blacklist_categories=["Cs", "Cc", "Cn"])
TEXTS = st.text(LETTERS, max_size=6).filter(
    lambda text: text.strip() not in ("", "-", "–", "—") and text.strip()[0] != '"'
)
POLICY = st.sampled_from(["unique", "any", "first", "collect", "collect count", "rule order"])
ROWS = st.lists(st.tuples(TEXTS, NUMBERS, ZONES, TRUTHS, TEXTS, TEXTS), min_size=1, max_size=4)


def quoted(cells: tuple[str, ...]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def outcome(made: Sheet, inputs: dict[str, object]) -> object:
    try:
        return made.decide(inputs).value
    except FeelError as error:
        return error.code, error.words


@settings(deadline=None, max_examples=150)
@given(POLICY, ROWS)
def test_a_sheet_comes_back_equal_from_csv_and_in_meaning_from_xml(
    policy: str, rows: list[tuple[str, ...]]
) -> None:
    text = f"{policy},if n,if zone,if t,then out,note\ntype,number,text,yes/no,text,\n"
    made = read(text + "\n".join(map(quoted, rows)), name="t")
    assert read(write_csv(made), name="t") == made
    document = write_dmn(made)
    again = read_dmn_sheet(document)
    assert read_dmn_sheet(write_dmn(again)) == again
    told = [[(row.name, row.outputs, row.notes) for row in each.rows] for each in (made, again)]
    assert told[0] == told[1]
    other = read_model(document)
    for n in (0, 1, 2):
        for zone in ("a", "b", "a,b"):
            inputs: dict[str, object] = {"n": n, "zone": zone, "t": n == 1}
            expected = outcome(made, inputs)
            assert outcome(again, inputs) == expected
            if not isinstance(expected, tuple):
                assert other.evaluate("t", inputs) == expected
