"""Tests of reading definitions: plain data with places, and hostile ones refused in words."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.journeys.reading import (
    MOST_BYTES,
    MOST_DEPTH,
    CannotRead,
    Finding,
    Source,
    read_source,
    read_text,
)


def read(text: str) -> Source:
    return read_text(text=text, file="a.yaml")


def refused(text: str) -> Finding:
    with pytest.raises(CannotRead) as caught:
        read(text)
    return caught.value.finding


def test_plain_types_stay_plain() -> None:
    text = "a: 1\nb: 40.50\nc: true\nd: no\ne: 2026-03-27\nf: '1'\ng:\nh: ~\n"
    more = "i: 1e3\nj: 007\nk: .5\n"
    assert read(text + more).data == {
        "a": 1,
        "b": Decimal("40.50"),
        "c": True,
        "d": "no",
        "e": "2026-03-27",
        "f": "1",
        "g": None,
        "h": None,
        "i": "1e3",
        "j": "007",
        "k": ".5",
    }


def test_every_setting_and_item_has_its_line_and_column() -> None:
    source = read("title: {en: A, cy: B}\nsteps:\n  - page: one\n    ask:\n      - {id: x}\n")
    assert source.at(("title", "cy")) == (1, 16)
    assert source.at(("steps", 0)) == (3, 5)
    assert source.at(("steps", 0, "ask", 0, "id")) == (5, 10)


def test_what_has_no_place_is_found_at_what_holds_it() -> None:
    source = read("steps:\n  - page: one\n")
    assert source.at(("steps", 0, "title", "en")) == (2, 5)
    assert source.at(("nothing",)) == (1, 1)


@pytest.mark.parametrize(
    ("value", "column", "place"),
    [
        ("kind = pothole", 8, (2, 11)),
        ('"kind = pothole"', 8, (2, 12)),
        ("'kind = ''pothole'''", 9, (2, 14)),
        ('"kind = \\"pothole\\" and x"', 18, (2, 24)),
        ('"caf\\u00e9 = 1"', 6, (2, 15)),
        ("|\n    kind =\n      pothole", 1, (3, 5)),
    ],
)
def test_a_place_within_words_is_found_in_the_file(
    value: str, column: int, place: tuple[int, int]
) -> None:
    source = read(f"a: 1\nb: {value}\n")
    assert source.inside(("b",), line=1, column=column) == place


def test_a_place_in_the_second_line_of_a_block_is_found() -> None:
    source = read("a: 1\nb: |\n    kind =\n      pothole\n")
    assert source.inside(("b",), line=2, column=3) == (4, 7)


def test_a_place_in_folded_words_is_where_they_begin() -> None:
    source = read("b: >\n    kind =\n    pothole\n")
    assert source.inside(("b",), line=2, column=3) == (1, 4)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\na: 2\n", 2, 1, "twice"),
        ("a:\n  b: {c: 1, c: 2}\n", 2, 13, "twice"),
        ("a:\n\tb: 1\n", 2, 1, "tab"),
        ("a: b: c\n", 1, 5, "second `:`"),
        ("a: &x 1\nb: *x\n", 1, 4, "anchors"),
        ("a: *x\n", 1, 4, "anchors"),
        ("&x {a: 1}\n", 1, 1, "anchors"),
        ("a: !!python/object:os.system x\n", 1, 4, "tags"),
        ("!secret {a: 1}\n", 1, 1, "tags"),
        ("a: {b: c, d\n", 2, 1, "not closed"),
        ("a: @b\n", 1, 4, "cannot begin"),
        ('a: "b\n', 2, 1, "never closed"),
        ('a: "\\q"\n', 1, 6, "backslash"),
        ("a: 1\n b: 2\n", 2, 3, "second `:`"),
        (" a: 1\nb: 2\n", 2, 1, "indentation"),
        ("- a\nb: 1\n", 2, 1, "differently"),
        ("a: 1\nb\n", 3, 1, "needs a `:`"),
        ("{a: 1}: 2\n", 1, 1, "name must be text"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("a: b\x00c\n", 1, 5, "U+0000"),
        ("a: 1\nb: x\x07\n", 2, 5, "U+0007"),
        ("", 1, 1, "list of settings"),
        ("# nothing but a remark\n", 1, 1, "list of settings"),
        ("- a\n- b\n", 1, 1, "list of settings"),
        ("just words\n", 1, 1, "list of settings"),
    ],
)
def test_what_is_not_a_definition_is_refused_in_words_at_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    finding = refused(text)
    assert (finding.line, finding.column) == (line, column), str(finding)
    assert words in f"{finding.words} {finding.mend}"
    assert finding.code == "yaml"
    assert finding.mend


_DEEP = MOST_DEPTH + 1
HOSTILE = {
    "2,000 brackets": "a: " + "[" * 2_000,
    "400,000 brackets": "a: " + "[" * 400_000,
    "braces": "a: " + "{b: " * 5_000,
    "brackets in lines": "a:\n" + "\n".join(f"{' ' * n}[" for n in range(1, 3_000)),
    "dashes in one line": "a:\n  " + "- " * 100_000,
    "question marks in one line": "? " * 100_000,
    "settings, one deeper each": "\n".join(f"{' ' * n}a:" for n in range(600)),
    "lists, one deeper each": "a:\n" + "\n".join(f"{' ' * n}-" for n in range(600)),
    "aliases": "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(5_000)),
    "too many parts": "a: [" + "1," * 200_000 + "1]",
    "too many settings": "\n".join(f"a{n}: 1" for n in range(60_000)),
    "quotes without end": 'a: "' + "x\n" * 100_000,
    "escapes": 'a: "' + "\\x" * 100_000,
    "colons": "a" + ":" * 500_000,
    "tabs": "a:\n" + "\t" * 400_000 + "b: 1",
    "NUL": "a: 1\n" + "\x00" * 400_000,
    "remarks and an end": "#" * 500_000,
    "percent": "%" * 400_000,
    "too long": "a: " + "x" * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_at_once(name: str) -> None:
    began = time.process_time()
    finding = refused(HOSTILE[name])
    assert time.process_time() - began < 0.5
    assert finding.line >= 1
    assert finding.column >= 1
    assert finding.words
    assert finding.mend


def test_as_deep_as_is_allowed_is_read() -> None:
    text = "".join(f"{' ' * n}a:\n" for n in range(MOST_DEPTH - 1)) + " " * MOST_DEPTH + "a: 1"
    assert read(text).data
    assert "deep" in refused("a: " + "[" * (MOST_DEPTH + 5) + "]" * (MOST_DEPTH + 5)).words


def test_a_large_definition_is_read() -> None:
    text = "".join(f'a{n}: {{en: "What is it?", cy: "Beth ydyw?"}}\n' for n in range(1_400))
    assert len(read(text).data) == 1_400
    assert "too much" in refused(text + text.replace("a", "b")).words


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:-[]{}?&*!|>'\"#%@,\n \t\\0é\x00", max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        found: Source | Finding = read(text)
    except CannotRead as failure:
        found = failure.finding
    if isinstance(found, Source):
        assert isinstance(found.data, dict)
    else:
        assert found.words
        assert found.line <= text.count("\n") + 2


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    assert read("\ufeffa: 1\r\nb: 2\r\n").data == {"a": 1, "b": 2}


def test_a_definition_is_read_with_its_templates(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("moothall: 1\n")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "received.en.md").write_text("Subject: Got it\n\nThanks\n")
    (tmp_path / "messages" / "received.cy.md").write_text("Subject: Wedi dod\n\nDiolch\n")
    (tmp_path / "messages" / "notes.md").write_text("not a template")
    source = read_source(path=tmp_path / "a.yaml", shown_as="catalogue/a.yaml")
    assert source.file == "catalogue/a.yaml"
    assert set(source.templates) == {"received"}
    assert source.templates["received"]["cy"].endswith("Diolch\n")
    assert source.inside(("moothall",), line=1, column=1) == (1, 11)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: \xff\xfe\n", "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        (b"a" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(CannotRead, match=words):
        read_source(path=path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="cannot be read"):
        read_source(path=tmp_path / "nothing.yaml")
    with pytest.raises(CannotRead, match="cannot be read"):
        read_source(path=tmp_path)


def test_a_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("moothall: 1\n")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "received.en.md").write_bytes(b"Subject: \xff")
    with pytest.raises(CannotRead, match=r"received\.en\.md:1:10"):
        read_source(path=tmp_path / "a.yaml")
