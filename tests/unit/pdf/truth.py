"""Compare what was read of a rendered report with the rows that it was rendered from."""

from __future__ import annotations

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingestion.extraction.records import Extraction
from tests.rendering.content import KnownRow, Report

# 'språk-och' is printed without a space in the label. Where the line breaks right behind its hyphen nothing in a PDF
# tells it from 'språk- och', which is how such words are written; only then the name may have that space.
UNDECIDABLE_HYPHEN = {("002", 48): "språk- och kunskapsutveckling"}


def differences(extraction: Extraction, reports: list[tuple[Report, str]], pages: dict[str, int]) -> list[str]:
    """All differences between extracted and known rows; `pages` tells on which page each row's anchor stands."""
    rows = extraction.indicators.to_pylist()
    known = [(report, prefix, row) for report, prefix in reports for row in report.rows]
    if len(rows) != len(known):
        return [f"{len(rows)} rows read, {len(known)} printed"]
    found: list[str] = []
    for got, (report, prefix, row) in zip(rows, known, strict=True):
        where = f"{report.doc} row {row.number}"
        expected = {
            "indicator": row.name,
            "page": pages[f"{prefix}{row.number}"],
            "column_evidence": "positional",
            **{role: row.cells[role] for role, _ in report.columns},
            **dict(zip(("direction_goal", "area_goal", "council_goal"), row.goals, strict=True)),
        }
        found += [
            f"{where} {column}: {got[column]!r} is {value!r}"
            for column, value in expected.items()
            if got[column] != value and not _undecidable(report, row, column, got[column])
        ]
        absent = {"outcome", "outcome_men", "outcome_women", "previous_outcome", "forecast"} - dict(
            report.columns
        ).keys()
        found += [f"{where} {column}: no such column, read {got[column]!r}" for column in absent if got[column]]
        if _squeezed(got["comment"]) != _squeezed(row.comment):
            found.append(f"{where} comment: {got['comment']!r}")
    return found


def _undecidable(report: Report, row: KnownRow, column: str, got: object) -> bool:
    ending = UNDECIDABLE_HYPHEN.get((report.doc, row.number))
    return (
        column == "indicator"
        and ending is not None
        and isinstance(got, str)
        and ending in got
        and got.replace("- och", "-och") == row.name
    )


def _squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def pages_of_anchors(content: bytes) -> dict[str, int]:
    """On which 1-based page each named destination of a PDF stands: the renderers set one at the name of each row."""
    document = pdfium.PdfDocument(content)
    found: dict[str, int] = {}
    for index in range(raw.FPDF_CountNamedDests(document)):
        size = raw.c_long()
        raw.FPDF_GetNamedDest(document, index, None, size)
        buffer = (raw.c_char * size.value)()
        destination = raw.FPDF_GetNamedDest(document, index, buffer, size)
        name = bytes(buffer).decode("utf-16-le").rstrip("\x00")
        found[name] = raw.FPDFDest_GetDestPageIndex(document, destination) + 1
    document.close()
    return found
