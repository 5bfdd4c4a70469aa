"""Storing, trimming, checking and mending: with the log, PostgreSQL and a folder at work."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from tests.telling import caught_up, closed, opened, records_of, told

from moothall.components.cases.contracts import CaseReopened, Outcome
from moothall.components.demand.contracts import DataSetDamaged
from moothall.components.demand.queries import months
from moothall.components.demand.queries.store import Store, table_of
from moothall.components.demand.services.mending import mend
from moothall.components.demand.services.rebuilding import rebuild
from moothall.components.demand.services.storing import PURPOSE, check, store
from moothall.components.demand.services.trimming import trim
from moothall.components.demand.testing import a_record
from moothall.kernel.actors import Actor, AlreadyActing, acting
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.testing import NOON, an_org, the_steward

DAY = timedelta(days=1)
LONG_AFTER = NOON + 500 * DAY
JUNE, JULY = "source=log/month=2030-06", "source=log/month=2030-07"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty data set of a place with a steward, and without needs so far."""
    the_steward()
    caught_up()
    with acting(Actor(), purpose="reader"), connection.cursor() as cursor:
        cursor.execute("delete from demand_record")
    with override_settings(DEMAND_FOLDER=str(tmp_path), DEMAND_ENGINE="duckdb"):
        yield tmp_path


def needs(org: OrgId, *, months_on: int = 0, many: int = 1) -> list[UUID]:
    """So many cases that are open, asked in June or as many months later."""
    cases = [uuid7() for _ in range(many)]
    for case in cases:
        told(org, opened(case, person=uuid7()), at=NOON + months_on * 30 * DAY)
    caught_up()
    return cases


def end(org: OrgId, *cases: UUID, at: datetime = NOON + DAY) -> None:
    told(org, *(closed(case) for case in cases), at=at)
    caught_up()


def in_parquet(org: OrgId, key: str = JUNE) -> dict[str, dict[str, Any]]:
    """Id -> the row, of what an organisation has in a partition that the manifest names."""
    here = here_stored()
    rows = here.read(here.manifest().partitions[key]).to_pylist()
    return {row["id"]: row for row in rows if row["org"] == str(org)}


def here_stored() -> Store:

    return Store(settings.DEMAND_FOLDER)


def file_of(folder: Path, key: str) -> Path:
    return folder / "records" / key / "part-0.parquet"


def test_records_are_stored_by_the_month_in_which_they_were_asked() -> None:
    org = an_org()
    (june,), (july,) = needs(org), needs(org, months_on=1)
    stored = store(at=NOON)
    assert (stored.months, stored.rows) == (["2030-06", "2030-07"], 2)
    found = in_parquet(org)
    assert set(found) == {str(june)}
    assert set(in_parquet(org, JULY)) == {str(july)}
    (record,) = (r for id_, r in records_of(org).items() if id_ == june)
    row = found[str(june)]
    assert row["asked_at"] == record.asked_at
    assert (row["org"], row["area"], row["outcome"]) == (str(org), "SB01", "open")
    assert (row["person_key"], row["met_org"], row["count"]) == (record.person_key, None, 1)


def test_what_has_not_changed_is_not_written_again(folder: Path) -> None:
    org = an_org()
    needs(org)
    store(at=NOON)
    before = file_of(folder, JUNE).stat().st_mtime_ns
    (july,) = needs(org, months_on=1)
    assert store(at=NOON).months == ["2030-07"]
    assert store(at=NOON).months == []
    end(org, july)
    assert store(at=NOON).months == ["2030-07"]
    assert file_of(folder, JUNE).stat().st_mtime_ns == before


def test_what_is_read_from_the_log_late_is_stored_all_the_same() -> None:
    org = an_org()
    (case,) = needs(org)
    store(at=LONG_AFTER)
    end(org, case, at=NOON + timedelta(seconds=1))
    assert store(at=LONG_AFTER).months == ["2030-06"]
    assert in_parquet(org)[str(case)]["outcome"] == "met"


def test_a_month_that_has_become_empty_goes(folder: Path) -> None:
    needs(an_org())
    store(at=NOON)
    with acting(Actor(), purpose="reader"), connection.cursor() as cursor:
        cursor.execute("delete from demand_record")
    assert store(at=NOON).months == ["2030-06"]
    assert here_stored().manifest().partitions == {}
    assert not file_of(folder, JUNE).exists()


def test_only_the_steward_reads_what_all_need() -> None:
    needs(an_org())
    with acting(Actor(org=an_org()), purpose=PURPOSE):
        assert months.fingerprints() == {}
        assert months.records_of(months.days_of("2030-06")[2]) == []


@pytest.mark.parametrize("act", [store, trim, mend])
def test_nothing_leaves_the_process_inside_acting(act: Callable[..., object]) -> None:
    with acting(Actor(), purpose="test"), pytest.raises(AlreadyActing):
        act(at=NOON)


def test_nothing_is_left_beside_the_files(folder: Path) -> None:
    needs(an_org())
    store(at=NOON)
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert files == {"manifest.json", f"records/{JUNE}/part-0.parquet"}


def test_what_ended_long_ago_leaves_postgresql_and_stays_in_parquet() -> None:
    org = an_org()
    old, still_open = needs(org, many=2)
    end(org, old)
    store(at=NOON)
    assert trim(at=LONG_AFTER).rows == 1
    assert set(records_of(org)) == {still_open}
    store(at=LONG_AFTER)
    assert set(in_parquet(org)) == {str(old), str(still_open)}
    assert store(at=LONG_AFTER).months == []


