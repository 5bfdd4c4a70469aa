"""What people read beside the figures: the dictionary of the columns, the note on methods."""

from collections.abc import Iterable

from moothall.components.demand.rules.disclosure import HIDDEN, Form
from moothall.components.demand.rules.disclosure.policy import AllSame
from moothall.components.demand.rules.releases.model import Datatype, Release, ReleaseTable
from moothall.kernel.words import Said, date_words, in_language, say

DATATYPES = {
    Datatype.STRING: say("text"),
    Datatype.INTEGER: say("whole number"),
    Datatype.NUMBER: say("number"),
    Datatype.BOOLEAN: say("true or false"),
    Datatype.DATE: say("date"),
}


def dictionary_of(release: Release, language: str) -> bytes:
    """Every column of every table, as Markdown in a language."""
    lines = [f"# {_one_line(say('Data dictionary').in_language(language))}", ""]
    lines += [f"{in_language(release.title, language)} ({release.quarter})", ""]
    for table in release.tables:
        lines += _dictionary(table, language)
    return _document(lines)


def method_note_of(release: Release, language: str) -> bytes:
    """How the figures were made and protected, as Markdown in a language."""
    lines = [f"# {in_language(release.title, language)}", ""]
    about = say(
        "Release {number}, {quarter}, published on {day}.",
        number=release.number,
        quarter=release.quarter,
        day=date_words(release.issued, language),
    )
    lines += [about.in_language(language), ""]
    lines += _section(say("What is hidden, and why"), _protection(release), language)
    lines += _section(say("How this was checked"), _checked(release), language)
    lines += _section(say("How much is hidden"), _hidden(release), language)
    return _document([*lines, *_methods(release, language)])


def _dictionary(table: ReleaseTable, language: str) -> list[str]:
    heads = [say("Column"), say("Title"), say("Kind"), say("What it says")]
    rows = [
        [
            f"`{column.name}`",
            in_language(column.title, language),
            DATATYPES[column.datatype].in_language(language),
            in_language(column.description, language),
        ]
        for column in table.written
    ]
    period = say(
        "From {first} to {last}. One row for each: {key}.",
        first=date_words(table.period.first, language),
        last=date_words(table.period.last, language),
        key=", ".join(f"`{name}`" for name in table.key),
    )
    return [
        f"## {in_language(table.title, language)} (`{table.name}`)",
        "",
        in_language(table.description, language),
        "",
        period.in_language(language),
        "",
        *_grid([head.in_language(language) for head in heads], rows),
        "",
    ]


def _protection(release: Release) -> list[Said]:
    policy = release.policy
    said = [
        say(
            "A count of 1 to {most} people is hidden ({mark}).",
            most=policy.threshold - 1,
            mark=HIDDEN,
        ),
        say(
            "A count is hidden where two people make up {share} % of it or more.",
            share=round(100 * policy.dominance),
        ),
        say("A true nothing is shown as 0."),
    ]
    if release.form is Form.PUBLIC:
        said += [
            say("Other counts are rounded to the nearest {base}.", base=policy.base),
            say(
                "A total is the sum of what is shown; a hidden count counts as {base} in it.",
                base=policy.base,
            ),
            say("Shares and rates, and their intervals, are worked out from rounded counts."),
        ]
    else:
        said += [
            say("Other counts and the totals that are shown are exact."),
            say("More is hidden, so that what is hidden cannot be worked out from totals."),
        ]
    if release.policy.all_same is AllSame.HIDE:
        said.append(say("Where all of a line is in one category, that is hidden."))
    said.append(say("No rate is given for fewer than {least} people.", least=policy.threshold))
    return said


def _checked(release: Release) -> list[Said]:
    audit = release.audit
    said = [
        say(
            "For each of {hidden} hidden counts we worked out what somebody could who knows"
            " these rules and all that was published.",
            hidden=audit.hidden,
        ),
        say(
            "Each of them can still be at least {candidates} different numbers.",
            candidates=audit.candidates,
        ),
    ]
    if audit.beside:
        earlier = ", ".join(audit.beside)
        said.append(say("Earlier releases that this took in: {releases}.", releases=earlier))
    else:
        said.append(say("There was no earlier release to take in."))
    return said


def _hidden(release: Release) -> list[Said]:
    return [
        say(
            "{table}: {hidden} of {all} values",
            table=table.title,
            hidden=sum(value == HIDDEN for value in _may_be_hidden(table)),
            all=len(list(_may_be_hidden(table))),
        )
        for table in release.tables
    ]


def _may_be_hidden(table: ReleaseTable) -> Iterable[object]:
    at = [i for i, column in enumerate(table.columns) if column.may_be_hidden]
    return [row[i] for row in table.rows for i in at]


def _methods(release: Release, language: str) -> list[str]:
    heads = [say("Method"), say("Version"), say("What it does")]
    rows = [
        [in_language(m.name, language), m.version, in_language(m.description, language)]
        for m in release.methods
    ]
    title = say("Methods").in_language(language)
    return [f"## {title}", "", *_grid([head.in_language(language) for head in heads], rows)]


def _section(title: Said, points: list[Said], language: str) -> list[str]:
    return [
        f"## {title.in_language(language)}",
        "",
        *(f"- {_one_line(point.in_language(language))}" for point in points),
        "",
    ]


def _grid(heads: list[str], rows: list[list[str]]) -> list[str]:
    table = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(_one_line(c).replace('|', '&#124;') for c in r)} |" for r in table]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _document(lines: list[str]) -> bytes:
    return ("\n".join(lines).rstrip("\n") + "\n").encode()
