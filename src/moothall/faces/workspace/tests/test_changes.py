"""Changing tables and conditions of a service on pages, without a script."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.components.assessment.testing import TABLE
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, Person, an_officer, text
from moothall.faces.workspace.tests.policy import (
    CHANGES,
    FILE,
    a_designer,
    a_policy_office,
    cells,
)
from moothall.feel import read_dmn_sheet, read_sheet, read_xlsx, write_xlsx, write_xlsx_cells
from moothall.journeys import amendments, queries
from moothall.kernel.actors import acting

UNIQUE = TABLE.replace("first,", "unique,", 1)


@pytest.fixture
def office() -> Office:
    return a_policy_office()


@pytest.fixture
def designer(office: Office) -> Person:
    return a_designer(office)


def kept(person: Person, file: str = "tables/permit.csv") -> str:
    """The text of a file as it is to be."""
    with acting(person.actor, purpose="test"):
        live = amendments.live(service="parking")
        amendment = amendments.of(published=live)
        held = amendments.held(published=live, amendment=amendment)
    return next(each.file.text for each in held if each.file.file == file)


def revision(person: Person) -> str:
    with acting(person.actor, purpose="test"):
        found = queries.amendment(service="parking")
    return str(found.revision if found else 0)


def bring(person: Person, content: bytes, name: str = "permit.xlsx") -> str:
    file = SimpleUploadedFile(name, content)
    response = person.post(f"{FILE}/bring", file=file, revision=revision(person))
    return text(response) if response.status_code != 302 else text(person.get(FILE))


def keep(person: Person, do: str = "keep", **changed: str) -> None:
    fields = {name.replace("_", "-"): value for name, value in changed.items()}
    fields = {**cells(TABLE), **fields, "do": do, "revision": revision(person)}
    response = person.post(FILE, **fields)
    assert response.status_code == 302


def test_every_table_of_the_service_is_there_to_be_changed(designer: Person) -> None:
    page = text(designer.get(CHANGES))
    assert "Decision table: Whether you can have it" in page
    assert "tables/permit.scenarios.csv" in page
    assert "As it is live" in page


def test_cells_are_kept(designer: Person) -> None:
    designer.post(FILE, **{**cells(TABLE), "c-3-2": "> 200"}, do="keep", revision="0")
    assert "too dirty,-,> 200" in kept(designer)


@pytest.mark.parametrize(
    ("do", "rows"),
    [
        ("row-up-3", ["too dirty", "outside", "pays", "clean", "otherwise"]),
        ("row-down-2", ["too dirty", "outside", "pays", "clean", "otherwise"]),
        ("row-remove-2", ["too dirty", "pays", "clean", "otherwise"]),
        ("row-add-2", ["outside", "", "too dirty", "pays", "clean", "otherwise"]),
        ("row-up-2", ["outside", "too dirty", "pays", "clean", "otherwise"]),
        ("row-down-6", ["outside", "too dirty", "pays", "clean", "otherwise"]),
        ("row-remove-0", ["outside", "too dirty", "pays", "clean", "otherwise"]),
        ("row-up-99999", ["outside", "too dirty", "pays", "clean", "otherwise"]),
    ],
)
def test_rows_are_added_moved_and_taken_out(designer: Person, do: str, rows: list[str]) -> None:
    keep(designer, do)
    lines = kept(designer).splitlines()[2:]
    assert [line.partition(",")[0] for line in lines] == rows


@pytest.mark.parametrize(
    ("do", "columns"),
    [
        ("column-right-1", ["if co2", "if zone", "if pays_council_tax"]),
        ("column-left-2", ["if co2", "if zone", "if pays_council_tax"]),
        ("column-remove-1", ["if co2", "if pays_council_tax", "then outcome"]),
        ("column-add-1", ["if zone", "", "if co2"]),
        ("column-remove-0", ["if zone", "if co2", "if pays_council_tax"]),
    ],
)
def test_columns_are_added_moved_and_taken_out(
    designer: Person, do: str, columns: list[str]
) -> None:
    keep(designer, do)
    assert kept(designer).splitlines()[0].split(",")[1:4] == columns


def test_a_mistake_stands_beside_its_cell(designer: Person) -> None:
    designer.post(FILE, **{**cells(TABLE), "c-3-2": "> many"}, do="keep", revision="0")
    page = designer.get(FILE).content.decode()
    (cell,) = re.findall(r'<input[^>]*id="c-3-2"[^>]*>', page)
    assert 'aria-invalid="true"' in cell
    assert 'aria-describedby="c-3-2-wrong"' in cell


def test_an_overlap_is_told_with_an_example(designer: Person) -> None:
    page = bring(designer, write_xlsx(read_sheet(UNIQUE, name="permit")))
    assert "both apply to" in page


def test_a_gap_is_told_with_an_example(designer: Person) -> None:
    without = "\n".join(TABLE.splitlines()[:-1])
    assert "No row applies to" in bring(designer, without.encode(), "permit.csv")


def test_a_workbook_with_bad_cells_is_shown_with_what_is_wrong(designer: Person) -> None:
    rows = [line.split(",") for line in TABLE.replace('"A, B"', "A").splitlines()]
    rows[2][2] = "much"
    page = bring(designer, write_xlsx_cells(rows, title="permit"))
    assert "1 mistake to mend" in page or "mistakes to mend" in page
    assert 'value="much"' in page


@pytest.mark.parametrize("form", ["csv", "xlsx", "dmn"])
def test_a_table_that_is_taken_away_and_brought_back_is_the_same(
    designer: Person, form: str
) -> None:
    content = designer.get(f"{FILE}/as/{form}").content
    before = read_sheet(kept(designer), name="permit")
    bring(designer, content, f"permit.{form}")
    after = read_sheet(kept(designer), name="permit")
    assert (after.inputs, after.outputs, after.rows) == (
        before.inputs,
        before.outputs,
        before.rows,
    )


def test_it_is_taken_away_as_it_is_to_be(designer: Person) -> None:
    designer.post(FILE, **{**cells(TABLE), "c-3-2": "> 200"}, do="keep", revision="0")
    rows = [
        read_sheet(designer.get(f"{FILE}/as/csv").content, name="x").rows[1],
        read_xlsx(designer.get(f"{FILE}/as/xlsx").content, name="x").rows[1],
        read_dmn_sheet(designer.get(f"{FILE}/as/dmn").content).rows[1],
    ]
    assert [row.tests[1] for row in rows] == ["> 200"] * 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("permit.xlsx", b"no workbook"),
        ("permit.pdf", b"%PDF"),
        ("permit.csv", b"\xff\xfe\x00"),
        ("permit.dmn", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
        ("", b""),
        ("permit.csv", b"x" * 2_000_000),
        ("permit.csv", b"\x00"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    designer: Person, name: str, content: bytes
) -> None:
    file = SimpleUploadedFile(name, content) if name else io.BytesIO()
    fields = {"file": file} if name else {}
    response = designer.post(f"{FILE}/bring", **fields, revision="0")
    assert response.status_code == 422
    assert "There is a problem" in text(response)
    assert revision(designer) == "0"


def test_formulas_in_a_workbook_are_refused(designer: Person) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - it is large

    book = Workbook()
    book.worksheets[0]["A1"] = '=HYPERLINK("http://x.example")'
    written = io.BytesIO()
    book.save(written)
    assert "has a formula" in bring(designer, written.getvalue())


def test_whoever_has_not_seen_the_last_change_keeps_what_they_typed(
    designer: Person, office: Office
) -> None:
    colleague = an_officer(office.org, Duty.MANAGER, name="Max Manager")
    keep(designer, c_3_2="> 200")
    response = colleague.post(FILE, **{**cells(TABLE), "c-3-2": "> 150"}, revision="0")
    page = text(response)
    assert response.status_code == 409
    assert "Somebody has changed this since you opened it" in page
    assert 'value="&gt; 150"' in page
    assert "> 200" in kept(designer)


def test_scenarios_are_run_on_the_page(designer: Person) -> None:
    page = text(designer.get(f"{FILE}/scenarios"))
    assert "All 5 come out as they should" in page
    keep(designer, c_3_2="> 400")
    page = text(designer.get(f"{FILE}/scenarios"))
    assert "of 5 come out as they should" in page
    assert "No scenario" in page


def test_two_versions_are_compared_cell_by_cell(designer: Person) -> None:
    designer.post(FILE, **{**cells(TABLE), "c-3-2": "> 200"}, do="keep", revision="0")
    page = designer.get(f"{FILE}/compare").content.decode()
    assert "<del>&gt; 255</del> <ins>&gt; 200</ins>" in page
    assert "Not one cell differs" in text(designer.get(f"{FILE}/compare", old="1", new="1"))


def test_a_sound_change_is_published_from_the_page(designer: Person) -> None:
    change = {**cells(TABLE), "c-3-2": "> 290"}
    designer.post(FILE, **change, do="keep", revision="0")
    assert "Publish it now" in text(designer.get(CHANGES))
    designer.post(f"{CHANGES}/act", do="publish", revision="1", note="Voted on 3 March")
    with acting(designer.actor, purpose="test"):
        live = amendments.live(service="parking")
        newest = queries.versions(owner=live.owner, service="parking")[0]
    assert "> 290" in live.text
    assert (newest.published_by, newest.note) == ("Pat Policy", "Voted on 3 March")


def test_a_change_with_a_mistake_cannot_be_published(designer: Person) -> None:
    bring(designer, write_xlsx(read_sheet(UNIQUE, name="permit")))
    page = text(designer.get(CHANGES))
    assert "Publish it now" not in page
    assert "to mend" in page
    response = designer.post(f"{CHANGES}/act", do="publish", revision="1")
    assert response.status_code == 422
    assert "There are mistakes in it" in text(response)


def test_where_two_people_rule_one_proposes_and_another_publishes() -> None:
    office = a_policy_office(two_people=True)
    designer = a_designer(office)
    colleague = an_officer(office.org, Duty.MANAGER, name="Max Manager")
    designer.post(FILE, **{**cells(TABLE), "c-3-2": "> 290"}, do="keep", revision="0")
    assert "Propose it" in text(designer.get(CHANGES))
    designer.post(f"{CHANGES}/act", do="propose", revision="1", note="Please look")
    assert "Somebody else has to publish it" in text(designer.get(CHANGES))
    assert designer.post(f"{CHANGES}/act", do="publish", revision="2").status_code == 403
    assert "Publish it now" in text(colleague.get(CHANGES))
    colleague.post(f"{CHANGES}/act", do="publish", revision="2")
    with acting(designer.actor, purpose="test"):
        assert amendments.live(service="parking").number == 2


def test_a_caseworker_reads_it_and_changes_nothing(office: Office) -> None:
    caseworker = an_officer(office.org, Duty.CASEWORKER)
    page = text(caseworker.get(FILE))
    assert "Only service designers and managers can change it" in page
    assert "Keep and look for mistakes" not in page
    response = caseworker.post(FILE, **cells(TABLE.replace("255", "1")), revision="0")
    assert response.status_code == 403


def test_another_organisation_finds_nothing(designer: Person) -> None:
    keep(designer, c_3_2="> 200")
    other = a_designer(a_policy_office())
    assert "> 200" not in kept(other)
    stranger = an_officer(other.membership.org, Duty.MANAGER)
    assert stranger.get("/workspace/services/no-such/changes").status_code == 404
    assert stranger.get(f"{CHANGES}/tables/other.csv").status_code == 404


def test_long_tables_are_changed_part_by_part(designer: Person) -> None:
    head, kinds, *rows = TABLE.splitlines()
    many = [f"n{n},-,{n},-,eligible,x,x" for n in range(300)]
    bring(designer, "\n".join([head, kinds, *many, *rows]).encode(), "permit.csv")
    second = designer.get(FILE).content.decode()
    (begin,) = re.findall(r"from=(\d+)\">56–", second) or ["0"]
    page = designer.get(FILE, **{"from": begin or "57"}).content.decode()
    row = re.findall(r'name="c-(\d+)-0"', page)[-1]
    designer.post(FILE, **{f"c-{row}-0": "renamed", "from": begin, "do": "keep"}, revision="1")
    lines = kept(designer).splitlines()
    assert len(lines) == 307
    assert lines[int(row)].startswith("renamed,")


def test_a_condition_is_put_together_and_published(designer: Person) -> None:
    place = "/workspace/services/parking/conditions/steps.4.show_when"
    fields = {"name-0": "co2", "test-0": ">", "value-0": "100", "join": "and"}
    second = {"name-1": "kind", "test-1": "=", "value-1": "light"}
    designer.post(place, **fields, **second, do="build", revision="0")
    assert "“CO2” is more than 100 and “Kind” is Light" in text(designer.get(place))
    designer.post(f"{CHANGES}/act", do="publish", revision="1")
    with acting(designer.actor, purpose="test"):
        live = amendments.live(service="parking")
    condition = live.service.steps[4].show_when
    assert condition is not None
    assert condition.source == 'co2 > 100 and kind = "light"'


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name-0": "co2", "test-0": ">", "value-0": "many"}, "write a number"),
        ({"name-0": "zone", "test-0": "=", "value-0": "Z"}, "can be: A, B, outside"),
        ({"name-0": "nobody", "test-0": "=", "value-0": "1"}, "Choose what to ask about"),
        ({"name-0": "zone", "test-0": ">", "value-0": "A"}, "does not fit"),
        ({"name-0": "pays_council_tax", "test-0": "=", "value-0": "7"}, "write yes or no"),
    ],
)
def test_a_condition_that_will_not_do_is_refused_in_words(
    designer: Person, fields: dict[str, str], said: str
) -> None:
    place = "/workspace/services/parking/conditions/steps.3.show_when"
    response = designer.post(place, **fields, do="build", revision="0")
    assert response.status_code == 422
    assert said in text(response)


@pytest.mark.parametrize("written", ["co2 >", "unknown = 1", "[" * 3_000, "now() > 1"])
def test_a_text_that_is_no_condition_here_is_refused(designer: Person, written: str) -> None:
    place = "/workspace/services/parking/conditions/steps.1.stop_when"
    response = designer.post(place, text=written, do="text", revision="0")
    assert response.status_code == 422
    assert "There is a problem" in text(response)


EXAMPLES = "/workspace/services/parking/examples"


def test_worked_examples_are_run_with_what_is_to_change(designer: Person) -> None:
    assert "All 1 hold" in text(designer.get(EXAMPLES))
    keep(designer, c_4_4="not eligible")
    page = text(designer.get(EXAMPLES))
    assert "0 of 1 hold" in page
    assert "it stops at `eligibility`" in page


def test_what_an_example_comes_to_is_taken_as_right(designer: Person) -> None:
    keep(designer, c_4_4="not eligible")
    assert "0 of 1 hold" in text(designer.get(EXAMPLES))
    designer.post(EXAMPLES, do="take-0", revision="1")
    assert "All 1 hold" in text(designer.get(EXAMPLES))


def test_an_example_is_added_that_is_like_another_one(designer: Person) -> None:
    fields = {"name": "too dirty", "like": "a hole", "question-0": "co2", "answer-0": "300"}
    designer.post(EXAMPLES, **fields, do="add", revision="0")
    page = text(designer.get(EXAMPLES))
    assert "All 2 hold" in page
    assert "Ends at “eligibility”" in page
    assert "Your vehicle gives off too much" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "like": "a hole"},
        {"name": "a hole", "like": "a hole"},
        {"name": "x", "like": "nothing"},
        {"name": "x", "like": "a hole", "question-0": "co2", "answer-0": "NaN"},
        {"name": "x", "like": "a hole", "question-0": "co2", "answer-0": "1e99999"},
        {"name": "x", "like": "a hole", "question-0": "zone", "answer-0": "Z"},
        {"name": "x", "like": "a hole", "question-0": "nobody", "answer-0": "1"},
    ],
)
def test_an_example_that_will_not_do_is_refused_in_words(
    designer: Person, fields: dict[str, str]
) -> None:
    response = designer.post(EXAMPLES, **fields, do="add", revision="0")
    assert response.status_code == 422
    assert "There is a problem" in text(response)


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\x1b[2J", "²", "9" * 400])
@pytest.mark.parametrize(
    ("address", "field", "do"),
    [
        (FILE, "c-3-2", "keep"),
        (f"{CHANGES}/act", "note", "propose"),
        (f"{CHANGES}/act", "revision", "publish"),
        (EXAMPLES, "name", "add"),
        (EXAMPLES, "answer-0", "add"),
        (FILE, "from", "row-up-²"),
        ("/workspace/services/parking/conditions/steps.1.stop_when", "text", "text"),
        ("/workspace/services/parking/conditions/steps.4.show_when", "value-0", "build"),
    ],
)
def test_no_text_that_somebody_sends_is_more_than_a_page_can_take(
    designer: Person, address: str, field: str, do: str, text: str
) -> None:
    keep(designer, c_3_2="> 290")
    more = {"like": "a hole", "question-0": "zone", "name-0": "kind", "test-0": "="}
    fields = {"name": "x", **more, "do": do, "revision": "1", field: text}
    assert designer.post(address, **fields).status_code < 500


@pytest.mark.parametrize(
    "written",
    [
        " and ".join(f"co2 > {n}" for n in range(9)),
        'kind = "light" and eligibility.unheard = 1',
    ],
)
def test_a_condition_that_has_no_room_in_the_form_is_changed_as_text(
    designer: Person, written: str
) -> None:
    place = "/workspace/services/parking/conditions/steps.4.show_when"
    designer.post(place, text=written, do="text", revision="0")
    page = text(designer.get(place))
    assert "This condition says more than the boxes below can" in page
    assert 'name="name-0"' not in page


def test_a_page_of_another_version_is_told_and_keeps_nothing(designer: Person) -> None:
    fields = {**cells(TABLE), "c-3-2": "> 200", "do": "keep", "revision": "0", "live": "9"}
    assert designer.post(FILE, **fields).status_code == 409


def test_a_cell_that_is_too_long_is_told_and_not_cut(designer: Person) -> None:
    keep(designer, c_3_5="x" * 5_000)
    assert "mistake" in text(designer.get(FILE))


def test_signs_that_part_cells_elsewhere_stay_in_their_cell(designer: Person) -> None:
    keep(designer, c_0_0="first;x", c_3_5='a;b, "c"')
    page = designer.get(FILE).content.decode()
    assert "a;b, &#34;c&#34;" in page
    assert len(re.findall(r'name="c-3-[0-9]+"', page)) == 7


@pytest.mark.parametrize("do", ["row-up-" + "9" * 5_000, "row-", "-", "x-0", "column-up-1"])
def test_a_button_that_is_not_there_does_nothing(designer: Person, do: str) -> None:
    fields = {**cells(TABLE), "do": do, "revision": "0"}
    assert designer.post(FILE, **fields).status_code == 302
    assert read_sheet(kept(designer), name="x").rows == read_sheet(TABLE, name="x").rows
