"""The house rules that no import linter can see."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignObject

import moothall
from moothall.kernel import registry
from moothall.kernel.facts import Event

HOUSE = Path(moothall.__file__).parent
LONGEST_FILE = 400
DRAWERS = {"utils", "helpers", "common", "core", "base"}
LEAVES_THE_PROCESS = {"urllib.request", "http.client", "socket", "subprocess", "ftplib"}
MAY_LEAVE = {"kernel/outside.py", "site/commands/demo.py", "site/commands/serving.py"}
CALLED_BY_A_FRAMEWORK = {"components/identity/services/adapter.py"}
"""allauth calls it, and says no time."""
MAY_OPEN_TRANSACTIONS = (
    "kernel/actors.py",  # acting is the one door
    "components/identity/services/",  # the second door has commits of its own
    "components/people/services.py",  # a savepoint: a taken address is told, the act goes on
)


def shipped() -> list[Path]:
    """Every module that ships, by path."""
    return [
        path
        for path in sorted(HOUSE.rglob("*.py"))
        if not {"tests", "migrations", "node_modules"} & set(path.relative_to(HOUSE).parts)
        and path.read_text().strip()
    ]


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def names_used(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text()))
    return {
        n.attr if isinstance(n, ast.Attribute) else n.id
        for n in tree
        if isinstance(n, ast.Attribute | ast.Name)
    }


def called_in(path: Path) -> set[str]:
    calls = [n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
    named = {f.id for f in calls if isinstance(f, ast.Name)}
    return named | {f.attr for f in calls if isinstance(f, ast.Attribute)}


def modules_imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def foreign_keys() -> list["ForeignObject[Any, Any]"]:
    return [
        field
        for model in apps.get_models()
        if model.__module__.startswith("moothall.")
        for field in model._meta.get_fields()
        if isinstance(field, ForeignObject)
    ]


@pytest.mark.parametrize("path", shipped(), ids=name_of)
def test_a_file_is_short_says_what_it_is_for_and_goes_round_no_door(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(ast.parse(text))
    used = names_used(path)
    assert "get_model" not in used
    if not name_of(path).startswith(MAY_OPEN_TRANSACTIONS):
        assert "atomic" not in used


@pytest.mark.parametrize("path", shipped(), ids=name_of)
def test_a_file_leaves_the_process_only_where_it_may(path: Path) -> None:
    if name_of(path) in MAY_LEAVE or name_of(path).startswith("connectors/"):
        return
    assert not modules_imported(path) & LEAVES_THE_PROCESS


@pytest.mark.parametrize("path", shipped(), ids=name_of)
def test_no_room_is_a_drawer_for_everything(path: Path) -> None:
    assert not DRAWERS & {*path.relative_to(HOUSE).with_suffix("").parts}


@pytest.mark.parametrize("room", ["services", "queries", "rules"])
def test_a_room_reads_no_clock_and_takes_keywords_only(room: str) -> None:
    for path in [
        *HOUSE.rglob(f"components/*/{room}.py"),
        *HOUSE.rglob(f"components/*/{room}/*.py"),
    ]:
        if name_of(path) not in CALLED_BY_A_FRAMEWORK:
            assert not called_in(path) & {"now", "today", "utcnow"}, path
    for path in HOUSE.rglob("components/*/services.py"):
        for function in ast.parse(path.read_text()).body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith(
                ("_", "to_")
            ):
                assert not function.args.args, f"{path}: {function.name}"


@pytest.mark.parametrize("key", foreign_keys(), ids=str)
def test_a_foreign_key_stays_at_home_or_goes_down(key: "ForeignObject[Any, Any]") -> None:
    assert key.related_model._meta.app_label in {key.model._meta.app_label, "kernel"}
    assert key.remote_field.related_name == "+"


def test_the_migrations_are_up_to_date() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", list(registry.components()))
def test_a_component_is_named_after_its_folder(name: str) -> None:
    assert registry.components()[name].package.rpartition(".")[2] == name


@pytest.mark.parametrize("name", list(registry.components()))
def test_what_a_manifest_names_is_there(name: str) -> None:
    component = registry.components()[name]
    named = [
        component.steps, component.answer_kinds, component.readers, component.jobs,
        component.commands, component.offers, component.needs,
    ]  # fmt: skip
    for paths in named:
        for path in paths.values():
            assert registry.load(path) is not None
    for single in (component.urls, component.health):
        assert single is None or registry.load(single) is not None


def events() -> list[type[Event]]:
    def below(kind: type[Event]) -> list[type[Event]]:
        return [k for sub in kind.__subclasses__() for k in [sub, *below(sub)]]

    return [
        e
        for e in below(Event)
        if "name" in vars(e)
        and e.__module__.startswith("moothall.")
        and ".tests." not in e.__module__
    ]


@pytest.mark.parametrize("event", events(), ids=lambda e: e.__name__)
def test_an_event_is_named_in_the_past_tense_and_has_a_schema(event: type[Event]) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z-]+\.v\d+", event.name)
    told = r"(ed|left|sent|taken|found|signed-in|unsure|overdue)\.v\d+$"
    assert re.search(told, event.name), event.name
    assert event.schema()["type"] == "object"
    assert event.about is None or event.about in event.__dataclass_fields__


@pytest.mark.parametrize("name", list(registry.connectors()))
def test_a_connector_sits_an_exam(name: str) -> None:
    folder = HOUSE / "connectors" / name / "tests"
    written = "".join(path.read_text() for path in folder.glob("test_*.py"))
    assert re.search(r"class Test\w+\(\w*Exam\w*\)", written)
