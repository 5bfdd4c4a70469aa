"""Decision models written as XML and read again: nothing is lost on the way."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.feel import FeelError, read_model, write_model
from moothall.feel.conformance import BOUNDS, Folder, Outcome
from moothall.feel.dmn.elements import root_of
from moothall.feel.dmn.model import Model
from moothall.feel.dmn.reading import Imports
from moothall.feel.tests.likeness import content, structure
from moothall.feel.tests.models import (
    SPACE,
    decision,
    literal,
    model,
    needs,
    table,
    text,
    variable,
)
from moothall.feel.tests.models import given as data
from moothall.feel.tests.sheet_samples import GRANT, sheet
from moothall.feel.tests.test_conformance import kit


def again(document: str | bytes) -> str:
    """The document after reading and writing, having compared all that is in it."""
    read = read_model(document, mode="lenient")
    written = write_model(read)
    assert content(root_of(written)) == content(root_of(document))
    assert structure(read_model(written, mode="lenient")) == structure(read)
    return written


def part(kind: str, inside: str, /, **attributes: str) -> str:
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{kind}{said}>{inside}</{kind}>"


def entry(name: str, box: str) -> str:
    return part("contextEntry", (variable(name, "number") if name else "") + box)


ONE, TWO, ITEM = literal("1"), literal("2"), literal("x > 1")
PARAMETER = '<formalParameter name="x" typeRef="number"/>'
BOXES = {
    "a literal expression": part("literalExpression", text('"<a> & b"'), typeRef="string"),
    "a table": table(
        ["x", "y"], ["a", "b"], [["< 5", '"q"', "1", "2"], ["-", "-", "3", "4"]], "PRIORITY",
        ranked="3, 1", default="0", allowed="1, 2",
    ),
    "a sum": table(["x"], ["a"], [["< 5", "1"]], "COLLECT", aggregation="SUM"),
    "a context": part("context", entry("a b", ONE) + entry("c", literal("a b + 1"))),
    "a context with a result": part("context", entry("a", ONE) + entry("", literal("a"))),
    "an invocation": part(
        "invocation", literal("f") + part("binding", '<parameter name="x"/>' + ONE)
    ),
    "a list": part("list", ONE + TWO + part("list", "")),
    "a relation": part(
        "relation", '<column name="a"/><column name="b" typeRef="number"/>'
        + part("row", ONE + TWO) + part("row", TWO + ONE),
    ),
    "a function": part("functionDefinition", PARAMETER + literal("x + 1"), kind="FEEL"),
    "a function from outside": part("functionDefinition", part("context", ""), kind="Java"),
    "a conditional": part(
        "conditional", part("if", literal("true")) + part("then", ONE) + part("else", TWO)
    ),
    "a loop": part(
        "for", part("in", literal("1..3")) + part("return", ITEM), iteratorVariable="x"
    ),
    "some": part(
        "some", part("in", literal("[1, 2]")) + part("satisfies", ITEM), iteratorVariable="x"
    ),
    "every": part(
        "every", part("in", literal("[1, 2]")) + part("satisfies", ITEM), iteratorVariable="x"
    ),
    "a filter": part(
        "filter", part("in", literal("[1, 2]")) + part("match", literal("item > 1"))
    ),
    "what cannot be read": literal("1 +"),
}  # fmt: skip


def outcome(made: Model, name: str) -> object:
    try:
        return repr(made.evaluate(name, {"x": 2, "y": "q"}))
    except FeelError as error:
        return error.code, error.words


@pytest.mark.parametrize("name", BOXES)
def test_a_boxed_expression_comes_back_as_it_was(name: str) -> None:
    known = part("encapsulatedLogic", PARAMETER + literal("x * 2"))
    knowledge = part("businessKnowledgeModel", variable("f") + known, id="f", name="f")
    document = model(
        data("x"), data("y"), knowledge,
        decision("answer", BOXES[name], needs("x", "y", knowledge=("f",))),
    )  # fmt: skip
    read, written = (read_model(each, mode="lenient") for each in (document, again(document)))
    assert outcome(written, "answer") == outcome(read, "answer")


def test_the_graph_and_the_types_come_back_as_they_were() -> None:
    colour = f"<typeRef>string</typeRef><allowedValues>{text('a')}</allowedValues>"
    function = '<parameters name="p" typeRef="Colour"/>'
    person = part(
        "itemComponent", "<typeRef>Colour</typeRef>", name="shade", isCollection="true"
    ) + part("itemComponent", "<typeRef>Person</typeRef>", name="next of kin")
    authority = '<requiredAuthority href="#act"/>'
    document = model(
        '<import namespace="urn:elsewhere" name="e" importType="DMN"/>',
        part("itemDefinition", colour, name="Colour"),
        part("itemDefinition", person, name="Person"),
        part("itemDefinition", part("functionItem", function, outputTypeRef="T"), name="F"),
        data("who", "Person"),
        part("knowledgeSource", "", id="act", name="The Act", locationURI="u:1"),
        decision("first", literal("who.shade"), needs("who"), "Colour"),
        decision(
            "second", literal("first"),
            part("authorityRequirement", authority, id="r1") + needs(decisions=("first",)),
        ),
        part(
            "decisionService",
            variable("s") + '<outputDecision href="#second"/><inputData href="#who"/>',
            id="s", name="s",
        ),
        part("textAnnotation", text("why"), id="t"),
        part("association", '<sourceRef href="#t"/><targetRef href="#first"/>', id="a1"),
    )  # fmt: skip
    written = again(document)
    for words in ("The Act", "requiredAuthority", "next of kin", "urn:elsewhere", "u:1"):
        assert words in written


def test_descriptions_extensions_and_diagrams_are_kept() -> None:
    space = "https://www.omg.org/spec/DMN/20230324/DMNDI/"
    inside = (
        "<!-- why --><description>For &lt;all&gt;\n of us</description>"
        '<extensionElements><t:mark xmlns:t="urn:t" t:a="1" b="&quot;&#10;"/>'
        '<plain xmlns="" c="2"><inner/></plain><other xmlns="urn:other"><deep/></other>'
        "</extensionElements>"
    )
    diagram = (
        f'<d:DMNDI xmlns:d="{space}" xmlns:dc="urn:dc"><d:DMNDiagram>'
        '<d:DMNShape dmnElementRef="answer"><dc:Bounds x="1.5" y="2"/></d:DMNShape>'
        "</d:DMNDiagram></d:DMNDI>"
    )
    written = again(model(inside, decision("answer", ONE), diagram))
    assert "<d:DMNDI>" in written
    assert '<t:mark t:a="1" b="&quot;&#10;"' in written
    assert "<!-- why -->" in written


def test_a_text_with_a_carriage_return_stays_as_it_is() -> None:
    document = model(decision("answer", literal('"a~b"'))).replace("~", "&#13;")
    assert read_model(again(document)).evaluate("answer", {}) == "a\rb"


def test_a_model_of_an_older_edition_becomes_one_of_dmn_1_5() -> None:
    old = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
    language = "http://www.omg.org/spec/FEEL/20140401"
    document = (
        f'<dmn:definitions xmlns:dmn="{old}" xmlns:feel="{language}" xmlns:own="urn:own" '
        f'xmlns="urn:own" name="Old" namespace="urn:own" expressionLanguage="{language}">'
        '<dmn:itemDefinition name="T"><dmn:typeRef>feel:string</dmn:typeRef>'
        '</dmn:itemDefinition><dmn:decision id="a" name="a">'
        '<dmn:variable name="a" typeRef="own:T"/><dmn:literalExpression>'
        "<dmn:text>\"x\"</dmn:text></dmn:literalExpression></dmn:decision></dmn:definitions>"
    )  # fmt: skip
    written = again(document)
    assert f'<definitions xmlns="{SPACE}"' in written
    assert old not in written
    assert language not in written
    assert "<typeRef>string</typeRef>" in written
    assert '<variable name="a" typeRef="T"' in written
    assert read_model(written).evaluate("a", {}) == "x"


def test_a_sheet_is_a_model_that_can_be_written() -> None:
    made = sheet(GRANT).model()
    written = write_model(made)
    assert structure(read_model(written)) == structure(made)


def test_writing_twice_says_the_same() -> None:
    once = again(model(data("x"), decision("answer", BOXES["a table"], needs("x"))))
    assert write_model(read_model(once, mode="lenient")) == once


def test_a_model_that_grows_beyond_what_can_be_read_is_not_written() -> None:
    document = model(part("description", "&#13;" * 990_000))
    made = read_model(document)
    assert write_model(made)
    with pytest.raises(FeelError) as refused:
        write_model(read_model(model(part("description", "ü" * 2_600_000))))
    assert refused.value.code == "source_length"


NAMES = st.sampled_from(["description", "a", "b-1", "t:c", "u:d", "ü"])
TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"]) | st.just("\n"))
ATTRIBUTES = st.dictionaries(st.sampled_from(["id", "t:x", "u:x", "label"]), TEXTS, max_size=3)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    """Any element of any tool, with its attributes, texts, comments and what is below it."""
    below = [draw(elements(depth - 1)) for _ in range(draw(st.integers(0, 2)) if depth else 0)]
    comment = draw(st.sampled_from(["", "<!--c-->", "<?go on?>", "&#13;"]))
    inside = comment.join([escape(draw(TEXTS)), *below, escape(draw(TEXTS))])
    space = draw(
        st.sampled_from([{}, {}, {"xmlns": "urn:z"}, {"xmlns": ""}, {"xmlns:t": "urn:w"}])
    )
    return part(draw(NAMES), inside, **space, **draw(ATTRIBUTES))


@settings(deadline=None, max_examples=100)
@given(st.lists(elements(), max_size=3))
def test_whatever_other_tools_add_is_kept(added: list[str]) -> None:
    extensions = part("extensionElements", "".join(added))
    document = model(extensions, decision("answer", ONE)).replace(
        "<definitions ", '<definitions xmlns:t="urn:t" xmlns:u="urn:u" ', 1
    )
    again(document)


def models_of(folder: Path) -> Mapping[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.glob("*.dmn"))}


def imports_of(documents: Mapping[str, bytes]) -> Imports:
    return {root_of(each).get("namespace", ""): each for each in documents.values()}.get


def test_every_model_of_the_kit_comes_back_as_it_was() -> None:
    folders = sorted({each.parent for each in kit().rglob("*.dmn")})
    assert folders
    for folder in folders:
        documents = models_of(folder)
        imports = imports_of(documents)
        for document in documents.values():
            read = read_model(document, mode="lenient", bounds=BOUNDS, imports=imports)
            written = write_model(read)
            back = read_model(written, mode="lenient", bounds=BOUNDS, imports=imports)
            assert content(root_of(written)) == content(root_of(document)), folder
            assert structure(back) == structure(read), folder


class Written(Folder):
    """A folder of the kit whose models were all written by us."""

    def document(self, name: str) -> str:
        return write_model(
            read_model(
                super().document(name),
                mode="lenient",
                bounds=BOUNDS,
                imports=self.documents.get,
            )
        )


def test_every_written_model_of_the_kit_decides_the_same() -> None:
    def told(outcomes: Iterable[Outcome]) -> list[tuple[str, str, bool]]:
        return [(each.case, each.result, each.passed) for each in outcomes]

    for folder in sorted({each.parent for each in kit().rglob("*-test-*.xml")}):
        assert told(Written(folder).outcomes()) == told(Folder(folder).outcomes()), folder
