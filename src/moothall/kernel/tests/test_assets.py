"""The built styles and scripts: whole, small, and from here alone."""

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
BUILT = ROOT / "src" / "moothall" / "kernel" / "static" / "moothall"
RESIDENT = ("house.css", "house.js")
WORKSPACE = (*RESIDENT, "workspace.css", "workspace.js", "htmx.js")
WEIGHT = 80_000


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    if not (BUILT / "built-from.txt").exists():
        pytest.fail("the styles and scripts are not built: run `python hatch_build.py`")


def _weight(*names: str) -> int:
    return sum(len(gzip.compress((BUILT / name).read_bytes())) for name in names)


def test_a_resident_page_needs_less_than_80_kb_of_styles_and_scripts() -> None:
    assert _weight(*RESIDENT) < WEIGHT


def test_so_does_a_page_of_the_workspace() -> None:
    assert _weight(*WORKSPACE) < WEIGHT


def test_leaflet_is_in_the_script_of_maps_and_in_no_other() -> None:
    marker = b"leaflet-container"
    assert marker in (BUILT / "map.js").read_bytes()
    assert all(marker not in (BUILT / name).read_bytes() for name in WORKSPACE)


def test_what_is_sent_compressed_is_what_is_sent_plain() -> None:
    for name in (*WORKSPACE, "map.css", "map.js"):
        packed = (BUILT / f"{name}.gz").read_bytes()
        assert gzip.decompress(packed) == (BUILT / name).read_bytes()
        assert (BUILT / f"{name}.br").stat().st_size < len(packed)


def test_every_file_that_a_style_asks_for_is_there() -> None:
    asked = set()
    for style in BUILT.glob("*.css"):
        asked |= set(re.findall(r"""url\(["']?([^"')]+)""", style.read_text()))
    files = {name for name in asked if not name.startswith(("data:", "#"))}
    assert any(name.endswith(".woff2") for name in files)
    assert [name for name in files if not (BUILT / name).is_file()] == []


def test_no_style_and_no_script_of_ours_asks_another_host() -> None:
    for style in BUILT.glob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", style.read_text())
    for script in (ROOT / "src/moothall/kernel/assets/js").glob("*.mjs"):
        assert "http" not in script.read_text()


def test_neither_crown_nor_typeface_of_govuk_is_built_in() -> None:
    for style in BUILT.glob("*.css"):
        text = style.read_text().lower()
        assert "gds transport" not in text
        assert "crown" not in text


def test_the_fonts_cover_the_letters_of_welsh() -> None:
    styles = (BUILT / "house.css").read_text()
    ranges = [
        tuple(int(end, 16) for end in found)
        for found in re.findall(r"U\+([0-9A-Fa-f]+)-([0-9A-Fa-f]+)", styles)
    ]
    for letter in "âêîôûŵŷÂÊÎÔÛŴŶïäëöáéíóúàèìòùẃẁẅýỳÿ":
        assert any(low <= ord(letter) <= high for low, high in ranges), letter
    assert sorted(path.name for path in (BUILT / "fonts").iterdir()) == [
        "latin-400-normal.woff2",
        "latin-700-normal.woff2",
        "latin-ext-400-normal.woff2",
        "latin-ext-700-normal.woff2",
    ]


def test_the_licences_of_what_is_shipped_are_shipped_too() -> None:
    text = (BUILT / "licences.txt").read_text()
    for name in json.loads((ROOT / "package.json").read_text())["dependencies"]:
        assert re.search(rf"^{re.escape(name)} \d", text, re.MULTILINE), name


def test_packages_are_pinned_and_the_lock_names_no_address() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    for version in (wanted["dependencies"] | wanted["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert wanted["dependencies"]["govuk-frontend"] == "6.3.0"
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")
