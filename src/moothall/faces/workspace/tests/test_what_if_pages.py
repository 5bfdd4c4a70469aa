"""Trying a change on a population: asking for it, following it, reading what came of it."""

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from moothall.components.identity.testing import a_client
from moothall.components.people.contracts import Duty
from moothall.faces.workspace.tests.offices import Office, Person, an_office, text
from moothall.journeys import catalogue, services
from moothall.journeys.changed_files import files_of
from moothall.journeys.tests.what_ifs import (
    RATES,
    TABLE,
    a_line,
    a_population,
    changed,
    the_scheme,
)
from moothall.kernel import jobs, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.ids import uuid7
from moothall.kernel.testing import NOON, slug_of

HERE = "/workspace/services/council-tax-reduction/what-if"
PEOPLE = a_population(
    *(a_line("Harbour <b>", "C", earnings=str(95 + 20 * n)) for n in range(9)),
    *(a_line("Castle", "D", earnings=str(200 + n)) for n in range(6)),
    a_line("Castle", "D", earnings="x"),
    a_line("Castle", "D", earnings=""),
    more=["ward", "band"],
)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An office that offers the scheme, and who designs it."""

    office: Office
    designer: Person


@cache
def the_desk() -> Desk:
    return a_desk()


def a_desk() -> Desk:
    office = an_office()
    actor = Actor(org=office.org, duties=frozenset({Duty.SERVICE_DESIGNER.value}))
    with acting(actor, purpose="test"):
        services.publish(
            definition={**the_scheme(), "owner": slug_of(office.org), "messages": []},
            templates={},
            by="Devin",
            note="First",
            at=NOON,
        )
    return Desk(office=office, designer=office.officer(Duty.SERVICE_DESIGNER))


@pytest.fixture
def desk() -> Desk:
    return the_desk()


def a_file(content: str | bytes, name: str = "x.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def fields(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    given = {
        "file": RATES,
        "changed": a_file(changed(taper_per_cent="25")[RATES]),
        "source": "file",
        "population": a_file(PEOPLE),
        "amount": "award.total",
        "direction": "get",
        "day": "2026-04-01",
        **more,
    }
    return {name: value for name, value in given.items() if value is not None}


def asked(desk: Desk, **more: Any) -> str:  # noqa: ANN401
    """Ask, have it done, and answer the address of its page."""
    answer = desk.designer.post(HERE, **fields(**more))
    assert answer.status_code == 302, text(answer)[-3000:]
    jobs.run_waiting()
    return str(answer.headers["Location"])


class TestAsking:
    def test_the_services_page_leads_to_it_for_who_designs(self, desk: Desk) -> None:
        assert HERE in text(desk.designer.get("/workspace/services"))
        assert HERE not in text(desk.office.officer().get("/workspace/services"))

    def test_the_form_names_the_columns_and_the_files(self, desk: Desk) -> None:
        page = text(desk.designer.get(HERE))
        for words in ("yearly_bill", RATES, TABLE, "Off your council tax each week"):
            assert words in page
        assert "scenarios" not in page
        assert "<code>home</code>" not in page

    def test_a_file_to_begin_with_can_be_downloaded_and_tried(self, desk: Desk) -> None:
        template = desk.designer.get(f"{HERE}/population.csv").content
        page = text(desk.designer.get(asked(desk, population=a_file(template))))
        assert "All cases" in page

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"file": "rates/none.csv"}, "Choose the file that is changed"),
            ({"changed": None}, "Select the changed file"),
            ({"changed": a_file(files_of(the_scheme())[RATES])}, "same as the one in force"),
            ({"changed": a_file(b"\xff\xfe\x00")}, "Save it as CSV in UTF-8"),
            ({"changed": a_file(b"x" * 600_000)}, "smaller than 512 kB"),
            (
                {"changed": a_file(b"PK\x03\x04 no workbook")},
                "This is no workbook that can be read",
            ),
            ({"population": None}, "Select the file with the cases"),
            ({"population": a_file("name,age\n")}, "could tell who somebody is"),
            ({"population": a_file(b"\x00\x01")}, "Save it as CSV in UTF-8"),
            ({"source": ""}, "Choose on whom to try it"),
            ({"amount": "other.total"}, "Choose what to add up"),
            ({"direction": ""}, "whether people get this amount"),
            ({"day": "2026-02-30"}, "Enter a real date"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(
        self, desk: Desk, more: dict[str, Any], words: str
    ) -> None:
        answer = desk.designer.post(HERE, **fields(**more))
        assert answer.status_code == 422
        assert text(answer).count(words) >= 2

    def test_a_population_that_is_far_too_large_is_not_even_read(self, desk: Desk) -> None:
        answer = desk.designer.browser.post(HERE, fields(), CONTENT_LENGTH=str(40 * 1024**2))
        assert answer.status_code == 413

    def test_the_form_needs_its_token(self, desk: Desk) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.cookies = desk.designer.browser.cookies
        assert browser.post(HERE, fields()).status_code == 403

    def test_a_service_without_tables_has_nothing_to_try(self, desk: Desk) -> None:
        page = text(desk.designer.get("/workspace/services/street-problem/what-if"))
        assert "There is nothing to try" in page

    @pytest.mark.parametrize("address", [HERE, f"{HERE}/population.csv"])
    def test_it_is_for_who_designs_or_manages(self, desk: Desk, address: str) -> None:
        assert desk.office.officer().get(address).status_code == 403
        assert desk.office.officer(Duty.MANAGER).get(address).status_code == 200
        assert a_client().get(address).status_code == 302


class TestResult:
    def test_it_says_who_is_better_or_worse_off_and_what_it_costs(self, desk: Desk) -> None:
        page = text(desk.designer.get(asked(desk)))
        for words in ("Better off", "Worse off", "Difference", "−\u2060£", "On average"):
            assert words in page
        assert "taper_per_cent,25" in page
        assert "<svg" in page
        assert page.count("<table") > page.count("<title id=")

    def test_what_could_not_be_counted_stands_there_with_its_line(self, desk: Desk) -> None:
        page = text(desk.designer.get(asked(desk)))
        assert re.search(r"Line 17, <code>earnings</code>: Enter an amount", page)
        assert "Line 18: " in page

    def test_texts_of_the_file_are_never_markup(self, desk: Desk) -> None:
        page = text(desk.designer.get(asked(desk)))
        assert "Harbour &lt;b&gt;" in page
        assert "Harbour <b>" not in page

    def test_it_can_be_downloaded_with_every_digit_and_no_formula(self, desk: Desk) -> None:
        people = PEOPLE.replace("Harbour <b>", "=1+1")
        address = asked(desk, population=a_file(people))
        lines = desk.designer.get(f"{address}/result.csv").content.decode().splitlines()
        assert lines[1].startswith("all,,16,")
        assert any(line.startswith("ward,'=1+1,9,") for line in lines)
        assert not any(",=1" in line for line in lines)

    def test_mistakes_that_the_change_brings_are_told(self, desk: Desk) -> None:
        broken = files_of(the_scheme())[TABLE].replace("<= 16000", "<= 15000")
        page = text(desk.designer.get(asked(desk, file=TABLE, changed=a_file(broken))))
        assert "The changed file has mistakes" in page
        assert "No row applies" in page

    def test_a_table_may_come_as_a_workbook(self, desk: Desk) -> None:
        book = Workbook()
        rows = files_of(the_scheme())[TABLE].replace("16000", "6000")
        sheet = book.worksheets[0]
        import csv  # noqa: PLC0415

        for row in csv.reader(rows.splitlines()):
            sheet.append(row)
        content = BytesIO()
        book.save(content)
        sent = a_file(content.getvalue(), "table.xlsx")
        page = text(desk.designer.get(asked(desk, file=TABLE, changed=sent)))
        assert "All cases" in page

    def test_it_reads_in_welsh(self, desk: Desk) -> None:
        address = asked(desk)
        page = text(desk.designer.get(f"/cy{address}"))
        assert "Ar eu colled" in page
        assert "Worse off" not in page

    def test_rates_that_were_added_hold_on_both_sides(self) -> None:
        desk = a_desk()
        rates = registry.offer("rates.v1")
        with acting(desk.designer.actor, purpose="test"):
            published = catalogue.live(owner=desk.office.org, service="council-tax-reduction")
            (table,) = rates.tables(steps=published.service.steps)
            rates.add_rates(
                change=uuid7(),
                service="council-tax-reduction",
                rates=table,
                valid_from="2031-04-01",
                numbers={"taper_per_cent": {"figure": "30"}},
                two_people=False,
                at=NOON,
            )
        counts = {}
        for day in ("2031-03-31", "2031-04-01"):
            address = asked(desk, day=day)
            head, line, *_ = (
                desk.designer.get(f"{address}/result.csv")
                .content.decode("utf-8-sig")
                .splitlines()
            )
            counts[day] = dict(zip(head.split(","), line.split(","), strict=True))
        changed_by = {day: [c["better"], c["worse"]] for day, c in counts.items()}
        assert changed_by["2031-03-31"] != ["0", "0"]
        assert changed_by["2031-04-01"] == ["0", "0"]

    def test_what_is_to_change_and_not_published_yet_is_tried(self) -> None:
        desk = a_desk()
        page = desk.designer.get(HERE)
        assert "not published yet" not in text(page)
        with acting(desk.designer.actor, purpose="test"):
            services.amend(
                service="council-tax-reduction",
                revision=0,
                files={RATES: changed(taper_per_cent="25")[RATES]},
                at=NOON,
            )
        assert "not published yet: rates/reduction.csv" in text(desk.designer.get(HERE))
        made = desk.designer.post(HERE, **fields(file="draft", changed=None))
        assert made.status_code == 302
        jobs.run_waiting()
        assert "Done" in text(desk.designer.get(made.headers["Location"]))

    def test_past_decisions_are_tried(self, desk: Desk) -> None:
        page = text(desk.designer.get(asked(desk, source="past", population=None)))
        assert "fewer than 5 past decisions" in page

    def test_without_an_amount_nothing_is_added_up(self, desk: Desk) -> None:
        page = text(desk.designer.get(asked(desk, amount="none")))
        assert "What it would come to" not in page
        assert "Outcome before and after" in page

    def test_what_was_tried_stands_on_the_list(self, desk: Desk) -> None:
        address = asked(desk)
        assert f'href="{address}"' in text(desk.designer.get(HERE))


class TestUnderWay:
    def test_the_page_shows_progress_renews_itself_and_it_can_be_cancelled(self) -> None:
        desk = a_desk()
        answer = desk.designer.post(HERE, **fields())
        address = answer.headers["Location"]
        waiting = desk.designer.get(address)
        assert waiting.headers["Refresh"] == "3"
        assert "<progress" in text(waiting)
        assert desk.designer.post(HERE, **fields()).status_code == 422
        assert desk.designer.post(f"{address}/cancel").status_code == 302
        jobs.run_waiting()
        page = desk.designer.get(address)
        assert "Refresh" not in page.headers
        assert "Cancelled" in text(page)

    def test_nothing_can_be_downloaded_before_it_is_done(self) -> None:
        desk = a_desk()
        address = desk.designer.post(HERE, **fields()).headers["Location"]
        assert desk.designer.get(f"{address}/result.csv").status_code == 404


def test_another_organisation_finds_none_of_it(desk: Desk) -> None:
    address, other = asked(desk), a_desk()
    for path in (address, f"{address}/result.csv"):
        assert other.designer.get(path).status_code == 404
    assert other.designer.post(f"{address}/cancel").status_code == 404
    assert address not in text(other.designer.get(HERE))
