"""What a release says otherwise than the one before: each kind of change, and nothing that is no change."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from ingestion.commands.release import ReleaseError, release

DAY = dt.date(2026, 11, 26)


@dataclass(frozen=True)
class Cell:
    """A printed figure of a report: council-year-kind."""

    report_id: str
    indicator: str
    printed: str
    period: str = "2021"
    measure: str = "outcome"
    unit: str = "%"
    correction: str | None = None
    version: str = "1"

    @property
    def value(self) -> float:
        return float(self.correction or self.printed.removesuffix(" %").replace(",", "."))


def publish(path: Path, run: str, cells: Sequence[Cell]) -> Path:
    """A file with what a release compares of a published one."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.refresh_run as select ? as refresh_id, now() as started_at, now() as finished_at", [run]
        )
        connection.execute(
            "create table marts.dim_document (document_id varchar, source_file varchar, report_id varchar, "
            "report varchar, year integer, status varchar)"
        )
        connection.execute(
            "create table marts.fct_reported_value (reported_value_id varchar, document_id varchar, "
            "source_file varchar, row_number integer, line_start integer, indicator_id varchar, indicator varchar, "
            "district_id varchar, district varchar, period_id varchar, gender varchar, measure varchar, "
            "as_printed varchar, figure_value decimal(18, 6), figure_unit varchar, is_withheld boolean, "
            "corrected_text varchar, correction_reason varchar)"
        )
        for report_id, version in dict.fromkeys((one.report_id, one.version) for one in cells):
            council, year, kind = report_id.rsplit("-", 2)
            connection.execute(
                "insert into marts.dim_document values (?, ?, ?, ?, ?, 'leading')",
                [f"{report_id}/{version}", f"{council}.txt", report_id, kind, year],
            )
        for number, one in enumerate(cells, start=1):
            document = f"{one.report_id}/{one.version}"
            council = one.report_id.rsplit("-", 2)[0]
            values = [f"{document}/{one.printed}/{one.period}", document, f"{council}.txt", number, 10 * number]
            values += [one.indicator, one.indicator.title(), council, council.title(), one.period, "total", one.measure]
            values += [one.printed, one.value, one.unit, False, one.correction, one.correction and "a misprint"]
            connection.execute(f"insert into marts.fct_reported_value values ({', '.join('?' * len(values))})", values)
    return path


@pytest.fixture(autouse=True)
def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook and the site have tests of their own, on a whole file."""
    monkeypatch.setattr("ingestion.commands.site.write_site", lambda *_: None)
    monkeypatch.setattr("ingestion.commands.workbook.write_workbook", lambda *_: {})


def changes(folder: Path, before: Sequence[Cell], after: Sequence[Cell]) -> list[dict[str, str]]:
    release(publish(folder / "m.duckdb", "one", before), folder / "releases", DAY)
    released = release(publish(folder / "m.duckdb", "two", after), folder / "releases", DAY)
    assert released.folder is not None
    with (released.folder / "changes.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


ANNUAL = (
    Cell("farsta-2021-VB", "vakna", "80,5 %"),
    Cell("farsta-2021-VB", "sova", "12,3 %"),
    Cell("farsta-2021-VB", "rita", "3,44 %"),
    Cell("farsta-2021-VB", "simma", "7 %"),
)
NEXT = (
    Cell("farsta-2022-VB", "vakna", "81,0 %"),
    Cell("farsta-2022-VB", "sova", "12,9 %"),
    # The same figure, rounded.
    Cell("farsta-2022-VB", "rita", "3,4 %"),
    Cell("farsta-2022-VB", "simma", "7 %"),
    Cell("farsta-2022-VB", "vakna", "90,0 %", "2022"),
    Cell("farsta-2022-VB", "sova", "11 %", "2022", "annual_target"),
)


def test_a_later_report_that_restates_two_outcomes_is_these_two_changes(tmp_path: Path) -> None:
    found = changes(tmp_path, ANNUAL, [*ANNUAL, *NEXT])
    told = [(one["change"], one["indicator_id"], one["old_as_printed"], one["new_as_printed"]) for one in found]
    assert told == [("restated", "sova", "12,3 %", "12,9 %"), ("restated", "vakna", "80,5 %", "81,0 %")]
    assert {(one["old_report_id"], one["new_report_id"]) for one in found} == {("farsta-2021-VB", "farsta-2022-VB")}
    text = (tmp_path / "releases" / "2026.11.26.2" / "CHANGES.md").read_text(encoding="utf-8")
    assert "- new: farsta-2022-VB, 6 figures\n- restated by a later report: 2\n" in text
    assert "- Farsta, Sova, 2021: outcome 12,3 % → 12,9 % (farsta.txt:20 → farsta.txt:60)" in text


def test_what_was_restated_before_is_told_once(tmp_path: Path) -> None:
    spring = Cell("farsta-2022-T1", "sova", "12,9 %")
    assert changes(tmp_path, [*ANNUAL, spring], [*ANNUAL, spring, NEXT[1]]) == []


def test_an_older_report_that_comes_late_restates_nothing(tmp_path: Path) -> None:
    assert changes(tmp_path, NEXT, [*NEXT, *ANNUAL]) == []


@pytest.mark.parametrize(
    ("after", "kind", "new"),
    [
        ([replace(one, version="2") for one in (*ANNUAL[:3], replace(ANNUAL[3], printed="8 %"))], "revised", "8 %"),
        ([*ANNUAL[:3], replace(ANNUAL[3], correction="9")], "corrected", "7 %"),
        ([*ANNUAL[:3], replace(ANNUAL[3], printed="17 %")], "read_anew", "17 %"),
        ([*ANNUAL[:3], replace(ANNUAL[3], indicator="dyka")], "reassigned", "7 %"),
        (ANNUAL[:3], "withdrawn", ""),
    ],
)
def test_every_change_has_its_kind(tmp_path: Path, after: Sequence[Cell], kind: str, new: str) -> None:
    (found,) = changes(tmp_path, ANNUAL, after)
    assert (found["change"], found["indicator_id"], found["new_as_printed"]) == (kind, "simma", new)
    assert found["reason"] == ("a misprint" if kind == "corrected" else "")


def test_releases_are_kept_apart_whole_and_checked(tmp_path: Path) -> None:
    database, releases = tmp_path / "m.duckdb", tmp_path / "releases"
    first = release(publish(database, "one", ANNUAL), releases, DAY)
    assert (first.version, first.before) == ("2026.11.26", None)
    again = release(database, releases, DAY)
    assert (again.folder, again.version) == (None, "2026.11.26")
    later = release(publish(database, "two", ANNUAL), releases, dt.date(2026, 12, 1))
    assert (later.version, later.before, later.changes) == ("2026.12.01", "2026.11.26", {})
    folder = releases / later.version
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["version"], package["previous_version"], package["refresh_id"]) == (
        "2026.12.01",
        "2026.11.26",
        "two",
    )
    assert [one["path"] for one in package["resources"]][-1] == "changes.csv"
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "SHA256SUMS"}
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    with pytest.raises(ReleaseError, match="is the clock right"):
        release(publish(database, "three", ANNUAL), releases, DAY.replace(day=1))
    (folder / "fct_reported_value.parquet").unlink()
    with pytest.raises(ReleaseError, match="cannot be compared with"):
        release(database, releases, dt.date(2026, 12, 2))
    assert sorted(path.name for path in releases.iterdir()) == ["2026.11.26", "2026.12.01"]
    shutil.rmtree(releases)