def test_what_ended_within_the_days_kept_stays() -> None:
    org = an_org()
    (case,) = needs(org)
    end(org, case)
    store(at=NOON)
    assert trim(at=NOON + 401 * DAY).rows == 0
    with override_settings(DEMAND_KEPT_DAYS=399):
        assert trim(at=NOON + 401 * DAY).rows == 1


def test_what_is_not_in_parquet_as_it_is_here_is_not_trimmed(folder: Path) -> None:
    org = an_org()
    (case,) = needs(org)
    store(at=NOON)
    end(org, case)
    told_first = trim(at=LONG_AFTER)
    assert (told_first.rows, told_first.not_stored) == (0, ["2030-06"])
    store(at=NOON)
    file_of(folder, JUNE).write_bytes(b"no parquet")
    assert trim(at=LONG_AFTER).not_stored == ["2030-06"]
    assert set(records_of(org)) == {case}


def test_what_was_trimmed_stays_though_more_days_are_kept_later() -> None:
    org = an_org()
    old, other = needs(org, many=2)
    end(org, old)
    store(at=NOON)
    trim(at=LONG_AFTER)
    end(org, other)
    with override_settings(DEMAND_KEPT_DAYS=4_000):
        store(at=LONG_AFTER)
    assert set(in_parquet(org)) == {str(old), str(other)}


def test_what_was_trimmed_and_is_opened_again_stands_once() -> None:
    org = an_org()
    (case,) = needs(org)
    end(org, case)
    store(at=NOON)
    trim(at=LONG_AFTER)
    told(org, CaseReopened(case_id=case, service="s", from_state="a", to_state="b"))
    caught_up()
    store(at=LONG_AFTER)
    assert in_parquet(org)[str(case)]["outcome"] == "open"


def test_missing_and_damaged_files_are_named(folder: Path) -> None:
    org = an_org()
    needs(org)
    needs(org, months_on=1)
    store(at=NOON)
    assert (check().whole, check().missing, check().damaged) == (2, [], [])
    file_of(folder, JUNE).unlink()
    content = bytearray(file_of(folder, JULY).read_bytes())
    content[40] ^= 1
    file_of(folder, JULY).write_bytes(content)
    odd = Store(str(folder)).write(table_of([a_record()]), source="log", month="2031-01")
    told_of = check()
    assert (told_of.whole, told_of.missing) == (0, [JUNE])
    assert told_of.damaged == [JULY, odd.key]


def test_exactly_the_months_that_are_wanting_are_made_again_from_the_log(
    folder: Path,
) -> None:
    org = an_org()
    june, trimmed = needs(org, many=2)
    needs(org, months_on=1)
    end(org, trimmed)
    store(at=NOON)
    trim(at=LONG_AFTER)
    store(at=LONG_AFTER)
    before = in_parquet(org)
    july_written = file_of(folder, JULY).stat().st_mtime_ns
    file_of(folder, JUNE).unlink()
    assert mend(at=NOON).months == ["2030-06"]
    assert set(before) == {str(june), str(trimmed)}
    assert in_parquet(org) == before
    assert file_of(folder, JULY).stat().st_mtime_ns == july_written
    assert (check().missing, check().damaged) == ([], [])
    assert mend(at=NOON).months == ()


def test_a_damaged_month_is_not_stored_over_before_it_is_mended(folder: Path) -> None:
    org = an_org()
    old, still_open = needs(org, many=2)
    end(org, old)
    store(at=NOON)
    trim(at=LONG_AFTER)
    file_of(folder, JUNE).write_bytes(b"no parquet")
    assert store(at=LONG_AFTER).damaged == ["2030-06"]
    mend(at=LONG_AFTER)
    assert set(in_parquet(org)) == {str(old), str(still_open)}
    assert store(at=LONG_AFTER).months == []


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_without_its_manifest_everything_is_made_again(folder: Path, damage: str) -> None:
    org = an_org()
    old, still_open = needs(org, many=2)
    end(org, old)
    store(at=NOON)
    trim(at=LONG_AFTER)
    store(at=LONG_AFTER)
    before = in_parquet(org)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text()[:-30])
    with pytest.raises(DataSetDamaged):
        store(at=LONG_AFTER)
    assert check().damaged[0] == "manifest.json"
    if damage == "gone":
        manifest.unlink()
    mend(at=NOON)
    assert in_parquet(org) == before
    end(org, still_open)
    store(at=LONG_AFTER)
    assert {id_: row["outcome"] for id_, row in in_parquet(org).items()} == {
        str(old): "met",
        str(still_open): "met",
    }


def test_a_file_of_an_import_cannot_be_made_from_the_log(folder: Path) -> None:
    here = Store(str(folder))
    part = here.write(table_of([a_record(source="crm")]), source="crm", month="2030-06")
    here.save(here.manifest().having(part))
    file_of(folder, part.key).write_bytes(b"")
    mended = mend(at=NOON)
    assert (mended.months, mended.to_import) == ([], ["crm"])
    assert part.key not in here.manifest().partitions


def test_a_rebuild_brings_back_what_was_trimmed_and_parquet_stays_the_same() -> None:
    org = an_org()
    (case,) = needs(org)
    end(org, case)
    store(at=NOON)
    before = in_parquet(org)
    trim(at=LONG_AFTER)
    store(at=LONG_AFTER)
    rebuild(at=NOON)
    assert records_of(org)[case].outcome.value == Outcome.MET.value
    store(at=LONG_AFTER)
    assert in_parquet(org)[str(case)] == before[str(case)]
