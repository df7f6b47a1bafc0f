"""Reports that print what no known report does are published: one odd row, title or label never costs the others."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import duckdb
import pytest

from bench.councils import reports
from bench.figures import read_figures
from bench.generate import GeneratedReport, generate, write_reports
from ingestion.commands.refresh import refresh
from ingestion.documents.identity import read_districts
from ingestion.journal import Journal
from ingestion.warehouse.settings import PROJECT, Settings
from ingestion.warehouse.summary import Summary
from tests.integration.reports import plan, three_rows

pytestmark = pytest.mark.slow

SEEDS = PROJECT / "seeds"
HEADER = "  Indikator Årsmål KF:s årsmål Periodicitet \n\n"
FURTHER = "Under 2022 fortsätter"

BY_HAND = {
    "unknown_title.txt": (
        "farsta",
        plan("Farstas", 2022, three_rows()).replace(
            FURTHER, f"  Indikator Bedömning Årsmål Periodicitet \n\n Antal parker 3 4 År \n\n{FURTHER}"
        ),
        4,
    ),
    "unknown_label.txt": (
        "skarpnack",
        plan("Skarpnäcks", 2022, three_rows()).replace(
            FURTHER,
            f"Åtagande: Parkerna är rena \n\n{HEADER} Antal parker 4 5 År \n\n"
            f"Nämndmål: Gatorna är hela \n\n{HEADER} Antal gator 7  År \n\n{FURTHER}",
        ),
        5,
    ),
    "name_with_year.txt": (
        "bromma",
        plan("Brommas", 2022, three_rows()).replace(
            " Sjukfrånvaro",
            " Andel inköp enligt Agenda \n2030 i förskolan och enligt planen \n2030 \n\n70 % 75 % År \n\n"
            f"18 (84) \n\n   {HEADER.strip()} \n\n Sjukfrånvaro",
        ),
        4,
    ),
}
"""By file name: the council, the text, and how many rows are printed."""


@pytest.fixture(scope="module")
def generated() -> list[GeneratedReport]:
    councils = read_districts(SEEDS / "districts.csv")
    found = generate(reports(councils), read_figures(SEEDS, seed=11), pages=3, unlike_known=True)
    return [one for one in itertools.islice(found, 8) if one.report.council.district_id != "bromma"]


@pytest.fixture(scope="module")
def published(generated: list[GeneratedReport], tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, Path]:
    folder = tmp_path_factory.mktemp("unlike")
    documents = folder / "documents"
    write_reports(documents, generated)
    with (documents / "documents.csv").open("a", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        for name, (council, text, _rows) in BY_HAND.items():
            (documents / name).write_text(text, encoding="utf-8")
            writer.writerow([name, council, "VP", 2022, "hand", "2022-01-15"])
    database = folder / "malbild.duckdb"
    return refresh(Settings(documents, database), Journal(progress=False)), database


def test_every_report_is_published_with_all_its_rows(
    published: tuple[Summary, Path], generated: list[GeneratedReport]
) -> None:
    summary, database = published
    assert summary.status == 0, summary
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = dict(connection.execute("select source_file, rows from marts.dim_document").fetchall())
    assert rows.keys() == {one.file for one in generated} | BY_HAND.keys()
    assert {name: rows[name] for name in BY_HAND} == {name: count for name, (_, _, count) in BY_HAND.items()}
    assert {one.report.kind for one in generated} == {"VP", "T1", "T2", "VB"}


def test_what_was_not_understood_is_told_with_its_line(published: tuple[Summary, Path]) -> None:
    _, database = published
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select source_file, finding, as_printed from marts.quality_unread where source_file in (?, ?) order by 1",
            ["unknown_label.txt", "unknown_title.txt"],
        ).fetchall()
        figures = connection.execute(
            "select as_printed, column_evidence, goal_id from marts.fct_reported_value "
            "where source_file = 'unknown_label.txt' and as_printed in ('4', '5') order by 1"
        ).fetchall()
    assert found == [
        ("unknown_label.txt", "unread_goal", "Åtagande: Parkerna är rena"),
        ("unknown_title.txt", "unread_header", "Indikator Bedömning Årsmål Periodicitet"),
    ]
    # The figures of a row whose goal is not known are known: its cells are the same in all readings.
    assert figures == [("4", "agreed", None), ("5", "agreed", None)]
