"""Decision models: boxed expressions, what needs what, functions, services, types, imports."""

import gc
import time
from decimal import Decimal

import pytest

from moothall.feel.dmn import read_model
from moothall.feel.faults import FeelError, FeelSyntaxError
from moothall.feel.tests.models import decision, given, literal, model, needs, text, variable


def entry(name: str, box: str) -> str:
    return f"<contextEntry>{variable(name) if name else ''}{box}</contextEntry>"


def knowledge(name: str, parameters: str, body: str, requirements: str = "") -> str:
    made = "".join(f'<formalParameter name="{each}"/>' for each in parameters.split())
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}">{variable(name)}'
        f"<encapsulatedLogic>{made}{body}</encapsulatedLogic>{requirements}"
        "</businessKnowledgeModel>"
    )


def value(document: str, name: str = "answer", **inputs: object) -> object:
    return read_model(document).evaluate(name, inputs)


def test_a_decision_uses_inputs_and_other_decisions() -> None:
    document = model(
        given("monthly income", "number"),
        decision("yearly income", literal("monthly income * 12"), needs("monthly income")),
        decision("answer", literal("yearly income + 1"), needs(decisions=("yearly income",))),
    )
    assert read_model(document).evaluate("answer", {"monthly income": 100}) == 1201


def test_a_context_gives_its_last_entry_or_all() -> None:
    entries = entry("a", literal("1")) + entry("b c", literal("a + 1"))
    whole = decision("whole", f"<context>{entries}</context>")
    last = decision("answer", f"<context>{entries}{entry('', literal('a + b c'))}</context>")
    assert value(model(whole), "whole") == {"a": 1, "b c": 2}
    assert value(model(last)) == 3


def test_a_business_knowledge_model_is_called_and_may_call_itself() -> None:
    factorial = knowledge(
        "factorial", "n", literal("if n <= 1 then 1 else n * factorial(n - 1)")
    )
    called = literal("factorial(5)")
    boxed = (
        f"<invocation>{literal('factorial')}"
        f'<binding><parameter name="n"/>{literal("4")}</binding></invocation>'
    )
    known = needs(knowledge=("factorial",))
    document = model(
        factorial, decision("answer", called, known), decision("boxed", boxed, known)
    )
    assert value(document) == 120
    assert value(document, "boxed") == 24


def test_lists_relations_loops_filters_and_conditionals() -> None:
    columns = '<column name="name"/><column name="age"/>'
    rows = "".join(
        f"<row>{literal(name)}{literal(age)}</row>"
        for name, age in (('"Ann"', "30"), ('"Bob"', "20"))
    )
    people = f"<relation>{columns}{rows}</relation>"
    older = f"<filter><in>{people}</in><match>{literal('age > 25')}</match></filter>"
    loop = (
        f'<for iteratorVariable="x"><in><list>{literal("1")}{literal("2")}</list></in>'
        f"<return>{literal('x * 10')}</return></for>"
    )
    some = (
        f'<some iteratorVariable="x"><in>{literal("[1, 2]")}</in>'
        f"<satisfies>{literal('x = 2')}</satisfies></some>"
    )
    choice = (
        f"<conditional><if>{literal('1 = 1')}</if><then>{literal('1')}</then>"
        f"<else>{literal('2')}</else></conditional>"
    )
    document = model(
        *(decision(name, box) for name, box in
          (("older", older), ("loop", loop), ("some", some), ("choice", choice)))
    )  # fmt: skip
    assert value(document, "older") == [{"name": "Ann", "age": 30}]
    assert value(document, "loop") == [10, 20]
    assert value(document, "some") is True
    assert value(document, "choice") == 1


def test_a_decision_service_takes_data_then_decisions() -> None:
    service = (
        '<decisionService id="greet" name="greet"><outputDecision href="#answer"/>'
        '<inputDecision href="#who"/><inputData href="#word"/></decisionService>'
    )
    document = model(
        given("word"),
        decision("who", literal('"nobody"')),
        decision("answer", literal('word + " " + who'), needs("word", decisions=("who",))),
        service,
        decision("caller", literal('greet("Hello", "Ann")'), needs(knowledge=("greet",))),
    )
    assert value(document, "caller") == "Hello Ann"
    assert value(document, "greet", word="Hi", who="Bob") == "Hi Bob"
    assert value(document, "answer", word="Hi") == "Hi nobody"


def item(name: str, inner: str, *, many: bool = False) -> str:
    flag = ' isCollection="true"' if many else ""
    return f'<itemDefinition name="{name}"{flag}>{inner}</itemDefinition>'


RED = '"red"'


