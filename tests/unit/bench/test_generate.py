"""The generated reports are what the reader must find: a measurement of a reader that loses rows would be no use."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pytest

from bench.councils import copy_project, invented_councils, reports
from bench.figures import read_figures
from bench.generate import GeneratedReport, generate, write_reports
from ingestion.documents.identity import detect, read_districts
from ingestion.documents.manifest import read_manifest
from ingestion.documents.text import text_from_bytes
from ingestion.extraction.schema import VALUE_COLUMNS
from ingestion.extraction.text import extract_text

pytestmark = pytest.mark.slow

SEEDS = Path(__file__).parents[3] / "seeds"
COUNCILS = read_districts(SEEDS / "districts.csv")
FIGURES = read_figures(SEEDS, seed=7)
KINDS_AND_HABITS = 24


@pytest.fixture(scope="module")
def found() -> list[GeneratedReport]:
    return list(itertools.islice(generate(reports(COUNCILS), FIGURES, pages=30), KINDS_AND_HABITS))


@pytest.fixture(scope="module")
def unlike() -> list[GeneratedReport]:
    return list(itertools.islice(generate(reports(COUNCILS), FIGURES, pages=12, unlike_known=True), 12))


def test_every_generated_row_is_read_as_it_was_printed(found: list[GeneratedReport]) -> None:
    kinds: Counter[str] = Counter()
    ambiguous = 0
    for one in found:
        extraction = extract_text(text_from_bytes(one.text.encode(), Path(one.file)))
        read = {row["line_start"]: row for row in extraction.indicators.to_pylist()}
        assert sorted(read) == [row.line_start for row in one.rows], one.file
        for row in one.rows:
            seen = read[row.line_start]
            assert seen["indicator"] == row.name, (one.file, row.line_start)
            if seen["column_evidence"] == "ambiguous":
                ambiguous += 1
            else:
                cells = {column: seen[column] for column in VALUE_COLUMNS if seen[column] is not None}
                assert cells == dict(row.cells), (one.file, row.line_start, seen["evidence"])
        kinds[one.report.kind] += len(one.rows)
        assert extraction.goals.num_rows == 3 + 2 * 15
    assert set(kinds) == {"VP", "T1", "T2", "VB"}
    assert ambiguous <= sum(kinds.values()) // 50


def test_what_no_known_report_prints_costs_no_row_apart_from_it(unlike: list[GeneratedReport]) -> None:
    """Page furniture, labels and titles in other words; an odd row may be ambiguous, and those beside it."""
    odd = 0
    for one in unlike:
        extraction = extract_text(text_from_bytes(one.text.encode(), Path(one.file)))
        read = {row["line_start"]: row for row in extraction.indicators.to_pylist()}
        unread = [(place["line_start"], place["line_end"]) for place in extraction.unread.to_pylist()]
        beside = zip((one.rows[0], *one.rows), one.rows, (*one.rows[1:], one.rows[-1]), strict=False)
        for above, row, below in beside:
            odd += row.is_odd
            if row.is_odd or above.is_odd or below.is_odd:
                continue
            seen = read.get(row.line_start)
            if seen is None:
                assert any(first <= row.line_start <= last for first, last in unread), (one.file, row.line_start)
                continue
            assert seen["indicator"] == row.name, (one.file, row.line_start)
            goal = seen["council_goal"] or seen["area_goal"]
            assert goal.split(". ")[-1] == row.goal.split(". ")[-1], (one.file, row.line_start)
            if seen["column_evidence"] != "ambiguous":
                cells = {column: seen[column] for column in VALUE_COLUMNS if seen[column] is not None}
                assert cells == dict(row.cells), (one.file, row.line_start, seen["evidence"])
        assert extraction.goals.num_rows == 3 + 2 * 15
        assert not {"header", "goal", "assessment"} & set(extraction.unread.column("kind").to_pylist()), one.file
    assert odd


def test_the_text_alone_tells_whose_report_it_is(found: list[GeneratedReport]) -> None:
    councils = (*COUNCILS, *invented_councils())
    for one in found:
        told = detect(one.text.split("\n"), councils)
        answers = (told.district.value, told.report.value, told.year.value)
        assert answers == (one.report.council.district_id, one.report.kind, str(one.report.year))


def test_tables_go_on_over_pages_inside_names_too(found: list[GeneratedReport]) -> None:
    text = "\n".join(one.text for one in found)
    assert "    Indikator " in text
    assert "Sid " in text
    assert any(one.pages > 25 for one in found)


def test_the_same_seed_gives_the_same_texts_and_another_others(found: list[GeneratedReport]) -> None:
    again = next(generate(reports(COUNCILS), FIGURES, pages=30))
    other = next(generate(reports(COUNCILS), read_figures(SEEDS, seed=8), pages=30))
    assert again == found[0]
    assert other.text != found[0].text


def test_there_are_more_than_five_thousand_reports_and_none_stands_twice() -> None:
    ids = [one.report_id for one in reports(COUNCILS)]
    assert len(ids) > 5_000
    assert len(ids) == len(set(ids))


def test_a_draft_follows_its_report_and_is_older() -> None:
    *_others, last, draft = itertools.islice(generate(reports(COUNCILS), FIGURES, pages=1), 51)
    assert draft.report == last.report
    assert draft.published_on < last.published_on
    assert draft.text != last.text


def test_the_manifest_is_one_that_the_folder_takes(tmp_path: Path) -> None:
    councils = copy_project(SEEDS.parent, tmp_path / "project")
    folder = tmp_path / "documents"
    pages, size = write_reports(folder, itertools.islice(generate(reports(councils), FIGURES, pages=1), 8))
    manifest = read_manifest(folder, read_districts(tmp_path / "project" / "seeds" / "districts.csv"))
    assert not manifest.problems
    assert {path.name for path in folder.glob("*.txt")} == set(manifest.lines)
    assert pages >= 8
    assert size == sum(path.stat().st_size for path in folder.glob("*.txt"))


def test_tables_of_money_are_read_and_change_no_row() -> None:
    with_money = itertools.islice(generate(reports(COUNCILS), FIGURES, pages=12, money=True), 6)
    without = itertools.islice(generate(reports(COUNCILS), FIGURES, pages=12), 6)
    for one, plain in zip(with_money, without, strict=True):
        extraction = extract_text(text_from_bytes(one.text.encode(), Path(one.file)))
        assert [row.name for row in one.rows] == [row.name for row in plain.rows]
        assert extraction.indicators.num_rows == len(one.rows)
        assert Counter(extraction.money_tables.column("kind").to_pylist()) == {
            "budget_by_area": 1,
            "budget_of_area": 9,
            "volumes": 3,
            "investments": 1,
        }
        sure = [cell for cell in extraction.money_cells.to_pylist() if cell["column_evidence"] != "ambiguous"]
        assert len(sure) > 0.97 * extraction.money_cells.num_rows == 0.97 * 164
