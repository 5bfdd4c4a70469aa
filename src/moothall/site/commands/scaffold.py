"""``moothall new``: the first files of a component or a service, which are good as they are."""

import argparse
import keyword
import os
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from string import Template
from typing import Any

from moothall.site.command import say

_TEMPLATES = Path(__file__).parents[1] / "scaffold"
_COMPONENT_NAME = re.compile(r"[a-z]{3,20}")
_SERVICE_NAME = re.compile(r"(?=.{3,50}$)[a-z]{2,}[a-z0-9]*(-[a-z][a-z0-9]*)*")
_NOT_ROOMS = {"utils", "helpers", "common", "core", "base", "tests", "testing"}
_COMPONENT: Mapping[str, str] = {
    "__init__.py": "",
    "manifest.py": "manifest.py",
    "contracts.py": "contracts.py",
    "rules.py": "rules.py",
    "models.py": "models.py",
    "queries.py": "queries.py",
    "services.py": "services.py",
    "commands.py": "commands.py",
    "testing.py": "testing.py",
    "locale/cy.po": "cy.po",
    "migrations/__init__.py": "",
    "migrations/0001_$name.py": "migration.py",
    "tests/__init__.py": "",
    "tests/test_rules.py": "test_rules.py",
    "tests/test_services.py": "test_services.py",
    "tests/test_queries.py": "test_queries.py",
    "tests/test_commands.py": "test_commands.py",
}
"""File of a new component -> the template it is made from; an empty one has none."""
_SERVICE: Mapping[str, str] = {
    "$owner/$name.yaml": "service.yaml",
    "$owner/messages/$name-received.en.md": "received.en.md",
    "$owner/messages/$name-received.cy.md": "received.cy.md",
    "$owner/messages/$name-answered.en.md": "answered.en.md",
    "$owner/messages/$name-answered.cy.md": "answered.cy.md",
    "privacy/$owner-$name.md": "privacy.md",
    "privacy/$owner-$name.cy.md": "privacy.cy.md",
}


class CannotWrite(Exception):
    """The files cannot be written; the words say why."""


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse's own
    new = words.add_parser("new", help="write the first files of a component or a service")
    more = new.add_subparsers(required=True, metavar="what")
    component = more.add_parser("component", help="one new folder, with every room")
    component.add_argument("name", help="a plural in small letters, such as kettles")
    component.set_defaults(run=new_component, taken=words.choices)
    service = more.add_parser("service", help="one new definition, with its messages")
    service.add_argument("organisation", help="who offers it, such as seaborough-council")
    service.add_argument("name", help="its address in small letters, such as cycle-permit")
    service.add_argument("--need", help="which need it meets, of those in place/needs.yaml")
    service.set_defaults(run=new_service)


def new_component(chosen: argparse.Namespace) -> int:
    """Write ``components/NAME`` and bring the reference pages up to date."""
    settings = import_module("moothall.site.settings")
    name: str = chosen.name
    folder = settings.PACKAGE / "components" / name
    labels = {app.rpartition(".")[2] for app in settings.INSTALLED_APPS}
    try:
        if not (settings.ROOT / "pyproject.toml").exists():
            raise CannotWrite("A component is written into a clone of Moothall; run it there.")
        _check_component_name(name, labels | set(chosen.taken))
        _write(folder, "component", _COMPONENT, {"name": name, "title": name.capitalize()})
    except CannotWrite as problem:
        say(str(problem))
        return 1
    say(f"{_shown(folder)} is there, with every room. Try it:")
    say(f"  pytest {_shown(folder)}")
    say(f"  moothall {name} seaborough-council add 'Open from nine'")
    return _bring_reference_up_to_date(settings.ROOT)


def new_service(chosen: argparse.Namespace) -> int:
    """Write ``catalogue/ORGANISATION/NAME.yaml``, its messages and its privacy notice."""
    settings = import_module("moothall.site.settings")
    catalogue = Path(settings.CATALOGUE)
    try:
        if not _SERVICE_NAME.fullmatch(chosen.name):
            raise CannotWrite("A service is named in small letters, such as cycle-permit.")
        values = _service_values(chosen, Path(settings.PLACE_FOLDER))
        _write(catalogue, "service", _SERVICE, {**values, "catalogue": catalogue.name})
    except CannotWrite as problem:
        say(str(problem))
        return 1
    document = _shown(catalogue / chosen.organisation / f"{chosen.name}.yaml")
    say(f"{document} is there, with its messages and its privacy notice.")
    say("Change their words, then:")
    say(f"  moothall check {document}")
    say(f"  moothall publish {document}")
    return 0


def _check_component_name(name: str, taken: set[str]) -> None:
    if not _COMPONENT_NAME.fullmatch(name):
        raise CannotWrite("A component is named in 3 to 20 small letters, such as kettles.")
    if name in taken or keyword.iskeyword(name):
        raise CannotWrite(f"The name {name} is taken; choose another.")
    if name in _NOT_ROOMS:
        raise CannotWrite(f"{name} says nothing about what it is for; choose another name.")


def _service_values(chosen: argparse.Namespace, place: Path) -> dict[str, str]:
    """What stands in the templates of a service. Raises ``CannotWrite``."""
    said = import_module("moothall.kernel.place").document(place)
    organisations = {o["slug"]: o for o in said["organisations"]}
    if chosen.organisation not in organisations:
        known = ", ".join(sorted(organisations))
        raise CannotWrite(f"There is no organisation {chosen.organisation}; there are {known}.")
    owner = organisations[chosen.organisation]
    needs = [n.id for n in import_module("moothall.journeys.search").needs(folder=place)]
    need = chosen.need or _likely(needs, chosen.name)
    if need not in needs:
        raise CannotWrite(f"There is no need {need} in {_shown(place / 'needs.yaml')}.")
    return {
        "name": chosen.name,
        "title": chosen.name.replace("-", " ").capitalize(),
        "owner": chosen.organisation,
        "organisation": owner["name"]["en"],
        "organisation_cy": owner["name"].get("cy", owner["name"]["en"]),
        "need": need,
        "phone": owner["contact"]["phone"],
        "email": owner["contact"]["email"],
        "team": owner["teams"][0]["id"],
        "prefix": _prefix(chosen.name.split("-")),
    }


def _prefix(words: list[str]) -> str:
    """The capitals that references begin with: ``CP`` for ``cycle-permit``."""
    return ("".join(word[0] for word in words)[:3] if words[1:] else words[0][:2]).upper()


def _likely(needs: list[str], name: str) -> str:
    """The need that shares a word with the service's name, else the first of the list."""
    words = set(name.split("-"))
    return next((need for need in needs if words & set(need.split("."))), needs[0])


def _write(
    folder: Path, templates: str, files: Mapping[str, str], values: Mapping[str, str]
) -> None:
    """Write every file, or none if one of them is there already."""
    made = {folder / Template(path).substitute(values): name for path, name in files.items()}
    for path in made:
        if path.exists():
            raise CannotWrite(f"{_shown(path)} is there already.")
    for path, name in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(_TEMPLATES / templates / f"{name}.txt", values) if name else "")


def _filled(template: Path, values: Mapping[str, str]) -> str:
    return Template(template.read_text()).substitute(values)


def _shown(path: Path) -> str:
    """A path as somebody in the clone would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _bring_reference_up_to_date(root: Path) -> int:
    """Go on as the script that writes ``docs/reference``: it has to load the house afresh."""
    sys.stdout.flush()
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-m", "docs.make_reference"])  # noqa: S606 - ours
