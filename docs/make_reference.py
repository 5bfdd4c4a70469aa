"""Writes ``docs/reference`` from the code: ``python -m docs.make_reference [--check]``.

What the code does not say in words stands in ``docs/reference/words.toml``. With ``--check``
nothing is written: the pages that are out of date are named, and so is what has no words.
"""

import argparse
import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from docs.fields import annotations, field_docstrings, needed, own_docstring, takes
from pydantic import BaseModel

from moothall.kernel.facts import Event
from moothall.kernel.manifest import Component

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
HERE = ROOT / "docs" / "reference"
GENERATED = "<!-- Written by docs/make_reference.py; do not edit. -->"
_SETTING = re.compile(r'"((?:MOOTHALL|[A-Z]+_DATABASE|DATABASE)_[A-Z_]+)"')
_OF_TESTS = {"MOOTHALL_ADMIN_URL"}

Lines = Iterator[str]
Skip = Collection[str]


class Reference:
    """The pages, and what was found to have no words."""

    def __init__(self) -> None:
        self.words: dict[str, dict[str, str]] = tomllib.loads((HERE / "words.toml").read_text())
        self.wordless: list[str] = []

    def said(self, chapter: str, name: str, found: str = "") -> str:
        """Words for ``name``: as the code has them, else as ``words.toml`` has them."""
        text = " ".join((found or self.words.get(chapter, {}).get(name, "")).split())
        if not text:
            self.wordless.append(f"[{chapter}] {name!r}")
        return text.replace("``", "`").replace("|", "\\|")

    def pages(self) -> dict[str, str]:
        """Every generated file by its name."""
        made: dict[str, Callable[[], Lines]] = {
            "definition.md": self.definition,
            "answers.md": self.answers,
            "components.md": self.components,
            "events.md": self.events,
            "settings.md": self.settings,
            "commands.md": self.commands,
            "api.md": self.api,
            "checks.md": self.checks,
        }
        pages = {name: f"{GENERATED}\n\n{_joined(page())}" for name, page in made.items()}
        schemas = {event.name: event.schema() for event in _events()}
        pages["events.schemas.json"] = json.dumps(schemas, indent=2, sort_keys=True) + "\n"
        return pages

    def definition(self) -> Lines:
        definition = import_module("moothall.journeys.definition")
        steps = import_module("moothall.journeys.steps")
        life = import_module("moothall.components.cases.contracts.life")
        kernel = import_module("moothall.kernel.steps")
        yield "# The definition language"
        yield self.said("pages", "definition")
        yield from self.model("The document", definition.Service)
        parts = ("Legal", "Contact", "Applicant", "Use", "Message", "Measure")
        for name in (*parts, "Example", "Expectation"):
            yield from self.model(_spaced(name), getattr(definition, name), level=3)
        yield "## Steps"
        yield self.said("pages", "steps")
        yield from self.table(kernel.Step)
        for kind, step in sorted(steps.step_kinds().items()):
            yield from self.model(f"`{kind}`", step, level=3, skip=kernel.Step.model_fields)
            if kind == "calculate":
                calculation = import_module("moothall.components.calculation.contracts")
                yield from self.model("A line of `calculate`", calculation.Line, level=4)
                yield from self.model("`over` of a line", calculation.Over, level=4)
        yield "## The life of a case"
        yield self.said("pages", "life")
        for name in ("Life", "State", "Action"):
            yield from self.model(name, getattr(life, name), level=3)

    def answers(self) -> Lines:
        questions = import_module("moothall.kernel.questions")
        registry = import_module("moothall.kernel.registry")
        yield "# Kinds of answer"
        yield self.said("pages", "answers")
        yield "## Every question"
        yield from self.table(questions.Question)
        for kind, question in sorted(registry.answer_kinds().items()):
            yield from self.model(f"`{kind}`", question, skip=questions.Question.model_fields)
            yield f"Conditions see it as: {question.feel_type}."
        option = import_module("moothall.components.forms.kinds.options").Option
        yield from self.model("Options of `choice` and `choices`", option)

    def components(self) -> Lines:
        registry = import_module("moothall.kernel.registry")
        yield "# Components and connectors"
        yield self.said("pages", "components")
        for component in sorted(registry.components().values(), key=lambda c: c.name):
            yield f"## {component.title} (`{component.name}`)"
            may = "" if component.optional else " It cannot be left out."
            yield f"{component.summary}{may}"
            yield from _facts(component)
        yield "## Connectors"
        yield "| connector | what it is | serves |\n|---|---|---|\n" + "\n".join(
            f"| `{c.name}` | {c.title} | {_codes(c.provides)} |"
            for c in sorted(registry.connectors().values(), key=lambda c: c.name)
        )

    def events(self) -> Lines:
        yield "# Events"
        yield self.said("pages", "events")
        for event in _events():
            yield f"## `{event.name}`"
            yield self.said("events", event.name, own_docstring(event))
            properties = event.schema().get("properties", {})
            if properties:
                about = f" It is about `{event.about}`." if event.about else ""
                yield f"Holds: {', '.join(f'`{name}`' for name in properties)}.{about}"

    def settings(self) -> Lines:
        yield "# Settings"
        yield self.said("pages", "settings")
        found = {
            name
            for path in sorted(SOURCE.rglob("*.py"))
            if "tests" not in path.parts
            for name in _SETTING.findall(path.read_text())
        }
        yield "| setting | what it does |\n|---|---|\n" + "\n".join(
            f"| `{name}` | {self.said('settings', name)} |"
            for name in sorted(found - _OF_TESTS)
        )

    def commands(self) -> Lines:
        command = import_module("moothall.site.command")
        yield "# The command line"
        yield self.said("pages", "commands")
        offered = _offered_commands()
        for words, about, parser in _parsers(command._parser(), "moothall"):
            name = words.removeprefix("moothall ")
            if name in offered:
                for told in [(words, about, offered[name]), *_parsers(offered[name], words)]:
                    yield from self.command(*told)
            else:
                yield from self.command(words, about, parser)

    def command(self, words: str, about: str, parser: argparse.ArgumentParser) -> Lines:
        arguments = [a for a in parser._actions if not _is_plumbing(a)]
        if not arguments and any(isinstance(a, _SUB) for a in parser._actions):
            return
        yield f"## `{words}`"
        yield _sentence(self.said("commands", words, about))
        if arguments:
            rows = [f"| {_option(a)} | {self._help(words, a)} |" for a in arguments]
            yield "| argument | what it is |\n|---|---|\n" + "\n".join(rows)

    def _help(self, words: str, action: argparse.Action) -> str:
        name = action.option_strings[0] if action.option_strings else action.dest
        short = self.words["arguments"].get(name, "")
        text = _sentence(
            self.said("arguments", f"{words} {name}", action.help or short), dot=""
        )
        shown = action.default not in (None, False, "", argparse.SUPPRESS)
        return f"{text} (`{action.default}` unless given)" if shown else text

    def api(self) -> Lines:
        api = import_module("moothall.faces.api.app").api
        yield "# The JSON API"
        yield self.said("pages", "api")
        rows = ["| | address | what it does | answers |", "|---|---|---|---|"]
        for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
            for method, told in methods.items():
                text = (told.get("description") or told["summary"]).splitlines()[0]
                status = ", ".join(str(code) for code in told["responses"])
                rows.append(f"| {method.upper()} | `{path}` | {text} | {status} |")
        yield "\n".join(rows)

    def checks(self) -> Lines:
        yield "# What `moothall check` finds"
        yield self.said("pages", "checks")
        codes = import_module("moothall.journeys.lint.codes").CODES
        every = {**codes, "yaml": "", **dict.fromkeys(_codes_of_parts(), "")}
        rows = [f"| `{c}` | {self.said('checks', c, words)} |" for c, words in every.items()]
        yield "| code | what is wrong |\n|---|---|\n" + "\n".join(rows)

    def model(
        self, title: str, model: type[BaseModel], *, level: int = 2, skip: Skip = ()
    ) -> Lines:
        yield f"{'#' * level} {title}"
        yield self.said("models", model.__name__, own_docstring(model))
        if set(model.model_fields) - set(skip):
            yield from self.table(model, skip=skip)

    def table(self, model: type[BaseModel], *, skip: Skip = ()) -> Lines:
        rows = ["| setting | takes | must be there | what it is |", "|---|---|---|---|"]
        docs, written = field_docstrings(model), annotations(model)
        for name, field in model.model_fields.items():
            if name in skip:
                continue
            shown = field.alias or name
            words = self.said("fields", f"{model.__name__}.{shown}", docs.get(name, ""))
            taken = takes(field.annotation, tuple(field.metadata))
            if "Words" not in written.get(name, ""):
                taken = taken.replace("words by language", "text by name")
            rows.append(f"| `{shown}` | {taken} | {needed(field)} | {words} |")
        yield "\n".join(rows)


