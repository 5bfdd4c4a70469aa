"""Changes valid and hostile content at random, and looks for any that the engine meets badly.

`python -m moothall.feel.tests.fuzz [--minutes 10] [--seed 1] [--keep FOLDER]`: what is found is
kept in the folder as a file, for `tests/hostile` once it is mended.
"""

import argparse
import gc
import io
import os
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from moothall.feel import read_sheet, write_dmn
from moothall.feel.compiler import function_names
from moothall.feel.dmn.elements import child, root_of
from moothall.feel.tests import bombs
from moothall.feel.tests.hostility import DOORS, wrong_with
from moothall.feel.tests.models import decision, given, model, needs
from moothall.feel.tests.sheet_samples import GRANT, SMALL
from moothall.feel.tests.test_bounds import HOSTILE
from moothall.feel.tests.test_models import BOMB
from moothall.feel.tests.test_models_written import BOXES

SEEDS = Path(__file__).parent / "hostile"
LARGEST = 60_000
_SIGNS = "a b c d.e n x today zone ? item partial ( ) [ ] { } , : . .. + - * / ** < <= > = !="
_WORDS = "and or not( if then else for in return some every satisfies between null true"
_VALUES = (
    '"x" 1 2.5 0 1e400 1..99999999 @"P1D" @"2026-02-29" function(p) instance of list<number>'
)
_ODD = "\x00|\t|\n|'|\"|\\|\u202e|\ud800|ﬁ|é|£|context<a:Any>|99999999999999999999|1e-6176"
PATTERNS = ('matches("aaaa", "(a+)+$")', 'replace("a", "(", "$9")', 'split("a", "(a{99}){99}")')
PIECES = (*f"{_SIGNS} {_WORDS} {_VALUES}".split(), *_ODD.split("|"), *PATTERNS)
CELLS = (
    "", "-", "=1+1", "@x", "+1", "\tx", "not(", "1,2", "[1..2]", "> 1", "yes", "2026-02-30",
    '"', "“a”", "A | B", "1e9999", "0x1", "A" * 4_001, "\x00", "\u2028", "='", "''=", "|",
    "date(\"2026-01-01\")", "sum(1..99999)", "matches(?, \"(a+)+$\")", "\ufeff", "NaN",
)  # fmt: skip
Change = Callable[[random.Random, bytes, list[bytes]], bytes]


def _span(chance: random.Random, content: bytes) -> slice:
    start = chance.randrange(len(content) + 1)
    longest = min(chance.choice((1, 3, 10, 200)), len(content) - start)
    return slice(start, start + chance.randint(0, longest))


def _take_away(chance: random.Random, content: bytes, _others: list[bytes]) -> bytes:
    span = _span(chance, content)
    return content[: span.start] + content[span.stop :]


