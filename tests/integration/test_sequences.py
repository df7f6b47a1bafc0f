"""Whatever happened to a folder before, its file is the one that a rebuild gives: nothing of what is kept is stale."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from ingestion.commands.refresh import refresh
from ingestion.commands.rollback import roll_back
from ingestion.commands.withdraw import withdraw
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from ingestion.warehouse.state import State
from ingestion.warehouse.summary import Summary
from tests.equal import compare
from tests.integration.published import Published, query
from tests.integration.reports import CHILDREN, plan, three_rows, write_reports

pytestmark = pytest.mark.slow

COUNCILS = ("Bromma", "Farstas", "Kungsholmens", "Norrmalms", "Skarpnäcks")
LEDGER = (
    "report_id,area_goal_number,council_goal,indicator,column_name,printed_text,corrected_text,reason,decided_from\n"
    f'bromma-2022-VP,1.1,,{CHILDREN},annual_target,"{{printed}}","1,9 %",misprint,the council\'s answer\n'
)


def _refresh(settings: Settings) -> Summary:
    summary = refresh(settings, Journal(progress=False))
    assert summary.result in ("published", "unchanged"), summary
    return summary


class _Folder:
    """A folder of plans, to which things happen as a seed says."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.random = Random(seed)
        self.broken: dict[str, str] = {}

    def target(self) -> str:
        return f"{self.random.randint(1, 8)},{self.random.randint(0, 9)} %"

    def add(self) -> None:
        council, year = self.random.choice(COUNCILS), self.random.choice((2019, 2020, 2021))
        text = plan(council, year, three_rows(self.target(), self.target()))
        write_reports(self.settings.documents, {f"{council} {year}.txt": text})

    def replace(self) -> None:
        write_reports(self.settings.documents, {"bromma.txt": plan("Bromma", 2022, three_rows(self.target()))})

    def break_one(self) -> None:
        path = self.settings.documents / "farsta.txt"
        self.broken[path.name] = path.read_text(encoding="utf-8")
        path.write_text("no report of anything\n", encoding="utf-8")

    def correct(self) -> None:
        (indicator,) = [
            printed
            for (printed,) in query(
                self.settings,
                "select as_printed from marts.fct_reported_value where document_id in (select document_id from "
                "marts.dim_document where report_id = 'bromma-2022-VP') and measure = 'annual_target' "
                "order by row_number limit 1",
            )
        ]
        (self.settings.documents / "corrections.csv").write_text(LEDGER.format(printed=indicator), encoding="utf-8")

    def withdraw(self) -> None:
        reports = query(
            self.settings,
            "select report_id from marts.dim_document where status = 'leading' and year < 2022 order by report_id",
        )
        if reports:
            (report,) = self.random.choice(reports)
            withdraw(report, "the council took it back", self.settings.documents, self.settings.database)

    def roll_back(self) -> None:
        _refresh(self.settings)
        roll_back(self.settings.database)
        # What was rolled back is not published again until something changes.
        self.add()

    def mend(self) -> None:
        write_reports(self.settings.documents, self.broken)


def _happenings(folder: _Folder) -> Iterator[Callable[[], None]]:
    """Each kind at least once, in an order of the seed's; what was broken is mended at the end."""
    kinds = [folder.add, folder.replace, folder.break_one, folder.withdraw, folder.correct, folder.roll_back]
    folder.random.shuffle(kinds)
    yield folder.add
    yield from kinds
    yield folder.mend


@pytest.mark.parametrize("seed", [1])
def test_after_any_sequence_every_mart_is_that_of_a_rebuild(workshop: Published, tmp_path: Path, seed: int) -> None:
    settings = replace(workshop.copy(tmp_path / "own"), accept_changes=True)
    folder = _Folder(settings, seed)
    for happen in _happenings(folder):
        happen()
        summary = _refresh(settings)
        if summary.warnings and folder.broken and not (tmp_path / "again").exists():
            # Something is kept as it was published: the same file, without anything else that a refresh remembers.
            again = replace(Published(settings, summary).copy(tmp_path / "again"), rebuild=True, accept_changes=True)
            state = State(again.database)
            shutil.rmtree(state.extracts)
            shutil.rmtree(state.folder / "border")
            state.build.unlink()
            _refresh(again)
            assert [one.lines() for one in compare(settings.database, again.database) if not one.is_equal()] == []
    assert query(settings, "select count(*) from marts.dim_document where status = 'kept'") == [(0,)]
    # The ledger's line is for what Bromma's plan printed then.
    applied, not_applied = (
        query(settings, f"select count(*) from marts.{where}")[0][0]
        for where in (
            "fct_reported_value where corrected_text is not null",
            "quality_conflict where finding = 'correction_not_applied'",
        )
    )
    assert applied + not_applied == 1
    new = Settings(tmp_path / "new" / "documents", tmp_path / "new" / "malbild.duckdb")
    shutil.copytree(settings.documents, new.documents)
    _refresh(new)
    tables = compare(settings.database, new.database)
    assert len(tables) > 35
    assert [one.lines() for one in tables if not one.is_equal()] == []
