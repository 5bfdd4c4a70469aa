"""Populations as they come: read exactly, refused in words, and without identities."""

from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.journeys.tests.what_ifs import (
    HEADS,
    HOUSEHOLD,
    LINE,
    a_line,
    a_population,
    asked,
    read,
    the_scheme,
)
from moothall.journeys.whatif.contracts import (
    MOST_ROWS,
    PopulationRefused,
    Row,
    RowRefused,
    Unread,
)
from moothall.journeys.whatif.populations import (
    Reader,
    Scanned,
    csv_text,
    lines_of,
    scan,
    template,
)
from moothall.kernel.testing import NOON


def scanned(text: str) -> Scanned:
    return scan(text, asked=asked(), at=NOON, others=read(the_scheme()).questions())


def rows(text: str) -> list[Row | Unread]:
    reader = Reader(scanned(text).columns, asked=asked(), at=NOON)
    found: list[Row | Unread] = []
    for line, cells in list(lines_of(StringIO(text, newline="")))[1:]:
        try:
            found.append(reader.row(line, cells))
        except RowRefused as refusal:
            found.append(refusal.unread)
    return found


def why_not(text: str) -> str:
    with pytest.raises(PopulationRefused) as refused:
        scanned(text)
    return " ".join(str(said) for said in refused.value.mistakes)


def test_a_line_is_read_into_exact_answers() -> None:
    (row,) = rows(a_population(a_line()))
    assert isinstance(row, Row)
    assert row.answers == HOUSEHOLD
    assert (row.line, row.weight) == (2, 1)


@pytest.mark.parametrize(
    ("cells", "name", "answer"),
    [
        ({"yearly_bill": "£1,460.50"}, "yearly_bill", Decimal("1460.50")),
        ({"partner": "Yes"}, "partner", True),
        ({"partner": "nac ydw"}, "partner", False),
        ({"partner": "0"}, "partner", False),
        ({"earnings": ""}, "earnings", None),
    ],
)
def test_cells_may_be_written_as_people_write_them(
    cells: dict[str, str], name: str, answer: object
) -> None:
    (row,) = rows(csv_text([HEADS, a_line(**cells)]))
    assert isinstance(row, Row)
    assert row.answers[name] == answer


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"yearly_bill": "a lot"}, "yearly_bill"),
        ({"yearly_bill": "0"}, "yearly_bill"),
        ({"children": "1.5"}, "children"),
        ({"age": "42"}, "age"),
        ({"partner": "perhaps"}, "partner"),
        ({"savings": "9" * 5_000}, "savings"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_line_and_the_rest_goes_on(
    cells: dict[str, str], column: str
) -> None:
    first, second = rows(a_population(a_line(**cells), a_line()))
    assert isinstance(first, Unread)
    assert (first.line, first.column) == (2, column)
    assert str(first.said)
    assert isinstance(second, Row)


def test_a_line_with_other_values_than_headings_is_told() -> None:
    first, second = rows(a_population([*LINE, "more"], LINE[:-1]))
    assert isinstance(first, Unread)
    assert isinstance(second, Unread)


def test_lines_are_counted_as_a_spreadsheet_counts_them() -> None:
    text = a_population(a_line(), more=["ward"]).replace("\n", ",\n", 1)
    text = ",".join([*HEADS, "ward"]) + "\n\n" + ",".join([*LINE, '"two\nlines"']) + "\n"
    text += ",".join([*LINE, "Harbour"]) + "\n"
    assert [row.line for row in rows(text)] == [3, 5]


def test_cases_are_grouped_by_further_columns_and_by_choices() -> None:
    found = scanned(a_population(a_line("Harbour", "C"), more=["ward", "band"]))
    assert list(found.columns.groupings.values()) == [
        "ward", "band", "pays_council_tax", "age", "partner", "full_benefit",
    ]  # fmt: skip


def test_the_same_answer_is_one_group_however_it_is_written() -> None:
    found = rows(a_population(a_line(partner="Yes"), a_line(partner="1")))
    assert [row.groups[2] for row in found if isinstance(row, Row)] == ["yes", "yes"]


def test_a_line_may_stand_for_several_cases() -> None:
    one, two = rows(a_population(a_line("12.5"), a_line("many"), more=["weight"]))
    assert isinstance(one, Row)
    assert one.weight == Decimal("12.5")
    assert isinstance(two, Unread)


@pytest.mark.parametrize(
    "name",
    ["name", "Full Name", "e-mail address", "email", "phone", "Telephone no", "home",
     "postcode",     "address_1", "address1", "National Insurance number", "NINO", "UPRN",
     "vehicle registration", "date of birth", "id", "reference", "your_name", "enw"],
)  # fmt: skip
def test_a_column_that_could_tell_who_somebody_is_is_refused(name: str) -> None:
    assert "who somebody is" in why_not(a_population(a_line("x"), more=[name]))


@pytest.mark.parametrize(
    "cell", ["sam@example.com", "SB1 1DB", "AB 12 34 56 C", "01632 960123"]
)
def test_a_column_that_holds_what_could_tell_who_somebody_is_is_refused(cell: str) -> None:
    assert "who somebody is" in why_not(a_population(a_line(cell), more=["group"]))


def test_a_column_that_tells_cases_apart_is_refused() -> None:
    lines = [a_line(f"case {n}") for n in range(200)]
    assert "more than 100 different values" in why_not(a_population(*lines, more=["household"]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "columns are missing"),
        (a_population(), "no line below"),
        (",".join(HEADS[1:]) + "\n", "missing: pays_council_tax"),
        (a_population(a_line("1"), more=["age"]), "there twice"),
        (a_population(a_line("1"), more=[""]), "has no heading"),
        ("\x00\n", "columns are missing"),
        ('"never closed' + "x" * 200_000, "not CSV"),
        (",".join(f"c{n}" for n in range(99)), "more than 60 columns"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, words: str) -> None:
    assert words in why_not(text)


def test_more_cases_than_are_taken_are_refused() -> None:
    line = ",".join(LINE) + "\n"
    assert "250,000" in why_not(a_population() + line * (MOST_ROWS + 1))


@given(text=st.text(max_size=300))
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    for given_text in (text, a_population(a_line()) + text):
        try:
            scanned(given_text)
        except PopulationRefused:
            continue
        rows(given_text)


def test_the_template_is_a_population_that_can_be_tried() -> None:
    examples = [example.given for example in read(the_scheme()).examples]
    text = csv_text(template(asked=asked(), given=examples, at=NOON))
    (row,) = rows(text)
    assert isinstance(row, Row)
    assert row.answers["yearly_bill"] > 0
