"""All 439 labelled rows, laid out by two engines in many looks, come out as they were printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.documents.pdf import read_pdf
from ingestion.extraction.pdf import extract_pdf
from tests.rendering import chromium, html, platypus
from tests.rendering.content import COLUMNS, read_report
from tests.rendering.look import LOOKS, Look
from tests.unit.pdf.truth import differences, pages_of_anchors

pytestmark = pytest.mark.slow

REPORTS = [(read_report(doc), f"d{doc}r") for doc in COLUMNS]


def test_labels_are_all_there() -> None:
    assert [len(report.rows) for report, _ in REPORTS] == [74, 83, 117, 75, 90]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("number", range(len(REPORTS)), ids=list(COLUMNS))
def test_typeset_rows_are_read_as_printed(look: Look, number: int, tmp_path: Path) -> None:
    report = [REPORTS[number]]
    target = tmp_path / "report.pdf"
    pages = platypus.render(report, look, target)
    assert differences(extract_pdf(read_pdf(target)), report, pages) == []


@pytest.mark.skipif(chromium.find_chromium() is None, reason="Chromium is not installed")
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_browser_printed_rows_are_read_as_printed(look: Look, tmp_path: Path) -> None:
    target = tmp_path / "reports.pdf"
    # All five in one file: starting the browser takes longer than printing.
    chromium.print_html(html.render_html(REPORTS, look), target)
    assert differences(extract_pdf(read_pdf(target)), REPORTS, pages_of_anchors(target.read_bytes())) == []


def test_same_file_gives_same_rows(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    platypus.render(REPORTS[:1], LOOKS[0], target)
    first, second = (extract_pdf(read_pdf(target)) for _ in range(2))
    assert first.indicators.equals(second.indicators)


def test_lines_count_through_the_document(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    platypus.render(REPORTS[2:3], LOOKS[0], target)
    document = read_pdf(target)
    rows = extract_pdf(document).indicators.to_pylist()
    starts = [row["line_start"] for row in rows]
    assert starts == sorted(set(starts))
    for row in rows:
        assert document.page_of_line(row["line_start"]) == row["page"]
        assert row["indicator"].split()[0] in document.lines[row["line_start"] - 1]