def test_types_of_a_model_convert_and_refuse() -> None:
    colours = item(
        "Colour",
        f"<typeRef>string</typeRef><allowedValues>{text(RED)}</allowedValues>",
    )
    numbers = item("Numbers", "<typeRef>number</typeRef>", many=True)
    document = model(
        colours,
        numbers,
        given("colour", "Colour"),
        decision("answer", literal("colour"), needs("colour")),
        decision("list", literal("5"), kind="Numbers"),
        decision("one", literal("[5]"), kind="number"),
        decision("wrong", literal('"x"'), kind="number"),
    )
    assert value(document, colour="red") == "red"
    assert value(document, "list") == [5]
    assert value(document, "one") == 5
    for name, inputs in (("wrong", {}), ("answer", {"colour": "blue"})):
        with pytest.raises(FeelError):
            read_model(document).evaluate(name, inputs)
        assert read_model(document, mode="lenient").evaluate(name, inputs) is None


def test_an_imported_model_is_seen_under_its_name() -> None:
    inner = model(
        given("name"),
        decision("greeting", literal('"Hello " + name'), needs("name")),
        knowledge("double", "x", literal("x * 2")),
        namespace="urn:inner",
    )
    wants = (
        '<informationRequirement><requiredDecision href="urn:inner#greeting"/>'
        "</informationRequirement><knowledgeRequirement>"
        '<requiredKnowledge href="urn:inner#double"/></knowledgeRequirement>'
    )
    outer = model(
        '<import namespace="urn:inner" name="inner" importType="DMN"/>',
        decision("answer", literal("inner.greeting + string(inner.double(4))"), wants),
        namespace="urn:outer",
    )
    made = read_model(outer, imports={"urn:inner": inner}.get)
    assert made.evaluate("answer", {"name": "Ann"}) == "Hello Ann8"


def test_a_decision_that_needs_itself_is_refused() -> None:
    document = model(
        decision("a", literal("b"), needs(decisions=("b",))),
        decision("b", literal("a"), needs(decisions=("a",))),
    )
    with pytest.raises(FeelError) as refused:
        value(document, "a")
    assert refused.value.code == "bound"


def test_an_unknown_decision_and_a_float_are_refused() -> None:
    document = model(given("x"), decision("answer", literal("x"), needs("x")))
    with pytest.raises(FeelError) as refused:
        value(document, "nothing")
    assert refused.value.code == "unknown_decision"
    with pytest.raises(FeelError) as refused:
        read_model(document, mode="lenient").evaluate("answer", {"x": 0.1})
    assert refused.value.code == "float"


def test_functions_from_outside_are_refused() -> None:
    body = (
        '<businessKnowledgeModel id="f" name="f"><encapsulatedLogic kind="Java">'
        f"{literal('1')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    document = model(body, decision("answer", literal("f()"), needs(knowledge=("f",))))
    with pytest.raises(FeelError) as refused:
        value(document)
    assert refused.value.code == "external"


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<definitions>&b;</definitions>"
)
HOSTILE = [
    "", "not xml", "<a>", BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>',
    "<definitions>" + "<decision>" * 100_000,
    model(decision("a", "<list>" * 5_000 + "</list>" * 5_000)),
    "<a>" * 100_000 + "</a>" * 100_000,
    model(decision("a", literal("[" * 5_000))),
    model(decision("a", literal("1" * 30_000))),
    "<a>" + "x" * 6_000_000 + "</a>",
]  # fmt: skip


@pytest.mark.parametrize("document", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_document_is_refused_in_under_half_a_second(document: str) -> None:
    gc.collect()
    gc.freeze()  # what other tests left behind is not what is measured
    started = time.process_time()
    with pytest.raises(FeelSyntaxError):
        read_model(document)
    took = time.process_time() - started
    gc.unfreeze()
    assert took < 0.5


def test_many_types_that_hold_one_another_are_bounded() -> None:
    loop = item("A", '<itemComponent name="b"><typeRef>B</typeRef></itemComponent>')
    back = item("B", '<itemComponent name="a"><typeRef>A</typeRef></itemComponent>')
    document = model(loop, back, given("x", "A"), decision("answer", literal("1"), needs("x")))
    assert value(document) == Decimal(1)


def test_a_type_of_several_words_can_be_asked_for() -> None:
    kind = item("list of zones", "<typeRef>string</typeRef>", many=True)
    asked = decision("answer", literal('["A"] instance of list of zones'))
    assert value(model(kind, asked)) is True


def test_a_business_knowledge_model_can_be_asked_for_by_its_parameters() -> None:
    document = model(knowledge("double", "x", literal("x * 2")))
    assert value(document, "double", x=4) == 8
    with pytest.raises(FeelError) as refused:
        value(document, "double")
    assert refused.value.code == "missing"


def test_a_service_whose_answer_is_of_the_wrong_type_is_refused() -> None:
    service = (
        f'<decisionService id="s" name="s">{variable("s", "number")}'
        '<outputDecision href="#answer"/></decisionService>'
    )
    document = model(decision("answer", literal('"x"')), service)
    with pytest.raises(FeelError) as refused:
        value(document, "s")
    assert refused.value.code == "type"
    assert read_model(document, mode="lenient").evaluate("s", {}) is None
