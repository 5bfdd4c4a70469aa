"""Writes small decision models, for tests."""

from xml.sax.saxutils import escape

SPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(*parts: str, namespace: str = "urn:test") -> str:
    """The document of a model."""
    body = "".join(parts)
    return (
        f'<definitions xmlns="{SPACE}" name="Test" namespace="{namespace}">{body}</definitions>'
    )


def text(words: str) -> str:
    return f"<text>{escape(words)}</text>"


def literal(words: str) -> str:
    return f"<literalExpression>{text(words)}</literalExpression>"


def variable(name: str, kind: str = "") -> str:
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<variable name="{name}"{typed}/>'


def given(name: str, kind: str = "") -> str:
    return f'<inputData id="{name}" name="{name}">{variable(name, kind)}</inputData>'


def needs(
    *inputs: str, decisions: tuple[str, ...] = (), knowledge: tuple[str, ...] = ()
) -> str:
    made = [f'<requiredInput href="#{each}"/>' for each in inputs]
    made += [f'<requiredDecision href="#{each}"/>' for each in decisions]
    known = [f'<requiredKnowledge href="#{each}"/>' for each in knowledge]
    information = "".join(
        f"<informationRequirement>{each}</informationRequirement>" for each in made
    )
    return information + "".join(
        f"<knowledgeRequirement>{each}</knowledgeRequirement>" for each in known
    )


def decision(name: str, box: str, requirements: str = "", kind: str = "") -> str:
    inside = f"{variable(name, kind)}{requirements}{box}"
    return f'<decision id="{name}" name="{name}">{inside}</decision>'


def table(
    inputs: list[str],
    outputs: list[str],
    rules: list[list[str]],
    policy: str = "UNIQUE",
    *,
    aggregation: str = "",
    ranked: str = "",
    default: str = "",
    allowed: str = "",
) -> str:
    """A decision table; each rule has the cells of its inputs, then those of its outputs."""
    values = f"<inputValues>{text(allowed)}</inputValues>" if allowed else ""
    columns = "".join(
        f'<input label="{each}"><inputExpression>{text(each)}</inputExpression>{values}</input>'
        for each in inputs
    )
    extra = f"<outputValues>{text(ranked)}</outputValues>" if ranked else ""
    extra += f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>" if default else ""
    answers = "".join(f'<output name="{each}">{extra}</output>' for each in outputs)
    rows = "".join(_rule(rule, len(inputs)) for rule in rules)
    sums = f' aggregation="{aggregation}"' if aggregation else ""
    head = f'<decisionTable hitPolicy="{policy}"{sums}>'
    return f"{head}{columns}{answers}{rows}</decisionTable>"


def _rule(cells: list[str], width: int) -> str:
    made = [f"<inputEntry>{text(cell)}</inputEntry>" for cell in cells[:width]]
    made += [f"<outputEntry>{text(cell)}</outputEntry>" for cell in cells[width:]]
    return f"<rule>{''.join(made)}</rule>"
