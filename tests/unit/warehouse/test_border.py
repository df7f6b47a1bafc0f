"""The border check: what a good document passes, what each fault is stopped by."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.documents.text import read_text
from ingestion.extraction import Extraction
from ingestion.extraction.text import extract_text
from ingestion.warehouse.border import BorderCheck, BorderResult, ExtractedDocument, has_page
from tests.integration.reports import plan, three_rows

LINES = 100


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> BorderCheck:
    return BorderCheck(tmp_path_factory.mktemp("border"))


@pytest.fixture(scope="module")
def extraction(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    path = tmp_path_factory.mktemp("documents") / "bromma.txt"
    path.write_text(plan("Bromma", 2022, three_rows()), encoding="utf-8")
    return extract_text(read_text(path))


def _with(table: pa.Table, row: int, **values: Any) -> pa.Table:
    rows = table.to_pylist()
    rows[row].update(values)
    return pa.Table.from_pylist(rows, schema=table.schema)


def test_a_good_document_passes_and_its_page_is_written(
    check: BorderCheck, extraction: Extraction, tmp_path: Path
) -> None:
    result = check.check("bromma.txt", extraction, LINES)
    assert result.failures == ()
    assert result.passed > 40
    assert BorderResult.from_json(result.to_json()) == result


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"row_number": 7}, "row_number"),
        ({"line_end": 1}, "line_end"),
        ({"line_end": LINES + 1}, "line_end"),
        ({"line_start": 1, "line_end": 1}, "line_start"),
        ({"document_id": "somebody else's"}, "document_id"),
        ({"column_evidence": "guessed"}, "column_evidence"),
        ({"column_evidence": "ambiguous"}, "readings_count"),
        ({"readings": [{}, {}]}, "readings_count"),
        ({"evidence": []}, "evidence_count"),
        ({"indicator": "two  spaces"}, "indicator"),
        ({"indicator": "x" * 401}, "indicator"),
        ({"annual_target": " 4,6 %"}, "annual_target"),
        ({"kf_target": "x" * 81}, "kf_target"),
        ({"period": "2,7 %"}, "period"),
        ({"area_goal": "1.1  two spaces"}, "area_goal"),
    ],
)
def test_a_fault_is_stopped_and_its_row_is_named(
    check: BorderCheck, extraction: Extraction, values: dict[str, Any], column: str
) -> None:
    spoiled = _with(extraction.indicators, 1, **values)
    result = check.check("spoiled.txt", replace(extraction, indicators=spoiled), LINES)
    assert any(column in failure.column for failure in result.failures), result.failures
    assert any(failure.lines for failure in result.failures)


def test_a_lost_row_shows_against_its_table(check: BorderCheck, extraction: Extraction) -> None:
    lost = pa.Table.from_pylist(extraction.indicators.to_pylist()[:2], schema=extraction.indicators.schema)
    result = check.check("lost.txt", replace(extraction, indicators=lost), LINES)
    assert [failure.column for failure in result.failures] == ["rows and extracted"]
    fewer = _with(extraction.tables, 0, rows=2)
    result = check.check("lost.txt", replace(extraction, indicators=lost, tables=fewer), LINES)
    assert [failure.column for failure in result.failures] == ["rows and closings"]


def test_a_missing_column_is_stopped(check: BorderCheck, extraction: Extraction) -> None:
    narrow = extraction.indicators.drop_columns(["forecast"])
    result = check.check("narrow.txt", replace(extraction, indicators=narrow), LINES)
    assert any("match ordered list" in failure.expectation for failure in result.failures)


def test_data_docs_have_a_page_for_each_document_of_the_folder(tmp_path: Path, extraction: Extraction) -> None:
    own = BorderCheck(tmp_path)
    for name in ("bromma VP å.txt", "farsta.txt"):
        own.check(name, extraction, LINES)
    own.build_data_docs({"bromma VP å.txt", "farsta.txt"})
    assert has_page(tmp_path, "bromma VP å.txt") and has_page(tmp_path, "farsta.txt")
    later = BorderCheck(tmp_path)
    later.check("new.txt", extraction, LINES)
    later.check("farsta.txt", extraction, LINES)
    later.build_data_docs({"new.txt", "farsta.txt"})
    assert not has_page(tmp_path, "bromma VP å.txt")
    index = (tmp_path / "gx" / "uncommitted" / "data_docs" / "local_site" / "index.html").read_text(encoding="utf-8")
    assert "new.txt" in index and "bromma" not in index
    runs = list((tmp_path / "gx" / "uncommitted" / "validations" / "indicators" / "farsta.txt").iterdir())
    assert len(runs) == 1


def test_many_documents_are_checked_together_and_only_those_at_fault_alone(
    tmp_path: Path, extraction: Extraction
) -> None:
    own = BorderCheck(tmp_path)
    narrow = replace(extraction, indicators=extraction.indicators.drop_columns(["forecast"]))
    spoiled = replace(extraction, indicators=_with(extraction.indicators, 1, period="2,7 %"))
    repeated = replace(extraction, goals=pa.concat_tables([extraction.goals, extraction.goals]))
    foreign = replace(extraction, indicators=_with(extraction.indicators, 1, document_id="0123456789abcdef"))
    lost = replace(extraction, indicators=extraction.indicators.slice(0, 2))
    faulty = {3: narrow, 5: spoiled, 11: lost, 12: repeated, 24: foreign}
    documents = [ExtractedDocument(f"{number}.txt", faulty.get(number, extraction), LINES) for number in range(25)]
    results = dict(own.check_all([partial(documents.__getitem__, place) for place in range(len(documents))]))
    assert list(results) == [one.source_file for one in documents]
    assert {name for name, result in results.items() if result.failures} == {f"{number}.txt" for number in faulty}
    for number, one in faulty.items():
        alone = own.check(f"{number}.txt", one, LINES)
        assert results[f"{number}.txt"] == alone
    good = own.check("good.txt", extraction, LINES)
    assert (results["0.txt"].passed, results["0.txt"].page) == (good.passed, results["1.txt"].page)
    own.build_data_docs({result.page for result in results.values()})
    assert has_page(tmp_path, results["0.txt"].page)
    assert has_page(tmp_path, "5.txt") and not has_page(tmp_path, "good.txt")