_SUB = argparse._SubParsersAction


def _joined(parts: Lines) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _spaced(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize()


def _sentence(text: str, *, dot: str = ".") -> str:
    whole = text if text.endswith("...") else text.rstrip(".") + dot
    return text[:1].upper() + whole[1:]


def _codes(names: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _facts(component: Component) -> Lines:
    told = {
        "Offers": component.offers,
        "Needs a connector for": component.needs,
        "Steps": component.steps,
        "Kinds of answer": component.answer_kinds,
        "Hears": component.readers,
        "Jobs": component.jobs,
        "Commands": component.commands,
    }
    rows = [f"- {what}: {_codes(names)}" for what, names in told.items() if names]
    if rows:
        yield "\n".join(rows)


def _events() -> list[type[Event]]:
    registry = import_module("moothall.kernel.registry")
    for component in registry.components().values():
        if find_spec(f"{component.package}.contracts"):
            import_module(f"{component.package}.contracts")
    import_module("moothall.journeys.contracts")

    def below(kind: type[Event]) -> Iterator[type[Event]]:
        for sub in kind.__subclasses__():
            yield sub
            yield from below(sub)

    named = [e for e in below(Event) if "name" in vars(e)]
    ours = [e for e in named if e.__module__.startswith("moothall.")]
    return sorted((e for e in ours if ".tests." not in e.__module__), key=lambda e: e.name)


def _offered_commands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of the words that components offer."""
    registry = import_module("moothall.kernel.registry")
    modules = {
        word: import_module(path.partition(":")[0])
        for component in registry.components().values()
        for word, path in component.commands.items()
    }
    return {word: m._parser() for word, m in modules.items() if hasattr(m, "_parser")}


def _parsers(
    parser: argparse.ArgumentParser, words: str
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Every parser below one: the words that lead to it, what it is for, and itself."""
    for action in parser._actions:
        if isinstance(action, _SUB):
            about = {a.dest: a.help or "" for a in action._choices_actions}
            for name, sub in action.choices.items():
                yield f"{words} {name}", about.get(name, ""), sub
                yield from _parsers(sub, f"{words} {name}")


def _is_plumbing(action: argparse.Action) -> bool:
    return isinstance(action, _SUB | argparse._HelpAction)


def _option(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{str(action.metavar or action.dest).upper()}`"
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return f"`{action.option_strings[0]}{value}`"


def _codes_of_parts() -> Iterator[str]:
    """The codes of what components find in their own parts of a definition."""
    for path in sorted((SOURCE / "moothall" / "components").rglob("*.py")):
        name = path.relative_to(SOURCE / "moothall" / "components").parts[0]
        if "tests" not in path.parts:
            text = path.read_text()
            yield from re.findall(rf'code="({name}\.[a-z-]+)"', text)
            yield from (f"{name}.{c}" for c in re.findall(r'_problem\(\s*"([a-z-]+)"', text))


def main(arguments: list[str]) -> int:
    """Write the pages, or tell which are out of date; 0 if all is well."""
    for name in [n for n in os.environ if n.startswith("MOOTHALL_")]:
        del os.environ[name]
    os.environ["MOOTHALL_SECRET_KEY"] = "not needed for this"  # noqa: S105
    os.environ["DJANGO_SETTINGS_MODULE"] = "moothall.site.settings"
    import_module("django").setup()
    reference = Reference()
    pages = reference.pages()
    stale = [n for n, text in pages.items() if not _is_same(HERE / n, text)]
    if "--check" in arguments:
        told = [f"docs/reference/{name} is out of date" for name in stale]
        told += [f"docs/reference/words.toml has no words for {n}" for n in reference.wordless]
        sys.stdout.write("".join(f"{line}\n" for line in told))
        return 1 if told else 0
    for name in stale:
        (HERE / name).write_text(pages[name])
        sys.stdout.write(f"docs/reference/{name} is written\n")
    return 0


def _is_same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
