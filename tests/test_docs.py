"""The documentation: its reference is what the code says, and its links lead somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from moothall.site.command import main

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)|(?:src|href)=\"(?!https?:)([^\"]+)\"")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def written() -> list[Path]:
    """Every page of the documentation."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page get."""
    headings = _HEADING.findall(page.read_text())
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in headings
    }


def missing_links(page: Path) -> list[str]:
    missing = []
    for found in _LINK.finditer(_CODE.sub("", page.read_text())):
        link = found[1] or found[2]
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            missing.append(link)
    return missing


def test_the_reference_is_what_the_code_says() -> None:
    ours = {n: v for n, v in os.environ.items() if "MOOTHALL" not in n and "DATABASE" not in n}
    ran = subprocess.run(
        [sys.executable, "-m", "docs.make_reference", "--check"],
        cwd=ROOT,
        env=ours,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}\nRun: python -m docs.make_reference"


@pytest.mark.parametrize("page", written(), ids=name_of)
def test_a_link_inside_the_documentation_leads_somewhere(page: Path) -> None:
    assert missing_links(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](page.md#one) [b](page.md#two) [c](none.md) `[d](code.md)`\n")
    assert missing_links(page) == ["page.md#two", "none.md"]


def test_every_decision_says_when_and_has_its_three_parts() -> None:
    for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        text = page.read_text()
        assert re.search(r"^\d{1,2} [A-Z][a-z]+ \d{4}$", text, re.MULTILINE), page.name
        assert [
            h for h in _HEADING.findall(text)[1:] if h in {"Context", "Decision", "Consequence"}
        ] == ["Context", "Decision", "Consequence"], page.name


def files_of_the_tutorial() -> dict[str, str]:
    """The files that the tutorial has its reader write: the blocks after each path, joined."""
    text = (ROOT / "docs" / "tutorial" / "your-first-service.md").read_text()
    files: dict[str, str] = {}
    path = document = ""
    for found in re.finditer(
        r"`(catalogue/[\w/.-]+)`|```(yaml|markdown)\n(.*?)```", text, re.DOTALL
    ):
        if found[1]:
            path = found[1]
            document = document or path
        else:
            path = document if found[2] == "yaml" else path
            files[path] = files.get(path, "") + found[3] + "\n"
    return files


def test_the_document_that_the_tutorial_writes_has_no_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, text in files_of_the_tutorial().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert main(["check", str(tmp_path / "catalogue")]) == 0, capsys.readouterr().out
