"""The build of the styles and scripts: once per change, all or nothing, clear when it fails."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[4]
SOURCES = ("package.json", "package-lock.json", ".npmrc", "hatch_build.py")


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources in a folder of their own, without any package."""
    for name in SOURCES:
        shutil.copy(ROOT / name, tmp_path / name)
    assets = "src/moothall/kernel/assets"
    shutil.copytree(ROOT / assets, tmp_path / assets)
    return tmp_path


@pytest.fixture
def house(copy: Path) -> Path:
    """The same with the packages of the house, which are installed already."""
    if not (ROOT / "node_modules").is_dir():
        pytest.fail("the front-end packages are not here: run `python hatch_build.py`")
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    return copy


def test_it_builds_once_and_then_only_after_a_change(hook: ModuleType, house: Path) -> None:
    assert hook.build(house) is True
    built = house / hook.BUILT / "house.css"
    before = built.stat().st_mtime_ns
    assert hook.build(house) is False
    assert built.stat().st_mtime_ns == before

    with (house / hook.ASSETS / "scss" / "house.scss").open("a") as style:
        style.write("\n.a-new-rule { color: red; }\n")
    assert hook.build(house) is True
    assert "a-new-rule" in built.read_text()


def test_a_style_with_a_mistake_is_named_and_the_last_good_build_stays(
    hook: ModuleType, house: Path
) -> None:
    hook.build(house)
    before = (house / hook.BUILT / "house.css").read_text()
    (house / hook.ASSETS / "scss" / "_frame.scss").write_text(".broken {")
    with pytest.raises(hook.CannotBuild, match=r"_frame\.scss"):
        hook.build(house)
    assert (house / hook.BUILT / "house.css").read_text() == before
    assert [path.name for path in (house / hook.BUILT).parent.iterdir()] == ["moothall"]


def test_without_packages_and_without_a_network_one_line_says_so(
    hook: ModuleType, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(copy / "cache"))
    with pytest.raises(hook.CannotBuild) as failure:
        hook.build(copy)
    assert str(failure.value) == (
        "The front-end packages are not here and npm cannot be reached: go online once."
    )
    assert not (copy / hook.BUILT).exists()