def _repeat(chance: random.Random, content: bytes, _others: list[bytes]) -> bytes:
    span = _span(chance, content)
    times = chance.choice((2, 3, 10, 100, 1_000, 9_000))
    piece = content[span]
    times = min(times, LARGEST // max(1, len(piece)))
    return content[: span.start] + piece * times + content[span.stop :]


def _put_in(chance: random.Random, content: bytes, _others: list[bytes]) -> bytes:
    at = chance.randrange(len(content) + 1)
    words = chance.choice((*PIECES, *CELLS, *NAMES))
    return content[:at] + words.encode("utf-8", "surrogatepass") + content[at:]


def _swap_byte(chance: random.Random, content: bytes, _others: list[bytes]) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def _cross(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    other = chance.choice(others or [content])
    span = _span(chance, content)
    return content[: span.start] + other[_span(chance, other)] + content[span.stop :]


WRAPS = (
    ("(", ")"),
    ("[", "]"),
    ("-", ""),
    ("{a:", "}"),
    ("not(", ")"),
    ("sum(", ")"),
    ("x in (", ")"),
    ("string(", ")"),
    ("function(f) ", ""),
    ("<list>", "</list>"),
    ("if ", " then 1 else 2"),
    ("for i in 1..999 return ", ""),
    ("some i in 1..999 satisfies ", ""),
)


def _wrap(chance: random.Random, content: bytes, _others: list[bytes]) -> bytes:
    before, after = chance.choice(WRAPS)
    times = chance.choice((1, 1, 1, 2, 3, 30, 300))
    return before.encode() * times + content + after.encode() * times


def _number(chance: random.Random, content: bytes, _others: list[bytes]) -> bytes:
    digits = [at for at, byte in enumerate(content) if 48 <= byte <= 57]
    if not digits:
        return content
    at = chance.choice(digits)
    new = chance.choice((b"0", b"-1", b"99999", b"999999999999999999", b"1e6000", b"1e-6000"))
    return content[:at] + new + content[at + 1 :]


CHANGES: tuple[Change, ...] = (
    _take_away, _repeat, _put_in, _put_in, _swap_byte, _cross, _wrap, _number,
)  # fmt: skip
NAMES = tuple(f"{name}(" for name in sorted(function_names().names))


def heap(chance: random.Random) -> bytes:
    """An expression of pieces in any order, or a function with any arguments."""
    if chance.random() < 0.5:
        arguments = ", ".join(_value(chance) for _ in range(chance.randint(0, 4)))
        return f"{chance.choice(NAMES)}{arguments})".encode("utf-8", "surrogatepass")
    pieces = chance.choices((*PIECES, *NAMES), k=chance.randint(1, 30))
    return " ".join(pieces).encode("utf-8", "surrogatepass")


def _value(chance: random.Random, depth: int = 2) -> str:
    if depth and chance.random() < 0.3:
        inside = ", ".join(_value(chance, depth - 1) for _ in range(chance.randint(0, 3)))
        kinds = (f"[{inside}]", "{" + f"a: {_value(chance, 0)}" + "}")
        return chance.choice((*kinds, f"{chance.choice(NAMES)}{inside})"))
    return chance.choice(VALUES)


VALUES = (
    "a", "b", "c", "d", "n", "today", "null", "true", "0", "-1", "1e6000", "1e-6000", "0.5",
    "99999999999", '""', '"a"', '"é🐎"', '"(a+)+$"', '"[a-"', '"$1"', '"P1D"', '"2026-04-06"',
    '"23:59:60"', '"-999999999-01-01"', '"P99999999999Y"', "1..9999", "[1..2]", "(1..1)",
    "1..999999999", '@"P1Y"', '@"PT0S"', '@"-P999999D"', '@"2026-04-06T00:00:00@Europe/London"',
    '@"12:00:00Z"', "function(p) p", "function(p, q) p < q", "{a: 1}", "[1, [2, [3]]]",
    '"x"', "for i in 1..9999 return i", '"2026-04-06T24:00:00+14:00"', "7", "2", "3",
)  # fmt: skip


def rows(chance: random.Random) -> bytes:
    """A sheet of any cells."""
    width = chance.randint(1, 5)
    heads = chance.choices(("if a", "if b", "if d.e", "then o", "note", "if", "x"), k=width)
    types = chance.choices(("number", "text", "date", "yes/no", "A | B", "|", ""), k=width)
    policy = chance.choice(("unique", "first", "collect sum", "output order", "priority", "?"))
    body = [chance.choices((*CELLS, *VALUES), k=width + 1) for _ in range(chance.randint(0, 9))]
    lines = [[policy, *heads], ["type", *types], *body]
    quoted = [",".join('"' + each.replace('"', '""') + '"' for each in line) for line in lines]
    return "\n".join(quoted).encode("utf-8", "surrogatepass")


def _book(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    """A workbook one of whose parts is changed, or its bytes."""
    if chance.random() < 0.3:
        return chance.choice(CHANGES)(chance, content, others)
    written = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except Exception:  # noqa: BLE001 - it was broken before
        return chance.choice(others)
    name = chance.choice([*parts, bombs.PAGE])
    parts[name] = chance.choice(CHANGES)(chance, parts.get(name, b""), list(parts.values()))
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for each, inside in parts.items():
            made.writestr(each, inside)
    return written.getvalue()


def seeds() -> dict[str, list[bytes]]:
    """What the changes begin with, by kind."""
    found: dict[str, list[bytes]] = {kind: [] for kind in DOORS}
    for path in sorted(SEEDS.glob("*/*")):
        found[path.parent.name].append(path.read_bytes())
    found["expression"] += [each.encode() for each in HOSTILE if len(each) < 2_000]
    found["tests"] += [each.encode() for each in ("-", "not(1)", '"A","B"', "> a, [1..2]")]
    found["csv"] += [GRANT.encode(), SMALL.encode()]
    found["csv"] += [_bytes(made())[:LARGEST] for made in bombs.SHEETS.values()]
    books = (*bombs.WORKBOOKS.values(), *bombs.HARMLESS_WORKBOOKS.values())
    found["xlsx"] += [each for each in (made() for made in books) if len(each) < LARGEST]
    found["model"] += [
        model(given("x"), given("y"), decision("answer", box, needs("x", "y"))).encode()
        for box in BOXES.values()
    ]
    found["model"] += [write_dmn(read_sheet(GRANT, name="t")).encode(), BOMB.encode()]
    _kit(found)
    return found


def _kit(found: dict[str, list[bytes]]) -> None:
    """The models of the compatibility kit and their expressions, where it is at hand."""
    shared = os.environ.get("MOOTHALL_SHARED")
    paths = sorted((Path(shared) / "data" / "dmn-tck").rglob("*.dmn")) if shared else []
    for path in paths:
        content = path.read_bytes()
        if len(content) < LARGEST:
            found["model"].append(content)
        for element in root_of(content).iter():
            words = child(element, "text")
            if words is not None and words.text:
                kind = "tests" if str(element.tag).endswith("inputEntry") else "expression"
                found[kind].append(words.text.encode())


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


class Fuzz:
    """One run: what has been tried, and what was found."""

    def __init__(self, seed: int, keep: Path) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing here is secret
        self.keep = keep
        self.seeds = seeds()
        self.tried: Counter[str] = Counter()
        self.found: Counter[str] = Counter()

    def once(self) -> None:
        """Make a content, and see how it is met."""
        kind = self.chance.choices(tuple(DOORS), weights=(40, 15, 15, 10, 20))[0]
        content = self._made(kind)
        self.tried[kind] += 1
        wrong = wrong_with(kind, content)
        if wrong is not None:
            self._note(kind, content, wrong)

    def _made(self, kind: str) -> bytes:
        chance, pool = self.chance, self.seeds[kind]
        fresh = {"expression": heap, "tests": heap, "csv": rows}.get(kind)
        if fresh is not None and chance.random() < 0.4:
            return fresh(chance)
        content = chance.choice(pool)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            change = _book if kind == "xlsx" else chance.choice(CHANGES)
            content = change(chance, content, pool)[: 4 * LARGEST]
        return content

    def _note(self, kind: str, content: bytes, wrong: str) -> None:
        short = f"{kind}: {wrong[:60]}"
        self.found[short] += 1
        if self.found[short] <= 3:
            path = self.keep / kind / sha256(content).hexdigest()[:12]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            say(f"{path}: {wrong}")


def say(words: str) -> None:
    sys.stdout.write(words.encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run for so many minutes; 1 when anything was found."""
    reader = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    reader.add_argument("--minutes", type=float, default=1.0)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--keep", type=Path, default=Path("found"))
    asked = reader.parse_args(arguments)
    run = Fuzz(asked.seed, asked.keep)
    gc.collect()
    gc.freeze()
    end = time.monotonic() + asked.minutes * 60
    while time.monotonic() < end:
        run.once()
    for kind, count in run.tried.items():
        say(f"{count:8} tried  {kind}")
    for wrong, count in run.found.items():
        say(f"{count:8} found  {wrong}")
    return 1 if run.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
