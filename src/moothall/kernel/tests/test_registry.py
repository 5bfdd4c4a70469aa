"""Finding what the house is made of: by folder, by entry point, and less what is left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from moothall.kernel import registry
from moothall.kernel.manifest import Component, Connector
from moothall.kernel.registry import NotOffered

PACKAGE = Path(registry.__file__).parents[1]
MANIFEST = """
from moothall.kernel.manifest import Component

MANIFEST = Component(name="{name}", title="Extra", summary="Of others.", package="{module}")
"""


def folders(kind: str) -> set[str]:
    return {p.parent.name for p in (PACKAGE / kind).glob("*/manifest.py")}


@pytest.fixture
def fresh() -> Iterator[None]:
    """What is found is kept; look again, and leave no trace."""
    registry.components.cache_clear()
    yield
    registry.components.cache_clear()


def distribution(folder: Path, *, name: str, point: str, content: str) -> None:
    """Another Python package that brings a component by an entry point."""
    module = point.partition(":")[0]
    (folder / f"{module}.py").write_text(content)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[moothall.components]\n{name} = {point}\n")


def test_every_folder_with_a_nameplate_is_found() -> None:
    assert set(registry.components()) >= folders("components")
    assert set(registry.connectors()) >= folders("connectors")


def test_each_is_called_like_its_folder() -> None:
    assert {c.package.rpartition(".")[2] for c in registry.components().values()} == set(
        registry.components()
    )


def test_everything_that_a_nameplate_names_is_there() -> None:
    for component in registry.components().values():
        named = [
            *component.offers.values(),
            *component.needs.values(),
            *component.steps.values(),
            *component.answer_kinds.values(),
            *component.readers.values(),
            *component.jobs.values(),
            *component.commands.values(),
            *(p for p in (component.urls, component.health, component.people_data) if p),
        ]
        for path in named:
            assert registry.load(path), path
    for connector in registry.connectors().values():
        for path in connector.provides.values():
            assert registry.load(path), path


@pytest.mark.usefixtures("fresh")
def test_another_package_brings_a_component_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(
        tmp_path,
        name="extra-one",
        point="extra_one:MANIFEST",
        content=MANIFEST.format(name="extra_one", module="extra_one"),
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert registry.components()["extra_one"].title == "Extra"


@pytest.mark.usefixtures("fresh")
def test_what_is_no_nameplate_is_stopped_at_the_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(
        tmp_path, name="extra-two", point="extra_two:MANIFEST", content="MANIFEST = 'me'"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(TypeError, match="expected a Component"):
        registry.components()


@pytest.mark.usefixtures("fresh")
def test_an_optional_component_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    optional = next(c.name for c in registry.components().values() if c.optional)
    registry.components.cache_clear()
    monkeypatch.setenv("MOOTHALL_WITHOUT", optional)
    assert optional not in registry.components()
    assert optional not in {p.rpartition(".")[2] for p in registry.django_apps()}


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("wrong", ["identity", "no_such_component"])
def test_what_must_not_or_cannot_be_left_out_is_said_at_once(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOOTHALL_WITHOUT", wrong)
    with pytest.raises(ValueError, match=wrong):
        registry.components()


def test_what_nobody_offers_is_refused_and_can_be_asked_about() -> None:
    assert not registry.offers("teleport.v1")
    with pytest.raises(NotOffered):
        registry.offer("teleport.v1")
    with pytest.raises(NotOffered):
        registry.protocol_of("teleport.v1")


def test_everything_offered_can_be_had() -> None:
    for component in registry.components().values():
        for capability in component.offers:
            assert registry.offers(capability)
            assert registry.offer(capability)


def test_names_are_given_once_over_the_whole_house() -> None:
    for given in ("offers", "needs", "steps", "answer_kinds", "jobs", "commands"):
        names = [n for c in registry.components().values() for n in getattr(c, given)]
        assert len(names) == len(set(names)), given


def test_a_path_names_a_module_or_something_in_it() -> None:
    assert registry.load("moothall.kernel.registry") is registry
    assert registry.load("moothall.kernel.manifest:Component") is Component
    assert registry.load("moothall.kernel.manifest:Connector") is Connector
    with pytest.raises(AttributeError):
        registry.load("moothall.kernel.manifest:Nothing")
